"""The shipped questions on the demo corpus reach what evals/thresholds.toml asks for."""

import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from bot.examples import chosen_topics
from evals.commands import shipped
from evals.corpus import opened, prepare_demo
from evals.forms import EvalQuestion, read_questions
from evals.runs import Outcome, Setting, run_answers, run_guards, run_refusals, run_retrieval
from service.clock import now_in_china

THRESHOLDS = tomllib.loads(files("evals").joinpath("thresholds.toml").read_text("utf-8"))
DEMO_EXAMPLES = Path(__file__).parents[2] / "demo" / "examples.toml"
QUESTIONS = Path(__file__).parents[2] / "evals" / "questions" / "demo.jsonl"


def silent(doing: str, done: int, total: int) -> None:
    """Tests show no progress."""


@pytest.fixture(scope="module")
def setting(demo_home: Path) -> Setting:
    now = now_in_china()
    return Setting(prepare_demo(demo_home, now=now, progress=silent), now, silent)


@pytest.fixture(scope="module")
def questions() -> list[EvalQuestion]:
    return read_questions(QUESTIONS)


def missed(measure: str, outcome: Outcome) -> dict[str, tuple[float, float]]:
    """What stays below its threshold: name -> (measured, asked for)."""
    figures = outcome.figures
    return {name: (figures[name], least) for name, least in THRESHOLDS[measure].items() if figures[name] < least}


@pytest.mark.slow
def test_the_right_documents_are_found(setting: Setting, questions: list[EvalQuestion]) -> None:
    assert missed("retrieval", run_retrieval(setting, questions)) == {}


@pytest.mark.slow
def test_the_right_words_are_quoted(setting: Setting, questions: list[EvalQuestion]) -> None:
    assert missed("answers", run_answers(setting, questions)) == {}


@pytest.mark.slow
def test_what_is_not_known_is_told_from_what_is(setting: Setting, questions: list[EvalQuestion]) -> None:
    assert missed("refusals", run_refusals(setting, questions)) == {}


@pytest.mark.slow
def test_what_must_be_refused_is_and_nothing_else(setting: Setting) -> None:
    figures = run_guards(setting, shipped("must_refuse"), shipped("must_not_refuse")).figures

    wanted = THRESHOLDS["guards"]
    assert figures["refused"] >= wanted["refused"]
    assert figures["recognised"] >= wanted["recognised"]
    assert figures["wrongly_refused"] <= wanted["wrongly_refused"]


@pytest.mark.slow
def test_every_shipped_question_names_documents_of_the_demo_corpus(
    setting: Setting, questions: list[EvalQuestion]
) -> None:
    from service.compose import open_store

    with open_store(setting.corpus.settings) as store:
        unknown = [
            q.id for q in questions if q.answerable and q.documents and not setting.corpus.right(q, store.library)
        ]

    assert unknown == []


@pytest.mark.slow
def test_what_the_first_page_of_the_demo_offers_to_ask_is_answered(setting: Setting) -> None:
    examples = [question for topic in chosen_topics(DEMO_EXAMPLES) for question in topic.questions]

    with opened(setting.corpus, now=setting.now, progress=silent) as parts:
        answers = {question: parts.engine.ask(question, on=setting.now.date()) for question in examples}

    assert len(answers) > 8
    assert [question for question, answer in answers.items() if not answer.status.has_quotations] == []
