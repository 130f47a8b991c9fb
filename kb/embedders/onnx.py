"""A model folder run by onnxruntime: by default the multilingual-e5-small that ships with the program."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.embedders.loading import open_session, open_tokenizer
from kb.embedders.model_folder import MODEL_FILE, TOKENIZER_FILE, verify_folder
from kb.embedders.preparation import PASSAGE_PREFIX, QUERY_PREFIX, prepare
from kb.embedding import Vector, Vectors

SHIPPED_MODEL = Path(__file__).parent / "e5small"

WINDOW_TOKENS = 512
# Larger batches are slower on two cores (they leave the processor's cache) and need more memory:
# attention over 16 texts of 512 tokens alone takes 200 MB.
BATCH_TEXTS = 16
BATCH_TOKENS = 2048

_PADDING_ID = 1


class OnnxEmbedder:
    """Embeds with a folder of model.onnx, tokenizer.json and digests.toml, after checking the digests."""

    def __init__(self, folder: Path | str = SHIPPED_MODEL, *, threads: int | None = None) -> None:
        """threads: cores for one run of the model; None means all. Raises EmbedderError for a damaged folder."""
        folder = Path(folder)
        self._name = verify_folder(folder)
        self._tokenizer = open_tokenizer(folder / TOKENIZER_FILE)
        self._tokenizer.enable_truncation(WINDOW_TOKENS)
        self._session = open_session(folder / MODEL_FILE, threads=threads or os.cpu_count() or 1)
        self._dimension = int(self._session.get_outputs()[0].shape[1])

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimension(self) -> int:
        return self._dimension

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        tokens = [self._tokens(PASSAGE_PREFIX, text) for text in texts]
        vectors = np.empty((len(tokens), self._dimension), np.float32)
        for batch in batches_by_length([len(ids) for ids in tokens]):
            vectors[batch] = self._run([tokens[place] for place in batch])
        return vectors

    def embed_query(self, text: str) -> Vector:
        vector: Vector = self._run([self._tokens(QUERY_PREFIX, text)])[0]
        return vector

    def _tokens(self, prefix: str, text: str) -> NDArray[np.int64]:
        # One by one: encode_batch starts a thread pool that warns and stalls when the process forks.
        return np.array(self._tokenizer.encode(prepare(prefix, text, window_tokens=WINDOW_TOKENS)).ids, np.int64)

    def _run(self, tokens: Sequence[NDArray[np.int64]]) -> Vectors:
        shape = (len(tokens), max(map(len, tokens)))
        ids, mask = np.full(shape, _PADDING_ID, np.int64), np.zeros(shape, np.int64)
        for row, own in enumerate(tokens):
            ids[row, : len(own)], mask[row, : len(own)] = own, 1
        vectors: Vectors = self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        return vectors


def batches_by_length(lengths: Sequence[int]) -> Iterator[list[int]]:
    """The places of the texts in batches of like length, so that little is computed for padding.

    A batch has at most BATCH_TEXTS texts and, padded, BATCH_TOKENS tokens.
    """
    batch: list[int] = []
    for place in sorted(range(len(lengths)), key=lambda place: lengths[place]):
        # Shortest first: the newcomer is the longest, and decides what the whole batch is padded to.
        if batch and (len(batch) == BATCH_TEXTS or (len(batch) + 1) * lengths[place] > BATCH_TOKENS):
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch
