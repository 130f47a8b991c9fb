"""A document named without book marks is known by the words before those that ask for its standing."""

import pytest

from bot.named_documents import core_of, likeness
from bot.understanding import Cues, load_cues, understand
from kb.text import normalise
from kb.vocabulary import Vocabulary

CUES = Cues(load_cues())


def asked_about(question: str) -> str:
    return CUES.named.asked_about(normalise(question))


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("失业保险条例还有效吗", "失业保险条例"),
        ("劳动合同法现在是不是已经废止了？", "劳动合同法"),
        ("工伤保险条例是否仍然有效", "工伤保险条例"),
        ("失业保险条例废止了是真的吗", "失业保险条例"),
        ("失业保险条例2026年还有效吗", "失业保险条例"),
        ("失业保险条例在广州还有效吗", "失业保险条例"),
        ("信访条例什么时候废止的", "信访条例"),
        ("养犬管理办法有没有废止", "养犬管理办法"),
        ("公租房的管理办法是不是过期了", "公租房的管理办法"),
    ],
)
def test_the_name_stands_before_the_words_that_ask(question: str, name: str) -> None:
    assert asked_about(question) == name


@pytest.mark.parametrize(
    "question",
    [
        "驾照过期开车违法吗",
        "身份证过期了还有办法吗",
        "年假过期作废合法吗",
        "劳动合同失效的规定",
        "居住证过期的相关规定",
        "住房公积金过期了怎么办",
        "过期药品处理办法",
        "劳动合同过期了没有续签有规定吗",
        "养犬办法规定罚多少",
        "《失业保险条例》还有效吗",
    ],
)
def test_other_questions_of_what_is_over_name_no_document(question: str) -> None:
    assert asked_about(question) == ""


@pytest.mark.parametrize(
    ("said", "reading"),
    [
        ("国务院颁布的工伤保险条例", "工伤保险条例"),
        ("1999年的失业保险条例", "失业保险条例"),
        ("请问最新的失业保险条例", "失业保险条例"),
        ("失业保险条例、工伤保险条例", "工伤保险条例"),
        ("某市人民政府办公厅关于印发公共租赁住房管理办法的通知", "公共租赁住房管理办法"),
        ("新能源汽车管理办法", "新能源汽车管理办法"),
    ],
)
def test_a_name_is_read_without_what_goes_before_it(said: str, reading: str) -> None:
    assert reading in CUES.named.readings(said)


@pytest.mark.parametrize(
    ("name", "placed", "is_certain"),
    [
        ("残疾人保障条例", False, True),
        ("劳动合同法", False, True),
        ("样州市养犬通知", True, True),
        ("业主大会的决定", False, False),
        ("口头辞退通知", False, False),
        ("工伤认定决定", False, False),
        ("该办法", False, False),
        ("办法", True, False),
    ],
)
def test_only_what_can_be_nothing_else_is_surely_a_document(name: str, placed: bool, is_certain: bool) -> None:
    assert CUES.named.is_certain(name, placed=placed) is is_certain


def test_the_words_of_a_name_ask_for_nothing() -> None:
    found = understand("行政处罚法废止了吗", cues=CUES, vocabulary=Vocabulary(()))

    assert found.named == "行政处罚法"
    assert "penalty" not in {aspect.value for aspect in found.aspects}


@pytest.mark.parametrize(
    ("title", "core"),
    [
        ("样州市人民政府办公厅关于印发样州市长期护理保险试行办法的通知", "长期护理保险试行办法"),
        ("国务院关于做好促进就业工作的若干意见", "促进就业工作"),
        ("中华人民共和国劳动合同法", "劳动合同法"),
        ("关于印发《2026年样州市天河区幼儿园招生工作方案》的通知", "幼儿园招生工作方案"),
    ],
)
def test_titles_are_compared_by_what_they_are_about(title: str, core: str) -> None:
    assert core_of(title) == core


def test_titles_of_one_matter_are_more_alike_than_those_of_one_form() -> None:
    assert likeness("残疾人保障条例", "残疾人教育条例") > 0.6
    assert likeness("样州市节能条例", "样州市优化营商环境条例") < 0.5
