"""Looks for passages that may answer."""

from dataclasses import replace

from bot.understanding import Aspect, Understanding
from bot.walk import Walk
from kb.search import Hit, Query, Search

# Documents that ranked lower never supported an answer (see evals); the trace keeps these.
TRACED_DOCUMENTS = 8

_HOW = frozenset({Aspect.PROCEDURE, Aspect.MATERIALS, Aspect.PLACE})


class FindPassages:
    """Searches by words and meaning for the question, completed and expanded."""

    name = "find"

    def __init__(self, search: Search) -> None:
        self._search = search

    def take(self, walk: Walk) -> Walk:
        """The walk with its hits, best document first."""
        results = self._search.find(query_of(walk.understood, only=walk.only), on=walk.question.on)
        return replace(walk, hits=results.hits, terms=results.terms).noting(
            self.name,
            terms=[(term.text, round(term.rarity, 2), *term.alternatives) for term in results.terms],
            candidates=_told(results.hits),
        )


def query_of(understood: Understanding, *, only: frozenset[str] | None = None) -> Query:
    """What is looked for when a question means this."""
    return Query(
        text=understood.text,
        expansions=understood.expansions,
        regions=understood.regions,
        years=understood.years,
        favoured=frozenset(understood.favoured),
        only=only,
        asks_how=not _HOW.isdisjoint(understood.aspects),
    )


def _told(hits: tuple[Hit, ...]) -> list[dict[str, object]]:
    first: dict[str, Hit] = {}
    for hit in hits:
        first.setdefault(hit.document_id, hit)
    return [
        {
            "document": hit.document_id,
            "title": hit.found.card.title,
            "passage": hit.passage.id,
            "score": round(hit.score, 4),
            "validity": hit.validity.status.value,
            "parts": {name: round(value, 3) for name, value in hit.parts.items() if value},
        }
        for hit in list(first.values())[:TRACED_DOCUMENTS]
    ]
