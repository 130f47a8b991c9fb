"""Danger first, then what needs no search; a question about rules is never mistaken for either."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers import AnswerStatus
from tests.bot.screening import screened


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("家里着火了怎么办", "119"),
        ("楼里正在着火", "119"),
        ("厨房煤气泄漏了", "119"),
        ("我爸突然晕倒了", "120"),
        ("有人溺水了", "120"),
        ("快叫救护车", "120"),
        ("我不想活了", "12356"),
        ("有人要跳楼", "110"),
        ("救命", "110"),
        ("有人持刀行凶", "110"),
        ("我被绑架了", "110"),
        ("刚发生车祸有人受伤", "122"),
        ("家裡失火了", "119"),
    ],
)
def test_danger_is_answered_with_the_number_to_call(typed: str, number: str) -> None:
    walk = screened(typed)

    assert walk.status is AnswerStatus.EMERGENCY
    assert number in "".join(walk.lead)


@pytest.mark.xfail(strict=True, reason="normalise leaves the 著 of 著火 as it is, and no cue knows it")
def test_danger_is_heard_in_traditional_writing() -> None:
    assert screened("家裡著火了").status is AnswerStatus.EMERGENCY


@pytest.mark.parametrize(
    "typed",
    [
        "火灾事故赔偿标准是什么",
        "消防备案怎么办",
        "燃气泄漏应急预案由谁制定",
        "交通事故认定书怎么申请",
        "车祸后工伤怎么认定",
        "溺水事故的责任规定",
        "发生火灾后住房补贴怎么申请",
        "一氧化碳中毒能报销医保吗",
        "报警服务台的办事材料",
        "突发心脏病住院报销比例是多少",
        "持刀抢劫的处罚规定",
    ],
)
def test_a_question_about_rules_is_no_emergency(typed: str) -> None:
    assert screened(typed).status is None


@pytest.mark.parametrize(
    "typed", ["你好", "您好！", "hello", "在吗？", "谢谢", "你是谁", "你是机器人吗？", "你能做什么"]
)
def test_a_greeting_is_told_that_a_program_answers(typed: str) -> None:
    walk = screened(typed)

    assert walk.status is AnswerStatus.OUT_OF_SCOPE
    assert "程序" in "".join(walk.lead)


@pytest.mark.parametrize("typed", ["讲个笑话", "写一首诗", "今天天气怎么样", "推荐一部电影", "双色球开奖号码"])
def test_what_no_office_does_is_refused_politely(typed: str) -> None:
    assert screened(typed).status is AnswerStatus.OUT_OF_SCOPE


@pytest.mark.parametrize(
    "typed",
    [
        "你好，低保标准是多少",
        "谢谢，那要带什么材料",
        "彩票公益金怎么使用",
        "人工智能企业补贴有哪些",
        "气象灾害预警由谁发布",
        "机器人产业有什么政策",
    ],
)
def test_a_question_that_begins_or_sounds_like_small_talk_is_still_asked(typed: str) -> None:
    assert screened(typed).status is None


@pytest.mark.parametrize(
    ("typed", "told"),
    [("我要举报村官贪污", "12388"), ("书记收钱了找谁", "12388"), ("我要申请政府信息公开", "政府信息公开工作机构")],
)
def test_a_matter_with_a_channel_of_its_own_is_sent_there(typed: str, told: str) -> None:
    walk = screened(typed)

    assert walk.status is AnswerStatus.OTHER_CHANNEL
    assert told in "".join(walk.lead)


@pytest.mark.parametrize("typed", ["政府信息公开申请怎么提交", "政府信息公开多久答复", "干部考核办法有哪些"])
def test_asking_how_such_a_channel_works_goes_on_to_the_search(typed: str) -> None:
    assert screened(typed).status is None


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   \n\t ",
        "\u200b\u200b",
        "\x00\x01\x02",
        "？？？！！",
        "……",
        "😀🎉👍",
        "\ud800\udfff",
        "———",
    ],
)
def test_what_has_no_words_is_not_looked_up(typed: str) -> None:
    walk = screened(typed)

    assert walk.status is AnswerStatus.UNUSABLE
    assert walk.lead


def test_a_hundred_kilobytes_are_refused_with_the_limit_and_not_kept() -> None:
    walk = screened("低保标准是多少？" * 12_500)

    assert walk.status is AnswerStatus.UNUSABLE
    assert "1000" in "".join(walk.lead)
    assert len(walk.text) < 100


@pytest.mark.xfail(strict=True, reason="screen.py cuts a text that is too long before it is masked")
def test_of_a_text_that_is_too_long_no_identifying_data_is_kept() -> None:
    walk = screened("我叫王芳，身份证110101199003074512，" + "低保标准是多少？" * 200)

    assert "110101199003074512" not in walk.text


def test_control_characters_are_taken_out_of_a_question() -> None:
    walk = screened("低\x00保\u200b标准\u202e是多少\ufeff\ud800？")

    assert (walk.status, walk.text) == (None, "低保标准是多少？")


def test_a_question_of_exactly_the_limit_is_asked() -> None:
    assert screened("低" * 1000).status is None
    assert screened("低" * 1001).status is AnswerStatus.UNUSABLE


def test_identifying_data_is_masked_before_anything_looks_at_the_question() -> None:
    assert (
        screened("我叫王芳，身份证110101199003074512，能吃低保吗").text
        == "我叫［姓名］，身份证［身份证号］，能吃低保吗"
    )


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=80))
def test_any_text_is_screened_without_failing(text: str) -> None:
    walk = screened(text)

    assert walk.status is None or walk.lead
