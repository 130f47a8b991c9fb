import pytest

from ingestion.metadata import Source, find_claims
from kb.documents import DocumentKind, Fact, Origin, RelationKind
from tests.ingestion.making import claim, facts, reading

NOTICE = (
    "穗民规字〔2025〕2号\n广州市民政局 广州市财政局关于印发某某标准的通知\n各区人民政府：\n"
    "根据《社会救助暂行办法》（国务院令第649号）和《广东省社会救助条例》，现印发给你们，请认真执行。"
    "执行中遇到问题，请径向市民政局反映。\n一、标准为1309元。\n本通知有效期1年。"
    "《关于2024年标准的通知》（穗民规字〔2024〕5号）同时废止。\n广州市民政局\n广州市财政局\n2025年5月30日\n"
    "（联系电话：83178700）\n公开方式：主动公开"
)


def targets(text: str, kind: RelationKind) -> list[tuple[str | None, str]]:
    return [(r.target_number, r.target_title) for r in reading(text).relations if r.kind is kind]


def test_a_notice_states_its_facts_in_its_own_words() -> None:
    assert facts(reading(NOTICE)) == {
        Fact.TITLE: "广州市民政局 广州市财政局关于印发某某标准的通知",
        Fact.DOCUMENT_NUMBER: "穗民规字〔2025〕2号",
        Fact.ISSUING_BODY: "广州市民政局 广州市财政局",
        Fact.WRITTEN_ON: "2025-05-30",
        Fact.EXPIRES_ON: "2026-05-29",
        Fact.REGION: "广州市",
        Fact.RESPONSIBLE_UNIT: "广州市民政局",
        Fact.PHONE: "83178700",
        Fact.DISCLOSURE: "主动公开",
    }


def test_nothing_is_claimed_of_a_text_that_says_nothing() -> None:
    assert not find_claims(Source("好的。", []))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("某办法\n根据穗府〔2020〕1号，制定本办法。", None),
        ("关于贯彻《通知》（国发〔2019〕5号）的意见\n各单位：", None),
        ("关于转发国发〔2019〕5号的通知\n各单位：\n请执行。", None),
        ("关于某事的通知\n穗府〔2020〕1号\n各单位：\n按照国发〔2019〕5号执行。", "穗府〔2020〕1号"),
        ("关于某事的通知（穗府〔2020〕1号）\n各单位：", "穗府〔2020〕1号"),
        ("文号：穗府〔2020〕1 号\n关于某事的通知\n各单位：", "穗府〔2020〕1号"),
        ("广州市人民政府令\n第179号\n《某办法》现予公布。", "广州市人民政府令第179号"),
        ("中华人民共和国民政部令（第83号）\n某办法\n第一条 甲。", "民政部令第83号"),
        ("某办法\n（2026年2月3日民政部令第83号公布\n自2026年4月1日起施行）\n第一条 甲。", "民政部令第83号"),
        ("某条例\n（2005年1月10日国务院令第431号公布　根据2016年国务院令第666号修订）\n第一条 甲。", "国务院令第431号"),
    ],
)
def test_the_own_number_is_not_the_first_number_in_the_text(text: str, number: str | None) -> None:
    assert facts(reading(text)).get(Fact.DOCUMENT_NUMBER) == number


def test_an_own_number_stands_between_blanks_in_a_text_without_lines() -> None:
    text = "关于某事的通知 财资环〔2020〕3号 各省财政厅： 根据国发〔2019〕5号精神，" + "认真做好有关工作，" * 50 + "。"

    assert facts(reading(text))[Fact.DOCUMENT_NUMBER] == "财资环〔2020〕3号"


def test_the_head_of_a_page_outranks_the_text() -> None:
    head = {"索引号": "01123621-1/2018-05100", "发文日期": "2018年06月18日", "meta:PubDate": "2018-06-19 10:00"}
    found = facts(reading("关于某事的通知\n各单位：\n请执行。\n某市民政局\n2018年6月17日", head=head))

    assert found[Fact.INDEX_NUMBER] == "01123621-1/2018-05100"
    assert (found[Fact.WRITTEN_ON], found[Fact.PUBLISHED_ON]) == ("2018-06-18", "2018-06-19")


def test_a_head_that_stands_in_the_text_is_read_and_left_out_of_it() -> None:
    read = reading(
        "关于某事的通知\n索 引 号: 0112/2018 分  类: 2018年\n文 号: 荆政办文〔2018〕13号\n各单位：\n请执行。"
    )

    assert facts(read)[Fact.DOCUMENT_NUMBER] == "荆政办文〔2018〕13号"
    assert "索" not in read.text


def test_a_responsible_unit_of_a_task_is_not_the_head_of_the_page() -> None:
    read = reading("关于某事的通知\n各单位，请按下列分工执行。\n一、甲。\n责任单位：市财政局")

    assert Fact.RESPONSIBLE_UNIT not in facts(read)


def test_a_title_broken_over_lines_is_joined() -> None:
    assert facts(reading("某市民政局\n关于印发某市临时救助办法\n实施细则的通知\n各区："))[Fact.TITLE] == (
        "某市民政局 关于印发某市临时救助办法实施细则的通知"
    )


def test_the_name_of_the_site_is_no_part_of_the_title() -> None:
    head = {"meta:ArticleTitle": "（转载）关于某事的通知 - 广州市人民政府门户网站"}

    assert facts(reading("正文。", head=head))[Fact.TITLE] == "关于某事的通知"


