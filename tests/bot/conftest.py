"""What the tests of answering share: the small library, opened once, and asking it."""

from collections.abc import Iterator
from datetime import date
from typing import Protocol

import pytest

from bot.answers import Answer
from bot.engine import Engine
from kb.library import Library
from kb.vocabulary import Vocabulary, load_vocabulary
from service.compose import Parts
from tests.bot.small_library import TODAY, small_library


class Ask(Protocol):
    def __call__(self, text: str, *, on: date = TODAY, conversation_id: str | None = None) -> Answer: ...


@pytest.fixture(scope="session")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    """Everything built on the small library. Leave its documents as they are."""
    with small_library(tmp_path_factory) as parts:
        yield parts


@pytest.fixture(scope="session")
def engine(parts: Parts) -> Engine:
    return parts.engine


@pytest.fixture(scope="session")
def library(parts: Parts) -> Library:
    return parts.library


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


@pytest.fixture(scope="session")
def ask(engine: Engine) -> Ask:
    """Asks on the usual day unless the test names another."""

    def asked(text: str, *, on: date = TODAY, conversation_id: str | None = None) -> Answer:
        return engine.ask(text, on=on, conversation_id=conversation_id)

    return asked
