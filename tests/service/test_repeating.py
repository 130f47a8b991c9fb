"""What is done again and again beside answering goes on after a failure, and ends with the server."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest

from bot.answers import Answer, AnswerStatus
from bot.examples import Examples
from bot.wording import load_wording
from service.clock import now_in_china
from service.compose import Parts
from service.repeating import Repeat, check_examples, delete_old_dialogues
from tests.bot.small_library import small_library

WAIT_SECONDS = 30
ANSWER = Answer("a-old", AnswerStatus.ANSWERED, "从前的答复", "c-1")


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    with small_library(tmp_path_factory) as parts:
        yield parts


def test_a_turn_that_fails_does_not_end_the_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.repeating.PAUSE_AFTER_FAILURE_SECONDS", 0.0)
    turns: list[int] = []
    went_on = Event()

    def turn() -> float:
        turns.append(len(turns))
        if len(turns) == 1:
            raise RuntimeError("the disk is full")
        went_on.set()
        return 3600.0

    job = Repeat("test", turn)
    job.begin()
    assert went_on.wait(WAIT_SECONDS)
    job.end()

    assert turns == [0, 1]


def test_a_job_waits_for_parts_that_are_not_there_yet() -> None:
    tried = Event()

    def turn() -> float:
        if tried.is_set():
            return 3600.0
        tried.set()
        raise TimeoutError

    job = Repeat("test", turn)
    job.begin()
    assert tried.wait(WAIT_SECONDS)
    job.end()


def test_dialogues_past_their_term_are_deleted_and_others_stay(parts: Parts) -> None:
    keep = parts.transcripts.keep
    now = now_in_china()
    told = {"question": "问", "subject": "", "on": now.date().isoformat(), "channel": "client"}
    keep(ANSWER, **told, now=now - timedelta(days=31))
    keep(replace(ANSWER, id="a-new"), **told, now=now - timedelta(days=29))

    delete_old_dialogues(parts, days=30)

    assert parts.transcripts.answer("a-old") is None
    assert parts.transcripts.answer("a-new") is not None


def test_the_examples_are_looked_after_soon_again_while_there_are_none(parts: Parts, tmp_path: Path) -> None:
    dead = tmp_path / "examples.toml"
    dead.write_text('[[topic]]\nname = "火星"\nquestions = ["火星上怎么落户？"]\n', "utf-8")
    without = Examples(parts.library, parts.engine.pipeline, load_wording(), chosen=dead)

    assert check_examples(replace(parts, examples=without)) < check_examples(parts)
