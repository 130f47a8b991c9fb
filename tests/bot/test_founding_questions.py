"""The questions the system was asked for first, on the small library."""

from datetime import date

import pytest

from bot.answers import AnswerStatus
from kb.documents import Validity
from kb.library import Library
from tests.bot.conftest import Ask
from tests.bot.quotations import unsupported

NOTICE = "荆政办文〔2018〕13号"


@pytest.mark.parametrize(
    ("question", "quoted", "clause"),
    [
        ("12345热线由哪个单位负责？", "市信访局", "三（三）"),
        ("政府部门主要负责人每年至少解读几次政策？", "不少于1次", "一（三）"),
        ("办事条件变了多久要公开？", "1个工作日内", "二（二）"),
    ],
)
def test_the_founding_notice_answers_in_its_own_words(
    question: str, quoted: str, clause: str, ask: Ask, library: Library
) -> None:
    answer = ask(question)

    telling = [citation for citation in answer.citations if quoted in citation.quote]
    assert answer.status is AnswerStatus.ANSWERED
    assert [(citation.doc_no, citation.clause_path) for citation in telling] == [(NOTICE, clause)]
    assert unsupported(answer, library) == []


def test_a_standard_that_has_run_out_is_told_with_that_said_first(ask: Ask, library: Library) -> None:
    answer = ask("广州低保标准是多少？")

    assert answer.status is AnswerStatus.ANSWERED_UNCONFIRMED
    assert "每人每月1309元" in answer.text
    assert answer.text.index("期满") < answer.text.index("1309元")
    assert {(c.doc_no, c.validity) for c in answer.citations} == {("穗民规字〔2025〕2号", Validity.UNCONFIRMED)}
    assert answer.unit and answer.unit.name == "广州市民政局"
    assert unsupported(answer, library) == []


def test_the_same_standard_was_in_force_half_a_year_before(ask: Ask) -> None:
    answer = ask("广州低保标准是多少？", on=date(2025, 12, 1))

    assert answer.status is AnswerStatus.ANSWERED
    assert "每人每月1309元" in answer.text
    assert "期满" not in answer.text


def test_a_number_known_only_from_its_repeal_is_told_by_the_document_that_repeals_it(
    ask: Ask, library: Library
) -> None:
    answer = ask("穗民规字〔2024〕5号还有效吗？")

    (citation,) = answer.citations
    assert "穗民规字〔2024〕5号已废止" in answer.text
    assert citation.doc_no == "穗民规字〔2025〕2号"
    assert "同时废止" in citation.quote
    assert unsupported(answer, library) == []


def test_what_nobody_published_is_an_honest_no(ask: Ask) -> None:
    answer = ask("火星移民补贴怎么申请？")

    assert (answer.status, answer.citations) == (AnswerStatus.NO_POLICY_FOUND, ())
    assert "12345" in answer.text
