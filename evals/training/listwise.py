"""A linear model that puts the right candidate of each question first: softmax over the question's candidates."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """The candidates of one question: features (n, k), and which of them are right (n,)."""

    features: Array
    right: NDArray[np.bool_]


def fit(cases: Sequence[Case], *, penalty: float = 1e-3, rounds: int = 600, rate: float = 0.05) -> Array:
    """(k,) weights for the features as they are, by Adam on the log likelihood of the right candidates.

    penalty: of the squared weights of standardised features. Cases without a right candidate teach nothing here.
    """
    cases = [case for case in cases if case.right.any() and not case.right.all()]
    stacked = np.vstack([case.features for case in cases])
    mean, scale = stacked.mean(axis=0), stacked.std(axis=0) + 1e-9
    rows = (stacked - mean) / scale
    bounds = np.cumsum([0, *(len(case.right) for case in cases)])
    right = np.concatenate([case.right for case in cases]).astype(float)
    owner = np.repeat(np.arange(len(cases)), np.diff(bounds))
    weights, first, second = np.zeros(rows.shape[1]), np.zeros(rows.shape[1]), np.zeros(rows.shape[1])
    for step in range(1, rounds + 1):
        slope = _slope(rows, right, owner, bounds, weights) + penalty * weights
        first = 0.9 * first + 0.1 * slope
        second = 0.999 * second + 0.001 * slope**2
        weights = weights - rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-9)
        # More of any feature is better evidence: a negative weight would only be a habit of this one corpus.
        weights = np.maximum(weights, 0.0)
    return np.asarray(weights / scale)


def _slope(rows: Array, right: Array, owner: NDArray[np.int64], bounds: NDArray[np.int64], weights: Array) -> Array:
    scores = rows @ weights
    chances = _softmax(scores, owner, bounds)
    # Among several right candidates the likelihood is that of their sum: each takes its own share of the credit.
    credit = np.where(right > 0, np.exp(scores - np.maximum.reduceat(scores, bounds[:-1])[owner]), 0.0)
    credit /= np.add.reduceat(credit, bounds[:-1])[owner]
    return np.asarray(rows.T @ (chances - credit) / (len(bounds) - 1))


def _softmax(scores: Array, owner: NDArray[np.int64], bounds: NDArray[np.int64]) -> Array:
    shifted = np.exp(scores - np.maximum.reduceat(scores, bounds[:-1])[owner])
    return np.asarray(shifted / np.add.reduceat(shifted, bounds[:-1])[owner])
