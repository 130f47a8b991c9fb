"""Turns the vector of a question towards passages that answer such questions.

The embedding model lays a question near whatever speaks of the same in the same way; what answers it often speaks
otherwise, and what all official texts share says nothing. One matrix of low rank, learnt from questions with the
passages that answer them (scripts/learn_query_adapter.py), mends some of both; no passage is embedded anew for it.
"""

from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from kb.embedding import Vector
from kb.errors import EmbedderError

SHIPPED_ADAPTER = Path(__file__).with_name("query_adapter.npz")


@dataclass(frozen=True, slots=True)
class QueryAdapter:
    """down: (dimension, rank), up: (rank, dimension); what is added to a vector is vector @ down @ up.

    offset, slope: bring the cosines of turned vectors to the measure of others, by the mean and spread of both.
    """

    down: NDArray[np.float32]
    up: NDArray[np.float32]
    offset: float
    slope: float

    def turned(self, vector: Vector) -> Vector:
        """(dimension,) of length 1, for the vector of a question."""
        turned = vector + vector @ self.down @ self.up
        return np.asarray(turned / np.linalg.norm(turned), dtype=np.float32)

    def measured(self, cosine: float) -> float:
        """The cosine with a turned vector, as one with a vector that was not turned would be."""
        return self.offset + self.slope * cosine


class NoAdapter:
    """For embedding models that none was learnt for: vectors stay as they are."""

    def turned(self, vector: Vector) -> Vector:
        return vector

    def measured(self, cosine: float) -> float:
        return cosine


def load_adapter(embedder: str, path: Path = SHIPPED_ADAPTER) -> QueryAdapter | NoAdapter:
    """The adapter that ships, where it was learnt for the embedder of this name.

    Raises EmbedderError naming the file when it is missing or damaged.
    """
    try:
        with np.load(path) as held:
            if str(held["embedder"]) != embedder:
                return NoAdapter()
            down, up = held["down"].astype(np.float32), held["up"].astype(np.float32)
            return QueryAdapter(down, up, float(held["offset"]), float(held["slope"]))
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise EmbedderError(f"{path} cannot be read ({error}); install the program again") from error
