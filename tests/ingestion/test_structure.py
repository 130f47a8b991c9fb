from pathlib import Path

import pytest

from tests.ingestion.making import cited, clauses

NOTICE = (Path(__file__).parents[2] / "demo" / "founding-notice.txt").read_text("utf-8")


def units(text: str) -> dict[str, str | None]:
    return {"".join(clause.labels): clause.unit for clause in clauses(text)[1]}


def test_levels_nest_in_their_usual_order() -> None:
    assert cited("一、甲\n（一）乙\n1.丙\n（1）丁\n①戊\n②己\n2．庚\n（二）辛\n二、壬\n（一）癸") == [
        "一",
        "一（一）",
        "一（一）1",
        "一（一）1（1）",
        "一（一）1（1）①",
        "一（一）1（1）②",
        "一（一）2",
        "一（二）",
        "二",
        "二（一）",
    ]


def test_items_that_count_on_through_the_chapters_keep_their_place() -> None:
    assert cited("一、甲\n（一）乙\n二、丙\n（二）丁\n（三）戊") == ["一", "一（一）", "二", "二（二）", "二（三）"]


def test_a_span_reaches_to_the_last_word_under_it() -> None:
    text, found = clauses("前言。\n一、甲\n（一）乙。\n续行。\n二、丙。")

    assert [text[c.start : c.end] for c in found] == ["一、甲\n（一）乙。\n续行。", "（一）乙。\n续行。", "二、丙。"]


def test_headings_are_the_words_beside_the_label() -> None:
    _, found = clauses("一、强化解读\n（一）谁起草谁解读。围绕重点工作，做好解读。\n（二）每人每月1309元，按月发放。")

    assert [c.headings[-1] for c in found] == ["强化解读", "谁起草谁解读", ""]


@pytest.mark.parametrize(
    "line",
    [
        "第五条规定的情形，应当报告。",
        "依照第五条，应当报告。",
        "第九条、第十条所列材料。",
        "2. 5元每小时。",
        "1.5倍确定标准。",
        "一、二级残疾人优先。",
        "（一）至（三）项所列人员。",
        "2020年5月1日起办理。",
        "12345热线受理。",
    ],
)
def test_a_reference_or_an_amount_at_the_start_of_a_line_is_no_heading(line: str) -> None:
    assert cited(f"第一条 甲。\n第二条 乙。\n{line}\n第三条 丙。") == [
        "第一条",
        "第二条",
        "第二条第一款",
        "第二条第二款",
        "第三条",
    ]


def test_articles_without_a_blank_behind_them_are_articles() -> None:
    assert cited("第一章 总则\n第一条为了规范，制定本办法。\n第二条规定适用范围如下。\n第三条市政府统筹。") == [
        "第一章",
        "第一条",
        "第二条",
        "第三条",
    ]


def test_item_1_may_begin_with_a_digit() -> None:
    assert cited("1.3人户家庭；\n2.2人户中年满18周岁的；\n3.4人户。") == ["1", "2", "3"]


def test_decimals_nest_by_their_own_digits() -> None:
    assert cited("1 总则\n1.1 目的\n为了应急。\n1.2 范围\n1.2.1 国家级\n2 组织\n2.1 指挥部") == [
        "1",
        "1.1",
        "1.2",
        "1.2.1",
        "2",
        "2.1",
    ]


def test_paragraphs_of_an_article_are_counted_and_items_belong_to_theirs() -> None:
    text = "第五条 申请人应当符合下列条件：\n（一）甲；\n（二）乙。\n前款规定的条件由市局核查。"

    assert cited(text) == ["第五条", "第五条第一款", "第五条第一款第（一）项", "第五条第一款第（二）项", "第五条第二款"]


def test_a_line_between_two_items_of_one_list_is_no_paragraph_of_the_article() -> None:
    text = "第六条 标准如下：\n（一）职工\n在职职工按月缴费。\n1.单位缴费。\n2.个人缴费。\n（二）居民\n按年缴费。"

    assert not [label for label in cited(text) if "款" in label]


def test_an_article_of_one_paragraph_has_no_numbered_paragraph() -> None:
    assert cited("第五条 甲。") == ["第五条"]
    assert cited("第一条 甲。\n第一条之一 乙。\n第二条 丙。") == ["第一条", "第一条之一", "第二条"]


def test_a_table_of_contents_is_not_the_chapters() -> None:
    text = "某条例\n目　录\n第一章　总则\n第二章　附则\n第一章　总则\n第一条　甲。\n第二章　附则\n第二条　乙。"

    assert cited(text) == ["第一章", "第一条", "第二章", "第二条"]


def test_the_issued_document_and_its_attachment_keep_apart() -> None:
    text = (
        "某市民政局关于印发方案的通知\n一、认真落实。\n二、加强宣传。\n某市民政局\n2025年5月30日\n"
        "某市实施方案\n一、目标\n二、任务\n附件1\n申请表填写说明\n一、填写要求"
    )

    assert cited(text) == [
        "一",
        "二",
        "《某市实施方案》",
        "《某市实施方案》 一",
        "《某市实施方案》 二",
        "附件1",
        "附件1 一",
    ]


def test_an_issued_document_is_cited_bare_when_the_notice_has_no_numbers() -> None:
    assert cited("关于印发方案的通知\n现印发给你们。\n某市民政局\n2025年5月30日\n某市实施方案\n一、目标") == ["一"]


def test_a_list_of_attachments_is_no_clause() -> None:
    assert cited("一、甲。\n附件：1.申请表\n2.承诺书\n某市民政局\n2025年5月30日\n公开方式：主动公开") == ["一"]


def test_signature_and_remarks_stand_under_no_clause() -> None:
    text, found = clauses("一、甲。\n二、乙。\n本通知自印发之日起施行。\n某市民政局\n2025年5月30日")

    assert [text[c.start : c.end] for c in found] == ["一、甲。", "二、乙。"]


def test_a_text_that_lost_its_paragraphs_is_read_by_its_running_numbers() -> None:
    filler = "应当按照规定认真办理有关事项，不得推诿拖延。" * 8
    text = (
        f"通知如下： 一、总体要求 {filler} （一）原则。{filler}（二）目标。{filler} 二、措施。{filler}按照第三条办理。"
    )

    assert cited(text) == ["一", "一（一）", "一（二）", "二"]


def test_flat_numbers_inside_a_sentence_are_left_alone() -> None:
    filler = "应当按照规定认真办理有关事项，不得推诿拖延。" * 20
    text = f"标准为1.5倍，比例3.2，按（一）类执行，{filler}（二）类另行规定。"

    assert cited(text) == []


def test_the_founding_notice_names_the_unit_of_each_task() -> None:
    named = units(NOTICE)

    assert named["三（三）"] == "市信访局、各县市区"
    assert named["一（一）1"] == "市政府办公室、各县市区"
    assert named["二（二）"] == "市行政审批局、市智慧办、各县市区"


def test_the_closing_paragraph_of_the_founding_notice_stands_under_no_task() -> None:
    text, found = clauses(NOTICE)
    last = text.index("各地、各部门要高度重视本方案")

    assert all(clause.end <= last for clause in found)


def test_units_are_read_in_the_state_councils_wording_too() -> None:
    named = units("一、甲。（教育部牵头，财政部、民政部按职责分工负责）\n二、乙。（责任单位：市教育局，市财政局）")

    assert named == {"一": "教育部、财政部、民政部", "二": "市教育局、市财政局"}
