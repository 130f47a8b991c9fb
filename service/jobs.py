"""What the server does beside answering: keep the index current, move what has ended to the past, serve channels."""

from collections.abc import Callable
from datetime import date
from threading import Event, Thread

from service.clock import now_in_china
from service.compose import Desk
from service.compose_channels import Channels
from service.logs import log_event


class KeepIndexCurrent:
    """Applies the outbox whenever it holds something: one turn of service/repeating.py after another."""

    def __init__(self, desk: Callable[[float], Desk], *, poll_seconds: float) -> None:
        """desk: waits so many seconds for the indexes; raises TimeoutError while it is not there yet."""
        self._desk = desk
        self._poll_seconds = poll_seconds
        self._refiled_on: date | None = None

    def turn(self) -> float:
        """The index holds what was published; returns the seconds until it is looked at again."""
        desk, now = self._desk(self._poll_seconds), now_in_china()
        if desk.shelves.is_outdated:
            # After an upgrade with another model or word list. Questions are answered from the old index meanwhile.
            log_event("index_rebuilding")
            log_event("index_rebuilt", documents=desk.indexer.rebuild(now=now))
        if self._refiled_on != now.date():
            log_event("index_refiled", documents=desk.indexer.refile(now=now))
            self._refiled_on = now.date()
        if desk.indexer.pending():
            log_event("index_applied", documents=desk.indexer.apply(now=now))
        return self._poll_seconds


class ServeChannels:
    """Begins the channels once the parts are there, and ends them with the server."""

    def __init__(self, channels: Callable[[float], Channels]) -> None:
        """channels: waits so many seconds for them; raises TimeoutError while they are not there yet."""
        self._channels = channels
        self._ending = Event()
        self._begun: Channels | None = None
        self._thread = Thread(target=self._run, name="jiedu-channels", daemon=True)

    def begin(self) -> None:
        """The channels begin as soon as they are there."""
        self._thread.start()

    def end(self) -> None:
        """The channels have ended, or will never begin."""
        self._ending.set()
        self._thread.join()
        if self._begun:
            self._begun.end()

    def _run(self) -> None:
        while not self._ending.is_set():
            try:
                channels = self._channels(0.2)
            except TimeoutError:
                continue
            except Exception:  # noqa: BLE001 - the parts did not come; Loading has logged why
                return
            channels.begin()
            self._begun = channels
            return
