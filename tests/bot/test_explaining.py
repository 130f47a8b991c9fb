"""Every step says what it did and how long it took, whether it notes anything itself or not."""

import io
import json
import tomllib
from importlib.resources import files

import pytest
from rich.console import Console

from bot.answers import Answer
from bot.engine import Engine
from bot.understanding import Aspect
from kb.measuring import FEATURES
from service.commands.explaining import show_explanation
from service.compose import Parts
from tests.bot.small_library import TODAY

QUESTIONS = {
    "answered": "广州低保标准是多少？",
    "guide": "户口迁出需要什么材料？",
    "validity": "穗民规字〔2024〕5号还有效吗？",
    "refused": "火星移民补贴怎么领？",
    "unusable": "？？？",
    "emergency": "家里着火了怎么办",
}
WORDS = tomllib.loads(files("service.commands").joinpath("explaining.toml").read_text("utf-8"))


def explained(engine: Engine, question: str) -> Answer:
    return engine.ask(question, on=TODAY, explain=True)


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_each_step_that_ran_notes_itself_once_with_its_time(engine: Engine, question: str) -> None:
    answer = explained(engine, question)

    ran = [name for name in answer.timings_ms if name != "total"]
    timed = [line["step"] for line in answer.trace if "ms" in line]
    assert timed == ran
    assert {line["step"]: line["ms"] for line in answer.trace if "ms" in line} == {
        name: answer.timings_ms[name] for name in ran
    }


def test_the_search_tells_its_terms_and_its_candidates_with_the_parts_of_their_score(engine: Engine) -> None:
    (found,) = [line for line in explained(engine, QUESTIONS["answered"]).trace if line["step"] == "find"]

    assert "低保" in str(found["terms"])
    candidates = found["candidates"]
    assert isinstance(candidates, list) and len(candidates) > 1
    assert all(set(one["parts"]) <= set(FEATURES) and one["parts"] for one in candidates)


def test_the_choice_of_document_and_of_words_is_told_with_its_reasons(engine: Engine) -> None:
    lines = {line["step"]: line for line in explained(engine, QUESTIONS["answered"]).trace}

    assert "广州市民政局" in str(lines["decide"]["changed"])
    changed = lines["quote"]["changed"]
    assert isinstance(changed, dict)
    assert set(changed["support"]) == {"coverage", "phrases", "precision", "chance", "relevance", "cue"}


def test_the_step_that_ends_the_search_says_how(engine: Engine) -> None:
    lines = explained(engine, QUESTIONS["emergency"]).trace

    assert lines[0]["step"] == "screen"
    assert dict(lines[0]["changed"])["status"] == "emergency"  # type: ignore[call-overload]


def test_the_trace_can_be_stored(engine: Engine) -> None:
    for question in QUESTIONS.values():
        json.dumps(explained(engine, question).trace)


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_the_terminal_shows_all_of_it_in_words(engine: Engine, question: str) -> None:
    answer = explained(engine, question)
    console = Console(file=io.StringIO(), width=160)

    show_explanation(console, answer.trace, answer.timings_ms)

    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert all(WORDS["step"][str(line["step"])] in shown for line in answer.trace)
    assert "answered" not in shown


def test_every_step_and_aspect_has_words(parts: Parts) -> None:
    steps = [*parts.engine.pipeline.finding, *parts.engine.pipeline.checking, *parts.engine.pipeline.telling]

    assert {step.name for step in steps} | {"compose"} <= set(WORDS["step"])
    assert {aspect.value for aspect in Aspect} <= set(WORDS["aspect"])


def test_a_note_that_looks_like_markup_is_shown_as_it_is() -> None:
    console = Console(file=io.StringIO(), width=160)

    show_explanation(console, [{"step": "x[bold]", "ms": 1.0, "note": "[red]a[/red]"}], {"total": 1.0})

    assert "[red]a[/red]" in console.file.getvalue()  # type: ignore[attr-defined]
