"""The first page offers only questions that the library answers today."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.errors import ExamplesError
from bot.examples import Examples, Topic, chosen_topics
from bot.wording import load_wording
from kb.documents import DocumentKind
from service.compose import Parts
from service.demo import offer_examples
from tests.bot.small_library import TODAY, small_library

CHOSEN = """
[[topic]]
name = "救助"
questions = ["广州低保标准是多少？", "火星移民补贴怎么申请？"]
[[topic]]
name = "火星"
questions = ["火星上怎么落户？"]
"""


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    with small_library(tmp_path_factory) as parts:
        yield parts


def examples(parts: Parts, chosen: Path) -> Examples:
    return Examples(parts.library, parts.engine.pipeline, load_wording(), chosen=chosen)


def test_chosen_questions_that_are_not_answered_are_left_out_and_named(parts: Parts, tmp_path: Path) -> None:
    chosen = tmp_path / "examples.toml"
    chosen.write_text(CHOSEN, "utf-8")
    ours = examples(parts, chosen)

    dead = ours.check(TODAY)

    assert ours.topics == (Topic("救助", ("广州低保标准是多少？",)),)
    assert dead == ["火星移民补贴怎么申请？", "火星上怎么落户？"]


def test_a_question_whose_document_is_not_there_yet_is_not_offered(parts: Parts, tmp_path: Path) -> None:
    chosen = tmp_path / "examples.toml"
    chosen.write_text(CHOSEN, "utf-8")
    ours = examples(parts, chosen)

    ours.check(date(2001, 1, 1))

    assert ours.topics == ()


def test_without_a_list_questions_are_made_from_the_guides_there_are(parts: Parts, tmp_path: Path) -> None:
    ours = examples(parts, tmp_path / "none.toml")

    assert ours.check(TODAY) == []

    titles = {card.title for card in parts.library.public(kind=DocumentKind.GUIDE)}
    offered = [question for topic in ours.topics for question in topic.questions]
    assert offered
    assert all(any(question.startswith(title) for title in titles) for question in offered)


def test_nothing_asked_for_the_check_is_stored(parts: Parts, tmp_path: Path) -> None:
    before = parts.counts.between(date(2000, 1, 1), date(2100, 1, 1))

    examples(parts, tmp_path / "none.toml").check(TODAY)

    assert parts.counts.between(date(2000, 1, 1), date(2100, 1, 1)) == before


@pytest.mark.parametrize(
    "text", ["topic = 5", "[[topic]]\nname = 'x'", "{", "[[topic]]\nname='x'\nquestions=['a']\nmore=1", "\udcff"]
)
def test_a_file_that_is_no_list_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "examples.toml"
    path.write_bytes(text.encode("utf-8", errors="surrogateescape"))

    with pytest.raises(ExamplesError, match=r"examples\.toml"):
        chosen_topics(path)


def test_the_demo_s_questions_do_not_replace_an_installation_s_own(tmp_path: Path) -> None:
    offer_examples(tmp_path / "new.toml")
    own = tmp_path / "own.toml"
    own.write_text(CHOSEN, "utf-8")
    offer_examples(own)

    assert len(chosen_topics(tmp_path / "new.toml")) >= 5
    assert own.read_text("utf-8") == CHOSEN
