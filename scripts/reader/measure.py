"""How well trained weights read the questions kept back: the run that would be quoted against the one people chose."""

from collections.abc import Callable, Sequence

import numpy as np

from bot.reader.reader import Reading
from bot.reader.runs import best_run
from evals.measures import auroc, mean
from scripts.reader.batches import Row

Predict = Callable[[Sequence[Row]], list[tuple[np.ndarray, float]]]


def measured(predict: Predict, rows: Sequence[Row]) -> dict[str, float]:
    """overlap: F1 of characters of the run with the answer. part: the likeliest part lies in it. there: AUROC of
    passages that answer against those that do not."""
    held = list(zip(rows, predict(rows), strict=True))
    reading = [(row, _reading(scores, odds)) for row, (scores, odds) in held if row.answers]
    return {
        "overlap": round(mean([_overlap(row, one) for row, one in reading]), 4),
        "part": round(mean([float(row.answer[int(one.inside.argmax())]) for row, one in reading]), 4),
        "there": round(
            auroc([o for row, (_, o) in held if row.answers], [o for row, (_, o) in held if not row.answers]), 4
        ),
    }


def _reading(scores: np.ndarray, odds: float) -> Reading:
    inside, begins, ends = scores.T
    return Reading(inside, begins, ends, float(1 / (1 + np.exp(-odds))))


def _overlap(row: Row, reading: Reading) -> float:
    run = best_run(reading, row.sizes.astype(float), np.ones(len(row.sizes), bool))
    inside = np.zeros(len(row.sizes))
    inside[run.first : run.last + 1] = 1
    return 2 * float(row.sizes @ (inside * row.answer)) / float(row.sizes @ (inside + row.answer))
