"""A question in, ranked passages out: found by words and by meaning, checked against the catalogue, then weighed.

Words win on questions put in the language of documents, meaning on the citizens' own; a fixed mixture is worse than
either on its home ground. So both bring candidates, and every candidate is measured by both (kb/ranking.py).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from kb.acts import load_acts
from kb.cards import ChangeByOther, FoundPassage
from kb.documents import DocumentKind
from kb.embedding import Embedder, Vector
from kb.finding import Finder, Found, SearchLimits, Wanted
from kb.library import Library
from kb.measuring import Candidate, Evidence
from kb.naming import WHOLE, NamesSaid
from kb.passages import Passage, text_digest
from kb.query_adapter import NoAdapter, QueryAdapter
from kb.question_terms import WeightedTerm, rarity_of, stretches_of
from kb.ranking import RankingWeights, rank
from kb.recent import Recent
from kb.text import Segmenter, normalise
from kb.validity import ValidityOn, validity_on
from kb.vectors import Vectors
from kb.vocabulary import Expansion, official_reading

# An official term added for a citizen's word counts half: the person did not say it.
EXPANSION_WEIGHT = 0.5

CACHED_STANDINGS = 20_000


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for.

    expansions: official terms beside the question's own words. regions: full names of places it names.
    favoured: documents the conversation was about. only: when given, no other document is looked at.
    asks_how: it asks how, where or with what papers something is done, which service guides are for.
    """

    text: str
    expansions: tuple[Expansion, ...] = ()
    regions: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    favoured: frozenset[str] = frozenset()
    only: frozenset[str] | None = None
    asks_how: bool = False


@dataclass(frozen=True, slots=True)
class Readings:
    """The question as it was put, and in official words; one and the same for most."""

    own: str
    official: str

    @classmethod
    def of(cls, query: Query) -> "Readings":
        return cls(normalise(query.text), official_reading(query.text, query.expansions))

    @property
    def said(self) -> str:
        """Both, to look for words in."""
        return f"{self.own}\n{self.official}"

    @property
    def stretches(self) -> tuple[tuple[str, ...], ...]:
        """The three-character stretches of each."""
        return tuple(stretches_of(text) for text in dict.fromkeys((self.own, self.official)))


