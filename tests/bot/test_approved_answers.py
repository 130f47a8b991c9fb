"""An approved answer is told word for word before anything is searched, with its source, and never when it fell."""

from collections.abc import Iterator
from datetime import date

import pytest

from bot.answers import Answer, AnswerStatus
from governance.access import Actor, Role
from governance.approved import ApprovedAnswers
from governance.approved_wording import Wording
from governance.calendars import Calendars
from governance.clocks import load_clocks
from governance.duties import Duties
from kb.approved import ApprovedAnswer, ApprovedSource
from kb.documents import Validity
from service.compose import Parts
from tests.bot.small_library import NOW, small_library

DRAFTER = Actor("p-1", "张三", frozenset({Role.DRAFTER}), "u-civil")
REVIEWER = Actor("p-2", "李四", frozenset({Role.REVIEWER}), "u-civil")
QUESTION = "广州市低保标准是多少？"
ANSWER = "广州市低保标准是每人每月1309元，全市统一，区里不另行规定。"
LOW_INCOME = "穗民规字〔2025〕2号"
# The notice holds for one year by its own words: a year later nobody may be told its standard as a matter of course.
IN_FORCE, RUN_OUT = date(2025, 8, 1), date(2026, 7, 15)
APPROVED = NOW.replace(year=2025)


@pytest.fixture
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    """A library of one's own: these tests write."""
    with small_library(tmp_path_factory) as parts:
        yield parts


def approve(parts: Parts) -> ApprovedAnswer:
    """The unit's answer on the low income standard, standing on the sentence of the notice."""
    store = parts.desk.store
    (card,) = store.library.by_number(LOW_INCOME)
    text = store.library.version_text(card.version_id)
    quote = "全市城乡最低生活保障标准为每人每月1309元。"
    start = text.index(quote)
    source = ApprovedSource(card.id, card.version_id, start, start + len(quote), quote)
    answers = ApprovedAnswers(
        store.database, store.library, Duties(store.database, Calendars(store.database), load_clocks())
    )
    wording = Wording(QUESTION, ANSWER, similar=("低保一个月多少钱",), sources=(source,), region="广东省广州市")
    drafted = answers.draft(DRAFTER, wording, unit_id="u-civil", now=APPROVED)
    return answers.approve(REVIEWER, drafted.id, version=drafted.version, now=APPROVED)


def ask(parts: Parts, text: str = QUESTION, *, on: date = IN_FORCE) -> Answer:
    return parts.engine.ask(text, on=on, explain=True)


def test_it_is_told_verbatim_with_its_source_and_nothing_is_searched(parts: Parts) -> None:
    before = ask(parts)
    approve(parts)

    answer = ask(parts, "您好，请问广州低保标准是多少")

    (citation,) = answer.citations
    assert ANSWER not in before.text
    assert answer.status is AnswerStatus.ANSWERED and answer.text.startswith(ANSWER)
    assert (citation.doc_no, citation.clause_path) == (LOW_INCOME, "一（一）")
    assert "核对于2025-07-15" in answer.text and LOW_INCOME in answer.text
    assert "find" not in {line["step"] for line in answer.trace}


def test_another_question_is_answered_as_before(parts: Parts) -> None:
    before = ask(parts, "12345热线由哪个单位负责？").text
    approve(parts)

    assert ask(parts, "12345热线由哪个单位负责？").text == before


def test_once_its_document_is_repealed_it_is_never_told(parts: Parts) -> None:
    approve(parts)
    store = parts.desk.store
    (card,) = store.library.by_number(LOW_INCOME)

    store.catalogue.confirm_validity(
        card.id, Validity.REPEALED, ends_on=date(2025, 7, 1), by="测试", reason="测试", now=NOW
    )

    answer = ask(parts)
    assert ANSWER not in answer.text and answer.status is not AnswerStatus.ANSWERED


@pytest.mark.parametrize("on", [date(2020, 1, 1), RUN_OUT])
def test_for_a_day_on_which_its_document_did_not_hold_it_is_not_told(parts: Parts, on: date) -> None:
    approve(parts)

    assert ANSWER not in ask(parts, on=on).text
