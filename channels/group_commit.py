"""Small writes of many callers, committed together: one fsync for all that arrived since the last one began.

A callback must be stored before it is acknowledged, and a commit that survives a power cut costs milliseconds.
"""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic, sleep
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from kb.database import Database

BATCH_LIMIT = 100
# Commits begin no closer together. A write that comes alone waits for nothing; of a busy server three share a commit,
# which costs as much processor time as they do.
APART_SECONDS = 0.02

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class _Write:
    # Any: each caller's result has its own type, which submit() gives back to that caller.
    work: Callable[[Session], Any]
    future: "Future[Any]"


class GroupCommit:
    """One thread that writes for all; a write is done and safe when its future has its result."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queue: SimpleQueue[_Write | None] = SimpleQueue()
        self._thread = Thread(target=self._run, name="jiedu-channel-writes", daemon=True)

    def begin(self) -> None:
        """Writes are done from now on."""
        self._thread.start()

    def end(self) -> None:
        """What was submitted is done, and nothing more is."""
        self._queue.put(None)
        self._thread.join()

    def submit(self, work: Callable[[Session], Result]) -> "Future[Result]":
        """The future of a write. work may be called twice, when another write of its batch fails: it only writes."""
        future: Future[Result] = Future()
        self._queue.put(_Write(work, future))
        return future

    def write(self, work: Callable[[Session], Result]) -> Result:
        """The result of a write, once it is safe. Raises what the write raised."""
        return self.submit(work).result()

    def _run(self) -> None:
        ending, earliest = False, 0.0
        while not ending:
            first = self._queue.get()
            sleep(max(0.0, earliest - monotonic()))
            earliest = monotonic() + APART_SECONDS
            batch, ending = self._batch(first)
            if batch:
                self._commit(batch)

    def _batch(self, first: _Write | None) -> tuple[list[_Write], bool]:
        batch: list[_Write] = []
        taken = first
        while taken is not None:
            batch.append(taken)
            if len(batch) == BATCH_LIMIT:
                return batch, False
            try:
                taken = self._queue.get_nowait()
            except Empty:
                return batch, False
        return batch, True

    def _commit(self, batch: list[_Write]) -> None:
        try:
            with self._database.writing() as session:
                results = [_done(write, session) for write in batch]
        # Whatever one write raised belongs to its caller alone: the others get a transaction of their own.
        except Exception as error:  # noqa: BLE001 - see above
            self._one_by_one(batch, error)
            return
        for write, result in zip(batch, results, strict=True):
            write.future.set_result(result)

    def _one_by_one(self, batch: list[_Write], error: Exception) -> None:
        if len(batch) == 1:
            batch[0].future.set_exception(error)
            return
        for write in batch:
            self._commit([write])


# Any: see _Write.
def _done(write: _Write, session: Session) -> Any:
    """The result of one write, with nothing left in the session that the next could read late."""
    result = write.work(session)
    session.flush()
    session.expunge_all()
    return result
