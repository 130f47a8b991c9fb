"""A logistic model by gradient steps; its weights are never negative unless asked for."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def fit(
    rows: Array, right: NDArray[np.bool_], *, penalty: float = 1e-2, rounds: int = 1500, signed: bool = False
) -> tuple[float, Array]:
    """(bias, weights) for the rows as they are: chance = 1 / (1 + exp(-(bias + rows @ weights))).

    penalty: of the squared weights of standardised rows. signed: weights may be negative too.
    """
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    table = (rows - mean) / scale
    weights, bias = np.zeros(rows.shape[1]), 0.0
    first, second = np.zeros(rows.shape[1] + 1), np.zeros(rows.shape[1] + 1)
    for step in range(1, rounds + 1):
        error = 1.0 / (1.0 + np.exp(-(bias + table @ weights))) - right
        slope = np.append(table.T @ error / len(right) + penalty * weights, error.mean())
        first = 0.9 * first + 0.1 * slope
        second = 0.999 * second + 0.001 * slope**2
        move = 0.03 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-9)
        weights, bias = weights - move[:-1], bias - float(move[-1])
        if not signed:
            weights = np.maximum(weights, 0.0)
    return float(bias - (weights * mean / scale).sum()), np.asarray(weights / scale)
