"""Vectors by what they were made from: unchanged words are never embedded twice, and a rebuild needs no model run."""

from collections.abc import Iterable, Mapping

import numpy as np
from sqlalchemy import bindparam, delete, insert, select

from kb.database import Database
from kb.embedding import Embedder, Vector
from kb.lookups import portions
from kb.recent import Recent
from kb.tables import VectorRow

# Large enough for the embedder to sort by length, small enough that a killed process repeats little.
BATCH = 256
# 1.5 KB each.
CACHED_VECTORS = 20_000

# Built once: putting a statement together takes longer than the database takes to answer it.
_KEPT = select(VectorRow.digest, VectorRow.vector).where(
    VectorRow.embedder == bindparam("by"), VectorRow.digest.in_(bindparam("digests", expanding=True))
)


class Vectors:
    """The cache of one embedder's vectors, kept as float16: a thousandth of precision for half the size."""

    def __init__(self, database: Database, embedder: Embedder) -> None:
        self._database = database
        self._embedder = embedder
        self._recent: Recent[str, Vector] = Recent(CACHED_VECTORS)

    def of(self, texts: Mapping[str, str]) -> dict[str, Vector]:
        """The vector of each text by its digest (kb.passages.text_digest); what is new is embedded and kept.

        A vector is the same whether it was just made or kept before: both went through float16.
        """
        vectors = self._kept(texts)
        missing = [digest for digest in texts if digest not in vectors]
        for start in range(0, len(missing), BATCH):
            batch = missing[start : start + BATCH]
            made = self._embedder.embed_passages([texts[digest] for digest in batch]).astype(np.float16)
            rows = {digest: vector.tobytes() for digest, vector in zip(batch, made, strict=True)}
            self._keep(rows)
            vectors.update(_vectors(rows))
        return vectors

    def cosines(self, digests: Iterable[str], query: Vector) -> dict[str, float]:
        """The cosine of each kept vector with the query's; what is not kept is left out, nothing is embedded here."""
        asked = set(digests)
        kept = self._recent.held(asked)
        # Only questions fill the cache: a rebuild of the index passes every vector by once.
        read = self._kept(asked - kept.keys())
        self._recent.keep(read)
        kept.update(read)
        if not kept:
            return {}
        values = np.stack(list(kept.values())) @ query
        return dict(zip(kept, values.tolist(), strict=True))

    def _kept(self, digests: Iterable[str]) -> dict[str, Vector]:
        kept: dict[str, bytes] = {}
        with self._database.reading() as session:
            for portion in portions(digests):
                asked = {"by": self._embedder.name, "digests": portion}
                kept.update(session.connection().execute(_KEPT, asked).all())
        return _vectors(kept)

    def _keep(self, rows: Mapping[str, bytes]) -> None:
        with self._database.writing() as session:
            # Replaced, not added: another process may have embedded the same words meanwhile.
            for portion in portions(rows):
                session.execute(
                    delete(VectorRow).where(VectorRow.embedder == self._embedder.name, VectorRow.digest.in_(portion))
                )
            values = [{"embedder": self._embedder.name, "digest": d, "vector": blob} for d, blob in rows.items()]
            session.execute(insert(VectorRow), values)


def _vectors(blobs: Mapping[str, bytes]) -> dict[str, Vector]:
    """The rows of one matrix: a question asks for some two hundred, and one by one that takes milliseconds."""
    if not blobs:
        return {}
    matrix = np.frombuffer(b"".join(blobs.values()), dtype=np.float16).reshape(len(blobs), -1).astype(np.float32)
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    return dict(zip(blobs, matrix / np.where(lengths, lengths, 1), strict=True))
