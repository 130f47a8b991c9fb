"""A language model that says what it was told to say: for tests, rehearsals and demonstrations without a model."""

from collections.abc import Callable, Sequence
from threading import Lock

from bot.errors import ModelError, ModelFault

Script = Sequence[str | ModelError] | Callable[[str], str]


class ScriptedModel:
    """Answers from a list, in order and then again its last line; or by a function of the material."""

    def __init__(self, script: Script, *, name: str = "scripted") -> None:
        """script: texts, or errors to raise instead; what is empty is an error, as with any model."""
        self.name = name
        self.asked: list[tuple[str, str]] = []
        self._script = script
        self._lock = Lock()

    def write(self, *, instructions: str, material: str, seconds: float) -> str:
        """The next line; what was asked is remembered in asked."""
        del seconds
        with self._lock:
            turn = len(self.asked)
            self.asked.append((instructions, material))
        line = self._script(material) if callable(self._script) else self._line(turn)
        if isinstance(line, ModelError):
            raise line
        if not line.strip():
            raise ModelError("the script has nothing to say here", fault=ModelFault.NONSENSE)
        return line

    def _line(self, turn: int) -> str | ModelError:
        assert not callable(self._script)
        return self._script[min(turn, len(self._script) - 1)] if self._script else ""
