"""How often one caller may ask: a bucket that holds a minute's requests and fills again evenly."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

SECONDS = 60.0
# Who has not called for longest is forgotten first, and starts with a full bucket: memory is bounded.
CALLERS_REMEMBERED = 10_000


class Rates:
    """The buckets of all callers of one server; used by many threads at once."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """clock: seconds that only grow, as time.monotonic."""
        self._clock = clock
        self._lock = Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # what is left, and when it was so

    def wait_seconds(self, caller: str, *, per_minute: int) -> float:
        """0 when the caller may go on now, and the request is counted; else how long to wait before the next."""
        now = self._clock()
        with self._lock:
            left, since = self._buckets.pop(caller, (float(per_minute), now))
            left = min(per_minute, left + (now - since) * per_minute / SECONDS)
            allowed = left >= 1
            self._buckets[caller] = (left - 1 if allowed else left, now)
            if len(self._buckets) > CALLERS_REMEMBERED:
                self._buckets.popitem(last=False)
        return 0.0 if allowed else (1 - left) * SECONDS / per_minute
