"""Reads a passage for a question: which of its parts answer, where the answer begins and ends, whether it is there."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.reader.layout import lay_out
from bot.reader.opening import read_papers
from kb.embedders.loading import open_session, open_tokenizer
from kb.embedders.model_folder import MODEL_FILE, TOKENIZER_FILE, verify_file
from kb.embedders.onnx import SHIPPED_MODEL as EMBEDDER
from kb.embedders.word_vectors import WordVectors
from kb.sentences import Span

SHIPPED_READER = Path(__file__).parent / "model"

Floats = NDArray[np.float32]

# Log odds of a part that does not count.
_LOWEST = np.float32(-10.0)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader says of the first parts of a passage; parts beyond its window are left out, it may be all.

    inside, begins, ends: (parts,) float32, log odds that a part lies in the answer, opens it, closes it.
    relevance: 0..1, whether the passage answers at all.
    """

    inside: Floats
    begins: Floats
    ends: Floats
    relevance: float

    def without(self, parts: NDArray[np.bool_]) -> "Reading":
        """The same where these parts cannot answer."""
        if not parts.any():
            return self
        inside, begins, ends = (np.where(parts, _LOWEST, odds) for odds in (self.inside, self.begins, self.ends))
        return Reading(inside, begins, ends, self.relevance)


class Reader:
    """The model with its tokenizer, opened once; used by many threads at once."""

    def __init__(self, folder: Path = SHIPPED_READER, *, threads: int | None = None) -> None:
        """threads: cores for one passage; None means all. Raises EmbedderError for a damaged folder."""
        papers = read_papers(folder)
        verify_file(folder / MODEL_FILE, expected=papers.model)
        verify_file(EMBEDDER / MODEL_FILE, expected=papers.embedder_model)
        verify_file(EMBEDDER / TOKENIZER_FILE, expected=papers.embedder_tokenizer)
        self.name = f"{papers.name}@{papers.model[:12]}"
        self._words = WordVectors(EMBEDDER / MODEL_FILE, **papers.words.model_dump())
        self._tokenizer = open_tokenizer(EMBEDDER / TOKENIZER_FILE)
        self._session = open_session(folder / MODEL_FILE, threads=threads or os.cpu_count() or 1)

    def read(self, question: str, heading: str, text: str, spans: Sequence[Span]) -> Reading:
        """heading: see layout.heading_of. spans: the parts of the passage, at least one, by their places in text."""
        layout = lay_out(self._tokenizer, question, heading, text, spans)
        words = self._words.look_up(layout.tokens)
        inputs = {
            "words": words[None],
            "marks": layout.marks[None],
            "attention_mask": np.ones((1, len(layout.marks)), np.int64),
        }
        scores, relevance = self._session.run(["scores", "relevance"], inputs)
        inside, begins, ends = _by_part(scores[0], layout.owner).T
        return Reading(inside, begins, ends, float(1 / (1 + np.exp(-float(relevance[0, 0])))))


def _by_part(scores: Floats, owner: NDArray[np.int64]) -> Floats:
    """(parts, 3): the mean over the tokens of each part; of a part without tokens the lowest there is."""
    held = owner >= 0
    count = int(owner.max()) + 1
    sizes = np.bincount(owner[held], minlength=count)
    sums = np.stack([np.bincount(owner[held], scores[held, k], count) for k in range(3)], axis=1)
    means = sums / np.maximum(sizes, 1)[:, None]
    means[sizes == 0] = _LOWEST
    return np.asarray(means, np.float32)
