"""A process of its own answers as the engine does, and nothing is lost when it is killed; real engine, real process."""

import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import pytest

from bot.answers import Answer, AnswerStatus
from bot.transcripts import Row, store_row
from kb.errors import IndexUnavailable
from kb.finding import Finder, Found, ShelfFinder, Wanted
from service import annex as annexes
from service.annex import Annex
from service.clock import today_in_china
from service.compose import Parts
from service.settings import Settings

QUESTION = "12345热线由哪个单位负责？"
WAIT_SECONDS = 60


class Counted:
    """The engine of this process, and how often it was asked."""

    def __init__(self, parts: Parts) -> None:
        self.asked = 0
        self._engine = parts.engine

    def ask(self, text: str, **about: object) -> Answer:
        self.asked += 1
        return self._engine.ask(text, **about)  # type: ignore[arg-type]  # handed on as it came


class Breakable:
    """The indexes and the records of this process, while they work."""

    def __init__(self, finder: Finder, parts: Parts) -> None:
        self._finder, self._database = finder, parts.desk.store.database
        self.finds = self.stores = True

    def find(self, wanted: Wanted) -> Found:
        if not self.finds:
            raise IndexUnavailable("the index is broken")
        return self._finder.find(wanted)

    def frequencies(self, terms: Sequence[str]) -> tuple[list[int], int]:
        return self._finder.frequencies(terms)

    def store(self, row: Row) -> None:
        if not self.stores:
            raise OSError("the disk is full")
        with self._database.writing() as session:
            store_row(row, session)


@pytest.fixture(scope="module")
def engine(parts: Parts) -> Counted:
    return Counted(parts)


@pytest.fixture(scope="module")
def here(parts: Parts) -> Breakable:
    return Breakable(ShelfFinder(parts.desk.shelves), parts)


@pytest.fixture(scope="module")
def annex(settings: Settings, engine: Counted, here: Breakable) -> Iterator[Annex]:
    held, annexes.PAUSE_SECONDS = annexes.PAUSE_SECONDS, 0.1
    opened = Annex(settings, engine, here, store=here.store, processes=1, lines=1)  # type: ignore[arg-type]
    opened.begin()
    _until(lambda: opened.is_ready)
    yield opened
    opened.end()
    annexes.PAUSE_SECONDS = held
    assert opened.process_ids == []


def test_it_answers_and_keeps_as_the_engine_does(annex: Annex, engine: Counted, parts: Parts) -> None:
    before = engine.asked
    there = _ask(annex, "a-annex-one")
    kept = parts.transcripts.answer("a-annex-one")
    own = _ask(parts.engine, "a-engine-one")

    assert engine.asked == before
    assert there.status is AnswerStatus.ANSWERED
    assert (there.text, there.citations, there.unit) == (own.text, own.citations, own.unit)
    assert kept and kept.answer.text == there.text and kept.channel == "wechat"
    # Asked again, as after a kill, it is read back.
    assert _ask(annex, "a-annex-one").text == there.text


@pytest.mark.parametrize("broken", ["finds", "stores"])
def test_what_breaks_in_the_server_is_told_to_the_person(annex: Annex, here: Breakable, parts: Parts, broken) -> None:
    setattr(here, broken, False)
    try:
        answer = _ask(annex, f"a-broken-{broken}")
    finally:
        setattr(here, broken, True)

    assert answer.status is AnswerStatus.FAILED
    assert _ask(annex, f"a-after-{broken}").status is AnswerStatus.ANSWERED
    kept = parts.transcripts.answer(f"a-broken-{broken}")
    assert (kept is None) is (broken == "stores")


def test_killed_it_is_replaced_and_the_engine_answers_meanwhile(annex: Annex, engine: Counted) -> None:
    (killed,) = annex.process_ids
    before = engine.asked
    os.kill(killed, signal.SIGKILL)

    assert _ask(annex, "a-killed").status is AnswerStatus.ANSWERED
    assert engine.asked == before + 1
    _until(lambda: annex.is_ready and annex.process_ids != [killed])
    assert _ask(annex, "a-replaced").status is AnswerStatus.ANSWERED
    assert engine.asked == before + 1


def _ask(engine, answer_id: str) -> Answer:
    ask = partial(engine.ask, QUESTION, on=today_in_china(), channel="wechat")
    return ask(conversation_id=f"c-{answer_id}", answer_id=answer_id)


def _until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)
