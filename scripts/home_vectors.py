"""The vectors that the index of a home holds, for what is learnt from them."""

import sqlite3
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]

_QUERY = (
    "select p.id, d.key, v.vector from passages p"
    " join documents d on d.id = p.document_id and d.version_id = p.version_id"
    " join vectors v on v.digest = p.digest and v.embedder = ? where d.kind != 'guide' order by d.key, p.ordinal"
)


def vectors_of(home: Path, embedder: str) -> tuple[list[str], list[str], Matrix]:
    """Ids of the passages, keys of their documents, vectors of length 1; without guides.

    Raises SystemExit naming the home that holds none of this embedder.
    """
    with sqlite3.connect(home / "jiedu.db") as database:
        rows = database.execute(_QUERY, (embedder,)).fetchall()
    if not rows:
        raise SystemExit(f"{home} holds no vectors of {embedder}: make it as scripts/reader/README.md says")
    vectors = np.stack([np.frombuffer(blob, np.float16).astype(np.float32) for *_, blob in rows])
    return [row[0] for row in rows], [row[1] for row in rows], unit(vectors)


def unit(vectors: Matrix) -> Matrix:
    """Each row brought to length 1."""
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
