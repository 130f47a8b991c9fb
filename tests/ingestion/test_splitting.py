from itertools import pairwise

from ingestion.blocks import ReadDocument
from ingestion.interpreting import interpret
from ingestion.lines import paragraphs
from kb.documents import PassageDraft, PassageKind, Reading
from tests.ingestion.making import reading, row

LONG = "申请人应当向户籍所在地的街道办事处提出申请，并如实提供材料。"


def prose(read: Reading) -> list[PassageDraft]:
    return [p for p in read.passages if p.kind is PassageKind.PROSE]


def words(read: Reading, passage: PassageDraft) -> str:
    return read.text[passage.start : passage.end]


def test_a_short_list_stays_whole_with_the_words_that_lead_it_in() -> None:
    read = reading(
        "关于甲事项的通知\n一、材料\n申请时提交：\n（一）身份证；\n（二）户口簿；\n（三）照片。\n二、时间\n全年受理。"
    )

    assert [words(read, p) for p in prose(read)] == [
        "一、材料\n申请时提交：\n（一）身份证；\n（二）户口簿；\n（三）照片。",
        "二、时间\n全年受理。",
    ]


def test_clauses_that_are_long_enough_stand_alone() -> None:
    read = reading(
        f"关于甲事项的通知\n一、条件\n（一）低保。{LONG * 6}\n（二）特困。{LONG * 6}\n（三）孤儿。{LONG * 6}"
    )

    assert [p.labels for p in prose(read)] == [("一", "（一）"), ("一", "（二）"), ("一", "（三）")]


def test_the_heading_path_stands_in_the_context_and_not_in_the_passage() -> None:
    read = reading(f"关于甲事项的通知\n一、申请条件\n（一）低保家庭。{LONG * 6}\n（二）特困人员。{LONG * 9}")

    first = prose(read)[0]
    assert first.context == "关于甲事项的通知\n一 申请条件\n（一） 低保家庭"
    assert words(read, first).startswith("（一）低保家庭。")


def test_a_long_clause_is_cut_at_sentence_ends() -> None:
    read = reading(f"关于甲事项的通知\n一、{LONG * 40}")

    assert all(words(read, p).endswith("。") and p.end - p.start <= 400 for p in prose(read))


def test_an_article_is_a_passage() -> None:
    read = reading("某市优待办法\n第一章 总则\n第一条 甲。\n第二条 乙。\n丙。\n第三条 丁。")

    assert [(p.labels[-1], words(read, p)) for p in prose(read)] == [
        ("第一条", "第一条 甲。"),
        ("第二条", "第二条 乙。\n丙。"),
        ("第三条", "第三条 丁。"),
    ]


def test_a_later_part_of_a_long_list_remembers_what_led_it_in() -> None:
    items = "\n".join(f"（{n}）{LONG * 6}" for n in "一二三")
    read = reading(f"关于甲事项的通知\n一、条件\n有下列情形之一的，可以申请：\n{items}")

    assert "有下列情形之一的，可以申请：" in prose(read)[-1].context


def test_every_sentence_lies_in_exactly_one_passage() -> None:
    body = (
        f"各单位：\n为做好工作，现通知如下。\n一、甲\n前言。{LONG * 9}\n（一）乙。\n（二）{LONG * 30}\n后语。\n二、丙。"
    )
    read = reading(f"关于甲事项的通知\n{body}\n某市民政局\n2025年5月30日")

    covered = sorted((p.start, p.end) for p in prose(read))
    assert all(a[1] <= b[0] for a, b in pairwise(covered))
    rest = "".join(c for i, c in enumerate(read.text) if not any(a <= i < b for a, b in covered))
    assert set(rest.split()) <= {"关于甲事项的通知", "一、甲"}


def test_rows_of_a_table_carry_their_header() -> None:
    blocks = [
        *paragraphs("关于标准的通知\n标准如下："),
        row("区域", "标准（元）", is_header=True),
        *(row(f"第{n}区", str(1000 + n)) for n in range(60)),
    ]
    read = interpret(ReadDocument(tuple(blocks), "text/html"), key="a", source_digest="", url=None)
    tables = [p for p in read.passages if p.kind is PassageKind.TABLE]

    assert len(tables) > 1
    assert {read.text[slice(*p.header)] for p in tables if p.header} == {"区域\t标准（元）"}
    assert all("区域 标准（元）" in p.context and words(read, p).count("\n") > 5 for p in tables)


def test_a_document_has_a_passage_for_its_name() -> None:
    read = reading("某市民政局关于印发某市临时救助办法的通知\n各区：\n现印发给你们。")

    name = read.passages[0]
    assert (name.kind, words(read, name)) == (PassageKind.NAME, "某市民政局关于印发某市临时救助办法的通知")
    assert name.context.splitlines() == ["某市民政局关于印发某市临时救助办法的通知", "某市临时救助办法"]


def test_a_sentence_without_end_is_cut_by_force() -> None:
    read = reading("啊" * 5000)

    assert max(p.end - p.start for p in prose(read)) <= 800
