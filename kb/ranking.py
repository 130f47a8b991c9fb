"""How well a candidate fits a question: every passage is measured by words, by meaning and by what its document is.

The features of a document are pooled over its candidate passages; a small linear model, whose weights and reasons lie
in ranking.json, turns them into the chance that the document answers the question.
"""

import json
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from kb.cards import FoundPassage
from kb.documents import DocumentKind, Fact

Matrix = NDArray[np.float64]

FEATURES = (
    "words",  # best BM25 of its passages, over the score of a passage that holds every term once
    "meaning",  # best cosine of its passages
    "meaning_lead",  # the same, above the mean of the twenty best documents
    "name_meaning",  # cosine of its name
    "name_lead",  # the same, above the mean of the twenty best names
    "coverage",  # share of the question's own terms, by rarity, in its best passage or title
    "coverage_expanded",  # the same with official terms for citizens' words
    "document_coverage",  # share of the question's terms anywhere in its candidate passages
    "title_coverage",  # share of the question's terms in its title
    "title_used",  # share of its title that the question speaks of
    "support",  # BM25 of its second and third passage, over the same ideal
    "words_by_wordiness",  # words, times how far words reach for this question at best
    "name_by_plainness",  # name_lead, times how far words fall short at best
    "meaning_by_plainness",  # meaning_lead, times the same
    "region",  # 1 the place asked about is its own, -1 it is another place's, 0 nothing to compare
    "region_said",  # share of the places asked about that its passages or title name
    "year",  # 1 the year asked about stands in its title, -1 another year stands there
    "favoured",  # 1 the conversation was about it
    "is_guide",
    "is_law",
    "is_interpretation",
)


@dataclass(frozen=True, slots=True)
class WeightedTerm:
    """A term looked for: its weight (1 for the question's own), and its rarity (inverse document frequency)."""

    text: str
    weight: float
    rarity: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage with its raw scores; 0 where a way of finding did not reach it. name_cosine: of its document."""

    found: FoundPassage
    bm25: float
    cosine: float
    name_cosine: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the question brings to the measuring. regions: full names of places it names."""

    terms: tuple[WeightedTerm, ...]
    regions: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    favoured: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RankingWeights:
    """A logistic model over FEATURES: chance = 1 / (1 + exp(-(bias + sum of weight * feature)))."""

    bias: float
    weights: Mapping[str, float]
    passage_words: float
    passage_meaning: float

    def scores(self, features: Matrix) -> NDArray[np.float64]:
        """(n,) in 0..1 for (n, len(FEATURES))."""
        vector = np.array([self.weights.get(name, 0.0) for name in FEATURES])
        return np.asarray(1.0 / (1.0 + np.exp(-(self.bias + features @ vector))))

    def chance(self, parts: Mapping[str, float]) -> float:
        """The same for one document's features by name."""
        return float(self.scores(np.array([[parts.get(name, 0.0) for name in FEATURES]]))[0])


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
        bias=table["bias"],
        weights=table["weights"],
        passage_words=table["passage_words"],
        passage_meaning=table["passage_meaning"],
    )


def rank(candidates: Sequence[Candidate], evidence: Evidence, weights: RankingWeights) -> list[Ranked]:
    """Best document first, its passages together, the best of them first."""
    if not candidates:
        return []
    groups = _by_document(candidates)
    measures = [_Measured(group, evidence) for group in groups]
    features = document_features(measures, evidence)
    scores = weights.scores(features)
    order = np.argsort(-scores, kind="stable")
    ranked: list[Ranked] = []
    for row in order:
        parts = dict(zip(FEATURES, features[row].tolist(), strict=True))
        fits = measures[row].fits(weights)
        for index in np.argsort(-fits, kind="stable"):
            ranked.append(Ranked(groups[row][index], float(scores[row]), float(fits[index]), parts))
    return ranked


def _by_document(candidates: Sequence[Candidate]) -> list[list[Candidate]]:
    groups: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        groups[candidate.found.card.id].append(candidate)
    return list(groups.values())


