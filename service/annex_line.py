"""What a server and its annex say to each other, and the annex's end of the line.

A line carries one question at a time: the annex asks back on it for what only the server has, the indexes and the
writing of answers. So the server's thread that waits for an answer is the one that serves what the answer needs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from threading import local
from typing import TYPE_CHECKING, cast

from bot.answers import Answer
from bot.transcripts import Row
from kb.finding import Found, Wanted

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    # Both ends send what is defined here, or the answers to it.
    Line = Connection[object, object]


@dataclass(frozen=True, slots=True)
class Ask:
    """To the annex: a question. What comes back in the end is its Answer."""

    text: str
    on: date
    conversation_id: str
    channel: str
    answer_id: str


@dataclass(frozen=True, slots=True)
class Find:
    """To the server: what do the indexes hold? Comes back: Found, or what went wrong."""

    wanted: Wanted


@dataclass(frozen=True, slots=True)
class Count:
    """To the server: how common are these words? Comes back as from kb.index.WordCounts, or what went wrong."""

    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Keep:
    """To the server: store this answer. Comes back: None once it is stored, or what went wrong."""

    row: Row


# Heard from the annex when it can be asked.
READY = "ready"

Answered = Callable[[Ask], Answer]


class Extension:
    """The annex's end of its lines; each thread speaks on its own."""

    def __init__(self) -> None:
        self._local = local()

    def serve(self, line: "Line", answered: Answered) -> None:
        """Questions are answered until the server hangs up, or is no more."""
        self._local.line = line
        try:
            line.send(READY)
            while True:
                line.send(answered(cast("Ask", line.recv())))
        except (EOFError, OSError):
            return
        finally:
            line.close()

    def find(self, wanted: Wanted) -> Found:
        """See kb.finding.Finder. Raises what the server met."""
        return cast("Found", self._asked_back(Find(wanted)))

    def frequencies(self, terms: Sequence[str]) -> tuple[list[int], int]:
        """See kb.index.WordCounts. Raises what the server met."""
        return cast("tuple[list[int], int]", self._asked_back(Count(tuple(terms))))

    def keep(self, row: Row) -> None:
        """The answer is stored when this returns. Raises what the server met."""
        self._asked_back(Keep(row))

    def _asked_back(self, request: Find | Count | Keep) -> object:
        line: Line = self._local.line
        line.send(request)
        said = line.recv()
        if isinstance(said, Exception):
            raise said
        return said
