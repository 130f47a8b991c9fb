"""Keeps what was used lately and never changes, so that a busy subject is not read from the database over and over."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """Values by key, no more than limit of them: those not used for longest go first. For many threads at once."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._held: OrderedDict[Key, Value] = OrderedDict()
        self._lock = Lock()

    def held(self, keys: Iterable[Key]) -> dict[Key, Value]:
        """Those of the keys that are kept, with their values; they count as used now."""
        with self._lock:
            found = {key: self._held[key] for key in keys if key in self._held}
            for key in found:
                self._held.move_to_end(key)
        return found

    def keep(self, values: Mapping[Key, Value]) -> None:
        """These are kept from now on. A key always has the same value, so that two threads may keep it at once."""
        with self._lock:
            for key, value in values.items():
                self._held[key] = value
                self._held.move_to_end(key)
            while len(self._held) > self._limit:
                self._held.popitem(last=False)
