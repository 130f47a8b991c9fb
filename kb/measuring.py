"""A candidate held against a question: by words, by meaning, and by what its document is.

The features of a document are pooled over its candidate passages; kb/ranking.py weighs them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.cards import FoundPassage
from kb.documents import DocumentKind, Fact
from kb.question_terms import WeightedTerm, fold

Matrix = NDArray[np.float64]

_SATURATION, _LENGTH_SHARE, _USUAL_LENGTH = 1.2, 0.2, 300

# Full wordiness needs this share of the question's stretches; the curve bends so that a few shared stretches, which any
# two texts on one matter have, move little (both from the ablation in docs/adr).
_WORDY = 0.8
_WORDY_BEND = 1.5

FEATURES = (
    "words",  # best BM25 of its passages, over the score of a passage full of every term
    "phrases",  # share of the question's three-character stretches that stand in its best passage or title
    "coverage",  # share of the question's terms, by rarity, in its best passage or title
    "words_in_kind",  # the same three where documents speak the question's language (see wordiness)
    "phrases_in_kind",
    "coverage_in_kind",
    "meaning",  # best cosine of its passages
    "meaning_plain",  # the same where they do not
    "name",  # cosine of its name for guides, whose names say what they are; of its best passage for others
    "name_plain",
    "support",  # BM25 of its second and third passage, over the same ideal
    "document_coverage",  # share of the question's terms anywhere in its candidate passages
    "title_coverage",  # share of the question's terms in its title
    "title_used",  # share of its title that the question speaks of
    "region",  # 1 the place asked about is its own, -1 it is another place's, 0 nothing to compare
    "region_said",  # share of the places asked about that its passages or title name
    "year",  # 1 the year asked about stands in its title, -1 another year stands there
    "favoured",  # 1 the conversation was about it
    "guide",  # 1 it is a guide and the question asks how something is done
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage with its cosine. name_cosine: of the name of its guide, its own again for other documents."""

    found: FoundPassage
    cosine: float
    name_cosine: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the question brings to the measuring.

    readings: the three-character stretches (see stretches_of) of each way to put it. regions: places it names, each
    written in full from the province (广东省深圳市).
    """

    terms: tuple[WeightedTerm, ...]
    readings: tuple[tuple[str, ...], ...] = ()
    regions: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    favoured: frozenset[str] = frozenset()
    asks_how: bool = False


class Measured:
    """The passages of one document against the terms: what stands where."""

    def __init__(self, group: Sequence[Candidate], evidence: Evidence) -> None:
        self.group = group
        self.card = group[0].found.card
        self.title = fold(self.card.title)
        self.texts = [fold(f"{c.found.passage.context}\n{c.found.passage.text}") for c in group]
        terms = evidence.terms
        self.in_title = np.array([term.stands_in(self.title) for term in terms], dtype=bool)
        counts = [[term.count_in(text) for term in terms] for text in self.texts]
        self.in_passage = np.array(counts, dtype=bool).reshape(len(group), len(terms))
        self.rarity = np.array([term.rarity for term in terms])
        self.ideal = max(float(self.rarity.sum()), 1e-6)
        self.bm25 = np.array([_bm25(len(t), c, terms) for t, c in zip(self.texts, counts, strict=True)]) / self.ideal
        self.cosine = np.array([c.cosine for c in group])
        is_guide = self.card.kind is DocumentKind.GUIDE
        self.name = group[0].name_cosine if is_guide else float(self.cosine.max())

    def coverage(self) -> tuple[float, float, float]:
        """Best passage with the title, whole document, title alone: shares of the terms by rarity."""
        with_title = self.in_passage | self.in_title
        return (
            float((with_title @ self.rarity).max()) / self.ideal,
            float(with_title.any(axis=0) @ self.rarity) / self.ideal,
            float(self.in_title @ self.rarity) / self.ideal,
        )

    def phrases(self, evidence: Evidence) -> float:
        """Share of the question's stretches of three characters that stand in its best passage or its title."""
        return max((self._share(stretches) for stretches in evidence.readings if stretches), default=0.0)

    def _share(self, stretches: Sequence[str]) -> float:
        # Lists, not generators: two hundred passages a question make this one of the costliest lines of all.
        wanted = [stretch for stretch in stretches if stretch not in self.title]
        found = max(sum([stretch in text for stretch in wanted]) for text in self.texts)
        return (len(stretches) - len(wanted) + found) / len(stretches)

    def title_used(self, evidence: Evidence) -> float:
        """Share of the title's characters that some term of the question covers."""
        if not self.title:
            return 0.0
        covered = np.zeros(len(self.title), dtype=bool)
        for word in (word for term in evidence.terms for word in (term.text, *term.alternatives)):
            begin = self.title.find(word)
            while begin >= 0:
                covered[begin : begin + len(word)] = True
                begin = self.title.find(word, begin + 1)
        return float(covered.mean())

    def passage_coverage(self) -> NDArray[np.float64]:
        """(passages,) share of the terms by rarity in each passage."""
        return np.asarray((self.in_passage @ self.rarity) / self.ideal)


