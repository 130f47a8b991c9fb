"""Passages that do not answer a question, as the engine would offer them: near to it, by meaning or by words."""

import math
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from kb.embedders.opening import open_embedder
from kb.query_adapter import load_adapter
from scripts.home_vectors import Matrix, vectors_of
from scripts.reader.data import Example, Passage

# Of the passages that mislead, so many are the nearest of the same document by meaning, and so many those of others;
# the rest have many words of the question.
BESIDE = 0.5
ELSEWHERE = 0.25
# One of so many of the nearest is drawn.
NEAREST_BESIDE = 4
NEAREST_ELSEWHERE = 6
NEAREST_BY_WORDS = 10


class Misleading:
    """Draws one for an example; which are near is worked out when first asked."""

    def __init__(self, pool: Sequence[Passage], homes: Sequence[Path], rng: random.Random) -> None:
        """homes: what the index of each holds of the pool's passages; others are only known by their words."""
        self._pool, self._rng = pool, rng
        self._embedder = open_embedder()
        self._adapter = load_adapter(self._embedder.name)
        held = [vectors_of(home, self._embedder.name) for home in homes]
        vectors = {one: vector for ids, _, rows in held for one, vector in zip(ids, rows, strict=True)}
        self._known = [passage for passage in pool if passage.id in vectors]
        self._vectors = np.stack([vectors[passage.id] for passage in self._known])
        self._documents = np.array([passage.document for passage in self._known])
        self._near: dict[str, tuple[list[Passage], list[Passage]]] = {}
        self._holding: dict[str, list[int]] = defaultdict(list)
        for place, passage in enumerate(pool):
            for pair in _pairs(passage.context + passage.text):
                self._holding[pair].append(place)

    def beside(self, example: Example) -> Example | None:
        """The question with a passage that does not answer it; None where there is none."""
        drawn = self._rng.random()
        if drawn < BESIDE + ELSEWHERE:
            same, others = self._by_meaning(example)
            pool = same if drawn < BESIDE else others
        else:
            pool = self._by_words(example)
        return Example(self._rng.choice(pool), example.question, frozenset()) if pool else None

    def _by_meaning(self, example: Example) -> tuple[list[Passage], list[Passage]]:
        key = f"{example.passage.id} {example.question}"
        if key not in self._near:
            turned = self._adapter.turned(self._embedder.embed_query(example.question))
            nearness = self._vectors @ turned
            beside = self._documents == example.passage.document
            self._near[key] = (
                self._first(np.where(beside, nearness, -2), NEAREST_BESIDE, example),
                self._first(np.where(beside, -2, nearness), NEAREST_ELSEWHERE, example),
            )
        return self._near[key]

    def _first(self, nearness: Matrix, count: int, example: Example) -> list[Passage]:
        places = np.argsort(-nearness)[: count + 1]
        found = [self._known[place] for place in places if nearness[place] > -1]
        return [passage for passage in found if passage.text != example.passage.text][:count]

    def _by_words(self, example: Example) -> list[Passage]:
        scores: Counter[int] = Counter()
        for pair in _pairs(example.question):
            held = self._holding.get(pair, ())
            for place in held:
                scores[place] += math.log(len(self._pool) / (1 + len(held)))  # type: ignore[assignment]
        best = [self._pool[place] for place, _ in scores.most_common(NEAREST_BY_WORDS)]
        return [passage for passage in best if passage.text != example.passage.text]


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}
