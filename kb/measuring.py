"""A candidate held against a question: by words, by meaning, and by what its document is.

The features of a document are pooled over its candidate passages; kb/ranking.py weighs them.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.cards import FoundPassage
from kb.documents import DocumentKind, Fact
from kb.naming import WHOLE, Said
from kb.placing import elsewhere, region, regions_said, year
from kb.question_terms import WeightedTerm, fold

Matrix = NDArray[np.float64]
Column = NDArray[np.float64]

_SATURATION, _LENGTH_SHARE, _USUAL_LENGTH = 1.2, 0.2, 300

# Full wordiness needs this share of the stretches of a question that has this many: of two or three stretches many
# stand somewhere by chance. The curve bends, for a few are shared by any two texts on one matter (docs/adr).
_WORDY = 0.7
_WORDY_STRETCHES = 20
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
    "name_unsaid",  # share of the name of a guide, by rarity, of which the question says nothing, below 0
    "another_act",  # -1 the name of a guide is only for acts (补发, 注销) that were not asked for
    "outsiders",  # -1 it is for foreigners, compatriots (港澳居民) or overseas Chinese only, and none is spoken of
    "support",  # BM25 of its second and third passage, over the same ideal
    "document_coverage",  # share of the question's terms anywhere in its candidate passages
    "title_coverage",  # share of the question's terms in its title
    "title_used",  # share of its title that the question speaks of
    "region",  # 1 the place asked about is its own, -1 it is another place's, 0 nothing to compare
    "elsewhere",  # -1 no place is asked about and it is of another place than the one served
    "region_said",  # share of the places asked about that its passages or title name
    "year",  # 1 the year asked about stands in its title, -1 another year stands there
    "favoured",  # 1 the conversation was about it
    "guide",  # 1 it is a guide and the question asks how something is done
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage with its cosine. name_cosine: of the name of its guide, its own again for other documents.

    name_said: how far the question speaks of the name of its guide; all of it for other documents.
    """

    found: FoundPassage
    cosine: float
    name_cosine: float
    name_said: Said = WHOLE


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the question brings to the measuring.

    readings: the three-character stretches (see stretches_of) of each way to put it. regions: places it names, each
    written in full from the province (广东省深圳市). home: the place that is meant where none is named, "" for none.
    """

    terms: tuple[WeightedTerm, ...]
    readings: tuple[tuple[str, ...], ...] = ()
    regions: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    favoured: frozenset[str] = frozenset()
    asks_how: bool = False
    home: str = ""


class Measured:
    """All candidates of a question against it, as arrays: what stands where. Rows of one document lie together.

    Documents keep the order of their first candidate, and candidates their order within the document. Loops over some
    hundred documents with small arrays cost many times what these few arrays over all passages cost.
    """

    def __init__(self, candidates: Sequence[Candidate], evidence: Evidence) -> None:
        groups = _by_document(candidates)
        terms = evidence.terms
        self.passages = [candidate for group in groups for candidate in group]
        self.cards = [group[0].found.card for group in groups]
        self.sizes = np.array([len(group) for group in groups])
        self.starts = np.cumsum(self.sizes) - self.sizes
        self.owner = np.repeat(np.arange(len(groups)), self.sizes)
        self.guides = np.array([card.kind is DocumentKind.GUIDE for card in self.cards], dtype=bool)
        self.titles = [fold(card.title) for card in self.cards]
        self.texts = [candidate.found.folded for candidate in self.passages]
        counts = (
            np.array([term.counts_in(self.texts) for term in terms], dtype=float).reshape(len(terms), len(self.texts)).T
        )
        in_title = [[term.stands_in(title) for title in self.titles] for term in terms]
        self.in_title = np.array(in_title, dtype=bool).reshape(len(terms), len(groups)).T
        self.in_passage = counts > 0
        self.rarity = np.array([term.rarity for term in terms])
        self.ideal = max(float(self.rarity.sum()), 1e-6)
        self.bm25 = _bm25(np.array([len(text) for text in self.texts]), counts, self.rarity) / self.ideal
        self.cosine = np.array([candidate.cosine for candidate in self.passages])

    @property
    def wholes(self) -> list[str]:
        """All words of each document that were found, with its title and issuing body."""
        return [
            "\n".join((title, card.text(Fact.ISSUING_BODY), *self.texts[start : start + size]))
            for card, title, start, size in zip(self.cards, self.titles, self.starts, self.sizes, strict=True)
        ]

    def best(self, values: NDArray[Any]) -> NDArray[Any]:
        """(documents,) the largest of the passages of each."""
        return np.asarray(np.maximum.reduceat(values, self.starts))

    def support(self) -> Column:
        """(documents,) BM25 of the second and third passage."""
        ordered = self.bm25[np.lexsort((self.bm25, self.owner))]
        ends = self.starts + self.sizes
        second = np.where(self.sizes > 1, ordered[np.maximum(ends - 2, 0)], 0.0)
        return np.asarray(np.where(self.sizes > 2, ordered[np.maximum(ends - 3, 0)], 0.0) + second)

    def name(self) -> Column:
        """(documents,) see FEATURES."""
        names = np.array([self.passages[start].name_cosine for start in self.starts])
        return np.asarray(np.where(self.guides, names, self.best(self.cosine)))

    def name_said(self) -> Matrix:
        """(documents, 3), see FEATURES."""
        said = [self.passages[start].name_said for start in self.starts]
        return np.array([[one.share - 1.0, -float(one.another_act), -float(one.outsiders)] for one in said])

    def coverage(self) -> tuple[Column, Column, Column]:
        """(documents,) each: best passage with the title, whole document, title alone: shares of the terms."""
        with_title = self.in_passage | self.in_title[self.owner]
        return (
            self.best(self._share(with_title)),
            self._share(np.logical_or.reduceat(with_title, self.starts, axis=0)),
            self._share(self.in_title),
        )

    def passage_coverage(self) -> Column:
        """(passages,) share of the terms by rarity in each passage."""
        return self._share(self.in_passage)

    def phrases(self, readings: Sequence[Sequence[str]]) -> Column:
        """(documents,) share of the stretches of a reading in the best passage or the title; the best reading's."""
        shares = [self._stretches(reading) for reading in readings if reading]
        return np.asarray(np.max(shares, axis=0)) if shares else np.zeros(len(self.cards))

    def _stretches(self, stretches: Sequence[str]) -> Column:
        in_title = np.array([[stretch in title for title in self.titles] for stretch in stretches])
        in_text = np.array([[stretch in text for text in self.texts] for stretch in stretches])
        found = self.best((in_text & ~in_title[:, self.owner]).sum(axis=0))
        return np.asarray((in_title.sum(axis=0) + found) / len(stretches))

    def _share(self, holds: NDArray[np.bool_]) -> Column:
        """(rows,) of (rows, terms). Term by term, so that rows that hold the same have the very same share."""
        total = np.zeros(len(holds))
        for column, rarity in enumerate(self.rarity):
            total += holds[:, column] * rarity
        return total / self.ideal


