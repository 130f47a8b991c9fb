"""Whole files through the one list of readers."""

import re

import docx
import pytest

from ingestion.blocks import BlockKind
from tests.contracts.reader import assert_keeps_the_reader_contract
from tests.ingestion.reading_files import (
    raw,
    read,
    read_one,
    saved,
    shipped,
    upper_part,
    word_with_table,
    words,
    workbook,
)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "minimum-living-allowance.html",
            "public-rental-housing.html",
            "farmland-subsidy.html",
            "founding-notice.txt",
        ),
        *("air-transport-licence.pdf", "govdoc-cn-397.pdf", "govcn-pages.jsonl", "law-articles.jsonl"),
        *("han_letter.ofd", "n_gongwen_reply.ofd", "multi_paragraph_luxun.ofd"),
    ],
)
def test_every_shipped_file_keeps_the_reader_contract(name):
    assert_keeps_the_reader_contract(read(shipped(name)))


def test_a_government_page_gives_its_body_without_furniture():
    page = read_one(shipped("minimum-living-allowance.html"))

    assert "每人每月1309元" in words(page)
    assert page.blocks[0].text == "穗民规字〔2025〕2号"
    assert page.blocks[-1].text == "公开方式：主动公开"
    assert not re.search("返回顶部|扫一扫|版权所有|内容纠错|当前位置", words(page))


def test_a_government_page_gives_its_head():
    page = read_one(shipped("minimum-living-allowance.html"))

    assert page.head["文号"] == "穗民规字〔2025〕2号"
    assert page.head["实施日期"] == "2025年06月01日"
    assert page.head["meta:PubDate"] == "2025-05-30 11:19"


def test_a_head_table_with_empty_values_does_not_take_the_next_label_for_a_value():
    head = read_one(shipped("public-rental-housing.html")).head

    assert head["索引号"] == "11440106718120458W/2024-00008"
    assert head["发布机构"] == "广州市天河区人民政府天园街道办事处"
    assert "分类" not in head


def test_a_title_that_stands_in_the_body_is_marked_there_and_not_repeated():
    page = read_one(shipped("public-rental-housing.html"))

    titles = [block.text for block in page.blocks if block.kind is BlockKind.TITLE]
    assert titles == ["广州市人民政府办公厅关于印发广州市公共租赁住房管理办法的通知"]


def test_a_saved_page_as_text_loses_breadcrumb_and_footer_and_gives_its_head():
    notice = read_one(shipped("founding-notice.txt"))

    assert notice.head["文号"] == "荆政办文〔2018〕13号"
    assert notice.head["发布机构"] == "市政府办公室"
    assert notice.blocks[0].text == "关于分解落实2018年全市政务公开工作重点任务的通知"
    assert notice.blocks[-1].text.endswith("法治荆门建设考核范围。")


def test_a_printed_page_loses_print_marks_and_joins_paragraphs_over_pages():
    regulation = read_one(shipped("air-transport-licence.pdf"))

    texts = [block.text for block in regulation.blocks]
    assert not any("https://" in text or "2026/7/24" in text for text in texts)
    assert (
        "本规定所称公共航空运输企业，是指以营利为目的，使用中国民用航空局（以下简称中国民航局）规定的民用航空器从事运送旅客、行李、邮件或者货物的民用航空活动的企业法人。"
        in texts
    )
    assert regulation.blocks[-1].page == 6


def test_a_printed_head_table_becomes_the_head():
    head = read_one(shipped("water-bodies.pdf")).head

    assert head["发文字号"] == "国办函〔2026〕65号"
    assert head["主题分类"] == "城乡建设、环境保护\\环境监测、保护与治理"
    assert head["标题"].endswith("《群众身边水体保护治理行动方案》的通知")


def test_page_numbers_between_dashes_are_removed():
    assert "—1—" not in words(read_one(shipped("govdoc-cn-397.pdf")))


