"""The honest reason why nothing is quoted: the most telling near miss, else that nothing was found."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.answers import AnswerStatus
from bot.walk import Walk
from bot.wording import Wording
from kb.documents import DocumentKind, Fact, Validity
from kb.search import Hit

# A near miss is told when it is about the matter as much as anything found; otherwise it would mislead.
_CLOSE = 0.7

ENDED = (Validity.REPEALED, Validity.EXPIRED)


class Refusals:
    """Tells near misses apart; each has its own sentence and its own next step."""

    def __init__(self, wording: Wording, *, near: float, near_standing: float, home: str = "") -> None:
        """near: chance (0..1) from which a document of another place or year is about the matter, so that missing it is
        worth telling; near_standing: the same for one that has ended or not begun.

        home: the place that is meant where a question names none.
        """
        self._wording = wording
        self._near = near
        self._near_standing = near_standing
        self._home = home

    def refuse(self, walk: Walk) -> Walk:
        """The walk ended without quotations."""
        walk = replace(walk, citations=(), labels=(), lead=(), evidence=(), subject=None, responsible="")
        best = best_of_each(walk.hits)
        close = max((_CLOSE * hit.score for hit in best), default=0.0)
        by_document = {hit.document_id: hit for hit in best}
        standing = {hit.found.card.title for hit in best if near_miss(hit) is None}
        for hit in best:
            status, ended = near_miss(hit), _ended_by(hit, by_document)
            if status is AnswerStatus.NO_LONGER_IN_FORCE and _names_of(hit, ended) & standing:
                # It was made anew under its old title: nobody may be told that nothing took its place.
                continue
            if status is not None and (walk.only or hit.score >= max(close, self._floor(status))):
                return self._told(walk, ended, status)
        return walk.end(AnswerStatus.NO_POLICY_FOUND, self._wording.say("status", "no_policy_found"))

    def _floor(self, status: AnswerStatus) -> float:
        return self._near if status in (AnswerStatus.OTHER_REGION, AnswerStatus.OTHER_YEAR) else self._near_standing

    def _told(self, walk: Walk, hit: Hit, status: AnswerStatus) -> Walk:
        understood, card = walk.understood, hit.found.card
        asked = (
            "、".join(understood.regions) or self._home
            if status is AnswerStatus.OTHER_REGION
            else "、".join(map(str, understood.years))
        )
        sentence = self._wording.say(
            "status",
            status.value,
            title=card.title,
            number=f"（{card.number}）" if card.number else "",
            validity=hit.validity.status.value,
            basis=hit.validity.basis,
            asked=asked,
            found=card.text(Fact.REGION) if status is AnswerStatus.OTHER_REGION else _year_of(card.title),
        )
        # Another region's unit cannot help; everyone else's is whom to ask.
        subject = None if status is AnswerStatus.OTHER_REGION else card
        return replace(walk, subject=subject).end(status, sentence)


def _ended_by(hit: Hit, found: Mapping[str, Hit]) -> Hit:
    """What to tell of: for an interpretation the document whose end it shares, where that was found too."""
    explains = hit.found.card.kind is DocumentKind.INTERPRETATION
    other = found.get(hit.validity.by_document or "") if explains else None
    return other if other and near_miss(other) is near_miss(hit) else hit


def _names_of(hit: Hit, ended: Hit) -> set[str]:
    """The titles under which it may have been made anew; of an interpretation those of what it explains."""
    return {hit.found.card.title, hit.found.card.text(Fact.INTERPRETS), ended.found.card.title} - {""}


def near_miss(hit: Hit) -> AnswerStatus | None:
    """Why this document may not answer, None when it may."""
    if hit.parts["region"] < 0 or hit.parts["elsewhere"] < 0:
        return AnswerStatus.OTHER_REGION
    if hit.validity.status in ENDED:
        return AnswerStatus.NO_LONGER_IN_FORCE
    if hit.validity.status is Validity.NOT_YET_IN_FORCE:
        return AnswerStatus.NOT_YET_IN_FORCE
    return AnswerStatus.OTHER_YEAR if hit.parts["year"] < 0 else None


def best_of_each(hits: Iterable[Hit]) -> list[Hit]:
    """The first hit of every document, in order."""
    first: dict[str, Hit] = {}
    for hit in hits:
        first.setdefault(hit.document_id, hit)
    return list(first.values())


def _year_of(title: str) -> str:
    found = re.search(r"20\d{2}", title)
    return found.group() if found else ""