@dataclass(frozen=True, slots=True)
class Meaning:
    """The vector of a question as it was put, and turned towards passages that answer it (kb/query_adapter.py)."""

    plain: Vector
    turned: Vector


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that may be quoted, how well it fits, and the standing of its document on the day asked about.

    score: 0..1, the estimated chance that its document answers the question. parts: the features behind it.
    """

    found: FoundPassage
    validity: ValidityOn
    score: float
    passage_score: float
    parts: dict[str, float]

    @property
    def passage(self) -> Passage:
        return self.found.passage

    @property
    def document_id(self) -> str:
        return self.found.card.id


@dataclass(frozen=True, slots=True)
class Results:
    """What was found, best document first with its passages together, and the terms it was looked for by."""

    hits: tuple[Hit, ...]
    terms: tuple[WeightedTerm, ...]


class Search:
    """Finds passages of published documents; one for all threads."""

    def __init__(
        self,
        *,
        library: Library,
        vectors: Vectors,
        finder: Finder,
        embedder: Embedder,
        adapter: QueryAdapter | NoAdapter,
        segmenter: Segmenter,
        weights: RankingWeights,
        limits: SearchLimits | None = None,
        home: str = "",
    ) -> None:
        """home: the place that is meant where a question names none, from its province (广东省广州市); "" for none."""
        self._library = library
        self._vectors = vectors
        self._finder = finder
        self._embedder = embedder
        self._adapter = adapter
        self._segmenter = segmenter
        self._weights = weights
        self._limits = limits or SearchLimits()
        self._home = home
        self._names = NamesSaid(segmenter, load_acts())
        # All that the standing rests on is its key: a card of one row version never changes.
        self._known_standings: Recent[tuple[str, int, tuple[ChangeByOther, ...], date], ValidityOn] = Recent(
            CACHED_STANDINGS
        )

    def find(self, query: Query, *, on: date) -> Results:
        """Passages of published documents that may answer the question, in force or not on that day."""
        readings = Readings.of(query)
        meaning = self._meaning(query, readings)
        own = tuple(dict.fromkeys(self._segmenter.terms(query.text)))
        wanted = Wanted(own, self._weighted(query, own), meaning.turned if query.only is None else None, self._limits)
        there = self._finder.find(wanted)
        terms, ids = _with_rarity(query, wanted, there), list(there.ids)
        for document in query.only or ():
            ids += [passage.id for passage in self._library.passages_of(document)]
        found = self._library.find(ids)
        evidence = Evidence(
            tuple(terms), readings.stretches, query.regions, query.years, query.favoured, query.asks_how, self._home
        )
        candidates = self._measured(found, meaning, readings, total=there.total)
        ranked = rank(candidates, evidence, self._weights)
        standing = self._standings(found, on)
        hits = [
            Hit(r.candidate.found, standing[r.document_id], r.document_score, r.passage_score, r.parts) for r in ranked
        ]
        return Results(tuple(hits), tuple(terms))

    def _standings(self, found: Sequence[FoundPassage], on: date) -> dict[str, ValidityOn]:
        """By document; worked out once for each of a day."""
        one_each = {f.card.id: f for f in found}
        keys = {document: (document, f.card.row_version, f.changes, on) for document, f in one_each.items()}
        known = self._known_standings.held(keys.values())
        missing = {document: key for document, key in keys.items() if key not in known}
        made = {key: validity_on(one_each[d].card, one_each[d].changes, on) for d, key in missing.items()}
        self._known_standings.keep(made)
        known |= made
        return {document: known[key] for document, key in keys.items()}

    def _meaning(self, query: Query, readings: Readings) -> Meaning:
        plain = self._vector(query, readings)
        return Meaning(plain, self._adapter.turned(plain))

    def _vector(self, query: Query, readings: Readings) -> Vector:
        """Half way between the two readings."""
        own = self._embedder.embed_query(query.text)
        if not query.expansions:
            return own
        official = self._embedder.embed_query(readings.official)
        middle = own + official
        return np.asarray(middle / np.linalg.norm(middle), dtype=np.float32)

    def _weighted(self, query: Query, own: Sequence[str]) -> tuple[tuple[str, float], ...]:
        """The terms to look for, each once."""
        weighted = dict.fromkeys(own, 1.0)
        for expansion in query.expansions:
            for term in self._segmenter.terms(expansion.official):
                weighted.setdefault(term, EXPANSION_WEIGHT)
        return tuple(weighted.items())

    def _measured(
        self, found: Sequence[FoundPassage], meaning: Meaning, readings: Readings, *, total: int
    ) -> list[Candidate]:
        """Every passage with its cosine, and for guides what their name has, whichever way they were found."""
        guides = {f.card.id: f.card.title for f in found if f.card.kind is DocumentKind.GUIDE}
        names = {p.document_id: text_digest(p.indexed_text) for p in self._library.names_of(guides.keys())}
        cosines = self._cosines(found, names.values(), meaning)
        said = self._names.said(set(guides.values()), readings.said, self._finder, total=total)
        return [
            Candidate(
                f,
                cosines.get(f.vector_digest, 0.0),
                cosines.get(names.get(f.card.id, f.vector_digest), 0.0),
                said[guides[f.card.id]] if f.card.id in guides else WHOLE,
            )
            for f in found
        ]

    def _cosines(self, found: Sequence[FoundPassage], names: Iterable[str], meaning: Meaning) -> dict[str, float]:
        """By digest. Guides are held against the question as it was put: what a guide is called, people ask for."""
        of_guides = {f.vector_digest for f in found if f.card.kind is DocumentKind.GUIDE}
        of_documents = {f.vector_digest for f in found} - of_guides
        turned = self._vectors.cosines(of_documents, meaning.turned)
        plain = self._vectors.cosines({*of_guides, *names}, meaning.plain)
        return plain | {digest: self._adapter.measured(cosine) for digest, cosine in turned.items()}


def _with_rarity(query: Query, wanted: Wanted, there: Found) -> list[WeightedTerm]:
    """The question's own terms, each with the official terms that would do as well."""
    return [
        WeightedTerm(
            term,
            rarity_of(count, there.total),
            tuple(e.official for e in query.expansions if term in e.said),
        )
        for term, count in zip(wanted.counted, there.counts, strict=True)
    ]
