"""Examples as arrays: batches of like length, padded."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from bot.reader.layout import Layout, heading_of, lay_out
from scripts.reader.data import Example

MOST_ROWS = 12
MOST_TOKENS = 2000


@dataclass(frozen=True)
class Row:
    """One example laid out. answer, sizes: (parts,) of the parts within the reader's window."""

    layout: Layout
    answer: np.ndarray
    sizes: np.ndarray

    @property
    def answers(self) -> bool:
        return bool(self.answer.any())


@dataclass(frozen=True)
class Batch:
    """Padded rows: (n, length) tokens, marks, mask; (n, parts, length) pool; (n, parts) answer, stands, sizes; (n,)
    answers."""

    tokens: Tensor
    marks: Tensor
    mask: Tensor
    pool: Tensor
    answer: Tensor
    stands: Tensor
    sizes: Tensor
    answers: Tensor


def rows_of(tokenizer: Any, examples: Iterable[Example]) -> list[Row]:
    """The examples laid out, without those whose answer goes beyond the reader's window."""
    found = []
    for example in examples:
        passage = example.passage
        layout = lay_out(tokenizer, example.question, heading_of(passage.context), passage.text, passage.spans)
        count = int(layout.owner.max()) + 1
        if max(example.answer, default=0) < count:
            answer = np.array([place in example.answer for place in range(count)], np.float32)
            sizes = np.array([span.end - span.start for span in passage.spans[:count]], np.float32)
            found.append(Row(layout, answer, sizes))
    return found


def batches(rows: Sequence[Row], rng: random.Random) -> list[list[int]]:
    """The places of the rows by length, in no order."""
    found: list[list[int]] = [[]]
    lengths = [len(row.layout.tokens) for row in rows]
    longest = 0
    # A little disorder, so that no two epochs have the same batches.
    for place in sorted(range(len(rows)), key=lambda place: lengths[place] + rng.random() * 30):
        longest = max(longest, lengths[place])
        if found[-1] and (longest * (len(found[-1]) + 1) > MOST_TOKENS or len(found[-1]) >= MOST_ROWS):
            found.append([])
            longest = lengths[place]
        found[-1].append(place)
    rng.shuffle(found)
    return found


def in_batches(rows: Sequence[Row], rng: random.Random) -> Iterator[tuple[list[int], Batch]]:
    for places in batches(rows, rng):
        yield places, padded([rows[place] for place in places])


def padded(rows: Sequence[Row]) -> Batch:
    count, length = len(rows), max(len(row.layout.tokens) for row in rows)
    parts = max(len(row.answer) for row in rows)
    tokens, marks = np.ones((count, length), np.int64), np.zeros((count, length), np.int64)
    mask, pool = np.zeros((count, length), bool), np.zeros((count, parts, length), np.float32)
    answer, sizes = np.zeros((count, parts), np.float32), np.zeros((count, parts), np.float32)
    for place, row in enumerate(rows):
        own = len(row.layout.tokens)
        tokens[place, :own], marks[place, :own], mask[place, :own] = row.layout.tokens, row.layout.marks, True
        held = np.flatnonzero(row.layout.owner >= 0)
        pool[place, row.layout.owner[held], held] = 1
        answer[place, : len(row.answer)], sizes[place, : len(row.sizes)] = row.answer, row.sizes
    pool /= np.maximum(pool.sum(-1, keepdims=True), 1)
    answers = np.array([row.answers for row in rows], np.float32)
    arrays = (tokens, marks, mask, pool, answer, sizes > 0, sizes, answers)
    return Batch(*(torch.from_numpy(array) for array in arrays))
