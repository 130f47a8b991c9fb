"""Looks for passages that may answer."""

from dataclasses import replace

from bot.understanding import Aspect, Understanding
from bot.walk import Walk
from kb.question_terms import WeightedTerm
from kb.search import Hit, Query, Search
from kb.text import normalise

# Documents that ranked lower never supported an answer (see evals); the trace keeps these.
TRACED_DOCUMENTS = 8

# At full weight a follow-up was answered with what the turn before had asked for (see evals, kind follow_up).
INHERITED_WEIGHT = 0.5

_HOW = frozenset({Aspect.PROCEDURE, Aspect.MATERIALS, Aspect.PLACE})


class FindPassages:
    """Searches by words and meaning for the question, completed and expanded."""

    name = "find"

    def __init__(self, search: Search) -> None:
        self._search = search

    def take(self, walk: Walk) -> Walk:
        """The walk with its hits, best document first."""
        results = self._search.find(query_of(walk.understood, only=walk.only), on=walk.question.on)
        terms = _own_first(results.terms, normalise(walk.understood.asks_itself))
        return replace(walk, hits=results.hits, terms=terms).noting(
            self.name,
            terms=[(term.text, round(term.rarity, 2), *term.alternatives) for term in terms],
            candidates=_told(results.hits),
        )


def _own_first(terms: tuple[WeightedTerm, ...], own: str) -> tuple[WeightedTerm, ...]:
    """The terms, those that a follow-up has only from the turn before at half their weight: it asks for the others."""
    if not own:
        return terms
    return tuple(term if term.text in own else replace(term, rarity=term.rarity * INHERITED_WEIGHT) for term in terms)


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
