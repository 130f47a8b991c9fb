"""What the reader sees: question, heading and passage as one row of tokens, with marks of what both sides say.

The same here and in training (scripts/reader), or the weights mean nothing.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.sentences import Span

# What each mark says of its token.
QUESTION, QUESTION_MATCHED, HEADING, PASSAGE, PASSAGE_MATCHED, PASSAGE_MATCHED_LONG = range(6)
MARKS = 6

QUESTION_TOKENS = 64
HEADING_TOKENS = 24
HEADING_CHARACTERS = 20
# Of the passage. What lies beyond is not read; the longest passage stored has fewer.
PASSAGE_TOKENS = 320
# Characters looked at before cutting into tokens, so that a text without end costs no more than a long one.
_QUESTION_CHARACTERS = 4 * QUESTION_TOKENS
_PASSAGE_CHARACTERS = 4 * PASSAGE_TOKENS

_BEGIN, _END = 0, 2
_NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Layout:
    """One question beside one passage. tokens, marks: (length,) int64. owner: (length,) the part each token lies in,
    -1 for tokens of no part."""

    tokens: NDArray[np.int64]
    marks: NDArray[np.int64]
    owner: NDArray[np.int64]


def lay_out(tokenizer: Any, question: str, heading: str, text: str, spans: Sequence[Span]) -> Layout:
    """The row of tokens for a question and the parts of a passage.

    tokenizer: of the embedding model; Any, because its library has no type information. heading: what stands above
    the passage. spans: the parts, in the text's own places, in order.
    """
    start = spans[0].start
    passage = text[start : min(spans[-1].end, start + _PASSAGE_CHARACTERS)]
    question = question[:_QUESTION_CHARACTERS]
    asked, said = _folded(question), _folded(passage)
    short, long = _runs(asked, 2), _runs(asked, 3)
    matched = [
        by_two + by_three for by_two, by_three in zip(_covered(said, short, 2), _covered(said, long, 3), strict=True)
    ]
    answered = _covered(asked, _runs(said, 2), 2)
    left = tokenizer.encode(question, add_special_tokens=False)
    above = tokenizer.encode(heading, add_special_tokens=False)
    right = tokenizer.encode(passage, add_special_tokens=False)
    places = right.offsets[:PASSAGE_TOKENS]
    tokens = [_BEGIN, *left.ids[:QUESTION_TOKENS], _END, *above.ids[-HEADING_TOKENS:], _END]
    tokens += [*right.ids[:PASSAGE_TOKENS], _END]
    marks = [QUESTION, *(QUESTION + _most(answered, place) for place in left.offsets[:QUESTION_TOKENS]), QUESTION]
    marks += [HEADING] * (min(len(above.ids), HEADING_TOKENS) + 1)
    marks += [*(PASSAGE + _most(matched, place) for place in places), PASSAGE]
    owner = np.full(len(tokens), _NOWHERE, np.int64)
    owner[len(tokens) - 1 - len(places) : -1] = _owners(places, spans, start)
    return Layout(np.array(tokens, np.int64), np.array(marks, np.int64), owner)


def heading_of(context: str) -> str:
    """The end of the document's title and the beginning of the innermost heading, of the lines above a passage."""
    lines = [line for line in context.split("\n") if line.strip()]
    if not lines:
        return ""
    return " ".join(dict.fromkeys([lines[0][-HEADING_CHARACTERS:], lines[-1][:HEADING_CHARACTERS]]))


def _owners(places: Sequence[tuple[int, int]], spans: Sequence[Span], start: int) -> NDArray[np.int64]:
    """The part in which the middle of each token lies."""
    ends = np.array([span.end - start for span in spans])
    middles = np.array([(first + last) / 2 for first, last in places])
    return np.minimum(np.searchsorted(ends, middles), len(spans) - 1)


def _folded(text: str) -> str:
    """One character for each of the text's, so that places stay the same: ５ and 5, Ａ and a are one."""
    return "".join(_folded_character(char) for char in text)


@lru_cache(maxsize=16_384)
def _folded_character(char: str) -> str:
    folded = unicodedata.normalize("NFKC", char).lower()
    if len(folded) != 1:
        return char
    return folded if folded.isalnum() else " "


def _runs(text: str, size: int) -> frozenset[str]:
    return frozenset(run for i in range(len(text) - size + 1) if " " not in (run := text[i : i + size]))


def _covered(text: str, runs: frozenset[str], size: int) -> bytearray:
    """1 for each character that lies in one of the runs, 0 for the others."""
    held = bytearray(len(text))
    for i in range(len(text) - size + 1):
        if text[i : i + size] in runs:
            held[i : i + size] = b"\1" * size
    return held


def _most(values: Sequence[int], place: tuple[int, int]) -> int:
    return max(values[place[0] : place[1]], default=0)
