"""What changed between two wordings: on made-up clauses, and on the real regulations of the demo corpus."""

import json
from collections import Counter
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.clause_diff import ChangeKind, ClauseText, PieceKind, clause_texts, diff, mark_words
from ingestion.lines import lay_out, paragraphs
from ingestion.structure import find_clauses

_WORDS = st.text(alphabet="甲乙丙丁，。12元", max_size=40)


def clause(number: int, words: str) -> ClauseText:
    return ClauseText(f"第{number}条", words)


def kinds(old: list[ClauseText], new: list[ClauseText]) -> list[ChangeKind]:
    return [change.kind for change in diff(old, new)]


def test_an_article_put_in_between_only_renumbers_those_after_it() -> None:
    old = [clause(1, "申请人应当具有本市户籍。"), clause(2, "补贴按月发放到个人账户。")]
    new = [old[0], clause(2, "在本市连续居住满三年的，视同本市户籍。"), clause(3, "补贴按月发放到个人账户。")]

    assert kinds(old, new) == [ChangeKind.SAME, ChangeKind.ADDED, ChangeKind.RENUMBERED]


def test_the_changed_words_are_marked_and_the_others_kept() -> None:
    (change,) = diff([clause(1, "标准为每人每月1238元。")], [clause(1, "标准为每人每月1309元。")])

    marked = [(piece.kind, piece.words) for piece in change.pieces]
    assert change.kind is ChangeKind.CHANGED
    assert marked == [
        (PieceKind.KEPT, "标准为每人每月"),
        (PieceKind.REMOVED, "1238"),
        (PieceKind.ADDED, "1309"),
        (PieceKind.KEPT, "元。"),
    ]


def test_a_removed_clause_stands_where_it_stood() -> None:
    old = [clause(1, "一二三四五六"), clause(2, "子丑寅卯辰巳"), clause(3, "东西南北中间")]

    changes = diff(old, [old[0], clause(2, "东西南北中间")])

    assert [c.kind for c in changes] == [ChangeKind.SAME, ChangeKind.REMOVED, ChangeKind.RENUMBERED]


@given(_WORDS, _WORDS)
@settings(max_examples=200, deadline=None)
def test_the_pieces_give_back_both_wordings(old: str, new: str) -> None:
    pieces = mark_words(old, new)

    assert "".join(p.words for p in pieces if p.kind is not PieceKind.REMOVED) == new
    kept = "".join(p.words for p in pieces if p.kind is not PieceKind.ADDED)
    assert kept == old


@given(st.lists(_WORDS, max_size=8), st.lists(_WORDS, max_size=8))
@settings(max_examples=100, deadline=None)
def test_every_clause_of_both_wordings_appears_once_and_in_order(old: list[str], new: list[str]) -> None:
    before, after = ([clause(i, words) for i, words in enumerate(words)] for words in (old, new))

    changes = diff(before, after)

    assert [c.old for c in changes if c.old] == before
    assert [c.new for c in changes if c.new] == after


# Title, articles of the old and the new wording, and what became of the clauses; counted once by reading the result.
_REAL = [
    ("上海市住宅物业管理规定", {ChangeKind.SAME: 84, ChangeKind.CHANGED: 17}),
    ("上海市优化营商环境条例", {ChangeKind.ADDED: 17, ChangeKind.SAME: 13, ChangeKind.RENUMBERED: 13}),
    ("北京市优化营商环境条例", {ChangeKind.ADDED: 19, ChangeKind.REMOVED: 8, ChangeKind.SAME: 6}),
]


@pytest.mark.parametrize(("title", "expected"), _REAL, ids=[row[0] for row in _REAL])
def test_real_regulations_are_compared_article_by_article(title: str, expected: dict[ChangeKind, int]) -> None:
    old, new = (wording(record) for record in versions(title))

    changes = diff(old, new)

    counted = Counter(change.kind for change in changes)
    assert {kind: counted[kind] for kind in expected} == expected
    assert [c.new for c in changes if c.new] == new and [c.old for c in changes if c.old] == old


def test_a_law_renamed_in_the_civil_code_year_is_seen_in_the_first_article() -> None:
    old, new = (wording(record) for record in versions("上海市住宅物业管理规定"))

    first = next(change for change in diff(old, new) if change.kind is ChangeKind.CHANGED)

    assert first.new is not None and first.new.label == "第一条"
    assert tuple(p.words for p in first.pieces if p.kind is not PieceKind.KEPT) == ("物权法", "民法典")


def test_long_lists_stay_bounded() -> None:
    old = [clause(i, f"旧{i}" * 3) for i in range(600)]
    new = [clause(i, f"新{i}" * 3) for i in range(600)]

    assert len(diff(old, new)) == 600


def versions(title: str) -> list[dict[str, str]]:
    lines = files("demo").joinpath("local_regs_version_pairs.jsonl").read_text("utf-8").splitlines()
    found = [record for record in map(json.loads, lines) if record["title"] == title]
    return sorted(found, key=lambda record: str(record["version"]))


def wording(record: dict[str, str]) -> list[ClauseText]:
    text, lines = lay_out(paragraphs(record["text"]))
    return clause_texts(text, find_clauses(text, lines))
