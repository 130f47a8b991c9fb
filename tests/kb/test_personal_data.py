"""Personal data in documents about to be published: found place by place, struck out without moving anything."""

import pytest

from kb.personal_data import STRUCK, PersonalKind, find_personal_data, struck_out


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        ("申请人姓名：王小芳，身份证号110101199003074512。", "王小芳", PersonalKind.NAME),
        ("身份证号110101199003074512。", "110101199003074512", PersonalKind.ID_NUMBER),
        ("本人手机13812345678", "13812345678", PersonalKind.MOBILE),
        ("账户4539 1488 0343 6467", "4539 1488 0343 6467", PersonalKind.BANK_CARD),
        ("家庭住址：幸福路12号院3栋501室", "幸福路12号院3栋501室", PersonalKind.HOME_ADDRESS),
        ("微信号：wangfang_88", "wangfang_88", PersonalKind.ACCOUNT),
        ("寄到wang.fang@example.com", "wang.fang@example.com", PersonalKind.EMAIL),
    ],
)
def test_personal_data_is_found_where_it_stands(text: str, words: str, kind: PersonalKind) -> None:
    found = {(text[p.start : p.end], p.kind) for p in find_personal_data(text)}

    assert (words, kind) in found


@pytest.mark.parametrize(
    "text",
    [
        "本人近照2张，由本人向现居住地车辆管理所提出。",
        "办理地点：广州市番禺区亚运大道550号永业大厦二楼1号窗口",
        "穗民规字〔2025〕2号，统一社会信用代码11440000006940116U",
        "咨询电话：020-83119119",
    ],
)
def test_what_belongs_to_offices_and_rules_is_not_personal(text: str) -> None:
    assert find_personal_data(text) == []


def test_what_an_office_gives_out_is_told_apart_from_what_is_private() -> None:
    text = "咨询电话：13911716017\n受助人 13812345678\n邮箱：sjzyc@zwfwj.beijing.gov.cn"

    assert [place.is_of_office for place in find_personal_data(text)] == [True, False, True]


def test_striking_out_moves_nothing_else() -> None:
    text = "姓名：王小芳，电话13812345678，其他照旧。"
    spans = [(place.start, place.end) for place in find_personal_data(text)]

    struck = struck_out(text, spans)

    assert len(struck) == len(text) and struck.endswith("，其他照旧。")
    assert "王小芳" not in struck and "13812345678" not in struck and STRUCK * 3 in struck


def test_a_span_outside_of_the_text_is_refused() -> None:
    with pytest.raises(ValueError, match="5 to 9"):
        struck_out("四个字啊", [(5, 9)])
