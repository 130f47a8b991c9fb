"""What the models that ship learn from: every question of ours once as it is, and once with its documents left out.

A question whose own document is gone is an honest unanswerable one; whatever is found then is a wrong answer.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

import numpy as np
from numpy.typing import NDArray

from bot.conversation import Question
from bot.engine import Engine
from bot.steps.judge import FEATURES as JUDGED
from bot.steps.judge import features_of
from bot.walk import Step, Walk
from evals.asking import day_of
from evals.forms import EvalQuestion
from kb.documents import DocumentKind
from kb.measuring import FEATURES as RANKED

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Samples:
    """Features (n, k), and which rows are right (n,)."""

    rows: Array
    right: NDArray[np.bool_]


def joined(one: Samples, other: Samples) -> Samples:
    """The samples of both."""
    return Samples(np.concatenate([one.rows, other.rows]), np.concatenate([one.right, other.right]))


@dataclass(frozen=True, slots=True)
class Lesson:
    """A question with the ids of the documents that answer it."""

    question: EvalQuestion
    documents: frozenset[str]


def documents_found(engine: Engine, lessons: Sequence[Lesson]) -> Samples:
    """The best document of each question, and the best of those that do not answer it."""
    rows: list[list[float]] = []
    right: list[bool] = []
    for lesson in lessons:
        hits = engine.find(lesson.question.text, on=day_of(lesson.question), limit=10_000)
        first = {hit.document_id: hit for hit in reversed(hits)}
        ordered = sorted(first.values(), key=hits.index)
        wrong = [hit for hit in ordered if hit.document_id not in lesson.documents][:1]
        for hit in {id(hit): hit for hit in (*ordered[:1], *wrong)}.values():
            rows.append([hit.parts[name] for name in RANKED])
            right.append(hit.document_id in lesson.documents)
    return Samples(np.array(rows), np.array(right))


def guides_found(engine: Engine, lessons: Sequence[Lesson]) -> Samples:
    """The guide that would answer a question, with its documents there and without them, where a guide would."""
    rows: list[list[float]] = []
    right: list[bool] = []
    for lesson in lessons:
        for without in (False, True):
            walk = _evidence(engine, lesson, without=without)
            if walk is not None and _is_guide(walk):
                rows.append([walk.evidence[0].parts[name] for name in RANKED])
                right.append(walk.evidence[0].document_id in lesson.documents)
    return Samples(np.array(rows), np.array(right))


def quotations_judged(engine: Engine, lessons: Sequence[Lesson]) -> Samples:
    """What is quoted for each question, with its document and without it; right when it holds the official answer."""
    rows: list[list[float]] = []
    right: list[bool] = []
    for lesson in lessons:
        for without in (False, True):
            walk = _evidence(engine, lesson, without=without)
            if walk is None or _is_guide(walk):
                continue
            walk = _step(engine, "quote").take(walk)
            if walk.support is not None:
                features = features_of(walk, walk.support)
                # What is missing speaks against: turned round so that no weight need be negative.
                rows.append([-features[name] if name == "missing" else features[name] for name in JUDGED])
                right.append(not without and _holds(walk, lesson))
    return Samples(np.array(rows), np.array(right))


def _evidence(engine: Engine, lesson: Lesson, *, without: bool) -> Walk | None:
    """The walk up to the choice of a document; None when it ended before."""
    text = lesson.question.text
    walk = Walk(Question(text, day_of(lesson.question), "learning"), text)
    for name in ("understand", "exact", "find", "decide"):
        walk = _step(engine, name).take(walk)
        if walk.status is not None:
            return None
        if name == "find" and without:
            walk = replace(walk, hits=tuple(h for h in walk.hits if h.document_id not in lesson.documents))
    return walk


def _step(engine: Engine, name: str) -> Step:
    return next(step for step in engine.pipeline.finding if step.name == name)


def _is_guide(walk: Walk) -> bool:
    return walk.evidence[0].found.card.kind is DocumentKind.GUIDE


def _holds(walk: Walk, lesson: Lesson) -> bool:
    """Whether what is quoted holds half of the official answer, or twelve characters of it, in one piece."""
    quoted = re.sub(r"\s", "", "".join(citation.quote for citation in walk.citations))
    official = re.sub(r"\s", "", lesson.question.answer)
    size = SequenceMatcher(None, quoted, official, autojunk=False).find_longest_match().size
    return walk.evidence[0].document_id in lesson.documents and size >= min(len(official) * 0.5, 12)


def lessons_of(questions: Sequence[EvalQuestion], right: dict[str, frozenset[str]]) -> Iterator[Lesson]:
    """The questions that can be learnt from: answerable, not following up another, their documents known."""
    for question in questions:
        documents = right.get(question.id, frozenset())
        if documents and not question.history:
            yield Lesson(question, documents)
