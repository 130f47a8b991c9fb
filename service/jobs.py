"""What the server does beside answering: keep the index current, move what has ended to the past, serve channels."""

from collections.abc import Callable
from datetime import date
from threading import Event, Thread

from channels.office import Office
from service.clock import now_in_china
from service.compose import Desk
from service.logs import log_event

# After a failure: long enough not to fill the log, short enough that a full disk that was cleared is soon noticed.
PAUSE_AFTER_FAILURE_SECONDS = 30.0


class KeepIndexCurrent:
    """Applies the outbox whenever it holds something; one thread, ended with the server."""

    def __init__(self, desk: Callable[[float], Desk], *, poll_seconds: float) -> None:
        """desk: waits so many seconds for the indexes; raises TimeoutError while it is not there yet."""
        self._desk = desk
        self._poll_seconds = poll_seconds
        self._ending = Event()
        self._thread = Thread(target=self._run, name="jiedu-index", daemon=True)
        self._refiled_on: date | None = None

    def begin(self) -> None:
        """The job runs from now, once the parts are there."""
        self._thread.start()

    def end(self) -> None:
        """The job has stopped; a batch that is being filed is finished first."""
        self._ending.set()
        self._thread.join()

    def _run(self) -> None:
        pause = 0.0
        while not self._ending.wait(pause):
            try:
                self._turn(self._desk(self._poll_seconds))
                pause = self._poll_seconds
            except TimeoutError:
                pause = 0.0
            except Exception as error:  # noqa: BLE001 - the outer edge of the job: the server goes on answering
                log_event("index_job_failed", level=40, failure=error)
                pause = PAUSE_AFTER_FAILURE_SECONDS

    def _turn(self, desk: Desk) -> None:
        now = now_in_china()
        if desk.shelves.is_outdated:
            # After an upgrade with another model or word list. Questions are answered from the old index meanwhile.
            log_event("index_rebuilding")
            log_event("index_rebuilt", documents=desk.indexer.rebuild(now=now))
        if self._refiled_on != now.date():
            log_event("index_refiled", documents=desk.indexer.refile(now=now))
            self._refiled_on = now.date()
        if desk.indexer.pending():
            log_event("index_applied", documents=desk.indexer.apply(now=now))


class ServeChannels:
    """Begins the office of the channels once the parts are there, and ends it with the server."""

    def __init__(self, office: Callable[[float], Office]) -> None:
        """office: waits so many seconds for it; raises TimeoutError while it is not there yet."""
        self._office = office
        self._ending = Event()
        self._begun: Office | None = None
        self._thread = Thread(target=self._run, name="jiedu-channels", daemon=True)

    def begin(self) -> None:
        """The office begins as soon as it is there."""
        self._thread.start()

    def end(self) -> None:
        """The office has ended, or will never begin."""
        self._ending.set()
        self._thread.join()
        if self._begun:
            self._begun.end()

    def _run(self) -> None:
        while not self._ending.is_set():
            try:
                office = self._office(0.2)
            except TimeoutError:
                continue
            except Exception:  # noqa: BLE001 - the parts did not come; Loading has logged why
                return
            office.begin()
            self._begun = office
            return
