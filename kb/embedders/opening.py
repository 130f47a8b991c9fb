"""From a line in the settings to an embedder: the one place that knows which back ends there are."""

from collections.abc import Callable, Mapping

from kb.embedders.onnx import OnnxEmbedder
from kb.embedders.sentence_transformers import SentenceTransformersEmbedder
from kb.embedding import Embedder
from kb.errors import EmbedderError

BUILTIN = "builtin"

_OPENERS: Mapping[str, Callable[[str, int | None], Embedder]] = {
    "onnx": lambda folder, threads: OnnxEmbedder(folder, threads=threads),
    "sentence-transformers": lambda name, threads: SentenceTransformersEmbedder(name, threads=threads),
}


def open_embedder(spec: str = BUILTIN, *, threads: int | None = None) -> Embedder:
    """The embedder that a setting names.

    spec: "builtin", "onnx:FOLDER" or "sentence-transformers:NAME_OR_FOLDER".
    threads: processor cores to use for one text or batch; None means all.
    Raises EmbedderError when there is no such back end or its model cannot be loaded.
    """
    if spec == BUILTIN:
        return OnnxEmbedder(threads=threads)
    kind, _, model = spec.partition(":")
    if kind not in _OPENERS or not model:
        known = ", ".join([BUILTIN, *(f"{kind}:…" for kind in _OPENERS)])
        raise EmbedderError(f"embedder {spec!r} is not known; say one of {known}")
    return _OPENERS[kind](model, threads)
