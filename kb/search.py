"""A question in, ranked passages out: found by words and by meaning, checked against the catalogue, then weighed.

Words win on questions put in the language of documents, meaning on the citizens' own; a fixed mixture is worse than
either on its home ground. So both bring candidates, and every candidate is measured by both (kb/ranking.py).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kb.cards import FoundPassage
from kb.embedding import Embedder, Vector
from kb.index import IndexQuery
from kb.library import Library
from kb.passages import Passage, text_digest
from kb.ranking import Candidate, Evidence, RankingWeights, WeightedTerm, rank, stretches_of
from kb.shelves import Generation, Shelf, Shelves
from kb.text import Segmenter
from kb.validity import ValidityOn, validity_on
from kb.vectors import Vectors

# An official term added for a citizen's word counts half: the person did not say it.
EXPANSION_WEIGHT = 0.5

# Headings and titles repeat what they stand above: they help to find, and count less than the words themselves.
WORD_FIELDS = {"words": 1.0, "context": 0.4, "title": 0.4}
NAME_FIELDS = {"name": 1.0}


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for.

    expansions: official terms beside the question's own words. regions: full names of places it names.
    favoured: documents the conversation was about. only: when given, no other document is looked at.
    """

    text: str
    expansions: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    favoured: frozenset[str] = frozenset()
    only: frozenset[str] | None = None


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


@dataclass(frozen=True, slots=True)
class SearchLimits:
    """How many passages each way of finding may bring; more are slower, not better (see evals)."""

    dense: int = 60
    words: int = 100
    names: int = 30


class Search:
    """Finds passages of published documents; one for all threads."""

    def __init__(
        self,
        *,
        library: Library,
        vectors: Vectors,
        shelves: Shelves,
        embedder: Embedder,
        segmenter: Segmenter,
        weights: RankingWeights,
        limits: SearchLimits | None = None,
    ) -> None:
        self._library = library
        self._vectors = vectors
        self._shelves = shelves
        self._embedder = embedder
        self._segmenter = segmenter
        self._weights = weights
        self._limits = limits or SearchLimits()

    def find(self, query: Query, *, on: date) -> Results:
        """Passages of published documents that may answer the question, in force or not on that day."""
        vector = self._embedder.embed_query(" ".join((query.text, *query.expansions)))
        with self._shelves.using() as generation:
            terms = self._terms(query, generation)
            scores = self._scores(terms, vector, generation) if query.only is None else {}
        if query.only is not None:
            scores = {p.id: 0.0 for document in query.only for p in self._library.passages_of(document)}
        found = self._library.find(list(scores))
        evidence = Evidence(tuple(terms), stretches_of(query.text), query.regions, query.years, query.favoured)
        ranked = rank(self._measured(found, scores, vector), evidence, self._weights)
        standing = {f.card.id: validity_on(f.card, f.changes, on) for f in found}
        hits = [
            Hit(r.candidate.found, standing[r.document_id], r.document_score, r.passage_score, r.parts) for r in ranked
        ]
        return Results(tuple(hits), tuple(terms))

    def _terms(self, query: Query, generation: Generation) -> list[WeightedTerm]:
        weights = dict.fromkeys(self._segmenter.terms(query.text), 1.0)
        for expansion in query.expansions:
            for term in self._segmenter.terms(expansion):
                weights.setdefault(term, EXPANSION_WEIGHT)
        counts, total = generation.lexical(Shelf.CURRENT).frequencies(list(weights))
        rarities = [math.log(1 + (total - count + 0.5) / (count + 0.5)) for count in counts]
        return [WeightedTerm(t, w, r) for (t, w), r in zip(weights.items(), rarities, strict=True)]

    def _scores(self, terms: Sequence[WeightedTerm], vector: Vector, generation: Generation) -> dict[str, float]:
        """BM25 by passage id, 0 for those that only meaning or their name brought."""
        weighted = tuple((term.text, term.weight) for term in terms)
        by_meaning, by_words = IndexQuery(vector=vector), IndexQuery(terms=weighted, fields=WORD_FIELDS)
        by_name = IndexQuery(terms=weighted, fields=NAME_FIELDS)
        scores: dict[str, float] = {}
        for shelf in Shelf:
            dense, lexical = generation.dense(shelf), generation.lexical(shelf)
            for hit in lexical.search(by_words, limit=self._limits.words):
                scores[hit.id] = hit.score
            for hit in lexical.search(by_name, limit=self._limits.names):
                scores.setdefault(hit.id, 0.0)
            for hit in dense.search(by_meaning, limit=self._limits.dense):
                scores.setdefault(hit.id, 0.0)
        return scores

    def _measured(self, found: Sequence[FoundPassage], scores: dict[str, float], vector: Vector) -> list[Candidate]:
        """Every passage with its cosine and its document's, whichever way it was found."""
        names = {p.document_id: p for p in self._library.names_of({f.card.id for f in found})}
        texts = {
            text_digest(text): text
            for text in (*(f.passage.indexed_text for f in found), *(p.indexed_text for p in names.values()))
        }
        cosines = {digest: float(v @ vector) for digest, v in self._vectors.of(texts).items()}
        name_cosines = {document: cosines[text_digest(p.indexed_text)] for document, p in names.items()}
        return [
            Candidate(
                f,
                scores.get(f.passage.id, 0.0),
                cosines[text_digest(f.passage.indexed_text)],
                name_cosines.get(f.card.id, 0.0),
            )
            for f in found
        ]
