"""Judges whether the words chosen answer the question; when they do not, it is said so."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources import files

from bot.quantities import wanted_quantity
from bot.quotation_support import Support, log_odds
from bot.refusing import Refusals, best_of_each
from bot.walk import Walk
from kb.documents import DocumentKind, Fact, PassageKind
from kb.question_terms import fold
from kb.search import Hit
from kb.text import normalise

FEATURES = (
    "document",  # log odds that the document is about it (kb/ranking.json)
    "lead",  # how far those stand above the second document's
    "coverage",  # of the question's terms in the sentence quoted
    "phrases",  # of its three-character stretches
    "precision",  # share of that sentence that the question speaks of
    "chance",  # what the reader makes of the best part
    "relevance",  # and of the passage
    "cue",  # it holds the kind of thing asked for
    "held",  # share of the question's terms, by rarity, anywhere in the passages that may be quoted
    "missing",  # the largest share one term has that stands nowhere in the document's passages
)


# What is left of the chance where the number asked for, or a telling word of the question, stands nowhere.
_UNSPOKEN = 0.25

# What a follow-up goes on from is the document it was answered from before: that one is hardly in doubt.
_MEANT = 0.9


@dataclass(frozen=True, slots=True)
class JudgingWeights:
    """A logistic model over FEATURES, and what must be reached: judging.json.

    held: share of the question's terms, by rarity, that must stand somewhere in the passages. missing: the
    largest share one term may have that stands nowhere in them: 水獭 is not answered by 北极熊.
    """

    bias: float
    weights: Mapping[str, float]
    enough: float
    enough_guide: float
    held: float
    missing: float

    def chance(self, features: Mapping[str, float]) -> float:
        """0..1: whether the quotation answers."""
        total = self.bias + sum(weight * features[name] for name, weight in self.weights.items())
        return 1.0 / (1.0 + math.exp(-total))


def load_judging_weights() -> JudgingWeights:
    """The weights shipped with the project."""
    table = json.loads(files("bot").joinpath("judging.json").read_text("utf-8"))
    return JudgingWeights(
        table["bias"], table["weights"], table["enough"], table["enough_guide"], table["held"], table["missing"]
    )


class JudgeAnswer:
    """The last word before telling: an answer that is not likely enough becomes a refusal."""

    name = "judge"

    def __init__(self, weights: JudgingWeights, refusals: Refusals) -> None:
        self._weights = weights
        self._refusals = refusals

    def take(self, walk: Walk) -> Walk:
        """The walk as it is, or refused."""
        if not walk.evidence:
            return walk
        if walk.only is not None or not walk.citations:
            # What was named exactly is sure to be meant; what its record does not state is sure not to be answered.
            return walk.noting(self.name, confidence=float(bool(walk.citations)))
        if walk.evidence[0].found.card.kind is DocumentKind.GUIDE or walk.support is None:
            confidence, enough = walk.evidence[0].score, self._weights.enough_guide
        else:
            confidence, enough = self._weights.chance(features_of(walk, walk.support)), self._weights.enough
        speaks = holds_quantity(walk) and self._speaks_of_it(walk)
        walk = walk.noting(self.name, confidence=round(confidence if speaks else confidence * _UNSPOKEN, 4))
        return walk if speaks and confidence >= enough else self._refusals.refuse(replace(walk, status=None))

    def _speaks_of_it(self, walk: Walk) -> bool:
        """Whether enough of the question stands in the passages at all: 火星 is nowhere, however near 补贴 is."""
        first = walk.evidence[0]
        if first.found.card.kind is DocumentKind.GUIDE:
            # 身份证 is among the papers of half of all matters: what only the papers speak of is another matter.
            return first.parts["title_coverage"] > 0 or first.parts["document_coverage"] == 0
        held = _held(walk)
        return held["held"] >= self._weights.held and held["missing"] <= self._weights.missing


def holds_quantity(walk: Walk) -> bool:
    """Whether a question for a number got one, where it was asked for in prose."""
    quantity = wanted_quantity(normalise(walk.understood.text))
    if quantity is None or walk.evidence[0].found.card.kind is DocumentKind.GUIDE:
        return True
    tables = {hit.passage.id for hit in walk.evidence if hit.passage.kind is PassageKind.TABLE}
    return any(c.passage_id in tables or quantity.search(fold(c.quote)) for c in walk.citations)


def features_of(walk: Walk, support: Support) -> dict[str, float]:
    """The measures of a quotation by name, see FEATURES."""
    first = walk.evidence[0]
    others = [hit.score for hit in best_of_each(walk.hits) if not _belong_together(hit, first)]
    document = max(first.score, _MEANT) if first.document_id in walk.understood.favoured else first.score
    return {
        "document": log_odds(document),
        "lead": log_odds(document) - log_odds(max(others, default=0.01)),
        "coverage": support.coverage,
        "phrases": support.phrases,
        "precision": support.precision,
        "chance": support.chance,
        "relevance": support.relevance,
        "cue": support.cue if walk.understood.aspects else 1.0,
        **_held(walk),
    }


def _belong_together(one: Hit, other: Hit) -> bool:
    """The same document, or one that amends, repeals or interprets the other: they do not compete."""
    changed_by = {change.by_document for hit in (one, other) for change in hit.found.changes}
    explained = {hit.found.card.text(Fact.INTERPRETS) for hit in (one, other)} - {""}
    ids = {one.document_id, other.document_id}
    names = {name for hit in (one, other) for name in (hit.found.card.number, hit.found.card.title)}
    return one.document_id == other.document_id or bool(changed_by & ids) or bool(explained & names)


def _held(walk: Walk) -> dict[str, float]:
    whole = "\n".join(fold(f"{hit.passage.context}\n{hit.passage.text}") for hit in walk.evidence)
    total = sum(term.rarity for term in walk.terms) or 1.0
    missing = [term.rarity / total for term in walk.terms if not term.stands_in(whole)]
    return {"held": 1.0 - sum(missing), "missing": max(missing, default=0.0)}
