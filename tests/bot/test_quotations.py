"""Quotations are the stored words at the stated place; a row brings its header, an item its lead-in."""

from datetime import date
from itertools import pairwise

import pytest

from bot.answers import AnswerStatus
from bot.completing import completed
from bot.lists import lead_in
from kb.library import Library
from kb.sentences import Span
from tests.bot.conftest import Ask
from tests.bot.quotations import unsupported

QUESTIONS = [
    "12345热线由哪个单位负责？",
    "政务公开工作要怎么考核？",
    "广州低保边缘家庭认定标准是多少？",
    "孤儿养育标准是多少钱一个月",
    "老年人坐公交车要钱吗？",
    "65岁以上老人坐地铁免费吗",
    "职工累计工作满10年年休假几天？",
    "没休年休假单位怎么补偿？",
    "花生收获机补贴多少",
    "公共充电桩建设补助标准是多少？",
    "高等学校教师资格认定在哪里办",
    "户口迁出要带什么材料",
    "弩的购置审批要多久",
    "穗民规字〔2025〕2号还有效吗？",
    "餐饮单位的厨余垃圾多久交运一次？",
    "加装电梯要多少业主同意",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_quotation_is_the_stored_text_at_its_span_and_is_read(question: str, ask: Ask, library: Library) -> None:
    answer = ask(question)

    assert unsupported(answer, library) == []
    assert len(answer.citations) <= 4
    assert answer.status.has_quotations == bool(answer.citations)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_source_is_named_with_its_standing(question: str, ask: Ask) -> None:
    answer = ask(question)

    for citation in answer.citations:
        assert f"《{citation.title}》" in answer.text
        assert not citation.doc_no or citation.doc_no in answer.text
        assert citation.validity_basis


@pytest.mark.parametrize("question", QUESTIONS)
def test_quotations_of_one_answer_do_not_overlap(question: str, ask: Ask) -> None:
    spans = sorted((c.version_id, c.start, c.end) for c in ask(question).citations)

    assert all(a[0] != b[0] or a[2] <= b[1] for a, b in pairwise(spans))


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_document_is_named_as_a_source_once(question: str, ask: Ask) -> None:
    answer = ask(question)

    sources = [line for line in answer.text.splitlines() if line.startswith("来源：")]
    assert len(sources) == len({citation.version_id for citation in answer.citations})
    assert all(c.clause_path in "".join(sources) for c in answer.citations)


def test_a_row_of_a_table_is_quoted_under_its_header(ask: Ask) -> None:
    answer = ask("水稻插秧机每台补贴额度多少元？")

    assert "每台补贴额度（元）" in answer.text
    assert answer.text.index("每台补贴额度（元）") < answer.text.index("31200")


def test_who_is_responsible_is_answered_with_the_note_that_names_the_unit(ask: Ask) -> None:
    answer = ask("12345市长热线由谁负责？")

    assert any("责任单位" in citation.quote and "信访局" in citation.quote for citation in answer.citations)


def test_a_lead_in_is_not_quoted_without_what_it_leads_to(ask: Ask) -> None:
    answer = ask("申请养犬登记应当具备哪些条件？", on=date(2022, 5, 1))

    assert answer.status is AnswerStatus.ANSWERED
    assert "狂犬病疫苗" in answer.text


LIST = "第三条 申请登记的，应当具备下列条件：\n（一）有合法的身份证明；\n（二）有固定的住所；\n（三）犬只已注射疫苗。"


def span_of(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


@pytest.mark.parametrize("item", ["（一）有合法的身份证明；", "（二）有固定的住所；", "（三）犬只已注射疫苗。"])
def test_an_item_is_led_in_by_the_words_with_the_colon(item: str) -> None:
    before = lead_in(LIST, span_of(LIST, item), floor=0)

    assert before
    assert before.of(LIST).endswith("应当具备下列条件：")


def test_what_is_no_item_has_no_lead_in() -> None:
    assert (
        lead_in("条件如下：\n有固定的住所。", span_of("条件如下：\n有固定的住所。", "有固定的住所。"), floor=0) is None
    )


@pytest.mark.parametrize(("line", "leads"), [("各区人民政府，各有关单位：", False), ("各区财政局应当：", True)])
def test_whom_a_document_is_addressed_to_leads_nothing_in(line: str, leads: bool) -> None:
    text = f"{line}\n一、每台电梯补助十五万元。"
    before = lead_in(text, span_of(text, "一、每台电梯补助十五万元。"), floor=0)
    assert (before is not None) is leads


def test_an_item_after_a_plain_sentence_has_no_lead_in() -> None:
    text = "本市实行登记。\n（一）登记免费。"

    assert lead_in(text, span_of(text, "（一）登记免费。"), floor=0) is None


NESTED = (
    "现就有关事项通知如下：\n一、提高标准\n（一）低保标准为1309元。\n（二）边缘家庭按1.5倍确定。\n"
    "二、申请人应当同时符合以下条件：\n（一）具有本市户籍。\n（二）收入低于标准。须如实申报。\n（三）财产符合规定。"
)


@pytest.mark.parametrize("item", ["（二）边缘家庭按1.5倍确定。", "一、提高标准"])
def test_the_opening_of_a_letter_leads_no_item_in(item: str) -> None:
    assert lead_in(NESTED, span_of(NESTED, item), floor=0) is None


@pytest.mark.parametrize("item", ["（一）具有本市户籍。", "（三）财产符合规定。"])
def test_an_item_is_led_in_by_the_heading_it_stands_under(item: str) -> None:
    before = lead_in(NESTED, span_of(NESTED, item), floor=0)

    assert before
    assert before.of(NESTED) == "二、申请人应当同时符合以下条件："


def test_an_item_in_a_running_line_is_led_in_too() -> None:
    text = "申请人应当具备下列条件：（一）有户籍；（二）有住所；（三）无违法记录。"

    before = lead_in(text, span_of(text, "（三）无违法记录。"), floor=0)

    assert before
    assert before.of(text) == "申请人应当具备下列条件："


def completed_from(text: str, words: str) -> str:
    return completed(text, span_of(text, words), floor=0, ceiling=len(words)).of(text)


def test_words_that_lead_in_bring_their_whole_list_and_no_more() -> None:
    text = (
        "应当具备下列条件：\n（一）有住所：\n1.自有；\n2.租赁；\n（二）无违法记录。需要核实。\n（三）年满十八周岁。\n"
        "第四条 不得转让。"
    )

    assert completed_from(text, "应当具备下列条件：").endswith("（三）年满十八周岁。")


def test_a_lead_in_quoted_with_some_of_its_items_brings_the_others() -> None:
    text = (
        "有下列情形之一的，不得解除合同：\n（一）从事过有害作业的；\n（二）患病的；\n（三）怀孕的。\n第四条 不得转让。"
    )
    words = text[: text.index("\n（二）")]

    quoted = completed(text, span_of(text, words), floor=0, ceiling=len(text)).of(text)

    assert quoted.endswith("（三）怀孕的。")


@pytest.mark.parametrize("after", ["\n二、下一部分", "\n（一）另一列", "\n本办法自发布之日起施行。", "\n第五条 其他"])
def test_a_list_ends_where_its_numbers_do(after: str) -> None:
    text = "应当具备下列条件：\n（一）有住所；\n（二）无违法记录。" + after

    assert completed_from(text, "应当具备下列条件：").endswith("（二）无违法记录。")


def test_of_a_very_long_list_the_items_that_fit_are_quoted() -> None:
    text = "下列材料：" + "".join(
        f"\n{n}.第{n}项材料的名称和说明文字若干，应当提交原件和复印件各一份；" for n in range(1, 41)
    )

    quoted = completed_from(text, "下列材料：")

    assert 300 < len(quoted) < 450
    assert quoted.endswith("；")


def test_words_that_lead_to_nothing_stay_alone() -> None:
    assert completed_from("标准如下：", "标准如下：") == "标准如下："


def test_a_short_sentence_is_quoted_whole() -> None:
    text = "前一句。路内停车首小时收费4元，之后每半小时2元。后一句。"

    whole = completed(text, span_of(text, "之后每半小时2元。"), floor=0, ceiling=len(text))

    assert whole.of(text) == "路内停车首小时收费4元，之后每半小时2元。"


def completed_in(text: str, words: str) -> str:
    return completed(text, span_of(text, words), floor=0, ceiling=len(text)).of(text)


NEWS = (
    "截至10月12日，全县共有在产的菌菇加工企业23家，日加工能力可达46吨，"
    "县工业和信息化局正派专人逐户了解用工、用电、原料和运输中的困难，帮助企业稳定生产。"
)


def test_of_a_long_sentence_only_what_answers_is_quoted() -> None:
    assert completed_in(NEWS, "全县共有在产的菌菇加工企业23家，") == "全县共有在产的菌菇加工企业23家"


SAID = "符合本办法规定条件的个人和小微企业在停业期间每户可以领取一次性补助两千元，"


@pytest.mark.parametrize(
    "rest",
    [
        "由所在街道办事处核实，但已经享受租金减免的除外。",
        "由所在街道办事处核实发放，法律另有规定的从其规定。",
        "由所在街道办事处核实，累计不超过三次。",
        "由所在街道办事处核实，确有特殊困难的由区民政局决定。",
        "除已经享受租金减免的以外。",
        "逾期不再受理。",
        "其中停业不满十日的减半发放。",
    ],
)
def test_what_takes_some_of_it_back_is_quoted_with_it(rest: str) -> None:
    assert completed_in(f"有关事项说明如下。{SAID}{rest}", SAID) == SAID + rest


@pytest.mark.parametrize(
    "rest",
    [
        "由所在街道办事处逐户核实登记并公示五个工作日，除夕照常受理。",
        "其中餐饮企业占六成，由所在街道办事处逐户核实登记并公示。",
    ],
)
def test_what_takes_nothing_back_is_left_out(rest: str) -> None:
    assert completed_in(f"有关事项说明如下。{SAID}{rest}", SAID) == SAID[:-1]


@pytest.mark.parametrize(
    "said",
    [
        "单位连续两年以上没有为职工办理年度健康检查的，",
        "自收到申请材料并且材料齐全符合法定形式之日起三十日内，",
        "县级以上地方人民代表大会常务委员会办事机构，",
    ],
)
def test_what_says_nothing_yet_brings_the_rest(said: str) -> None:
    rest = "应当由主管部门责令限期改正，并且在本部门网站上予以公布直到改正为止。"

    assert completed_in(said + rest, said) == said + rest


def test_of_a_very_long_sentence_as_much_comes_as_says_something() -> None:
    said, rest = "用人单位未按照国家规定支付加班工资的，", "由劳动行政部门责令限期支付，"
    text = said + rest + "并且可以由其上级主管部门在职责范围内给予通报，" * 12 + "情况记入档案。"

    assert completed_in(text, said) == said + rest[:-1]


def test_a_stretch_into_a_short_sentence_brings_all_of_it() -> None:
    text = "申请人提交身份证明、居住证明和收入证明的复印件各一份。符合条件的由民政部门发给证书，并予公告。"

    assert completed_in(text, text[: text.index("并予")]) == text


def test_what_follows_a_condition_brings_it() -> None:
    said = "处二百元罚款，机关可以将车辆拖移到指定的地点停放，"
    before, after = (
        "在禁止停车的路段停放机动车并且驾驶人不在现场的，",
        "并及时告知当事人到何处领取，拖移车辆不收取费用。",
    )

    assert completed_in(before + said + after, said) == before + said[:-1]


def test_a_comma_alone_stays() -> None:
    assert completed_in("甲。”\n，\n乙。", "，") == "，"


def test_a_sentence_that_refers_back_brings_the_one_before() -> None:
    text = "困难家庭可以申请补贴。其标准为每户每年一千六百元，由街道办事处按年度发放到申请人本人账户。"

    whole = completed(text, Span(text.index("其标准"), len(text)), floor=0, ceiling=len(text))

    assert whole.of(text) == text


def test_of_several_cases_none_is_left_out() -> None:
    text = "已满1年不满10年的，年休假5天；已满10年不满20年的，年休假10天；已满20年的，年休假15天。法定休假日不计入。"
    two, one, five = text.index("已满20年"), text.index("已满10年"), text.index("年休假5天")

    assert completed(text, Span(five, two), floor=0, ceiling=len(text)).of(text).startswith("已满1年")
    assert completed(text, Span(0, two), floor=0, ceiling=len(text)).of(text).endswith("年休假15天。")
    assert completed(text, Span(0, one), floor=0, ceiling=len(text)).of(text) == text[:one]


def test_completing_stays_inside_its_passage() -> None:
    text = "甲句在外面。其标准为一千元。"
    floor = text.index("其")

    assert completed(text, Span(floor, len(text)), floor=floor, ceiling=len(text)) == Span(floor, len(text))
