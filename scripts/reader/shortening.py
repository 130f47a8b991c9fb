"""Cuts passages to a few of their sentences, so that the reader learns to read lone ones too.

The passages of the corpus are long; what a small office publishes, or a table of one line, is not.
"""

import random
from dataclasses import replace

from bot.sources import Source, sentence_of
from scripts.reader.data import Example

# Of the questions, so many are asked of a part of their passage only.
SHORTENED = 0.35
# Of these, so many of a part that does not answer.
ELSEWHERE = 0.2
# Sentences left standing on either side of those that answer.
BESIDE = (0, 0, 0, 1, 2)
LONGEST = 3

# Sentences [first, last) of a passage.
Window = tuple[int, int]


def shortened(example: Example, rng: random.Random) -> Example:
    """The example as it is, or asked of a few neighbouring sentences of its passage."""
    if rng.random() >= SHORTENED:
        return example
    owners = _owners(example)
    count = owners[-1] + 1
    answering = sorted({owners[place] for place in example.answer})
    if answering and rng.random() >= ELSEWHERE:
        window = max(answering[0] - rng.choice(BESIDE), 0), min(answering[-1] + 1 + rng.choice(BESIDE), count)
        return _cut(example, owners, window)
    others = [window for window in _windows(count) if not any(window[0] <= one < window[1] for one in answering)]
    return _cut(example, owners, rng.choice(others)) if others else example


def _owners(example: Example) -> list[int]:
    """The sentence each part lies in."""
    text, spans = example.passage.text, example.passage.spans
    owners: list[int] = sentence_of(Source(text, spans[0].start, spans[-1].end, "", 0.0), spans).tolist()
    return owners


def _windows(count: int) -> list[Window]:
    return [(first, last) for first in range(count) for last in range(first + 1, min(first + LONGEST, count) + 1)]


def _cut(example: Example, owners: list[int], window: Window) -> Example:
    kept = [place for place, owner in enumerate(owners) if window[0] <= owner < window[1]]
    spans = tuple(example.passage.spans[place] for place in kept)
    answer = frozenset(place - kept[0] for place in example.answer if place in kept)
    return Example(replace(example.passage, spans=spans), example.question, answer)
