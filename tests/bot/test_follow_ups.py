"""A question without a subject of its own goes on from the turn before; a whole one starts anew."""

import pytest

from bot.answers import Answer, AnswerStatus
from bot.conversation import Question, Turn
from bot.steps.understand import Understand
from bot.understanding import Cues, Understanding, load_cues
from bot.walk import Walk
from kb.vocabulary import Vocabulary
from tests.bot.conftest import Ask
from tests.bot.small_library import TODAY

BEFORE = Turn("殡葬用船准运凭条怎么办", "殡葬用船准运凭条核发", ("d-boat",))


def understood(text: str, vocabulary: Vocabulary, *history: Turn) -> Understanding:
    walk = Walk(Question(text, TODAY, "c-1", history=history), text)
    return Understand(Cues(load_cues()), vocabulary).take(walk).understood


@pytest.mark.parametrize(
    "text",
    [
        "那要带什么材料？",
        "电话呢？",
        "在哪里办？",
        "要多久？",
        "收费吗？",
        "它有期限吗？",
        "上面说的要收费吗？",
        "需要什么条件？",
        "还要交什么？",
        "多久能办好？",
        "多久能批下来？",
        "可以网上办吗？",
        "家里人可以代办吗？",
        "那低保边缘家庭呢？",
        "贷款呢，多久批？",
        "如果超期了怎么办？",
    ],
)
def test_a_question_without_a_subject_takes_the_one_before(text: str, vocabulary: Vocabulary) -> None:
    whole = understood(text, vocabulary, BEFORE)

    assert whole.goes_on
    assert "殡葬用船准运凭条核发" in whole.text
    assert whole.favoured == ("d-boat",)


@pytest.mark.parametrize(
    "text",
    [
        "广州低保标准是多少？",
        "户口迁出要带什么材料？",
        "职工年休假有几天？",
        "穗民规字〔2025〕2号还有效吗？",
        "11990000MB2C0000XK2000711001000要什么材料？",
    ],
)
def test_a_question_of_its_own_inherits_nothing(text: str, vocabulary: Vocabulary) -> None:
    alone = understood(text, vocabulary, BEFORE)

    assert not alone.goes_on
    assert (alone.text, alone.favoured) == (text, ())


@pytest.mark.parametrize(
    "text",
    [
        "还款期限最长是多少年？",
        "那曲市低保标准是多少？",
        "其他组织申请公租房要什么条件？",
        "如果父母去世户口怎么注销？",
        "该死亡证明由哪家医院开具？",
        "其它组织能申请吗？",
        "最低生活保障标准是多少呢？",
        "其实我想问户口怎么迁出？",
        "楼上面加建要什么许可？",
        "养老资助的钱这个月没花完能留到下个月吗？",
        "我买了别人的房子，这个房子的邻居要求通行怎么办？",
    ],
)
def test_a_word_that_only_begins_like_a_follow_up_is_none(text: str, vocabulary: Vocabulary) -> None:
    assert not understood(text, vocabulary, BEFORE).goes_on


@pytest.mark.parametrize("text", ["那要带什么材料？", "电话呢？"])
def test_without_a_turn_before_there_is_nothing_to_go_on_from(text: str, vocabulary: Vocabulary) -> None:
    assert not understood(text, vocabulary).goes_on


def test_the_last_turn_counts(vocabulary: Vocabulary) -> None:
    whole = understood("那要带什么材料？", vocabulary, BEFORE, Turn("户口怎么迁出", "户口迁出", ("d-move",)))

    assert "户口迁出" in whole.text
    assert "殡葬" not in whole.text


def test_what_the_follow_up_asks_for_replaces_what_was_asked_before(vocabulary: Vocabulary) -> None:
    before = Turn("户口迁出在哪里办", "户口迁出在哪里办", ())

    assert understood("要多久？", vocabulary, before).aspects == understood("要多久？", vocabulary).aspects


