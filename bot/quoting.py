"""Choosing what to quote: one to three spans, word for word, that answer the question and no more than it.

Passages are cut into parts at commas and sentence ends. A small model says of each part how likely it belongs to the
answer; the stretch of neighbouring parts with the largest sum above a threshold is quoted. Weights: quoting.json.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from bot.parts_measured import FEATURES, Asked, Measured, Source, measure, sentence_of
from kb.question_terms import fold
from kb.sentences import Span

# Parts of this many characters count in full in the sum of a stretch; longer ones do not say more.
_FULL_LENGTH = 20.0

# A sentence without the number asked for is quoted only when nothing else comes near.
_WITHOUT_NUMBER = 0.25


@dataclass(frozen=True, slots=True)
class QuotingWeights:
    """A logistic model over FEATURES, and what a stretch must reach.

    threshold: a part below this chance shortens the sum of the stretch it lies in. second: share of the best stretch's
    sum that another sentence must reach to be quoted beside it.
    """

    bias: float
    weights: Mapping[str, float]
    threshold: float
    second: float

    def chances(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n,) in 0..1: whether each part belongs to the answer."""
        vector = np.array([self.weights.get(name, 0.0) for name in FEATURES])
        return np.asarray(1.0 / (1.0 + np.exp(-(self.bias + features @ vector))))


def load_quoting_weights() -> QuotingWeights:
    """The weights shipped with the project."""
    table = json.loads(files("bot").joinpath("quoting.json").read_text("utf-8"))
    return QuotingWeights(table["bias"], table["weights"], table["threshold"], table["second"])


@dataclass(frozen=True, slots=True)
class Support:
    """How well the sentence around a stretch carries the answer: what bot/steps/judge.py decides on.

    coverage, phrases: shares of the question's terms and three-character stretches in the sentence. precision: share
    of the sentence that the question speaks of. chance: of the best part. cue: it holds what was asked for.
    """

    coverage: float
    phrases: float
    precision: float
    chance: float
    cue: float


@dataclass(frozen=True, slots=True)
class Chosen:
    """A stretch to quote: which source, its span in the version's text, the sum that chose it, and its support."""

    source: int
    start: int
    end: int
    weight: float
    support: Support


def beyond_title(text: str, start: int, end: int, *, title: str) -> int:
    """Where the words begin once the title, if the span opens with or near it, has been passed; start otherwise.

    A title holds the question's words and answers nothing.
    """
    at = text.find(title, start, end) if len(title) > 4 else -1
    beyond = at + len(title)
    return beyond if at >= 0 and at - start <= 40 and text[beyond:end].strip() else start


def choose(sources: Sequence[Source], asked: Asked, weights: QuotingWeights, *, most: int = 3) -> list[Chosen]:
    """One to most stretches, the best first; none when the sources hold no words."""
    found: list[Chosen] = []
    for index, measured in enumerate(measure(sources, asked)):
        if measured is not None:
            chances = weights.chances(measured.features) * _fitness(sources[index], measured.spans, asked)
            # Numbers belong to their own sentence each; other answers may run over several.
            pieces = sentence_of(sources[index], measured.spans)
            breaks = pieces if asked.quantity else np.zeros_like(pieces)
            stretches = _stretches(measured.spans, chances, weights, breaks=breaks)
            for span, value in stretches:
                support = _support(measured, chances, span)
                found.append(Chosen(index, span.start, span.end, value, support))
    found.sort(key=lambda chosen: -chosen.weight)
    if not found:
        return []
    best = found[0]
    kept = [chosen for chosen in found[1:most] if chosen.weight >= weights.second * best.weight]
    return [best, *kept]


def _fitness(source: Source, spans: Sequence[Span], asked: Asked) -> NDArray[np.float64]:
    """1 for parts whose sentence can answer a question for a number, a quarter for the others."""
    if asked.quantity is None or source.is_table:
        return np.ones(len(spans))
    owner = sentence_of(source, spans)
    texts = [""] * (int(owner[-1]) + 1)
    for span, index in zip(spans, owner, strict=True):
        texts[index] += fold(span.of(source.text))
    fits = np.array([1.0 if asked.quantity.search(text) else _WITHOUT_NUMBER for text in texts])
    return np.asarray(fits[owner])


def _support(measured: "Measured", chances: NDArray[np.float64], span: Span) -> Support:
    inside = [i for i, part in enumerate(measured.spans) if part.start < span.end and span.start < part.end]
    best = inside[int(chances[inside].argmax())]
    row = dict(zip(FEATURES, measured.features[best].tolist(), strict=True))
    cue = float(measured.features[inside, FEATURES.index("sentence_cue")].max())
    return Support(row["sentence"], row["sentence_phrases"], row["precision"], float(chances[best]), cue)


def _stretches(
    spans: Sequence[Span], chances: NDArray[np.float64], weights: QuotingWeights, *, breaks: NDArray[np.int64]
) -> list[tuple[Span, float]]:
    """The stretches with the largest sums of (chance - threshold) by length; at most two, at least one.

    breaks: ordinal of the piece each part lies in; no stretch goes over from one piece into the next.
    """
    lengths = np.array([span.end - span.start for span in spans], dtype=float)
    gains = (chances - weights.threshold) * np.minimum(lengths, _FULL_LENGTH)
    found: list[tuple[int, int, float]] = []
    for piece in np.unique(breaks):
        free = breaks == piece
        while (best := _largest_run(np.where(free, gains, -1e9))) is not None and len(found) < 2 * len(spans):
            found.append(best)
            free[best[0] : best[1] + 1] = False
    if not found:
        top = int(chances.argmax())
        found.append((top, top, float(gains[top])))
    found.sort(key=lambda run: -run[2])
    return [(Span(spans[first].start, spans[last].end), value) for first, last, value in found[:3]]


def _largest_run(gains: NDArray[np.float64]) -> tuple[int, int, float] | None:
    best: tuple[int, int, float] | None = None
    start, total = 0, 0.0
    for index, gain in enumerate(gains):
        if total <= 0:
            start, total = index, 0.0
        total += float(gain)
        if total > 0 and (best is None or total > best[2]):
            best = (start, index, total)
    return best
