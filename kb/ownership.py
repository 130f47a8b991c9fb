"""One process owns the embedded indexes: who it is, and how others are told so.

The lock is the operating system's and dies with its process; the note beside it says whom to ask.
"""

import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout

from kb.errors import IndexUnavailable

_LOCK = "index.lock"
_NOTE = "server.json"


@dataclass(frozen=True, slots=True)
class Owner:
    """The process that holds the indexes. address: of its HTTP interface, None when it is no server.

    key: made at each start; whoever can read the files of the home may ask the server as its operator with it.
    """

    pid: int
    address: str | None = None
    key: str | None = field(default=None, compare=False, repr=False)


class IndexOwnership:
    """The right to open the indexes of a home; a context manager that gives it back."""

    def __init__(self, home: Path, *, address: str | None = None) -> None:
        """Raises IndexUnavailable, naming the owner, when another process has it."""
        home.mkdir(parents=True, exist_ok=True)
        self._note = home / _NOTE
        self.key = secrets.token_urlsafe(32)
        # Not bound to a thread: what one thread opened another may have to close.
        self._lock = FileLock(home / _LOCK, is_singleton=False, thread_local=False)
        try:
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise IndexUnavailable(_refusal(_noted(self._note))) from error
        except OSError as error:
            raise IndexUnavailable(f"the index lock {home / _LOCK} cannot be taken: {error}") from error
        self._write(address)

    def announce(self, address: str) -> None:
        """Others are told that this process serves at the address."""
        self._write(address)

    def release(self) -> None:
        """Others may own the indexes now. Close them first."""
        self._note.unlink(missing_ok=True)
        self._lock.release()

    def __enter__(self) -> "IndexOwnership":
        return self

    def __exit__(self, *_raised: object) -> None:
        self.release()

    def _write(self, address: str | None) -> None:
        scratch = self._note.with_suffix(".new")
        scratch.unlink(missing_ok=True)
        # The key is for those who may read the home: nobody else of this machine shall see it for a moment.
        scratch.touch(mode=0o600)
        scratch.write_text(json.dumps({"pid": os.getpid(), "address": address, "key": self.key}), encoding="utf-8")
        scratch.replace(self._note)


def owner_of(home: Path) -> Owner | None:
    """Who owns the indexes now; None when nobody does, whatever a killed process left written."""
    lock = FileLock(home / _LOCK, is_singleton=False)
    if not (home / _LOCK).exists():
        return None
    try:
        with lock.acquire(timeout=0):
            return None
    except Timeout:
        return _noted(home / _NOTE)


def _noted(note: Path) -> Owner:
    try:
        held = json.loads(note.read_text(encoding="utf-8"))
        return Owner(int(held["pid"]), held["address"], held.get("key"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Owner(0)


def _refusal(owner: Owner) -> str:
    who = f"process {owner.pid}" if owner.pid else "another process"
    if owner.address:
        return f"the index belongs to {who}, which serves at {owner.address}: ask it there, or stop it first"
    return f"the index belongs to {who}: wait until it ends, or stop it first"
