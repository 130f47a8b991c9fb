"""A document number means that one document, in every way of writing it, and none like it."""

from datetime import date

import pytest

from bot.answers import AnswerStatus
from kb.documents import Validity
from tests.bot.conftest import Ask

WRITINGS = [
    "穗民规字〔2024〕5号",
    "穗民规字[2024]5号",
    "穗民规字［2024］5号",
    "穗民规字【2024】5号",
    "穗民规字(2024)5号",
    "穗民规字（2024）5号",
    "穗民规字〔２０２４〕５号",
    "穗民规字 〔2024〕 5 号",
    "穗民规字〔2024〕第5号",
    "穗民规字2024年5号",
]
LOOK_ALIKES = [
    "穗建规字〔2024〕5号",
    "穗民规字〔2024〕15号",
    "穗民规字〔2024〕50号",
    "穗民规字〔2023〕5号",
    "粤民规字〔2024〕5号",
    "穗民规〔2024〕5号",
    "民规字〔2024〕5号",
]


@pytest.mark.parametrize("number", WRITINGS)
def test_every_way_of_writing_a_number_finds_the_same(number: str, ask: Ask) -> None:
    answer = ask(f"{number}还有效吗？")

    assert [citation.doc_no for citation in answer.citations] == ["穗民规字〔2025〕2号"]


@pytest.mark.parametrize("number", LOOK_ALIKES)
def test_a_number_that_only_looks_alike_is_not_known(number: str, ask: Ask) -> None:
    answer = ask(f"{number}还有效吗？")

    assert (answer.status, answer.citations) == (AnswerStatus.NO_POLICY_FOUND, ())
    assert number in answer.text


def test_a_number_nobody_mentions_is_not_guessed_at(ask: Ask) -> None:
    answer = ask("国办发〔2099〕1号讲了什么？")

    assert (answer.status, answer.citations) == (AnswerStatus.NO_POLICY_FOUND, ())
    assert "国办发〔2099〕1号" in answer.text


def test_a_repealed_document_is_told_with_the_words_that_repeal_it(ask: Ask) -> None:
    answer = ask("样城规〔2020〕4号还有效吗？")

    (citation,) = answer.citations
    assert "已废止" in answer.text
    assert (citation.doc_no, citation.clause_path) == ("样城规〔2025〕6号", "第三条")
    assert "同时废止" in citation.quote


def test_before_its_repeal_the_same_document_was_in_force(ask: Ask) -> None:
    answer = ask("样城规〔2020〕4号还有效吗？", on=date(2024, 1, 1))

    assert "现行有效" in answer.text
    assert "废止" not in answer.text


def test_before_its_repeal_a_number_known_only_from_it_is_not_called_repealed(ask: Ask) -> None:
    assert "穗民规字〔2024〕5号已废止" not in ask("穗民规字〔2024〕5号还有效吗？", on=date(2024, 12, 1)).text


def test_a_number_of_which_nothing_is_known_on_the_day_is_said_not_to_be_held(ask: Ask) -> None:
    answer = ask("穗民规字〔2024〕5号还有效吗？", on=date(2024, 12, 1))

    assert (answer.status, answer.citations) == (AnswerStatus.NO_POLICY_FOUND, ())
    assert "没有收录" in answer.text
    assert "2024年12月1日" in answer.text


def test_a_document_that_has_run_out_unconfirmed_is_told_as_such(ask: Ask) -> None:
    answer = ask("穗民规字〔2025〕2号还有效吗？")

    assert "待确认" in answer.text
    assert all(citation.validity is Validity.UNCONFIRMED for citation in answer.citations)


def test_a_document_not_yet_in_force_is_told_with_the_day_it_will_be(ask: Ask) -> None:
    answer = ask("样发改规〔2026〕7号现在有效吗？")

    assert "尚未施行" in answer.text
    assert "2027年1月1日" in answer.text


@pytest.mark.parametrize(
    ("day", "status", "by"),
    [(date(2024, 3, 31), "现行有效", "样园规〔2021〕8号"), (date(2024, 4, 1), "已修改", "样园规〔2024〕2号")],
)
def test_an_amended_document_is_told_so_from_the_day_it_was(day: date, status: str, by: str, ask: Ask) -> None:
    answer = ask("样园规〔2021〕8号还有效吗？", on=day)

    assert status in answer.text
    assert [citation.doc_no for citation in answer.citations] == [by]


