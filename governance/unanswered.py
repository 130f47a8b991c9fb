"""Questions that published words did not answer, put together by meaning, with the unit they probably belong to.

One call makes a group a duty of its unit (R§13: repeated questions become publication).
"""

import hashlib
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from governance.access import Act, Actor, require
from governance.duties import Duties, Duty, DutyKind
from governance.errors import Refused
from governance.words import sentence
from kb.embedding import Embedder
from kb.given import GivenAnswer
from kb.text import normalise

Unanswered = Callable[[datetime, datetime], list[GivenAnswer]]
"""Gives the questions of a period that were not answered; the bot keeps them, compose hands the reader in."""

LikelyUnit = Callable[[str], str | None]
"""Gives the id of the unit whose document comes nearest to a question; None when nothing is near."""

_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that mean the same. question: the one in the middle; count: how often it was asked in all.

    id: the same as long as the question in the middle is. unit_id: whose it probably is, None when nobody can tell.
    """

    id: str
    question: str
    count: int
    examples: tuple[str, ...]
    channels: tuple[str, ...]
    last_asked: datetime
    unit_id: str | None


@dataclass(frozen=True, slots=True)
class GroupingRules:
    """unanswered.toml. near: least cosine of two questions that mean the same; most: questions looked at."""

    near: float
    most: int


@dataclass(frozen=True, slots=True)
class _Asked:
    """One wording with everything asked in it."""

    words: str
    answers: tuple[GivenAnswer, ...]


class UnansweredQuestions:
    """Groups questions and hands them to units."""

    def __init__(
        self,
        embedder: Embedder,
        duties: Duties,
        *,
        unanswered: Unanswered,
        likely_unit: LikelyUnit,
        rules: GroupingRules | None = None,
    ) -> None:
        self._embedder = embedder
        self._duties = duties
        self._unanswered = unanswered
        self._likely_unit = likely_unit
        self._rules = rules or load_grouping_rules()

    def groups(self, actor: Actor, *, since: datetime, until: datetime, limit: int = 20) -> list[Group]:
        """The groups of a period, the largest first. Raises Forbidden."""
        require(actor, Act.SEE_REPORTS)
        asked = _together(self._unanswered(since, until)[: self._rules.most])
        if not asked:
            return []
        vectors = self._embedder.embed_passages([one.words for one in asked])
        found = [self._group([asked[i] for i in members]) for members in grouped(vectors, asked, self._rules.near)]
        return sorted(found, key=lambda group: (-group.count, group.id))[:limit]

    def assign(self, actor: Actor, group: Group, *, unit_id: str, now: datetime) -> Duty:
        """The unit owes an answer to the questions of the group; asked for twice it is owed once.

        Raises Forbidden, Refused without a unit.
        """
        if not unit_id:
            raise Refused("group_without_unit")
        return self._duties.open(
            DutyKind.ASSIGNED,
            unit_id=unit_id,
            subject=f"unanswered:{group.id}",
            title=sentence("group_title", question=group.question, count=group.count),
            began=now,
            now=now,
            actor=actor,
        )

    def _group(self, members: Sequence[_Asked]) -> Group:
        middle = members[0]
        answers = [answer for one in members for answer in one.answers]
        return Group(
            id=hashlib.sha256(_key(middle.words).encode()).hexdigest()[:20],
            question=middle.words,
            count=len(answers),
            examples=tuple(one.words for one in members[:_SHOWN]),
            channels=tuple(sorted({answer.channel for answer in answers})),
            last_asked=max(answer.asked_at for answer in answers),
            unit_id=self._likely_unit(middle.words),
        )


def grouped(vectors: NDArray[np.float32], asked: Sequence[_Asked], near: float) -> list[list[int]]:
    """Greedy groups: the wording asked most opens one and takes everything near it; the rest goes on the same way.

    Each group begins with the wording that opened it.
    """
    left = sorted(range(len(asked)), key=lambda i: (-len(asked[i].answers), i))
    groups: list[list[int]] = []
    while left:
        alike = vectors[left] @ vectors[left[0]]
        taken = [i for i, likeness in zip(left, alike, strict=True) if i == left[0] or likeness >= near]
        groups.append(taken)
        left = [i for i in left if i not in set(taken)]
    return groups


def load_grouping_rules() -> GroupingRules:
    """The shipped rules."""
    return GroupingRules(**tomllib.loads(files("governance").joinpath("unanswered.toml").read_text("utf-8")))


def _together(answers: Sequence[GivenAnswer]) -> list[_Asked]:
    """The wordings that differ in more than punctuation, with all who asked so."""
    held: dict[str, list[GivenAnswer]] = {}
    for answer in answers:
        if key := _key(answer.question):
            held.setdefault(key, []).append(answer)
    return [_Asked(same[0].question, tuple(same)) for same in held.values()]


def _key(words: str) -> str:
    return "".join(char for char in normalise(words) if char.isalnum())
