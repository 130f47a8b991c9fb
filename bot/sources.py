"""What choosing a quotation is given: the words that may be quoted, and what the question asks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bot.quantities import said_outright, wanted_quantity
from bot.understanding import Aspect
from kb.question_terms import WeightedTerm, fold, stretches_of
from kb.sentences import Span, sentences


@dataclass(frozen=True)
class Source:
    """Words that may be quoted: text[start:end] of a version.

    score: 0..1, how well the passage fits the question. is_table: its units stand in the header, not beside numbers.
    """

    text: str
    start: int
    end: int
    context: str
    score: float
    is_table: bool = False

    @cached_property
    def sentences(self) -> list[Span]:
        """Of the words that may be quoted, by their places in the text."""
        return sentences(self.text, start=self.start, end=self.end)


@dataclass(frozen=True)
class Asked:
    """What the question brings to choosing: its terms with their rarity, and the kinds of answer it wants.

    text: in its official reading (kb.vocabulary), so that official words count as the question's.
    """

    text: str
    terms: tuple[WeightedTerm, ...]
    aspects: frozenset[Aspect]

    @cached_property
    def quantity(self) -> re.Pattern[str] | None:
        """What must be held to answer a question for a number."""
        return wanted_quantity(fold(self.text))

    @cached_property
    def outright(self) -> re.Pattern[str] | None:
        """What a sentence matches that tells this number of the thing asked about."""
        return said_outright(fold(self.text))

    @cached_property
    def stretches(self) -> tuple[str, ...]:
        """Its runs of three characters."""
        return stretches_of(self.text)


def sentence_of(source: Source, spans: Sequence[Span]) -> NDArray[np.int64]:
    """Of each part, the place of its sentence among those of the source."""
    ends = np.array([sentence.end for sentence in source.sentences])
    found = np.searchsorted(ends, np.array([span.end for span in spans]), side="left")
    return np.asarray(found.clip(0, len(ends) - 1), dtype=np.int64)
