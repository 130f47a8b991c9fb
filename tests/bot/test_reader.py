"""The reader that ships finds the part that answers, within bounds and the same every time, or says it is damaged."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.quoting import choose
from bot.reader.layout import PASSAGE_TOKENS, heading_of
from bot.reader.reader import SHIPPED_READER, Reader, Reading
from bot.reader.runs import best_run
from bot.sources import Asked, Source
from bot.understanding import Aspect
from kb.errors import EmbedderError
from kb.sentences import parts

LEAVE = (
    "第三条 职工累计工作已满1年不满10年的，年休假5天；已满10年不满20年的，年休假10天；已满20年的，年休假15天。"
    "国家法定休假日、休息日不计入年休假的假期。\n"
    "第四条 单位确因工作需要不能安排职工休年休假的，经职工本人同意，可以不安排职工休年休假。"
    "对职工应休未休的年休假天数，单位应当按照该职工日工资收入的300%支付年休假工资报酬。"
)
WASTE = "餐饮单位应当将厨余垃圾单独收集，每日交给收集运输企业，并如实记录种类和数量。收集容器由街道办事处负责配备。"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def read(reader: Reader, question: str, text: str) -> Reading:
    return reader.read(question, "", text, parts(text))


def quoted(reader: Reader, question: str, *texts: str) -> str:
    sources = [Source(text, 0, len(text), "", 0.5) for text in texts]
    chosen = choose(sources, Asked(question, (), frozenset()), reader)
    assert chosen
    return texts[chosen.source][chosen.start : chosen.end]


@pytest.mark.parametrize(
    ("question", "text", "held", "left_out"),
    [
        ("没休的年休假工资怎么算？", LEAVE, "300%", "年休假5天"),
        ("国家法定休假日计入年休假的假期吗？", LEAVE, "不计入年休假", "300%"),
        ("收集容器由谁配备？", WASTE, "街道办事处", "如实记录"),
        ("厨余垃圾多久交运一次？", WASTE, "每日", "街道办事处"),
    ],
)
def test_the_part_that_answers_is_quoted_and_no_other(
    reader: Reader, question: str, text: str, held: str, left_out: str
) -> None:
    words = quoted(reader, question, text)

    assert held in words
    assert left_out not in words


def test_the_passage_that_answers_is_told_from_one_that_does_not(reader: Reader) -> None:
    question = "没休的年休假工资怎么算？"

    assert read(reader, question, LEAVE).relevance > 0.5 > read(reader, question, WASTE).relevance
    assert "300%" in quoted(reader, question, WASTE, LEAVE)


def test_the_same_is_read_the_same_way(reader: Reader) -> None:
    first, second = (read(reader, "年休假几天？", LEAVE) for _ in range(2))

    np.testing.assert_array_equal(first.inside, second.inside)
    assert first.relevance == second.relevance


def test_what_lies_beyond_the_window_is_not_read(reader: Reader) -> None:
    endless = LEAVE * 2000

    reading = read(reader, "年休假几天？" * 5000, endless)

    assert 0 < len(reading.inside) <= PASSAGE_TOKENS


@pytest.mark.parametrize("question", ["", " ", "\x00", "</s><s>", "<pad>" * 30, "𠮷" * 300, "؟ הבת"])
@pytest.mark.parametrize("text", ["。", "</s></s>", "\x00\x01，\x02", "a" * 5000, "，" * 3000, "\u200b\ufeff字"])
def test_anything_can_be_read(reader: Reader, question: str, text: str) -> None:
    reading = read(reader, question, text)

    assert len(reading.inside) == len(reading.begins) == len(reading.ends) <= len(parts(text))
    assert np.isfinite(reading.inside).all()
    assert 0 <= reading.relevance <= 1
    choose([Source(text, 0, len(text), "", 0.5)], Asked(question, (), frozenset()), reader)


def test_a_question_in_the_text_is_not_an_answer(reader: Reader) -> None:
    asked = "被污染的场所和物品如何处理？"
    text = f"3、{asked}\n必须在疾病预防控制机构的指导下进行严格消毒处理。\n4、谁来监督？\n由卫生健康部门监督。"

    words = quoted(reader, asked, text)

    assert "严格消毒" in words and "？" not in words
    assert choose([Source(asked, 0, len(asked), "", 0.5)], Asked(asked, (), frozenset()), reader) is None


def test_whom_a_document_is_addressed_to_is_not_an_answer(reader: Reader) -> None:
    text = (
        "各区住房和城乡建设局，各有关单位：\n每台加装的电梯补助十五万元。\n各区财政局应当：\n（一）按时拨付补助资金。"
    )

    assert "十五万元" in quoted(reader, "补助标准是多少？", text)
    assert not any(
        "有关单位" in quoted(reader, question, text) for question in ("哪些单位？", "各区住房和城乡建设局是什么标准")
    )


def test_a_signature_answers_only_who_asks_for_the_day(reader: Reader) -> None:
    text = "食堂应当错峰用餐，每日消毒。\n某市市场监督管理局 2020年2月1日"
    source = Source(text, 0, len(text), "", 0.5)

    for aspects, held in ((frozenset[Aspect](), False), (frozenset({Aspect.TIME}), True)):
        chosen = choose([source], Asked("某市市场监督管理局哪天发的？", (), aspects), reader)
        assert chosen and ("2020年2月1日" in text[chosen.start : chosen.end]) is held


def test_a_source_without_words_offers_nothing(reader: Reader) -> None:
    assert choose([Source("  \n ", 0, 4, "", 0.5)], Asked("几天？", (), frozenset()), reader) is None


def reading_of(inside: Sequence[float]) -> Reading:
    odds = np.array(inside, np.float32)
    return Reading(odds, odds, odds, 1.0)


def test_neighbouring_parts_that_answer_are_one_run() -> None:
    run = best_run(reading_of([-5, 4, 4, -5, -5]), np.full(5, 10.0), np.ones(5, bool))

    assert (run.first, run.last) == (1, 2)
    assert 0.5 < run.overlap <= 1


def test_a_run_that_cannot_answer_gives_way_to_one_that_can() -> None:
    fits = np.array([False, True])

    assert best_run(reading_of([1, 0.9]), np.array([10.0, 10.0]), fits).last == 1
    assert best_run(reading_of([1, -1]), np.array([10.0, 10.0]), fits).last == 1


def test_the_heading_is_the_title_and_the_innermost_words_above() -> None:
    assert heading_of("某市养犬管理办法\n第二章 登记\n第八条") == "某市养犬管理办法 第八条"
    assert heading_of("某市养犬管理办法") == "某市养犬管理办法"
    assert heading_of("\n") == ""


@pytest.mark.parametrize("file", ["model.onnx", "papers.toml"])
def test_a_damaged_or_missing_file_is_named(tmp_path: Path, file: str) -> None:
    folder = Path(shutil.copytree(SHIPPED_READER, tmp_path / "model"))
    (folder / file).write_bytes(b"\xff")
    with pytest.raises(EmbedderError, match=file):
        Reader(folder)

    (folder / file).unlink()
    with pytest.raises(EmbedderError, match=file):
        Reader(folder)


def test_the_shipped_folder_says_where_it_comes_from() -> None:
    assert {"model.onnx", "papers.toml", "LICENSE", "PROVENANCE.md"} <= {file.name for file in SHIPPED_READER.iterdir()}
