"""Puts documents in order by their features, and says how sure one may be of the first.

The weights and their reasons lie in ranking.json.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from kb.measuring import FEATURES, Candidate, Column, Evidence, Matrix, Measured, document_features


@dataclass(frozen=True, slots=True)
class GuideConfidence:
    """Corrects the chance of a guide: guides of like names lie near each other, and a name says what is not meant.

    A logistic model of the log odds there were (known), of the share of the name left unsaid and of what it is for
    (see FEATURES); for whom it is counts as much as for which act.
    """

    bias: float
    known: float
    name_unsaid: float
    another_act: float

    def corrected(self, chances: Column, features: Matrix) -> Column:
        """(n,) in 0..1 for (n,) and (n, len(FEATURES))."""
        bounded = np.clip(chances, 1e-6, 1 - 1e-6)
        odds = np.log(bounded / (1 - bounded))
        own = {
            "name_unsaid": self.name_unsaid,
            "another_act": self.another_act,
            "outsiders": self.another_act,
        }
        return np.asarray(1.0 / (1.0 + np.exp(-(self.bias + self.known * odds + features @ _vector(own)))))


@dataclass(frozen=True, slots=True)
class RankingWeights:
    """What orders documents, and how sure one may be of the first; both linear over FEATURES.

    weights: of the sum that documents are ordered by; it compares only within one question.
    bias, confidence: of a logistic model of the chance that a document answers; it compares between questions. guides:
    what that chance becomes for a guide.
    """

    weights: Mapping[str, float]
    bias: float
    confidence: Mapping[str, float]
    guides: GuideConfidence
    passage_words: float
    passage_meaning: float

    def sums(self, features: Matrix) -> NDArray[np.float64]:
        """(n,) for (n, len(FEATURES)); larger is better."""
        return np.asarray(features @ _vector(self.weights))

    def chances(self, features: Matrix, *, guides: NDArray[np.bool_]) -> NDArray[np.float64]:
        """(n,) in 0..1 for (n, len(FEATURES)). guides: which of the documents are."""
        chances = np.asarray(1.0 / (1.0 + np.exp(-(self.bias + features @ _vector(self.confidence)))))
        corrected = self.guides.corrected(chances, features)
        return np.where(guides, corrected, chances)


def _vector(weights: Mapping[str, float]) -> NDArray[np.float64]:
    return np.array([weights.get(name, 0.0) for name in FEATURES])


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with its document's chance, its own fit among the document's passages, and the features."""

    candidate: Candidate
    document_score: float
    passage_score: float
    parts: dict[str, float]

    @property
    def document_id(self) -> str:
        return self.candidate.found.card.id


def load_weights() -> RankingWeights:
    """The weights shipped with the project."""
    table = json.loads(files("kb").joinpath("ranking.json").read_text("utf-8"))
    return RankingWeights(
        weights=table["weights"],
        bias=table["confidence"]["bias"],
        confidence=table["confidence"]["weights"],
        guides=GuideConfidence(**table["guides"]),
        passage_words=table["passage_words"],
        passage_meaning=table["passage_meaning"],
    )


def rank(candidates: Sequence[Candidate], evidence: Evidence, weights: RankingWeights) -> list[Ranked]:
    """Best document first, its passages together, the best of them first."""
    if not candidates:
        return []
    measured = Measured(candidates, evidence)
    features = document_features(measured, evidence)
    chances = weights.chances(features, guides=measured.guides).tolist()
    order = np.argsort(-weights.sums(features), kind="stable")
    place = np.empty(len(order), dtype=int)
    place[order] = np.arange(len(order))
    fits = _fits(measured, weights)
    parts = [dict(zip(FEATURES, row, strict=True)) for row in features.tolist()]
    owner, by_passage = measured.owner.tolist(), fits.tolist()
    return [
        Ranked(measured.passages[row], chances[owner[row]], by_passage[row], parts[owner[row]])
        for row in np.lexsort((-fits, place[measured.owner])).tolist()
    ]


def _fits(measured: Measured, weights: RankingWeights) -> NDArray[np.float64]:
    """How well each passage fits, among those of its document."""
    by_words = measured.passage_coverage() + weights.passage_words * measured.bm25
    return np.asarray(by_words + weights.passage_meaning * measured.cosine)
