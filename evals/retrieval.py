"""Does the right document come first? The production search, and any baseline, measured on the same questions."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from evals.asking import day_of
from evals.baselines.baseline import Baseline
from evals.forms import EvalQuestion
from evals.measures import mean, ndcg_at, percentile, recall_at, reciprocal_rank
from kb.search import Hit

# Deep enough that ten different documents are among the passages.
PASSAGES = 100


class Finding(Protocol):
    """What finds without answering: the production engine."""

    def find(self, text: str, *, on: date, limit: int) -> list[Hit]:
        """See bot.engine.Engine."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """One question with the documents found for it, best first, and the milliseconds it took."""

    question: EvalQuestion
    right: frozenset[str]
    documents: tuple[str, ...]
    scores: tuple[float, ...]
    milliseconds: float


Right = Mapping[str, frozenset[str]]
"""Question id -> ids of its right documents."""


def rank_with_engine(
    engine: Finding, questions: Sequence[EvalQuestion], right: Right, *, tick: Callable[[], None]
) -> list[Ranked]:
    """What the engine finds for each question. Earlier turns of a conversation are not part of it."""

    def find(question: EvalQuestion) -> list[tuple[str, float]]:
        hits = engine.find(question.text, on=day_of(question), limit=PASSAGES)
        return [(hit.document_id, hit.score) for hit in hits]

    return _rank(find, questions, right, tick)


def rank_with_baseline(
    baseline: Baseline, questions: Sequence[EvalQuestion], right: Right, *, tick: Callable[[], None]
) -> list[Ranked]:
    """What the baseline finds for each question."""

    def find(question: EvalQuestion) -> list[tuple[str, float]]:
        return [(hit.document_id, hit.score) for hit in baseline.find(question.text, limit=PASSAGES)]

    return _rank(find, questions, right, tick)


def summarise(rows: Sequence[Ranked]) -> dict[str, float]:
    """The figures of a set, each a mean over the questions."""
    return {
        "n": len(rows),
        "r1": mean([recall_at(row.documents, row.right, 1) for row in rows]),
        "r5": mean([recall_at(row.documents, row.right, 5) for row in rows]),
        "r10": mean([recall_at(row.documents, row.right, 10) for row in rows]),
        "ndcg10": mean([ndcg_at(row.documents, row.right) for row in rows]),
        "mrr": mean([reciprocal_rank(row.documents, row.right) for row in rows]),
        "find_p50_ms": percentile([row.milliseconds for row in rows], 0.5),
        "find_p99_ms": percentile([row.milliseconds for row in rows], 0.99),
    }


def _rank(
    find: Callable[[EvalQuestion], list[tuple[str, float]]],
    questions: Sequence[EvalQuestion],
    right: Right,
    tick: Callable[[], None],
) -> list[Ranked]:
    rows = []
    for question in questions:
        start = time.perf_counter()
        found = find(question)
        milliseconds = (time.perf_counter() - start) * 1000
        best: dict[str, float] = {}
        for document, score in found:
            best.setdefault(document, score)
        rows.append(Ranked(question, right[question.id], tuple(best), tuple(best.values()), milliseconds))
        tick()
    return rows