def test_a_follow_up_leaves_behind_what_was_asked_before(vocabulary: Vocabulary) -> None:
    before = Turn("积分入户要多少分", "积分入户要多少分", ("d-points",))

    whole = understood("那配偶能随迁吗？", vocabulary, before)

    assert "积分入户" in whole.text
    assert "多少" not in whole.text
    assert whole.asks_itself == "配偶能随迁吗？"


def test_a_follow_up_that_only_names_something_else_asks_for_the_same(vocabulary: Vocabulary) -> None:
    before = Turn("酒驾怎么处罚", "酒驾怎么处罚", ("d-road",))

    whole = understood("那醉驾呢？", vocabulary, before)

    assert whole.aspects == understood("酒驾怎么处罚", vocabulary).aspects


def test_a_follow_up_on_a_document_is_not_answered_with_its_title(ask: Ask) -> None:
    first = ask("职工年休假有几天？")

    second = ask("法定休假日计入吗？", conversation_id=first.conversation_id)

    assert not any(citation.quote in citation.title for citation in second.citations)


def titles(answer: Answer) -> set[str]:
    return {citation.title for citation in answer.citations}


def test_a_conversation_goes_on_about_its_guide(ask: Ask) -> None:
    first = ask("殡葬用船准运凭条核发在哪里办？")

    second = ask("那要带什么材料？", conversation_id=first.conversation_id)

    assert second.conversation_id == first.conversation_id
    assert titles(second) == {"殡葬用船准运凭条核发"}
    assert "船舶所有权登记证书" in second.text


def test_the_telephone_asked_for_next_is_the_matters_own(ask: Ask) -> None:
    first = ask("高等学校教师资格认定在哪里办？")

    second = ask("电话呢？", conversation_id=first.conversation_id)

    assert titles(second) == {"高等学校教师资格认定"}
    assert "020-37628372" in second.text


def test_a_follow_up_of_a_follow_up_keeps_the_matter(ask: Ask) -> None:
    first = ask("殡葬用船准运凭条核发在哪里办？")
    ask("那要带什么材料？", conversation_id=first.conversation_id)

    third = ask("要多久？", conversation_id=first.conversation_id)

    assert titles(third) == {"殡葬用船准运凭条核发"}


def test_a_missing_element_is_told_of_the_matter_the_conversation_is_about(ask: Ask) -> None:
    first = ask("殡葬用船准运凭条核发在哪里办？")

    second = ask("收费吗？", conversation_id=first.conversation_id)

    assert second.status is AnswerStatus.ELEMENT_NOT_PUBLISHED
    assert "殡葬用船准运凭条核发" in second.text


def test_a_new_question_in_a_conversation_is_answered_as_if_it_were_alone(ask: Ask) -> None:
    first = ask("殡葬用船准运凭条核发在哪里办？")

    second = ask("孤儿养育标准是多少？", conversation_id=first.conversation_id)

    assert titles(second) == titles(ask("孤儿养育标准是多少？"))


def test_a_document_may_be_asked_on_about(ask: Ask) -> None:
    first = ask("样州市冬季供暖补贴每户多少钱？")

    second = ask("那向哪里申请？", conversation_id=first.conversation_id)

    assert titles(second) == titles(first)


def test_another_conversation_knows_nothing_of_it(ask: Ask) -> None:
    ask("殡葬用船准运凭条核发在哪里办？")

    assert "殡葬用船准运凭条核发" not in titles(ask("那要带什么材料？"))


def test_an_unknown_conversation_is_a_new_one_under_that_name(ask: Ask) -> None:
    answer = ask("孤儿养育标准是多少？", conversation_id="c-never-seen")

    assert answer.conversation_id == "c-never-seen"
    assert answer.citations


def test_a_short_question_with_a_known_word_has_its_own_subject(ask: Ask) -> None:
    first = ask("流动人口信息查询要什么材料？")

    second = ask("低保标准是多少？", conversation_id=first.conversation_id)

    assert "1309" in second.text