@pytest.mark.parametrize(
    "question", ["样园规〔2021〕8号规定公园几点闭园？", "样建规〔2026〕3号规定的冬季供暖补贴每户多少钱？"]
)
def test_the_number_asked_about_is_not_quoted_back_as_the_answer(question: str, ask: Ask) -> None:
    answer = ask(question)

    assert [citation.quote for citation in answer.citations] != [answer.citations[0].doc_no]


def test_an_order_is_found_by_its_number(ask: Ask) -> None:
    answer = ask("国务院令第514号还有效吗？")

    assert "职工带薪年休假条例" in answer.text
    assert "现行有效" in answer.text


def test_a_question_about_a_named_document_is_answered_from_it_alone(ask: Ask) -> None:
    answer = ask("样建规〔2026〕3号规定的冬季供暖补贴每户多少钱？")

    assert answer.status is AnswerStatus.ANSWERED
    assert {citation.doc_no for citation in answer.citations} == {"样建规〔2026〕3号"}
    assert "1600元" in answer.text


def test_a_named_document_does_not_answer_with_another_ones_words(ask: Ask) -> None:
    answer = ask("样建规〔2026〕3号规定的水稻插秧机补贴额度是多少？")

    assert {citation.doc_no for citation in answer.citations} <= {"样建规〔2026〕3号"}
    assert "31200" not in answer.text


@pytest.mark.parametrize(
    "question", ["样政规〔2019〕3号规定没登记养犬罚款多少？", "样城规[2020]4号要求厨余垃圾多久交运一次？"]
)
def test_the_content_of_a_named_document_that_has_ended_is_refused_for_that_reason(question: str, ask: Ask) -> None:
    assert ask(question).status is AnswerStatus.NO_LONGER_IN_FORCE


def test_the_content_of_a_named_document_may_be_quoted_for_a_day_on_which_it_held(ask: Ask) -> None:
    answer = ask("样城规〔2020〕4号要求厨余垃圾多久交运一次？", on=date(2023, 3, 1))

    assert answer.status is AnswerStatus.ANSWERED
    assert "每两日" in answer.text


def test_a_title_named_in_full_is_told_like_its_number(ask: Ask) -> None:
    answer = ask("《样州市厨余垃圾收运管理规定》还有效吗？")

    assert "样城规〔2020〕4号" in answer.text
    assert "已废止" in answer.text


@pytest.mark.parametrize("title", ["样州市厨余垃圾收运管理办法", "样州市 厨余垃圾收运管理办法"])
def test_the_title_of_the_new_measure_is_not_taken_for_the_old_one(title: str, ask: Ask) -> None:
    answer = ask(f"《{title}》还有效吗？")

    assert "样城规〔2025〕6号" in answer.text
    assert "现行有效" in answer.text
    assert "样城规〔2020〕4号" not in answer.text


@pytest.mark.parametrize("title", ["样州市厨余垃圾收运管理规程", "样州市养犬管理条例", "职工带薪休假条例"])
def test_a_title_that_only_looks_alike_is_not_held_here(title: str, ask: Ask) -> None:
    answer = ask(f"《{title}》还有效吗？")

    assert (answer.status, answer.citations) == (AnswerStatus.NO_POLICY_FOUND, ())
    assert f"没有收录《{title}》" in answer.text


@pytest.mark.parametrize(
    "question",
    ["样州市厨余垃圾收运管理规程还有效吗", "样州市犬只防疫管理办法废止了吗", "样州市犬只寄养管理办法现在还有效吗"],
)
def test_nor_is_one_written_without_book_marks(question: str, ask: Ask) -> None:
    answer = ask(question)

    assert (answer.status, answer.citations) == (AnswerStatus.NO_POLICY_FOUND, ())


def test_a_measure_of_another_place_is_not_told_for_the_one_asked_about(ask: Ask) -> None:
    answer = ask("深圳市养犬管理办法还有效吗")

    assert answer.citations == ()
    assert answer.status in {AnswerStatus.OTHER_REGION, AnswerStatus.NO_POLICY_FOUND}


@pytest.mark.parametrize(
    "question", ["样州市养犬管理办法现在还有效吗", "现在样州市养犬管理办法还有效吗", "养犬管理办法废止了没有"]
)
def test_a_measure_named_without_book_marks_is_told(question: str, ask: Ask) -> None:
    assert "样政规〔2019〕3号" in ask(question).text


def test_a_measure_is_known_by_the_notice_that_issued_it(ask: Ask) -> None:
    answer = ask("《样州市养犬管理办法》还有效吗？")

    assert "样政规〔2019〕3号" in answer.text
    assert "已废止" in answer.text
