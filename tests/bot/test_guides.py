"""A guide answers with the elements asked for, as its record holds them, and adds nothing."""

import pytest

from bot.answers import AnswerStatus
from bot.guide_answers import LONGEST_CHARACTERS, beside, shortened
from kb.library import Library
from kb.sentences import Span
from tests.bot.conftest import Ask
from tests.bot.quotations import unsupported

BOAT = "殡葬用船准运凭条"


@pytest.mark.parametrize(
    ("asked", "element", "words"),
    [
        ("要带什么材料", "申请材料", "船舶所有权登记证书"),
        ("在哪里办", "办理地点", "12号窗口"),
        ("要多久", "承诺办结时限", "5(工作日)"),
        ("由哪个单位办理", "实施主体", "样州市民政局"),
        ("什么条件可以申请", "受理条件", "船舶所有人"),
    ],
)
def test_the_element_asked_for_is_quoted_under_its_name(
    asked: str, element: str, words: str, ask: Ask, library: Library
) -> None:
    answer = ask(f"{BOAT}{asked}？")

    assert answer.status is AnswerStatus.ANSWERED
    assert f"{element}：" in answer.text
    assert any(words in c.quote and c.clause_path == element for c in answer.citations)
    assert unsupported(answer, library) == []


@pytest.mark.parametrize(
    ("asked", "element"),
    [("要收费吗", "收费"), ("咨询电话是多少", "咨询电话"), ("几点上班，办理时间是什么时候", "办理时间")],
)
def test_an_element_the_guide_does_not_state_is_not_made_up(asked: str, element: str, ask: Ask) -> None:
    answer = ask(f"{BOAT}{asked}？")

    assert (answer.status, answer.citations) == (AnswerStatus.ELEMENT_NOT_PUBLISHED, ())
    assert BOAT in answer.text
    assert element in answer.text
    assert answer.unit and answer.unit.name == "样州市民政局"


def test_several_elements_asked_at_once_are_all_told(ask: Ask) -> None:
    answer = ask(f"{BOAT}要带什么材料，在哪里办？")

    assert {"申请材料", "办理地点"} <= {citation.clause_path for citation in answer.citations}


def test_of_several_elements_the_published_ones_are_told(ask: Ask) -> None:
    answer = ask(f"{BOAT}要带什么材料，收费多少？")

    assert [citation.clause_path for citation in answer.citations] == ["申请材料"]


def test_a_question_that_only_names_the_matter_is_told_the_usual_elements(ask: Ask) -> None:
    answer = ask(f"{BOAT}核发")

    assert {"申请材料", "办理地点"} <= {citation.clause_path for citation in answer.citations}


def test_a_matter_code_finds_its_guide_alone(ask: Ask) -> None:
    answer = ask("11990000MB2C0000XK2000711001000要什么材料？")

    assert {citation.title for citation in answer.citations} == {"殡葬用船准运凭条核发"}


def test_a_matter_code_that_looks_alike_finds_nothing_of_it(ask: Ask) -> None:
    answer = ask("11990000MB2C0000XK2000711001001要什么材料？")

    assert "殡葬用船准运凭条核发" not in {citation.title for citation in answer.citations}


def test_words_of_the_matters_name_ask_for_nothing(ask: Ask) -> None:
    answer = ask("高等学校教师资格认定的咨询电话是多少？")

    assert {citation.clause_path for citation in answer.citations} <= {"咨询电话", "监督投诉电话"}


def test_for_whom_a_matter_is_stands_in_only_for_conditions_not_stated(ask: Ask) -> None:
    answer = ask(f"{BOAT}什么条件可以申请？")

    assert [citation.clause_path for citation in answer.citations] == ["受理条件"]


@pytest.mark.parametrize(
    ("question", "title", "rest"),
    [
        ("高等学校教师资格认定的咨询电话", "高等学校教师资格认定", "的咨询电话"),
        ("教师资格要什么条件", "高等学校教师资格认定", "要什么条件"),
        ("建筑材料备案要什么材料", "建筑材料备案", "要什么材料"),
        ("户口怎么迁出", "户口迁出", "怎么"),
    ],
)
def test_what_is_asked_stands_beside_the_name(question: str, title: str, rest: str) -> None:
    assert beside(question, title).replace(" ", "") == rest


LONG = "本人须持续在岗并完成规定的继续教育学时，" * 30


@pytest.mark.parametrize(
    "text",
    [
        "认定条件：\n1.思想品德条件：无犯罪记录。\n2." + LONG + "。\n3.学历条件：研究生。",
        "第一句话说明情况。" * 80,
        LONG + "。",
        "无标点的长句" * 200,
    ],
)
def test_a_long_element_is_told_at_length_from_its_beginning(text: str) -> None:
    span = shortened(text, 0, len(text))

    assert span.start == 0
    assert LONGEST_CHARACTERS // 2 <= span.end <= LONGEST_CHARACTERS


def test_a_long_element_ends_at_a_comma_at_the_worst() -> None:
    text = "认定条件：无犯罪记录。" + LONG + "。"

    assert shortened(text, 0, len(text)).of(text).endswith("，")


def test_an_element_that_fits_is_told_whole() -> None:
    assert shortened("申请表。", 0, 4) == Span(0, 4)


def test_an_element_that_goes_on_is_said_to(ask: Ask, library: Library) -> None:
    answer = ask("社会工作者职业水平登记要什么条件？要带什么材料？在哪里办？")

    for citation in answer.citations:
        (clause,) = [c for c in library.clauses_of(citation.document_id) if c.labels[0] == citation.clause_path]
        line = answer.text.splitlines()[0]
        assert (citation.end < clause.end) == ("节录" in line and citation.clause_path in line)
