"""Published words as they are read out."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.hotline.speaking import (
    finer_pieces,
    goes_on_with_exception,
    joined,
    pieces,
    spoken_lead,
    spoken_sentence,
    spoken_title,
)
from kb.sentences import Span


def _said(text: str) -> str:
    return "".join(phrase.text for phrase in spoken_sentence(text, Span(0, len(text)), link="官方网站"))


@pytest.mark.parametrize(
    ("published", "said"),
    [
        ("（二）优惠租金。", "优惠租金。"),
        ("三、本通知有效期5年。", "本通知有效期5年。"),
        ("1.身份证；", "身份证；"),
        ("一、二级保护动物不得猎捕。", "一、二级保护动物不得猎捕。"),
        ("3.5倍确定。", "3.5倍确定。"),
        ("《某办法》（穗民规字〔2024〕5号）同时废止。", "《某办法》同时废止。"),
        ("《甲》(粤府〔2019〕1号、粤府〔2020〕22号)同时废止。", "《甲》同时废止。"),
        ("《信访条例》（国务院令第431号）同时废止。", "《信访条例》同时废止。"),
        ("第1（甲发〔2012〕1号）2项", "第1 2项"),
        ("穗民规字〔2024〕5号同时废止。", "穗民规字〔2024〕5号同时废止。"),
        ("每人每月1309元（含价格补贴）。", "每人每月1309元（含价格补贴）。"),
        ("登录https://www.gd.gov.cn/a?b=1办理。", "登录官方网站办理。"),
        ("标准\t1309元\n  2094.4元", "标准 1309元 2094.4元"),
    ],
)
def test_what_an_ear_cannot_use_is_left_out(published: str, said: str) -> None:
    assert _said(published) == said


@pytest.mark.parametrize(
    "text", ["上午8:30至12:00，下午14:00至17:30。", "每年1,309元，按月发放。", "电话020-83100130，周一至周五。"]
)
def test_a_number_or_a_time_is_never_cut(text: str) -> None:
    for part in finer_pieces(text, Span(0, len(text))):
        assert not (text[: part.end][-2:-1].isdigit() and text[part.end :][:1].isdigit())


@given(st.text(alphabet="甲乙12,，:：。；（）()〔〕号 \t\n./www.ab", max_size=60))
def test_whatever_is_published_what_is_said_stands_there(text: str) -> None:
    for span in pieces(text):
        said = spoken_sentence(text, span, link="官方网站")
        assert all(phrase.text in text for phrase in said if phrase.is_quoted)
        digits = re.findall(r"\d+", "".join(phrase.text for phrase in said))
        assert all(number in text for number in digits)


@given(st.text(alphabet="甲12,，:：。", max_size=40))
def test_finer_pieces_join_to_the_whole(text: str) -> None:
    parts = finer_pieces(text, Span(0, len(text)))

    assert "".join(part.of(text) for part in parts) == text


def test_rows_without_a_mark_are_set_apart() -> None:
    rows = ["申请表", "身份证"]

    said = joined([spoken_sentence(row, Span(0, len(row)), link="") for row in rows], between="；")

    assert "".join(phrase.text for phrase in said) == "申请表；身份证"


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("广州市人民政府办公厅关于印发广州市公共租赁住房管理办法的通知", "广州市公共租赁住房管理办法"),
        ("某局关于印发《某市养犬管理规定》的通知", "某市养犬管理规定"),
        ("广州市住房和城乡建设局关于进一步加强户籍家庭住房保障工作的通知", "关于进一步加强户籍家庭住房保障工作的通知"),
        ("职工带薪年休假条例", "职工带薪年休假条例"),
        ("关于" + "很" * 40 + "长的通知", ""),
    ],
)
def test_a_title_is_said_as_people_know_it(title: str, said: str) -> None:
    assert spoken_title(title, limit=32) == said


def test_a_sentence_of_ours_says_titles_short_and_numbers_not_at_all() -> None:
    lead = "查到的《广州市民政局关于印发广州市养老服务办法的通知》（穗民规字〔2020〕3号）现为“已失效”。"

    assert spoken_lead(lead, limit=32) == "查到的《广州市养老服务办法》现为“已失效”。"


@pytest.mark.parametrize(
    ("sentence", "restricts"), [("但下列情形除外。", True), ("本条例不适用于军人。", True), ("由区局办理。", False)]
)
def test_an_exception_that_follows_is_noticed(sentence: str, *, restricts: bool) -> None:
    assert goes_on_with_exception(sentence) is restricts
