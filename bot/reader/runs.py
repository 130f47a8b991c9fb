"""From what the reader says of each part to the run of parts that is quoted."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.reader.reader import Reading

Floats = NDArray[np.float64]

# What is left of the log chance of a run that cannot answer this kind of question: a twelfth is quoted all the same
# where nothing else comes near.
_UNFIT = -2.5

# Share of what lies in the answer beside where it begins and ends; by the questions kept back from training.
_BY_PARTS = 0.15

# What is left out of an answer weighs so much more than what is said beyond it (the square of the beta of F-beta).
_FULLNESS = 2.25

# So many runs are weighed against each other; the others are next to impossible.
_WEIGHED = 200


@dataclass(frozen=True, slots=True)
class Run:
    """Parts first to last. overlap: 0..1, the F-beta of its characters with those of the answer, as expected."""

    first: int
    last: int
    overlap: float


def best_run(reading: Reading, sizes: Floats, fits: NDArray[np.bool_]) -> Run:
    """The run that shares most with the answer, whichever of the runs it be.

    The likeliest run is often a part too short or too long; what lies between two likely ones loses least.
    sizes: characters of each part. fits: of each part, whether it can answer this kind of question.
    """
    first, last, chances = _likeliest(reading, fits)
    ends = np.concatenate([[0.0], np.cumsum(sizes)])
    begin, end = ends[first], ends[last + 1]
    shared = np.clip(np.minimum.outer(end, end) - np.maximum.outer(begin, begin), 0, None)
    together = np.add.outer(end - begin, _FULLNESS * (end - begin))
    overlaps = ((1 + _FULLNESS) * shared / together) @ chances
    best = int(overlaps.argmax())
    return Run(int(first[best]), int(last[best]), float(overlaps[best]))


def _likeliest(reading: Reading, fits: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """First and last parts of the likeliest runs, and their chances, which sum to one.

    Two witnesses: where the answer begins and ends, and, worth less, what lies in it.
    """
    first, last = np.triu_indices(len(reading.inside))
    inside = np.concatenate([[0.0], np.cumsum(reading.inside, dtype=np.float64)])
    fitting = np.concatenate([[0], np.cumsum(fits)])
    by_parts = _log_chances(inside[last + 1] - inside[first])
    by_ends = _log_chances((reading.begins[first] + reading.ends[last]).astype(np.float64))
    odds = _BY_PARTS * by_parts + (1 - _BY_PARTS) * by_ends + np.where(fitting[last + 1] > fitting[first], 0.0, _UNFIT)
    kept = np.argsort(-odds, kind="stable")[:_WEIGHED]
    return first[kept], last[kept], np.exp(_log_chances(odds[kept]))


def _log_chances(odds: Floats) -> Floats:
    shifted = odds - odds.max()
    return np.asarray(shifted - np.log(np.exp(shifted).sum()))
