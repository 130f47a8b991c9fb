"""Small honest parts for tests: they do what the real ones promise, only less well and at once."""

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


class CharacterEmbedder:
    """Counts characters and character pairs in hashed places: texts that share words are near each other."""

    name = "characters-64"
    dimension = 64

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Every text is remembered in embedded, so that a test can see what was embedded twice."""
        self.embedded.extend(texts)
        return np.array([_vector(text) for text in texts], dtype=np.float32).reshape(len(texts), self.dimension)

    def embed_query(self, text: str) -> NDArray[np.float32]:
        return _vector(text)


def characters(text: str) -> list[str]:
    """The characters of a text as its terms."""
    return [character for character in text if not character.isspace()]


def _vector(text: str) -> NDArray[np.float32]:
    vector = np.zeros(CharacterEmbedder.dimension, dtype=np.float32)
    vector[0] = 0.01
    for part in [*text, *(text[i : i + 2] for i in range(len(text) - 1))]:
        place = int.from_bytes(hashlib.blake2b(part.encode(), digest_size=4).digest(), "big")
        vector[place % CharacterEmbedder.dimension] += 1
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)
