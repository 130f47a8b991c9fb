"""What each part of the ranking is worth: the same questions with the part taken out, everything else as it ships."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from evals.asking import day_of
from evals.forms import EvalQuestion
from evals.measures import mean, ndcg_at, recall_at
from evals.retrieval import Right
from kb.measuring import FEATURES
from kb.ranking import RankingWeights
from kb.search import Hit, Query, Search

# Features (kb/measuring.py) that together are one part of the ranking.
PARTS: Mapping[str, tuple[str, ...]] = {
    "words": ("words", "words_in_kind"),
    "phrases": ("phrases", "phrases_in_kind"),
    "coverage": ("coverage", "coverage_in_kind", "document_coverage"),
    "meaning": ("meaning", "meaning_plain"),
    "names": ("name", "name_plain"),
    "adapting": tuple(name for name in FEATURES if name.endswith(("_in_kind", "_plain"))),
    "support": ("support",),
    "region": ("region", "region_said"),
    "year": ("year",),
    "guide": ("guide",),
}
EXPANSIONS = "expansions"

QueryOf = Callable[[EvalQuestion], Query]
"""What production looks for when this is asked."""


def ablate(
    search: Search,
    query_of: QueryOf,
    weights: RankingWeights,
    questions: Sequence[EvalQuestion],
    right: Right,
    *,
    tick: Callable[[], None],
) -> dict[str, dict[str, float]]:
    """Figures of the whole ("jiedu") and of the whole without each part, and without the official terms.

    Every question is searched twice; parts are taken out of the sums of what was found, so all rank the same documents.
    """
    rows: dict[str, list[tuple[float, float, float]]] = {}
    for question in questions:
        query, wanted, day = query_of(question), right[question.id], day_of(question)
        found = _documents(search.find(query, on=day).hits)
        bare = _documents(search.find(replace(query, expansions=()), on=day).hits)
        rows.setdefault("jiedu", []).append(_figures(_order(found, weights, ()), wanted))
        for part, features in PARTS.items():
            rows.setdefault(f"- {part}", []).append(_figures(_order(found, weights, features), wanted))
        rows.setdefault(f"- {EXPANSIONS}", []).append(_figures(_order(bare, weights, ()), wanted))
        tick()
    return {
        name: {figure: mean([row[i] for row in held]) for i, figure in enumerate(("r1", "r5", "ndcg10"))}
        for name, held in rows.items()
    }


def _documents(hits: Sequence[Hit]) -> dict[str, dict[str, float]]:
    """The features of each document found."""
    found: dict[str, dict[str, float]] = {}
    for hit in hits:
        found.setdefault(hit.document_id, hit.parts)
    return found


def _order(found: Mapping[str, dict[str, float]], weights: RankingWeights, left_out: tuple[str, ...]) -> list[str]:
    names = list(found)
    if not names:
        return []
    features = np.array([[found[name].get(feature, 0.0) for feature in FEATURES] for name in names])
    kept = {name: weight for name, weight in weights.weights.items() if name not in left_out}
    order = np.argsort(-replace(weights, weights=kept).sums(features), kind="stable")
    return [names[index] for index in order]


def _figures(documents: Sequence[str], right: frozenset[str]) -> tuple[float, float, float]:
    return recall_at(documents, right, 1), recall_at(documents, right, 5), ndcg_at(documents, right)
