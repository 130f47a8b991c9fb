"""Learns kb/query_adapter.npz: `python -m scripts.learn_query_adapter --home HOME --laws HOME2 FILE --out FILE`.

HOME holds the demo corpus (`jiedu demo`), whose questions lie in scripts/reader/questions.jsonl; HOME2 the articles
of STARD (MIT) and FILE its questions (`jiedu eval retrieval --documents … --questions … --home HOME2`). A few
minutes, most of them for embedding the questions.
"""

import argparse
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.embedders.opening import open_embedder
from kb.embedding import Embedder
from scripts.home_vectors import Matrix, unit, vectors_of
from scripts.reader.data import QUESTIONS

RANK = 64
TEMPERATURE = 0.02
# How much a vector is held to where it was, against how much it is drawn to its passages.
ANCHOR = 8.0
RATE = 1e-3
EPOCHS = 4
BATCH = 64
# Questions of our own taken in an epoch, and how often those of the law are; there are twenty of ours for one.
OWN_SHARE = 0.5
LAW_TIMES = 2
FOLDS = 3


@dataclass(frozen=True)
class Corpus:
    """Passages with what is asked of them. questions: (n, dimension). right, ignored: places of passages, a question.

    groups: what must not lie on both sides of a fold, a question each.
    """

    passages: Matrix
    questions: Matrix
    right: list[list[int]]
    ignored: list[list[int]]
    groups: list[str]

    def kept(self, fold: int | None) -> NDArray[np.int64]:
        """The questions to learn from, all but those of the fold."""
        return np.flatnonzero([bool(r) and _fold(g) != fold for r, g in zip(self.right, self.groups, strict=True)])


class Adapter:
    """The two matrices while they are learnt, with the moments that Adam keeps of their gradients."""

    def __init__(self, dimension: int, rng: np.random.Generator) -> None:
        self.down = (rng.uniform(-1, 1, (dimension, RANK)) / np.sqrt(dimension)).astype(np.float32)
        self.up = np.zeros((RANK, dimension), np.float32)
        self._moments = [np.zeros_like(m) for m in (self.down, self.down, self.up, self.up)]
        self._steps = 0

    def turned(self, vectors: Matrix) -> Matrix:
        return unit(vectors + vectors @ self.down @ self.up)

    def learn(
        self, vectors: Matrix, passages: Matrix, right: NDArray[np.bool_], ignored: NDArray[np.bool_], *, rate: float
    ) -> float:
        """One step of Adam; returns the loss before it. right, ignored: (n, passages)."""
        raw = vectors + vectors @ self.down @ self.up
        length = np.linalg.norm(raw, axis=1, keepdims=True)
        turned = raw / length
        scores = np.where(ignored, -1e4, turned @ passages.T / TEMPERATURE)
        chances, wanted = _softmax(scores), _softmax(np.where(right, scores, -1e4))
        loss = -np.log(np.maximum((chances * right).sum(1), 1e-12)).mean()
        towards = (chances - wanted) @ passages / TEMPERATURE - ANCHOR * vectors
        towards -= turned * (turned * towards).sum(1, keepdims=True)
        towards /= length * len(vectors)
        inner = vectors @ self.down
        self._step((vectors.T @ (towards @ self.up.T), inner.T @ towards), rate)
        return float(loss)

    def _step(self, gradients: tuple[Matrix, Matrix], rate: float) -> None:
        self._steps += 1
        for place, (matrix, gradient) in enumerate(zip((self.down, self.up), gradients, strict=True)):
            first, second = self._moments[2 * place], self._moments[2 * place + 1]
            first += 0.1 * (gradient - first)
            second += 0.001 * (gradient**2 - second)
            mean, spread = first / (1 - 0.9**self._steps), second / (1 - 0.999**self._steps)
            np.subtract(matrix, rate * mean / (np.sqrt(spread) + 1e-8), out=matrix)


def learnt(own: Corpus, laws: Corpus, *, fold: int | None = None) -> Adapter:
    """fold: the questions about law of that fold are left out, to measure with them."""
    rng = np.random.default_rng(0)
    adapter = Adapter(own.passages.shape[1], rng)
    total = EPOCHS * sum(1 for _ in _batches(own, laws, fold, np.random.default_rng(0)))
    done = 0
    for epoch in range(EPOCHS):
        losses = []
        for corpus, places in _batches(own, laws, fold, rng):
            right, ignored = (np.zeros((len(places), len(corpus.passages)), bool) for _ in range(2))
            for row, place in enumerate(places):
                ignored[row, corpus.ignored[place]] = True
                right[row, corpus.right[place]] = True
            asked, rate = corpus.questions[places], RATE * max(0.05, 1 - done / total)
            losses.append(adapter.learn(asked, corpus.passages, right, ignored & ~right, rate=rate))
            done += 1
        print(f"epoch {epoch}: {np.mean(losses):.3f}", flush=True)
    return adapter


