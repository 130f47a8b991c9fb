"""What the first page offers to ask: questions by topic that were asked of the library today and were answered."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.conversation import Question
from bot.errors import ExamplesError
from bot.pipeline import Pipeline
from bot.walk import Walk
from bot.wording import Wording
from kb.documents import DocumentKind, Fact
from kb.library import Library

TOPICS_SHOWN = 5
QUESTIONS_SHOWN = 2
# Candidates tried for each question shown, where they are computed.
CANDIDATES = 8
GUIDES_LOOKED_AT = 500
# A longer name of a matter makes a question nobody would put so.
NAME_LIMIT = 16
_FIRST = re.compile(r"[、，,;；/\\（(]")
_NO_TOPICS = ("", "其他", "无")


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject people know, with questions that are answered."""

    name: str
    questions: tuple[str, ...]


class _Topic(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1, max_length=20)
    questions: list[str] = Field(min_length=1, max_length=10)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    topic: list[_Topic] = Field(max_length=20)


class Examples:
    """Keeps the topics as last checked."""

    def __init__(self, library: Library, pipeline: Pipeline, wording: Wording, *, chosen: Path) -> None:
        """chosen: a file of the installation's own questions, used where it exists."""
        self._library = library
        self._pipeline = pipeline
        self._chosen = chosen
        self._wording = wording
        self.topics: Sequence[Topic] = ()

    def check(self, on: date) -> list[str]:
        """The topics hold what is answered on this day; returns the chosen questions that are not, to be looked into.

        Raises ExamplesError when the file cannot be read as one; the topics stay as they were.
        """
        if not self._chosen.exists():
            self.topics = self._computed(on)
            return []
        topics = chosen_topics(self._chosen)
        dead = [question for topic in topics for question in topic.questions if not self._is_answered(question, on)]
        alive = (Topic(topic.name, tuple(q for q in topic.questions if q not in dead)) for topic in topics)
        self.topics = tuple(topic for topic in alive if topic.questions)
        return dead

    def _computed(self, on: date) -> tuple[Topic, ...]:
        """One question to each of some guides, for the topics with most guides."""
        names: dict[str, list[str]] = {}
        for card in self._library.public(kind=DocumentKind.GUIDE, limit=GUIDES_LOOKED_AT):
            topic = _FIRST.split(card.text(Fact.TOPIC))[0]
            if topic not in _NO_TOPICS and len(card.title) <= NAME_LIMIT:
                names.setdefault(topic, []).append(card.title)
        most = sorted(names, key=lambda topic: (-len(names[topic]), topic))
        topics = (Topic(topic, tuple(self._answered(sorted(names[topic]), on))) for topic in most)
        return tuple(islice((topic for topic in topics if topic.questions), TOPICS_SHOWN))

    def _answered(self, names: list[str], on: date) -> Iterator[str]:
        questions = (self._wording.say("example", "guide", name=name) for name in names[: CANDIDATES * QUESTIONS_SHOWN])
        return islice((question for question in questions if self._is_answered(question, on)), QUESTIONS_SHOWN)

    def _is_answered(self, question: str, on: date) -> bool:
        walk, _ = self._pipeline.run(Walk(Question(question, on, ""), question))
        return walk.status is not None and walk.status.has_quotations


def chosen_topics(path: Path) -> list[Topic]:
    """The topics of a file. Raises ExamplesError naming the file and what is wrong with it."""
    try:
        read = _File.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ExamplesError(f"the examples in {path} cannot be read: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise ExamplesError(f"the examples in {path} are not as they should be: {place}: {first['msg']}") from error
    return [Topic(topic.name, tuple(topic.questions)) for topic in read.topic]
