"""What runs beside the server for its channels: a sign of life, taking over what others left, sending what is owed."""

from collections.abc import Callable
from threading import Event, Thread

from channels.deliver import Deliver
from channels.group_commit import GroupCommit
from channels.reception import Reception

# After a failure: long enough not to fill the log, short enough that a full disk that was cleared is soon noticed.
PAUSE_AFTER_FAILURE_SECONDS = 5.0


class Office:
    """The reception of a server with its threads; begun and ended with the server."""

    def __init__(
        self,
        writes: GroupCommit,
        reception: Reception,
        deliver: Deliver,
        *,
        owed: Event,
        beat_seconds: float,
        poll_seconds: float,
        tidy: Callable[[], None],
        on_failure: Callable[[BaseException], None],
    ) -> None:
        """owed: set by the reception when there is something to send. tidy: deletes what has been kept long enough."""
        self.reception = reception
        self._writes = writes
        self._deliver = deliver
        self._owed = owed
        self._tidy = tidy
        self._beat_seconds = beat_seconds
        self._poll_seconds = poll_seconds
        self._on_failure = on_failure
        self._ending = Event()
        self._threads = [
            Thread(target=self._run, args=(self._beat,), name="jiedu-channel-life", daemon=True),
            Thread(target=self._run, args=(self._send,), name="jiedu-channel-sending", daemon=True),
        ]

    def begin(self) -> None:
        """Messages can be taken in from now on."""
        self._writes.begin()
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """What was begun is finished, and the rest is given back for the next server."""
        self._ending.set()
        self._owed.set()
        for thread in self._threads:
            thread.join()
        self.reception.end()
        self._deliver.end()
        self._writes.end()

    def _run(self, turn: Callable[[], None]) -> None:
        while not self._ending.is_set():
            try:
                turn()
            # The outer edge of a thread that must not end: the server goes on.
            except Exception as error:  # noqa: BLE001 - see above
                self._on_failure(error)
                self._ending.wait(PAUSE_AFTER_FAILURE_SECONDS)

    def _beat(self) -> None:
        self.reception.renew()
        self._deliver.renew()
        self.reception.reclaim()
        self._tidy()
        self._ending.wait(self._beat_seconds)

    def _send(self) -> None:
        self._owed.clear()
        # As long as there is something, without a pause.
        while self._deliver.round() and not self._ending.is_set():
            pass
        self._owed.wait(self._poll_seconds)