def _bm25(length: int, counts: Sequence[int], terms: Sequence[WeightedTerm]) -> float:
    """BM25 of a passage with its headings.

    Passages are cut to like lengths on purpose, so length counts for little; the index, where it counts in
    full, prefers the shortest guide elements to whatever answers.
    """
    room = _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * length / _USUAL_LENGTH)
    return sum(t.rarity * n / (n + room) for t, n in zip(terms, counts, strict=True) if n)


def document_features(measures: Sequence[Measured], evidence: Evidence) -> Matrix:
    """(documents, len(FEATURES)), in the order of FEATURES."""
    words = np.array([m.bm25.max() for m in measures])
    phrases = np.array([m.phrases(evidence) for m in measures])
    coverage = np.array([m.coverage() for m in measures])
    meaning = np.array([m.cosine.max() for m in measures])
    name = np.array([m.name for m in measures])
    wordiness = wordiness_of(phrases)
    return np.column_stack(
        [
            words,
            phrases,
            coverage[:, 0],
            words * wordiness,
            phrases * wordiness,
            coverage[:, 0] * wordiness,
            meaning,
            meaning * (1 - wordiness),
            name,
            name * (1 - wordiness),
            [np.sort(m.bm25)[-3:-1].sum() for m in measures],
            coverage[:, 1],
            coverage[:, 2],
            [m.title_used(evidence) for m in measures],
            [_region(m, evidence) for m in measures],
            [_region_said(m, evidence) for m in measures],
            [_year(m, evidence) for m in measures],
            [float(m.card.id in evidence.favoured) for m in measures],
            [float(evidence.asks_how and m.card.kind is DocumentKind.GUIDE) for m in measures],
        ]
    )


def wordiness_of(phrases: NDArray[np.float64]) -> float:
    """0..1: how far any candidate speaks the question's own language.

    A question put in a document's words finds half of its three-character stretches there; one in a citizen's words
    an eighth. The first is best ranked by words, the second by meaning and by the names of guides.
    """
    return float(min(float(phrases.max()) / _WORDY, 1.0) ** _WORDY_BEND)


def _region(measured: Measured, evidence: Evidence) -> float:
    own = measured.card.text(Fact.REGION)
    if not evidence.regions or not own or own == "全国":
        return 0.0
    return 1.0 if any(own in region or region in own for region in evidence.regions) else -1.0


def _region_said(measured: Measured, evidence: Evidence) -> float:
    if not evidence.regions:
        return 0.0
    whole = "\n".join((measured.title, measured.card.text(Fact.ISSUING_BODY), *measured.texts))
    return sum(short_place(last_place(region)) in whole for region in evidence.regions) / len(evidence.regions)


def _year(measured: Measured, evidence: Evidence) -> float:
    if not evidence.years:
        return 0.0
    if any(str(year) in measured.title for year in evidence.years):
        return 1.0
    return -1.0 if any(f"{year}年" in measured.title for year in range(2000, 2040)) else 0.0


def last_place(region: str) -> str:
    """The innermost place of a region written in full: 广东省广州市 → 广州市."""
    parts = [part for part in re.split(r"(?<=[省市区县州盟旗])", region) if len(part) > 1]
    return parts[-1] if parts else region


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