def _by_document(candidates: Sequence[Candidate]) -> list[list[Candidate]]:
    groups: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        groups[candidate.found.card.id].append(candidate)
    return list(groups.values())


def _bm25(lengths: NDArray[np.int64], counts: Matrix, rarity: Column) -> Column:
    """(passages,) BM25 of each with its headings; counts: (passages, terms).

    Passages are cut to like lengths on purpose, so length counts for little; the index, where it counts in
    full, prefers the shortest guide elements to whatever answers.
    """
    room = _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * lengths / _USUAL_LENGTH)
    total = np.zeros(len(lengths))
    for column, weight in enumerate(rarity):
        total += weight * counts[:, column] / (counts[:, column] + room)
    return total


def document_features(measured: Measured, evidence: Evidence) -> Matrix:
    """(documents, len(FEATURES)), in the order of FEATURES."""
    words, phrases = measured.best(measured.bm25), measured.phrases(evidence.readings)
    coverage, of_document, of_title = measured.coverage()
    meaning, name = measured.best(measured.cosine), measured.name()
    wordiness = wordiness_of(phrases, stretches=max(map(len, evidence.readings), default=0))
    used = [word for term in evidence.terms for word in (term.text, *term.alternatives)]
    cards = measured.cards
    return np.column_stack(
        [
            words,
            phrases,
            coverage,
            words * wordiness,
            phrases * wordiness,
            coverage * wordiness,
            meaning,
            meaning * (1 - wordiness),
            name,
            name * (1 - wordiness),
            measured.name_said(),
            measured.support(),
            of_document,
            of_title,
            [_title_used(title, used) for title in measured.titles],
            [region(card, evidence.regions) for card in cards],
            [elsewhere(card, evidence.regions, home=evidence.home) for card in cards],
            regions_said(measured.wholes, evidence.regions) if evidence.regions else np.zeros(len(cards)),
            [year(title, evidence.years) for title in measured.titles],
            [float(card.id in evidence.favoured) for card in cards],
            [float(evidence.asks_how and card.kind is DocumentKind.GUIDE) for card in cards],
        ]
    )


def _title_used(title: str, words: Sequence[str]) -> float:
    """Share of the title's characters that some word of the question covers."""
    covered = bytearray(len(title))
    for word in words:
        begin = title.find(word)
        while begin >= 0:
            covered[begin : begin + len(word)] = b"\1" * len(word)
            begin = title.find(word, begin + 1)
    return sum(covered) / len(title) if title else 0.0


def wordiness_of(phrases: NDArray[np.float64], *, stretches: int) -> float:
    """0..1: how far any candidate speaks the question's own language.

    A question put in a document's words finds half of its three-character stretches there; one in a citizen's words
    an eighth. The first is best ranked by words, the second by meaning and by the names of guides.
    """
    telling = 2 * stretches / (stretches + _WORDY_STRETCHES)
    return float(min(float(phrases.max()) / _WORDY * telling, 1.0) ** _WORDY_BEND)
