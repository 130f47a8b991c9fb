"""What the workers of a reception share: who waits for which message, whose turn it is, and how long it will take."""

import asyncio
from collections import deque
from threading import Lock
from typing import Generic, TypeVar

from channels.inbox import Work

Result = TypeVar("Result")

# The weight of the latest message in the mean time a message takes.
LATEST = 0.1
# Before the first message has been answered: about what one takes while another is answered beside it.
FIRST_GUESS_SECONDS = 0.08


class Waiting(Generic[Result]):
    """Requests on the event loop that wait for a message; settled from worker threads."""

    def __init__(self) -> None:
        self._futures: dict[int, list[asyncio.Future[Result]]] = {}
        self._lock = Lock()

    def open(self, message_id: int) -> "asyncio.Future[Result]":
        """A future for the request at hand; to be closed by the same."""
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        with self._lock:
            self._futures.setdefault(message_id, []).append(future)
        return future

    def close(self, message_id: int, future: "asyncio.Future[Result]") -> None:
        """The request waits no longer."""
        with self._lock:
            held = self._futures.get(message_id, [])
            held.remove(future)
            if not held:
                self._futures.pop(message_id, None)

    def is_open(self, message_id: int) -> bool:
        """Whether a request waits now."""
        return message_id in self._futures

    def settle(self, message_id: int, result: Result) -> None:
        """Every request that waits for the message has its result."""
        with self._lock:
            held = tuple(self._futures.get(message_id, ()))
        for future in held:
            future.get_loop().call_soon_threadsafe(_set, future, result)


class Queues:
    """The works of each person in their order: one at a time, so that a follow-up finds what it follows."""

    def __init__(self) -> None:
        self._persons: dict[tuple[str, str, str], deque[Work]] = {}
        self._ids: set[int] = set()
        self._lock = Lock()
        self._is_closed = False

    def add(self, work: Work) -> bool:
        """Whether the work can be begun now; else it follows when the person's earlier ones are done."""
        with self._lock:
            if self._is_closed or work.id in self._ids:
                return False
            self._ids.add(work.id)
            queue = self._persons.get(_person(work))
            if queue is not None:
                queue.append(work)
                return False
            self._persons[_person(work)] = deque()
            return True

    def next(self, done: Work) -> Work | None:
        """The work of the same person that can be begun now that this one is done."""
        with self._lock:
            self._ids.discard(done.id)
            queue = self._persons[_person(done)]
            if queue and not self._is_closed:
                return queue.popleft()
            del self._persons[_person(done)]
            return None

    def held(self) -> list[int]:
        """The messages that wait or are worked on here."""
        with self._lock:
            return sorted(self._ids)

    def close(self) -> None:
        """No work is begun any more."""
        with self._lock:
            self._is_closed = True


class Pace:
    """How long a message that comes now will wait, from how many wait and how long one takes."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._mean = FIRST_GUESS_SECONDS
        self._lock = Lock()

    def note(self, seconds: float) -> None:
        """A message took so long to answer."""
        with self._lock:
            self._mean += LATEST * (seconds - self._mean)

    def expected_seconds(self, backlog: int) -> float:
        """Until a message is answered before which so many wait."""
        return self._mean * (backlog / self._threads)


def _person(work: Work) -> tuple[str, str, str]:
    return work.channel, work.account, work.person


def _set(future: "asyncio.Future[Result]", result: Result) -> None:
    if not future.done():
        future.set_result(result)
