"""Sentences and parts by span: nothing lost, nothing twice, brackets and quotations left whole."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.sentences import parts, sentences


def cut(text: str) -> list[str]:
    return [span.of(text) for span in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲。乙！丙？丁", ["甲。", "乙！", "丙？", "丁"]),
        ("甲；乙;丙", ["甲；", "乙;", "丙"]),
        ("甲\n\n乙", ["甲", "乙"]),
        ("（见附件。另发）执行。", ["（见附件。另发）执行。"]),
        ("称为“低保”。其余不变。", ["称为“低保”。", "其余不变。"]),
        ("（未完\n下一行。第二句。", ["（未完", "下一行。", "第二句。"]),
        ("   \n  ", []),
        ("", []),
        ("。", ["。"]),
    ],
)
def test_sentences_end_outside_of_brackets_and_quotations(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_parts_end_at_commas_and_colons_as_well() -> None:
    text = "一、标准如下：甲，每月1309元；乙（含丙，丁），每月1元。"

    found = [span.of(text) for span in parts(text)]

    assert found == ["一、标准如下：", "甲，", "每月1309元；", "乙（含丙，丁），", "每月1元。"]


def test_spans_count_in_the_whole_text() -> None:
    text = "前言。正文一。正文二。尾。"

    found = sentences(text, start=3, end=11)

    assert [(span.start, span.of(text)) for span in found] == [(3, "正文一。"), (7, "正文二。")]


def test_a_closing_mark_belongs_to_its_sentence() -> None:
    assert cut("（一）凡在本市居住的。）乙。")[0].endswith("）")


MARKS = st.text(alphabet="甲乙，。；：！？\n “”（）《》〔〕‘’1", max_size=60)


@settings(max_examples=200, deadline=None)
@given(st.one_of(MARKS, st.text(max_size=40)))
def test_spans_follow_each_other_and_cover_every_visible_character(text: str) -> None:
    for spans in (sentences(text), parts(text)):
        assert all(first.end <= second.start for first, second in pairwise(spans))
        assert "".join("".join(span.of(text).split()) for span in spans) == "".join(text.split())
        assert all(span.of(text) == span.of(text).strip() for span in spans)


@settings(max_examples=100, deadline=None)
@given(MARKS)
def test_every_part_lies_in_one_sentence(text: str) -> None:
    whole = sentences(text)

    assert all(any(s.start <= part.start and part.end <= s.end for s in whole) for part in parts(text))


def test_brackets_that_never_close_cost_no_more_than_their_line() -> None:
    text = "（" * 20_000 + "\n甲。乙。"

    assert cut(text)[1:] == ["甲。", "乙。"]
