"""Spares people the wait for a model that is down: after failing several times in a row it is left alone a while."""

from collections.abc import Callable
from threading import Lock

from bot.errors import ModelError, ModelFault
from bot.language_model import LanguageModel

FAILURES_IN_A_ROW = 3
REST_SECONDS = 30.0


class RestingModel:
    """A model that, once it has failed too often, fails at once until its rest is over."""

    def __init__(self, model: LanguageModel, *, clock: Callable[[], float]) -> None:
        """clock: seconds, from any start, never going back."""
        self._model = model
        self._clock = clock
        self._lock = Lock()
        self._failures = 0
        self._rests_until: float | None = None

    @property
    def name(self) -> str:
        return self._model.name

    def write(self, *, instructions: str, material: str, seconds: float) -> str:
        """As the model itself; ModelError (RESTING) while it rests."""
        self._refuse_while_resting()
        try:
            text = self._model.write(instructions=instructions, material=material, seconds=seconds)
        except ModelError:
            self._failed()
            raise
        with self._lock:
            self._failures, self._rests_until = 0, None
        return text

    def _refuse_while_resting(self) -> None:
        with self._lock:
            if self._rests_until is not None and self._clock() < self._rests_until:
                raise ModelError(f"{self._model.name} failed repeatedly and rests", fault=ModelFault.RESTING)

    def _failed(self) -> None:
        with self._lock:
            self._failures += 1
            if self._failures >= FAILURES_IN_A_ROW:
                self._rests_until = self._clock() + REST_SECONDS
