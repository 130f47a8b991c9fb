"""One way of finding alone, and both naively merged: over the passages and indexes of the production home."""

from collections.abc import Sequence

from evals.baselines.baseline import Found
from kb.index import IndexHit, IndexQuery
from kb.shelves import Shelf
from service.compose import Desk

# The constant of the paper (Cormack, Clarke and Buettcher, SIGIR 2009).
_RRF_K = 60


class WordsAlone:
    """BM25 over the words of passages with their headings and titles, all weighed alike; both shelves."""

    name = "bm25"

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def find(self, question: str, *, limit: int) -> list[Found]:
        return hydrated(self._desk, self.hits(question, limit=limit))

    def hits(self, question: str, *, limit: int) -> list[IndexHit]:
        """Passage ids, best first."""
        terms = tuple((term, 1.0) for term in dict.fromkeys(self._desk.vocabulary.segmenter.terms(question)))
        query = IndexQuery(terms=terms, fields={"words": 1.0, "context": 1.0, "title": 1.0})
        with self._desk.shelves.using() as generation:
            return _best([generation.lexical(shelf).search(query, limit=limit) for shelf in Shelf], limit)


class MeaningAlone:
    """Nearness of the embedding over passages; both shelves."""

    name = "embedding"

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def find(self, question: str, *, limit: int) -> list[Found]:
        return hydrated(self._desk, self.hits(question, limit=limit))

    def hits(self, question: str, *, limit: int) -> list[IndexHit]:
        """Passage ids, best first."""
        query = IndexQuery(vector=self._desk.embedder.embed_query(question))
        with self._desk.shelves.using() as generation:
            return _best([generation.dense(shelf).search(query, limit=limit) for shelf in Shelf], limit)


class ReciprocalRanks:
    """Both rankings merged by reciprocal ranks."""

    name = "rrf"

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._ways = (WordsAlone(desk), MeaningAlone(desk))

    def find(self, question: str, *, limit: int) -> list[Found]:
        scores: dict[str, float] = {}
        for way in self._ways:
            for place, hit in enumerate(way.hits(question, limit=limit), start=1):
                scores[hit.id] = scores.get(hit.id, 0.0) + 1 / (_RRF_K + place)
        merged = [IndexHit(identity, score) for identity, score in scores.items()]
        return hydrated(self._desk, _best([merged], limit))


def hydrated(desk: Desk, hits: Sequence[IndexHit]) -> list[Found]:
    """The passages of the hits that may be quoted."""
    scores = {hit.id: hit.score for hit in hits}
    return [
        Found(found.card.id, found.passage.text, scores[found.passage.id])
        for found in desk.store.library.find([hit.id for hit in hits])
    ]


def _best(rankings: Sequence[Sequence[IndexHit]], limit: int) -> list[IndexHit]:
    hits = [hit for ranking in rankings for hit in ranking]
    return sorted(hits, key=lambda hit: -hit.score)[:limit]
