"""The annex: processes of their own that answer for the channels, so that taking messages in keeps a core for itself.

Python runs one thread of a process at a time. An annex owns no index and writes nothing: it asks this process for
both. What it cannot answer, because it starts or was killed, is answered here; an answer has its id beforehand, so
none is made twice.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from multiprocessing.context import SpawnProcess
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import TYPE_CHECKING

from bot.answers import Answer
from bot.transcripts import Row
from kb.errors import KnowledgeError
from service.annex_line import Ask, Count, Find, Keep
from service.annex_process import run
from service.logs import log_event
from service.settings import Settings

if TYPE_CHECKING:
    from bot.engine import Engine
    from kb.finding import Finder
    from service.annex_line import Line

# Far longer than any answer takes, with a language model that is slow: what says nothing for so long hangs.
PATIENCE_SECONDS = 120.0
# After a process ended unasked: one that cannot live here shall not keep a core busy with its attempts.
PAUSE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class _Place:
    """Where one question at a time can be asked."""

    line: "Line"
    process: SpawnProcess


class Annex:
    """Answers as the engine does, in another process where one is free; for many threads at once."""

    def __init__(
        self,
        settings: Settings,
        engine: "Engine",
        finder: "Finder",
        *,
        store: Callable[[Row], None],
        processes: int,
        lines: int,
    ) -> None:
        """engine: of this process, for what the annex cannot answer. lines: questions each process has at once."""
        self._settings = settings
        self._engine = engine
        self._finder = finder
        self._store = store
        self._lines = lines
        self._free: SimpleQueue[_Place] = SimpleQueue()
        self._ending = Event()
        self._processes: set[SpawnProcess] = set()
        self._threads = [Thread(target=self._run, name="jiedu-annex", daemon=True) for _ in range(processes)]

    def begin(self) -> None:
        """The processes are started, and each is started again whenever it ends."""
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """The processes have ended; nobody asks any more."""
        self._ending.set()
        for process in tuple(self._processes):
            # It holds nothing that could be lost.
            process.terminate()
        for thread in self._threads:
            thread.join()

    def ask(self, text: str, *, on: date, conversation_id: str, channel: str, answer_id: str) -> Answer:
        """See bot.engine.Engine.ask."""
        return self._asked_there(Ask(text, on, conversation_id, channel, answer_id)) or self._engine.ask(
            text, on=on, conversation_id=conversation_id, channel=channel, answer_id=answer_id
        )

    def forget(self, conversation_id: str) -> int:
        """See bot.engine.Engine.forget."""
        return self._engine.forget(conversation_id)

    @property
    def is_ready(self) -> bool:
        """Whether a question would be answered there now."""
        return not self._free.empty()

    @property
    def process_ids(self) -> list[int]:
        """Of those that run now."""
        return [process.pid for process in tuple(self._processes) if process.pid]

    def _asked_there(self, asked: Ask) -> Answer | None:
        """The answer of a process; None when none is free, or it is no more."""
        try:
            place = self._free.get_nowait()
        except Empty:
            return None
        try:
            answer = self._served(place.line, asked)
        except (EOFError, OSError) as error:
            log_event("annex_lost", level=30, problem=str(error))
            place.process.kill()
            return None
        self._free.put(place)
        return answer

    def _served(self, line: "Line", asked: Ask) -> Answer:
        """The answer, once everything it needed has been looked up and stored. Raises EOFError, OSError."""
        line.send(asked)
        while line.poll(PATIENCE_SECONDS):
            said = line.recv()
            if isinstance(said, Answer):
                return said
            line.send(self._looked_up(said))
        raise TimeoutError(f"an annex said nothing for {PATIENCE_SECONDS:.0f} s")

    def _looked_up(self, said: object) -> object:
        try:
            if isinstance(said, Find):
                return self._finder.find(said.wanted)
            if isinstance(said, Count):
                return self._finder.frequencies(said.terms)
            if isinstance(said, Keep):
                return self._store(said.row)
        # The edge of a process: whatever broke is told to the engine there, which tells the person something true.
        except Exception as error:  # noqa: BLE001 - see above
            return KnowledgeError(str(error))
        return KnowledgeError(f"an annex asked for {type(said).__name__}")

    def _run(self) -> None:
        while not self._ending.is_set():
            process, lines = self._started()
            self._processes.add(process)
            if self._ending.is_set():
                process.terminate()
            for line in lines:
                self._open(line, process)
            process.join()
            self._processes.discard(process)
            if not self._ending.is_set():
                log_event("annex_ended", level=30, status=process.exitcode)
                self._ending.wait(PAUSE_SECONDS)

    def _started(self) -> "tuple[SpawnProcess, list[Line]]":
        # A fresh interpreter: a copy of this one would hold the locks of threads it does not have.
        context = get_context("spawn")
        pairs = [context.Pipe() for _ in range(self._lines)]
        theirs = [there for _, there in pairs]
        process = context.Process(target=run, args=(self._settings, theirs), name="jiedu-annex", daemon=True)
        process.start()
        for there in theirs:
            # Held there alone: then either end notices when the other is no more.
            there.close()
        return process, [here for here, _ in pairs]

    def _open(self, line: "Line", process: SpawnProcess) -> None:
        try:
            line.recv()
        except (EOFError, OSError):
            return
        self._free.put(_Place(line, process))
