"""Any sentence-transformers model, by its name or its folder, for offices with bigger machinery."""

import hashlib
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import numpy as np

from kb.embedders.preparation import PASSAGE_PREFIX, QUERY_PREFIX, prepare
from kb.embedding import Vector, Vectors
from kb.errors import EmbedderError

BATCH_TEXTS = 16
DEFAULT_WINDOW_TOKENS = 512
SAMPLED_VALUES = 64


class SentenceTransformersEmbedder:
    """Embeds with a model of the sentence-transformers library (the extra `models`)."""

    def __init__(
        self,
        name_or_folder: str,
        *,
        query_prefix: str = QUERY_PREFIX,
        passage_prefix: str = PASSAGE_PREFIX,
        threads: int | None = None,
    ) -> None:
        """The prefixes default to those of the E5 family; other families have their own, or "".

        Raises EmbedderError when the library is not installed or the model is neither a folder nor in its cache.
        """
        self._model = _open_model(name_or_folder, threads=threads)
        self._query_prefix, self._passage_prefix = query_prefix, passage_prefix
        self._window_tokens = int(self._model.max_seq_length or DEFAULT_WINDOW_TOKENS)
        self._dimension = len(self._model.encode("", show_progress_bar=False))
        self._name = f"sentence-transformers:{name_or_folder}@{_fingerprint(self._model)}"

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimension(self) -> int:
        return self._dimension

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.empty((0, self._dimension), np.float32)
        return self._encode(self._passage_prefix, texts)

    def embed_query(self, text: str) -> Vector:
        vector: Vector = self._encode(self._query_prefix, [text])[0]
        return vector

    def _encode(self, prefix: str, texts: Sequence[str]) -> Vectors:
        prepared = [prepare(prefix, text, window_tokens=self._window_tokens) for text in texts]
        vectors = self._model.encode(
            prepared, batch_size=BATCH_TEXTS, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, np.float32)


# Any: the library is optional, so its types are not known here.
def _open_model(name_or_folder: str, *, threads: int | None) -> Any:
    try:
        torch, library = import_module("torch"), import_module("sentence_transformers")
    except ImportError as error:
        raise EmbedderError(
            f"embedder {name_or_folder!r} needs sentence-transformers: pip install 'jiedu[models]'"
        ) from error
    if threads is not None:
        torch.set_num_threads(threads)
    try:
        # Never ask a model hub: an office without network must not wait for one, nor may this server call out.
        return library.SentenceTransformer(name_or_folder, device="cpu", local_files_only=True)
    except (OSError, ValueError) as error:
        raise EmbedderError(
            f"{name_or_folder!r} is neither a folder with a sentence-transformers model nor in the local cache "
            f"of models; copy the model to a folder and name that: {error}"
        ) from error


def _fingerprint(model: Any) -> str:
    """Twelve characters that differ for other weights: from the first values of every parameter."""
    digest = hashlib.sha256()
    for name, parameter in sorted(model.state_dict().items()):
        digest.update(f"{name} {tuple(parameter.shape)} ".encode())
        digest.update(parameter.flatten()[:SAMPLED_VALUES].float().cpu().numpy().tobytes())
    return digest.hexdigest()[:12]
