"""What values flow through the float32 graph on ordinary texts; the plan is made from them."""

from collections.abc import Iterable

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper
from tokenizers import Tokenizer

from scripts.model.plan import POINTS, Extent


def measure_extents(
    reference: onnx.ModelProto, tokenizer: Tokenizer, texts: Iterable[str], *, layers: int
) -> dict[str, Extent]:
    """The extent of each channel at each point over all texts; names like "l3.input"."""
    names = [f"l{layer}.{point}" for layer in range(layers) for point in POINTS]
    session = open_with_outputs(reference, names)
    extents: dict[str, Extent] = {}
    for text in texts:
        ids = np.array([tokenizer.encode(text).ids], np.int64)
        values = session.run(names, {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        for name, value in zip(names, values, strict=True):
            extents[name] = joined(extents.get(name), Extent(value[0].min(axis=0), value[0].max(axis=0)))
    return extents


def open_with_outputs(reference: onnx.ModelProto, names: Iterable[str]) -> onnxruntime.InferenceSession:
    probe = onnx.ModelProto()
    probe.CopyFrom(reference)
    probe.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in names)
    return onnxruntime.InferenceSession(probe.SerializeToString(), providers=["CPUExecutionProvider"])


def joined(one: Extent | None, other: Extent) -> Extent:
    if one is None:
        return other
    return Extent(np.minimum(one.low, other.low), np.maximum(one.high, other.high))
