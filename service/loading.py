"""The parts while they are being built: the server listens at once, and a question waits until its parts are there."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import Generic, TypeVar

from service.logs import log_event

Built = TypeVar("Built")


class Loading(Generic[Built]):
    """Builds once, in a thread of its own."""

    def __init__(self, build: Callable[[], Built], *, on_failure: Callable[[], None]) -> None:
        """on_failure: called once, in the building thread, when building raised."""
        self._build = build
        self._on_failure = on_failure
        self._future: Future[Built] = Future()

    def begin(self) -> None:
        """Building goes on in the background from now."""
        Thread(target=self._run, name="jiedu-loading", daemon=True).start()

    def wait(self, seconds: float | None = None) -> Built:
        """The built thing. Raises TimeoutError, or what building raised."""
        return self._future.result(seconds)

    @property
    def is_ready(self) -> bool:
        """Whether wait() would answer at once and well."""
        return self._future.done() and self._future.exception() is None

    @property
    def failure(self) -> BaseException | None:
        """What building raised, None while it goes on or when it went well."""
        return self._future.exception() if self._future.done() else None

    def _run(self) -> None:
        # Whatever goes wrong belongs to those who wait for the result.
        try:
            self._future.set_result(self._build())
        except BaseException as error:  # noqa: BLE001 - the outer edge of a thread
            log_event("start_failed", level=40, failure=error)
            self._future.set_exception(error)
            self._on_failure()
