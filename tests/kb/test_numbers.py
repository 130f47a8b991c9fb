import pytest

from kb.errors import DocumentNumberError
from kb.numbers import DocumentNumber, find_numbers


@pytest.mark.parametrize(
    "written",
    [
        "穗民规字〔2025〕2号",
        "穗民规字[2025]2号",
        "穗民规字［2025］2号",
        "穗民规字【2025】2号",
        "穗民规字(2025)2号",
        "穗民规字（2025）2 号",
        "穗民规字﹝2025﹞2号",
        "穗民规字〈2025〉2号",
        " 穗民规字 〔２０２５〕 ０２ 号 ",
        "穗民规字2025第2号",
        "穗民规字2025年2号",
        "穗民规字2025年第2号",
        "穗民规字〔2025〕第2号",
    ],
)
def test_every_writing_of_a_number_is_written_one_way(written: str) -> None:
    assert str(DocumentNumber.parse(written)) == "穗民规字〔2025〕2号"


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("国务院令第746号", "国务院令第746号"),
        ("中华人民共和国国务院令第746号", "国务院令第746号"),
        ("中华人民共和国民政部令（第83号）", "民政部令第83号"),
        ("广州市人民政府令\n第179号", "广州市人民政府令第179号"),
        ("广州市人民政府令 第193号", "广州市人民政府令第193号"),
        ("中华人民共和国主席令第五十二号", "主席令第52号"),
        ("中华人民共和国交通运输部令（2026年第10号）", "交通运输部令2026年第10号"),
        ("财政部 税务总局公告2020年第8号", "财政部税务总局公告2020年第8号"),
        ("北京市人民代表大会常务委员会公告〔十五届〕第62号", "北京市人民代表大会常务委员会公告〔十五届〕第62号"),
    ],
)
def test_orders_and_notices_have_a_normal_form_too(written: str, normal: str) -> None:
    assert str(DocumentNumber.parse(written)) == normal


def test_a_look_alike_is_another_number() -> None:
    assert DocumentNumber.parse("穗建规字〔2024〕5号") != DocumentNumber.parse("穗民规字〔2024〕5号")


def test_the_short_form_of_an_order_is_shown_as_printed_and_equal_to_the_long_one() -> None:
    short, full = DocumentNumber.parse("国令第707号"), DocumentNumber.parse("国务院令第707号")

    assert (short, str(short), short.key) == (full, "国令第707号", str(full))


@pytest.mark.parametrize(
    "text", ["", "无", "—", "〔2024〕5号", "5号", "穗民规字", "穗民规字〔2024〕0号", "国发〔2019〕5号、国发〔2019〕6号"]
)
def test_what_is_no_number_is_refused_by_name(text: str) -> None:
    with pytest.raises(DocumentNumberError, match="不是发文字号"):
        DocumentNumber.parse(text)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("根据穗民规字〔2024〕5号办理", ["穗民规字〔2024〕5号"]),
        ("《关于…的通知》（国发〔2019〕5号）", ["国发〔2019〕5号"]),
        ("现印发国办发〔2020〕53号和国办函[2025]66号", ["国办发〔2020〕53号", "国办函〔2025〕66号"]),
        ("请问穗民规字2024年第5号还有效吗", ["穗民规字〔2024〕5号"]),
        ("严格按照国办函〔2020〕109号文件精神", ["国办函〔2020〕109号"]),
        ("依照2021年7月27日国务院令第746号公布的条例", ["国务院令第746号"]),
        (
            "（住房城乡建设部令第11号）、《办法》（广东省人民政府令第181号）",
            ["住房城乡建设部令第11号", "广东省人民政府令第181号"],
        ),
        ("到2024年5号窗口、（2020）3号楼", []),
        ("拨打12345，截至2020年2月8日共8号文件", []),
    ],
)
def test_numbers_in_running_text_leave_the_words_before_them(text: str, numbers: list[str]) -> None:
    assert [str(number) for number, _, _ in find_numbers(text)] == numbers


def test_a_found_number_is_what_its_span_says() -> None:
    text = "根据穗民规字〔2024〕5号、《甲》（中华人民共和国国务院令第746号）和国发[2019]5号"

    assert [text[a:b] for _, a, b in find_numbers(text)] == [
        "穗民规字〔2024〕5号",
        "中华人民共和国国务院令第746号",
        "国发[2019]5号",
    ]


def test_a_long_hostile_text_is_searched_in_bounded_time() -> None:
    assert find_numbers("发" * 20_000 + "〔" * 20_000 + "2024" * 20_000) == []
