"""What a search asks of the indexes: which passages may fit, and how common each word of the question is.

Almost all of it in one call, so that a process that owns no index can ask the one that does (service/annex.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from kb.index import IndexQuery, Vector, WordCounts
from kb.shelves import Generation, Shelf, Shelves

# Documents that have ended are few and answer few questions: their shelf is asked for this part of the limits.
PAST_SHARE = 4

# Headings and titles repeat what they stand above: they help to find, and count less than the words themselves.
WORD_FIELDS = {"words": 1.0, "context": 0.4, "title": 0.4}
NAME_FIELDS = {"name": 1.0}


@dataclass(frozen=True, slots=True)
class SearchLimits:
    """How many passages each way of finding may bring; more are slower, not better (see evals)."""

    dense: int = 60
    words: int = 80
    names: int = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """counted: words whose frequency is asked for. weighted: terms to look for, each with its weight.

    vector: (dim,) float32 of length 1; None where no passages are asked for.
    """

    counted: tuple[str, ...]
    weighted: tuple[tuple[str, float], ...]
    vector: Vector | None
    limits: SearchLimits


@dataclass(frozen=True, slots=True)
class Found:
    """counts: in how many of the total passages each counted word stands. ids: of passages, each once."""

    counts: tuple[int, ...]
    total: int
    ids: tuple[str, ...]


class Finder(WordCounts, Protocol):
    """Looks into the indexes, wherever they are."""

    def find(self, wanted: Wanted) -> Found:
        """What the indexes hold now; they may be late, so every passage is checked in the catalogue."""
        ...


class ShelfFinder:
    """Looks into the indexes of this process."""

    def __init__(self, shelves: Shelves) -> None:
        self._shelves = shelves

    def find(self, wanted: Wanted) -> Found:
        """See Finder."""
        with self._shelves.using() as generation:
            counts, total = generation.lexical(Shelf.CURRENT).frequencies(wanted.counted)
            ids = () if wanted.vector is None else _candidates(generation, wanted)
        return Found(tuple(counts), total, tuple(ids))

    def frequencies(self, terms: Sequence[str]) -> tuple[list[int], int]:
        """See WordCounts."""
        with self._shelves.using() as generation:
            return generation.lexical(Shelf.CURRENT).frequencies(terms)


def _candidates(generation: Generation, wanted: Wanted) -> Sequence[str]:
    """Ids of passages found by meaning, words or names, each once; fewer from the past, which seldom speaks."""
    by_meaning = IndexQuery(vector=wanted.vector)
    by_words = IndexQuery(terms=wanted.weighted, fields=WORD_FIELDS)
    by_name = IndexQuery(terms=wanted.weighted, fields=NAME_FIELDS)
    limits = wanted.limits
    ids: dict[str, None] = {}
    for shelf in Shelf:
        share = 1 if shelf is Shelf.CURRENT else PAST_SHARE
        dense, lexical = generation.dense(shelf), generation.lexical(shelf)
        hits = (
            *dense.search(by_meaning, limit=limits.dense // share),
            *lexical.search(by_words, limit=limits.words // share),
            *lexical.search(by_name, limit=limits.names // share),
        )
        ids.update((hit.id, None) for hit in hits)
    return list(ids)
