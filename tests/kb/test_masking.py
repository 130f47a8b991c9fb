"""Identifying data leaves a question before anything else sees it; what only looks like it stays."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.masking import mask, masked_beginning


@pytest.mark.parametrize(
    ("typed", "masked"),
    [
        ("我的身份证号是110101199003074512，能办吗", "我的身份证号是［身份证号］，能办吗"),
        ("11010119900307451x", "［身份证号］"),
        ("身份证110101900307451，老的", "身份证［身份证号］，老的"),
        ("打我手机13812345678", "打我手机［手机号］"),
        ("+86 138-1234-5678联系", "［手机号］联系"),
        ("138 1234 5678", "［手机号］"),
        ("卡号6222021234567890128，补贴没到账", "卡号［银行卡号］，补贴没到账"),
        ("卡号4539 1488 0343 6467", "卡号［银行卡号］"),
        ("发到wang.fang@example.com.cn", "发到［邮箱］"),
        ("微信号是wangfang_88", "微信号是［账号］"),
        ("微信号wangfang_88", "微信号［账号］"),
        ("我叫王小芳，想问低保", "我叫［姓名］，想问低保"),
        ("姓名：欧阳建国，男", "姓名：［姓名］，男"),
    ],
)
def test_what_identifies_a_person_is_replaced_by_its_kind(typed: str, masked: str) -> None:
    assert mask(typed) == masked


@pytest.mark.parametrize(
    "typed",
    ["我住在天河北路12号3栋2单元501室，低保找谁", "家住东风小区5号楼1202室，低保找谁", "幸福里社区8栋3单元，低保找谁"],
)
def test_the_door_somebody_lives_behind_is_masked_and_the_question_stays(typed: str) -> None:
    masked = mask(typed)

    assert "［住址］" in masked
    assert masked.endswith("，低保找谁")
    assert not any(char.isdecimal() for char in masked)


@pytest.mark.parametrize(
    "typed",
    [
        "020-83333333是哪里的电话",
        "(0724)6806528",
        "12345热线由哪个单位负责",
        "12388、12356、110和120分别是什么",
        "事项编码11440000006940116U2440102002003",
        "穗民规字〔2025〕2号还有效吗",
        "国务院令第746号",
        "统一社会信用代码91440101MA59XXXX0A",
        "2025年1月1日起执行的标准是1309元",
        "索引号006939748/2025-00012",
        "我叫了半天没人理，找谁投诉",
        "本人想咨询低保",
        "市政务服务中心在哪",
    ],
)
def test_what_belongs_to_offices_and_documents_stays(typed: str) -> None:
    assert mask(typed) == typed


@pytest.mark.parametrize(
    "typed",
    [
        "1101011990130745123",  # 19 digits, no card either
        "110101199013324512",  # the 32nd day of a 13th month
        "4539148803436468",  # a card number mistyped in its last place
        "23812345678",  # no mobile begins with 2
        "1381234567",  # too short
    ],
)
def test_numbers_that_are_nobodys_stay(typed: str) -> None:
    assert mask(typed) == typed


def test_several_kinds_in_one_sentence_are_all_masked() -> None:
    masked = mask("我叫李明，身份证110101199003074512，手机13812345678，低保怎么申请")

    assert masked == "我叫［姓名］，身份证［身份证号］，手机［手机号］，低保怎么申请"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_masked_without_failing_and_once_is_enough(text: str) -> None:
    masked = mask(text)

    assert mask(masked) == masked


@pytest.mark.parametrize("addresses", [0, 10, 30, 90])
def test_the_beginning_of_a_long_text_holds_no_half_of_a_number(addresses: int) -> None:
    text = (
        "写信到wang.fang.the.elder@example.com.cn，" * addresses + "身份证110101199003074512，电话13812345678，" * 2000
    )

    kept = masked_beginning(text, limit=1000)

    assert len(kept) <= 1000
    assert not any(digits in kept for digits in ("110101", "1381234"))


def test_a_short_text_is_masked_and_kept_whole() -> None:
    assert masked_beginning("打我手机13812345678", limit=1000) == "打我手机［手机号］"


@pytest.mark.parametrize("run", ["1" * 50_000, "a." * 25_000, "a@" * 25_000])
def test_long_runs_of_what_begins_like_an_address_stay_as_they_are(run: str) -> None:
    assert mask(run) == run


PIECES = st.sampled_from(
    [
        "我叫",
        "王芳",
        "13812345678",
        "110101199003074512",
        "4539148803436467",
        "东风路",
        "5号楼",
        "301室",
        "，",
        " ",
        "低保",
        "１",
        "-",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=10).map("".join))
def test_once_is_enough_for_every_mixture_of_what_is_masked(text: str) -> None:
    masked = mask(text)

    assert mask(masked) == masked