def test_a_records_issuer_counts_only_where_the_document_names_none() -> None:
    record: dict[str, object] = {"title": "关于某事的通知", "issuer": "广州市财政局", "text": "略"}

    assert facts(reading("请执行。", record=record))[Fact.ISSUING_BODY] == "广州市财政局"
    assert facts(reading("请执行。\n广州市民政局\n2025年5月30日", record=record))[Fact.ISSUING_BODY] == "广州市民政局"
    assert Fact.ISSUING_BODY not in facts(reading("请执行。", record={**record, "issuer": "本网"}))


def test_several_documents_are_repealed_at_once() -> None:
    text = "某办法\n自2025年6月1日起，《甲办法》（穗府〔2010〕1号）、《乙办法》及原穗府办〔2012〕3号文件同时废止。"

    assert targets(text, RelationKind.REPEALS) == [
        ("穗府〔2010〕1号", "甲办法"),
        (None, "乙办法"),
        ("穗府办〔2012〕3号", ""),
    ]
    assert {r.from_day for r in reading(text).relations} == {"2025-06-01"}


@pytest.mark.parametrize(
    "text",
    [
        "应当及时修改、废止《某办法》。",
        "因《某条例》等法律、法规修改、废止，需调整办事指南的，应同步完成。",
        "对已废止的《某办法》，不再作为依据。",
        "如果《某办法》被废止，按新规定执行。",
    ],
)
def test_to_speak_of_repeal_is_not_to_repeal(text: str) -> None:
    assert targets(f"某规定\n{text}", RelationKind.REPEALS) == []


def test_a_basis_is_named_with_its_number() -> None:
    assert targets(NOTICE, RelationKind.BASED_ON) == [
        ("国务院令第649号", "社会救助暂行办法"),
        (None, "广东省社会救助条例"),
    ]


def test_changing_a_document_is_named_by_title_or_sentence() -> None:
    assert targets("关于修改《甲办法》的决定\n现决定如下：", RelationKind.AMENDS) == [(None, "甲办法")]
    assert targets(
        "某通知\n经评估，《甲办法》（穗府〔2020〕1号）有效期延长至2026年12月31日。", RelationKind.AMENDS
    ) == [("穗府〔2020〕1号", "甲办法")]


def test_an_interpretation_points_at_what_it_explains() -> None:
    read = reading(
        "《某市临时救助办法》政策解读\n某市民政局近日印发《某市临时救助办法》（某民规〔2025〕1号），现解读如下。"
    )

    assert read.kind is DocumentKind.INTERPRETATION
    assert [(r.kind, r.target_number) for r in read.relations] == [(RelationKind.INTERPRETS, "某民规〔2025〕1号")]
    assert facts(read)[Fact.INTERPRETS] == "某民规〔2025〕1号"


def test_a_notice_about_interpreting_is_a_policy() -> None:
    assert reading("关于加强政策解读工作的通知\n各单位：").kind is DocumentKind.POLICY


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("北京市优化营商环境条例\n第一条 甲。", DocumentKind.LAW),
        ("广州市人民政府令\n第179号\n现予公布。\n2021年1月29日\n广州市老年人优待办法\n第一条 甲。", DocumentKind.LAW),
        ("某局关于印发某市管理办法的通知\n现印发。\n第一条 甲。", DocumentKind.POLICY),
        ("某市管理办法\n第一条 甲。", DocumentKind.POLICY),
    ],
)
def test_law_is_told_from_policy(text: str, kind: DocumentKind) -> None:
    assert reading(text).kind is kind


def test_a_single_article_of_a_law_is_its_own_clause() -> None:
    record: dict[str, object] = {"id": 1, "name": "中华人民共和国民法典第五十四条", "text": "略"}
    read = reading("自然人从事工商业经营，经依法登记，为个体工商户。", record=record)

    assert (read.kind, [c.labels for c in read.clauses]) == (DocumentKind.LAW, [("第五十四条",)])


def test_a_revised_regulation_replaces_its_older_wording_and_keeps_its_first_day() -> None:
    record: dict[str, object] = {
        "title": "某条例",
        "version": "2019-03-24",
        "history": ["1999年4月3日 中华人民共和国国务院令第262号发布", "2019年3月24日 《决定》第二次修订"],
    }
    read = reading("第一条 甲。\n第二条 本条例自发布之日起施行。", record=record)

    assert facts(read)[Fact.EFFECTIVE_ON] == "1999-04-03"
    assert facts(read)[Fact.ISSUING_BODY] == "国务院"
    assert [(r.kind, r.target_title, r.from_day) for r in read.relations] == [
        (RelationKind.AMENDS, "某条例", "2019-03-24")
    ]


def test_a_page_with_many_telephones_names_none_as_its_own() -> None:
    lines = "\n".join(f"第{n}窗口联系电话：8317870{n}" for n in range(5))

    assert Fact.PHONE not in facts(reading(f"关于某事的通知\n各单位：\n{lines}"))


def test_every_claim_says_where_it_comes_from() -> None:
    read = reading(NOTICE)

    assert all(c.evidence and c.origin is Origin.TEXT for c in read.claims)
    title = claim(read, Fact.TITLE)
    assert read.text[title.start : title.end] == title.value
