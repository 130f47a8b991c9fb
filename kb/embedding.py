"""What an embedder promises: texts in, vectors of length 1 out, so that nearness of meaning is a dot product."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
"""(dimension,) float32, length 1."""

Vectors = NDArray[np.float32]
"""(n, dimension) float32, rows of length 1."""


class Embedder(Protocol):
    """Turns texts into vectors of one space. Safe to use from several threads at once."""

    @property
    def name(self) -> str:
        """Identifies the vector space: vectors made under two different names never compare."""

    @property
    def dimension(self) -> int:
        """The length of each vector as a row of numbers."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """One row a text, in the order of the texts; no texts give an array of shape (0, dimension).

        What goes beyond the model's window (512 tokens for the shipped one) does not count.
        """

    def embed_query(self, text: str) -> Vector:
        """The vector of a question, to be compared with those of passages."""
