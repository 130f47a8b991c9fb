"""How an answer ends depends on the day, the place and the year asked about; what is not plainly in force says so."""

from datetime import date

import pytest

from bot.answers import AnswerStatus
from kb.documents import DocumentKind, Validity
from tests.bot.conftest import Ask


def test_a_document_in_force_is_quoted(ask: Ask) -> None:
    answer = ask("冬季供暖补贴每户每年多少钱？")

    assert answer.status is AnswerStatus.ANSWERED
    assert "1600元" in answer.text
    assert {citation.validity for citation in answer.citations} == {Validity.IN_FORCE}


def test_it_is_said_whose_rules_are_quoted_where_the_question_names_no_place(ask: Ask) -> None:
    assert "以下是广东省广州市的规定" in ask("最低生活保障标准是多少？").text
    assert "以下是" not in ask("广州最低生活保障标准是多少？").text


def test_a_repealed_measure_is_not_offered_as_an_answer(ask: Ask) -> None:
    answer = ask("样州市每户可以养几只犬？")

    assert (answer.status, answer.citations) == (AnswerStatus.NO_LONGER_IN_FORCE, ())
    assert "样政规〔2019〕3号" in answer.text
    assert "已废止" in answer.text
    assert "限养一只" not in answer.text


def test_on_a_day_before_its_end_the_measure_is_quoted(ask: Ask) -> None:
    answer = ask("样州市每户限养几只犬？", on=date(2022, 5, 1))

    assert answer.status is AnswerStatus.ANSWERED
    assert {citation.validity for citation in answer.citations} == {Validity.IN_FORCE}


def test_for_a_question_about_the_past_the_end_is_said_first(ask: Ask) -> None:
    answer = ask("以前样州市每户可以养几只犬？")

    assert answer.status is AnswerStatus.ANSWERED_PAST
    assert "已废止" in answer.text.splitlines()[0]
    assert {citation.validity for citation in answer.citations} == {Validity.REPEALED}


def test_the_new_measure_answers_in_place_of_the_one_it_repealed(ask: Ask) -> None:
    answer = ask("餐饮单位的厨余垃圾多久交运一次？")

    assert answer.status is AnswerStatus.ANSWERED
    assert {citation.doc_no for citation in answer.citations} == {"样城规〔2025〕6号"}


def test_before_the_new_measure_the_old_one_answers(ask: Ask) -> None:
    answer = ask("餐饮单位的厨余垃圾多久交运一次？", on=date(2022, 1, 1))

    assert {citation.doc_no for citation in answer.citations} == {"样城规〔2020〕4号"}


def test_before_either_measure_neither_answers(ask: Ask) -> None:
    answer = ask("餐饮单位的厨余垃圾多久交运一次？", on=date(2015, 1, 1))

    assert (answer.status, answer.citations) == (AnswerStatus.NOT_YET_IN_FORCE, ())


def test_a_measure_not_yet_in_force_is_named_with_its_day(ask: Ask) -> None:
    answer = ask("路内停车泊位首小时收费多少？")

    assert (answer.status, answer.citations) == (AnswerStatus.NOT_YET_IN_FORCE, ())
    assert "2027年1月1日" in answer.text
    assert "4元" not in answer.text


@pytest.mark.parametrize(
    ("day", "status"),
    [(date(2026, 12, 31), AnswerStatus.NOT_YET_IN_FORCE), (date(2027, 1, 1), AnswerStatus.ANSWERED)],
)
def test_a_measure_holds_from_its_first_day(day: date, status: AnswerStatus, ask: Ask) -> None:
    assert ask("路内停车泊位首小时收费多少？", on=day).status is status


@pytest.mark.parametrize(
    ("day", "status"),
    [(date(2026, 5, 31), AnswerStatus.ANSWERED), (date(2026, 6, 1), AnswerStatus.ANSWERED_UNCONFIRMED)],
)
def test_a_measure_holds_through_its_last_day(day: date, status: AnswerStatus, ask: Ask) -> None:
    assert ask("广州低保标准是多少？", on=day).status is status