def test_a_scanned_page_is_recognised_and_says_so():
    page = read_one(raw(upper_part("govdoc-cn-397_1.png")))

    assert page.ocr
    assert "发改办财金规〔2019〕860号" in words(page)


def test_an_official_letter_in_ofd_is_read_in_order():
    letter = read_one(shipped("n_gongwen_reply.ofd"))

    assert [block.text for block in letter.blocks[1:4]] == [
        "路卫发〔2011〕76号",
        "关于同意张阿三同志辞职的批复",
        "区中医院：",
    ]


def test_a_cell_merged_down_is_said_once_and_kept_in_every_row():
    document = read_one(raw(word_with_table(), "通知.doc"))

    rows = [block for block in document.blocks if block.kind is BlockKind.TABLE_ROW]
    assert [row.text for row in rows] == ["类别\t等级\t标准", "养老\t一级\t300元", "二级\t200元"]
    assert rows[2].cells == ("养老", "二级", "200元")
    assert [row.is_header for row in rows] == [True, False, False]


def test_a_word_heading_is_marked_as_heading():
    document = read_one(raw(word_with_table()))

    assert document.blocks[0].kind is BlockKind.HEADING


def test_numbers_that_word_prints_are_written():
    document = docx.Document()
    for text in ("提交申请", "等待审核"):
        document.add_paragraph(text, style="List Number")

    found = read_one(raw(saved(document)))

    assert [block.text for block in found.blocks] == ["1.提交申请", "2.等待审核"]


def test_a_sheet_with_one_row_a_record_gives_records():
    data = workbook(
        [["事项名称", "受理条件", "咨询电话"], ["开办餐馆", "有固定场所", "12345"], ["办证", "年满18周岁", "12345"]]
    )

    records = [document.record for document in read(raw(data, "指南.xlsx"))]

    assert records[0] == {"事项名称": "开办餐馆", "受理条件": "有固定场所", "咨询电话": "12345"}
    assert len(records) == 2


def test_a_sheet_that_is_a_table_keeps_its_merged_cells():
    table = read_one(raw(workbook([["补贴标准", None], ["等级", "金额"], ["一级", 0.3], ["二级", 200]], ("A1:B1",))))

    assert table.blocks[0].cells == ("补贴标准", "补贴标准")
    assert table.blocks[1].is_header
    assert table.blocks[2].text == "一级\t0.3"


def test_rows_of_articles_become_one_law():
    law = read_one(shipped("law-articles.jsonl"))

    assert law.record["law"] == "中华人民共和国个人信息保护法"
    assert [article["article"] for article in law.record["articles"]] == ["第一条", "第二条", "第三条"]
    assert law.blocks[2].text.startswith("第一条\u3000为了保护个人信息权益")


def test_a_record_with_its_page_has_the_head_of_the_page():
    first = read(shipped("govcn-pages.jsonl"))[0]

    assert first.head["发文字号"] == "国发〔2019〕5号"
    assert first.blocks[0].text == "国务院关于在市场监管领域全面推行"


def test_markdown_markers_are_no_words():
    document = read_one(raw("# 通知\n\n请在**3日内**办理。\n\n|项目|金额|\n|--|--|\n|甲|100元|\n", "通知.md"))

    assert [block.text for block in document.blocks] == ["通知", "请在3日内办理。", "项目\t金额", "甲\t100元"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_is_read_in_its_real_encoding(encoding):
    document = read_one(raw("第一条　为了规范，制定本办法。".encode(encoding), "办法.txt"))

    assert document.blocks[0].text == "第一条　为了规范，制定本办法。"


def test_a_page_that_declares_the_wrong_encoding_is_read_by_its_bytes():
    page = '<html><head><meta charset="utf-8"></head><body><p>本办法自印发之日起施行，有效期五年。</p></body></html>'

    assert "有效期五年" in words(read_one(raw(page.encode("gb18030"), "a.html")))


def test_invisible_characters_are_taken_out():
    assert read_one(raw("有效\u200b期\ufeff五\x07年。", "a.txt")).blocks[0].text == "有效期五年。"