def _batches(
    own: Corpus, laws: Corpus, fold: int | None, rng: np.random.Generator
) -> Iterator[tuple[Corpus, NDArray[np.int64]]]:
    """Each of one corpus, in no order."""
    ours = own.kept(None)
    chosen = [(own, rng.permutation(ours)[: int(OWN_SHARE * len(ours))])]
    chosen += [(laws, rng.permutation(laws.kept(fold))) for _ in range(LAW_TIMES)]
    cut = [(corpus, places[i : i + BATCH]) for corpus, places in chosen for i in range(0, len(places), BATCH)]
    for place in rng.permutation(len(cut)):
        yield cut[place]


def in_measure(adapter: Adapter, own: Corpus) -> tuple[float, float]:
    """offset, slope: see kb.query_adapter.QueryAdapter; over our own questions and all passages."""
    asked = own.questions[:: max(1, len(own.questions) // 500)]
    before, after = asked @ own.passages.T, adapter.turned(asked) @ own.passages.T
    slope = float(before.std() / after.std())
    return float(before.mean()) - slope * float(after.mean()), slope


def recall(adapter: Adapter | None, laws: Corpus, fold: int) -> float:
    """Share of the fold's questions with a right article among the first five passages."""
    places = np.flatnonzero([bool(r) and _fold(g) == fold for r, g in zip(laws.right, laws.groups, strict=True)])
    asked = laws.questions[places] if adapter is None else adapter.turned(laws.questions[places])
    first = np.argsort(-(asked @ laws.passages.T), axis=1)[:, :5]
    return float(np.mean([bool(set(row) & set(laws.right[place])) for row, place in zip(first, places, strict=True)]))


def _own(home: Path, embedder: Embedder) -> Corpus:
    """Other passages of the document that answers are neither right nor wrong."""
    ids, keys, vectors = vectors_of(home, embedder.name)
    rows = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    place = {passage: row for row, passage in enumerate(ids)}
    rows = [row for row in rows if row["answer"] and row["passage"] in place]
    beside = _by_key(keys)
    return Corpus(
        vectors,
        _embedded(embedder, [row["question"] for row in rows]),
        [[place[row["passage"]]] for row in rows],
        [beside[keys[place[row["passage"]]]] for row in rows],
        [row["document"] for row in rows],
    )


def _laws(home: Path, questions: Path, embedder: Embedder) -> Corpus:
    _, keys, vectors = vectors_of(home, embedder.name)
    rows = [json.loads(line) for line in questions.read_text("utf-8").splitlines()]
    articles = {key.rpartition("#")[2]: places for key, places in _by_key(keys).items()}
    return Corpus(
        vectors,
        _embedded(embedder, [row["question"] for row in rows]),
        [[place for article in row["gold"] for place in articles.get(str(article), [])] for row in rows],
        [[] for _ in rows],
        [str(row["gold"][0]) for row in rows],
    )


def _embedded(embedder: Embedder, questions: list[str]) -> Matrix:
    return np.stack([embedder.embed_query(question) for question in questions])


def _by_key(keys: list[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, key in enumerate(keys):
        found.setdefault(key, []).append(place)
    return found


def _fold(group: str) -> int:
    return int(hashlib.md5(group.encode()).hexdigest(), 16) % FOLDS


def _softmax(scores: Matrix) -> Matrix:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="a home that holds the demo corpus")
    parser.add_argument("--laws", type=Path, nargs=2, required=True, help="a home with STARD's articles; its questions")
    parser.add_argument("--fold", type=int, help="leave out the questions about law of this fold, 0 to 2")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    embedder = open_embedder()
    own, laws = _own(arguments.home, embedder), _laws(*arguments.laws, embedder)
    adapter = learnt(own, laws, fold=arguments.fold)
    offset, slope = in_measure(adapter, own)
    if arguments.fold is not None:
        print(
            f"R@5 of fold {arguments.fold}: {recall(None, laws, arguments.fold):.3f} before, "
            f"{recall(adapter, laws, arguments.fold):.3f} now"
        )
    np.savez_compressed(
        arguments.out,
        down=adapter.down.astype(np.float16),
        up=adapter.up.astype(np.float16),
        offset=np.float32(offset),
        slope=np.float32(slope),
        embedder=np.array(embedder.name),
    )
    print(f"offset {offset:.3f}, slope {slope:.3f}")


if __name__ == "__main__":
    main()