def test_another_places_measure_is_not_applied_to_the_place_asked_about(ask: Ask) -> None:
    answer = ask("深圳低保标准是多少？")

    assert (answer.status, answer.citations) == (AnswerStatus.OTHER_REGION, ())
    assert "深圳" in answer.text
    assert "广州市" in answer.text
    assert "1309" not in answer.text


@pytest.mark.parametrize("place", ["上海市", "北京市海淀区", "广东省深圳市", "拉萨"])
def test_nobody_elsewhere_is_told_this_places_amount(place: str, ask: Ask) -> None:
    answer = ask(f"{place}最低生活保障标准是多少？")

    assert answer.citations == ()
    assert "1309" not in answer.text


def test_another_years_standard_is_not_applied_to_the_year_asked_about(ask: Ask) -> None:
    answer = ask("2023年度最低生活保障标准是多少？")

    assert (answer.status, answer.citations) == (AnswerStatus.OTHER_YEAR, ())
    assert "2023年" in answer.text
    assert "1309" not in answer.text


def test_another_years_standard_is_refused_with_a_place_named_too(ask: Ask) -> None:
    assert ask("2023年广州低保标准是多少？").citations == ()


def test_an_amended_measure_is_quoted_with_that_said_first(ask: Ask) -> None:
    answer = ask("样州市城市公园几点闭园？")

    assert answer.status is AnswerStatus.ANSWERED
    if {citation.doc_no for citation in answer.citations} == {"样园规〔2021〕8号"}:
        assert "已被修改" in answer.text.splitlines()[0]
        assert {citation.validity for citation in answer.citations} == {Validity.AMENDED}


def test_before_its_amendment_the_measure_is_quoted_plainly(ask: Ask) -> None:
    answer = ask("样州市城市公园几点闭园？", on=date(2023, 1, 1))

    assert {citation.doc_no for citation in answer.citations} == {"样园规〔2021〕8号"}
    assert "修改" not in answer.text


def test_an_interpretation_gives_way_to_the_document_it_explains(ask: Ask) -> None:
    answer = ask("冬季供暖补贴标准是每户每年多少？")

    assert {citation.kind for citation in answer.citations} == {DocumentKind.POLICY}


def test_an_interpretation_of_a_document_unknown_here_is_quoted_as_what_it_is(ask: Ask) -> None:
    answer = ask("既有住宅加装电梯每台补助多少？")

    assert {citation.kind for citation in answer.citations} == {DocumentKind.INTERPRETATION}
    assert "解读不具有文件效力" in answer.text.splitlines()[0]


@pytest.mark.parametrize(
    "question",
    [
        "火星移民补贴怎么申请？",
        "潜水艇驾驶证年审要多少钱",
        "asdfgh jkl qwerty",
    ],
)
def test_what_is_not_published_is_refused_with_somebody_to_ask(question: str, ask: Ask) -> None:
    answer = ask(question)

    assert (answer.status, answer.citations) == (AnswerStatus.NO_POLICY_FOUND, ())
    assert answer.unit and answer.unit.phone == "12345"


def test_an_emergency_is_answered_without_searching(ask: Ask) -> None:
    answer = ask("家里着火了怎么办")

    assert (answer.status, answer.unit) == (AnswerStatus.EMERGENCY, None)
    assert "119" in answer.text.splitlines()[0]
    assert "find" not in answer.timings_ms


def test_a_guide_is_never_asked_whether_it_is_in_force(ask: Ask) -> None:
    # 过期 is said of the certificate.
    assert "未载明期限" not in ask("社会工作者职业水平登记过期了怎么办？").text


def test_who_comes_from_beyond_is_told_what_holds_here(ask: Ask) -> None:
    assert ask("香港居民户口迁出要带什么材料？").status is not AnswerStatus.OTHER_REGION
