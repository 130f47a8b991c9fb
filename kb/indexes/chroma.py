"""Vectors in embedded Chroma: nearest passages by cosine.

No metadata is kept: filtering inside Chroma costs 45-130 ms at 100,000 passages, so hits are filtered afterwards.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from kb.errors import IndexUnavailable
from kb.index import Entry, IndexHit, IndexQuery

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateHNSWConfiguration

# Measured at 100,000 vectors of 384: 1,350 put a second, 2 ms a search, 270 MB. Chroma writes its graph to disk every
# sync_threshold vectors and, when opened, replays what came after: a larger number would delay the next start.
_GRAPH: "CreateHNSWConfiguration" = {
    "space": "ip",
    "max_neighbors": 16,
    "ef_construction": 100,
    "ef_search": 100,
    "batch_size": 500,
    "sync_threshold": 2000,
    "num_threads": 2,
}
_BATCH = 1000
_PAGE = 20_000


class ChromaIndex:
    """One collection of a Chroma folder."""

    def __init__(self, client: "ClientAPI", name: str) -> None:
        self._name = name
        with _translated(name):
            self._collection = client.get_or_create_collection(
                name,
                configuration={"hnsw": _GRAPH, "spann": None, "embedding_function": None},
                embedding_function=None,
            )
            # A search of nothing takes a millisecond, and few cities have a past.
            self._may_hold = self._collection.count() > 0

    def put(self, entries: Sequence[Entry]) -> None:
        """Add or replace by id."""
        self._may_hold = True
        latest = list({entry.id: entry for entry in entries}.values())
        for start in range(0, len(latest), _BATCH):
            batch = latest[start : start + _BATCH]
            vectors = np.stack([entry.vector for entry in batch]).astype(np.float32)
            with _translated(self._name):
                self._collection.upsert(ids=[entry.id for entry in batch], embeddings=vectors)

    def remove(self, ids: Collection[str]) -> None:
        """Unknown ids are passed over."""
        doomed = sorted(set(ids))
        for start in range(0, len(doomed), _BATCH):
            with _translated(self._name):
                self._collection.delete(ids=doomed[start : start + _BATCH])

    def search(self, query: IndexQuery, *, limit: int) -> list[IndexHit]:
        """Best first; the score is the cosine."""
        if query.vector is None or limit < 1 or not self._may_hold:
            return []
        with _translated(self._name):
            found = self._collection.query(
                query_embeddings=[query.vector.tolist()], n_results=limit, include=["distances"]
            )
        distances = found["distances"]
        if distances is None:
            return []
        return [IndexHit(i, 1.0 - d) for i, d in zip(found["ids"][0], distances[0], strict=True)]

    def ids(self) -> set[str]:
        """Every id held."""
        with _translated(self._name):
            total = self._collection.count()
            pages = [self._collection.get(include=[], limit=_PAGE, offset=o) for o in range(0, total, _PAGE)]
        return {identity for page in pages for identity in page["ids"]}


def open_client(folder: Path) -> "ClientAPI":
    """Chroma on this folder; close it before another client opens the same one. Raises IndexUnavailable."""
    # Chroma takes 1.5 s to import: commands that search nothing do not pay for it.
    import chromadb  # noqa: PLC0415
    from chromadb.config import Settings  # noqa: PLC0415

    with _translated(str(folder)):
        return chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))


def close_client(client: "ClientAPI") -> None:
    """Let go of the folder."""
    cast("Client", client).close()  # the declared type lacks the method that every embedded client has


@contextmanager
def _translated(name: str) -> Iterator[None]:
    from chromadb.errors import ChromaError  # noqa: PLC0415 - see open_client

    try:
        yield
    except (ChromaError, ValueError, OSError) as error:
        raise IndexUnavailable(f"the vectors in {name} cannot be used ({error}): run jiedu index rebuild") from error