class _Measured:
    """The passages of one document against the terms: what stands where."""

    def __init__(self, group: Sequence[Candidate], evidence: Evidence) -> None:
        self.group = group
        self.card = group[0].found.card
        self.title = fold(self.card.title)
        self.texts = [fold(f"{c.found.passage.context}\n{c.found.passage.text}") for c in group]
        terms = evidence.terms
        self.in_title = np.array([term.text in self.title for term in terms], dtype=bool)
        self.in_passage = np.array([[t.text in text for t in terms] for text in self.texts], dtype=bool).reshape(
            len(group), len(terms)
        )
        self.own = np.array([term.rarity if term.weight >= 1 else 0.0 for term in terms])
        self.all = np.array([term.rarity * term.weight for term in terms])
        self.ideal = max(float(self.all.sum()), 1e-6)
        self.bm25 = np.array([c.bm25 for c in group]) / (2.2 * self.ideal)
        self.cosine = np.array([c.cosine for c in group])

    def coverage(self) -> tuple[float, float, float, float]:
        """Best passage (own terms, all terms), whole document, title: shares by rarity."""
        with_title = self.in_passage | self.in_title
        own_ideal = max(float(self.own.sum()), 1e-6)
        return (
            float((with_title @ self.own).max()) / own_ideal,
            float((with_title @ self.all).max()) / self.ideal,
            float(with_title.any(axis=0) @ self.own) / own_ideal,
            float(self.in_title @ self.all) / self.ideal,
        )

    def title_used(self, evidence: Evidence) -> float:
        """Share of the title's characters that some term of the question covers."""
        if not self.title:
            return 0.0
        covered = np.zeros(len(self.title), dtype=bool)
        for term in evidence.terms:
            begin = self.title.find(term.text)
            while begin >= 0:
                covered[begin : begin + len(term.text)] = True
                begin = self.title.find(term.text, begin + 1)
        return float(covered.mean())

    def fits(self, weights: RankingWeights) -> NDArray[np.float64]:
        """How well each passage fits, among those of this document."""
        coverage = (self.in_passage @ self.all) / self.ideal
        return np.asarray(coverage + weights.passage_words * self.bm25 + weights.passage_meaning * self.cosine)


def document_features(measures: Sequence["_Measured"], evidence: Evidence) -> Matrix:
    """(documents, len(FEATURES)), in the order of FEATURES."""
    words = np.array([m.bm25.max() for m in measures])
    support = np.array([np.sort(m.bm25)[-3:-1].sum() for m in measures])
    meaning = np.array([m.cosine.max() for m in measures])
    names = np.array([m.group[0].name_cosine for m in measures])
    coverage = np.array([m.coverage() for m in measures])
    meaning_lead, name_lead = meaning - _best_mean(meaning), names - _best_mean(names)
    plainness = 1.0 - min(float(coverage[:, 1].max()), 1.0)
    return np.column_stack(
        [
            words,
            meaning,
            meaning_lead,
            names,
            name_lead,
            coverage,
            [m.title_used(evidence) for m in measures],
            support,
            words * (1.0 - plainness),
            name_lead * plainness,
            meaning_lead * plainness,
            [_region(m, evidence) for m in measures],
            [_region_said(m, evidence) for m in measures],
            [_year(m, evidence) for m in measures],
            [float(m.card.id in evidence.favoured) for m in measures],
            [float(m.card.kind is DocumentKind.GUIDE) for m in measures],
            [float(m.card.kind is DocumentKind.LAW) for m in measures],
            [float(m.card.kind is DocumentKind.INTERPRETATION) for m in measures],
        ]
    )


def _best_mean(values: NDArray[np.float64], count: int = 20) -> float:
    return float(np.sort(values)[-count:].mean())


def _region(measured: _Measured, evidence: Evidence) -> float:
    own = measured.card.text(Fact.REGION)
    if not evidence.regions or not own or own == "全国":
        return 0.0
    return 1.0 if any(region in own or own in region for region in evidence.regions) else -1.0


def _region_said(measured: _Measured, evidence: Evidence) -> float:
    if not evidence.regions:
        return 0.0
    whole = "\n".join((measured.title, measured.card.text(Fact.ISSUING_BODY), *measured.texts))
    return sum(short_place(region) in whole for region in evidence.regions) / len(evidence.regions)


def _year(measured: _Measured, evidence: Evidence) -> float:
    if not evidence.years:
        return 0.0
    if any(str(year) in measured.title for year in evidence.years):
        return 1.0
    return -1.0 if any(f"{year}年" in measured.title for year in range(2000, 2040)) else 0.0


def short_place(name: str) -> str:
    """The name of a place without its rank: 广州市 → 广州."""
    for rank_word in (
        "特别行政区",
        "壮族自治区",
        "回族自治区",
        "维吾尔自治区",
        "自治区",
        "自治州",
        "地区",
        "省",
        "市",
        "区",
        "县",
    ):
        if name.endswith(rank_word) and len(name) - len(rank_word) >= 2:
            return name.removesuffix(rank_word)
    return name


def fold(text: str) -> str:
    """The cheap part of kb.text.normalise: widths and case. Terms are looked up in the result as they are."""
    return unicodedata.normalize("NFKC", text).lower()
