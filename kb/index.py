"""What a search index of passages promises. Derived from the catalogue, it may be late: check hits there."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]

# The fields of words, each weighted by the searcher: the passage, the headings it stands under, the title of its
# document, and, for passages that are names, the name with its synonyms.
FIELDS = ("words", "context", "title", "name")


@dataclass(frozen=True, slots=True)
class Entry:
    """One passage as an index holds it.

    vector: (dim,) float32 of length 1. words: terms per field of FIELDS, repetitions kept; absent means empty.
    """

    id: str
    vector: Vector
    words: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class IndexQuery:
    """A question as the indexes need it; each uses its part.

    vector: (dim,) float32 of length 1. terms: each term with its weight. fields: weight of each field searched.
    """

    vector: Vector | None = None
    terms: tuple[tuple[str, float], ...] = ()
    fields: Mapping[str, float] = field(default_factory=lambda: {"words": 1.0})


@dataclass(frozen=True, slots=True)
class IndexHit:
    """A passage id with its score, larger is better: cosine in -1..1 for vectors, BM25 (0 up) for words."""

    id: str
    score: float


class PassageIndex(Protocol):
    """One collection of passages. What put and remove did is on disk and found by search when they return."""

    def put(self, entries: Sequence[Entry]) -> None:
        """Add or replace by id."""
        ...

    def remove(self, ids: Collection[str]) -> None:
        """Unknown ids are passed over."""
        ...

    def search(self, query: IndexQuery, *, limit: int) -> list[IndexHit]:
        """Best first, at most limit; a query without this index's part gives an empty list."""
        ...

    def ids(self) -> set[str]:
        """Every id held."""
        ...


class WordCounts(Protocol):
    """Can tell how rare a word is."""

    def frequencies(self, terms: Sequence[str]) -> tuple[list[int], int]:
        """In how many passages each term stands (in the words, or else in a name), and how many passages there are."""
        ...


class WordIndex(PassageIndex, WordCounts, Protocol):
    """A passage index that can also tell how rare a word is."""
