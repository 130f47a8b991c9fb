"""The 款 of an article: its paragraphs, counted, and the 项 under the 款 they belong to."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace
from itertools import pairwise

from ingestion.lines import Line, line_at, lines_within
from kb.documents import Clause

_ARTICLE = re.compile(r"第.+条(之.+)?")
_BEGINS_A_LIST = ("（一）", "（1）", "一", "1", "①")
_SENTENCE_ENDS = ("。", "；", ";", "！", "？")


def with_paragraphs(clauses: list[Clause], lines: list[Line]) -> list[Clause]:
    """The clauses with the 款 of every article that has more than one, in order of place."""
    result = [c for c in clauses if not _inside_article(c)]
    for article in (c for c in clauses if _ARTICLE.fullmatch(c.labels[-1])):
        depth = len(article.labels)
        items = [c for c in _between(clauses, article) if c.labels[:depth] == article.labels]
        paragraphs = _paragraphs_of(article, items, lines)
        result.extend(paragraphs)
        result.extend(_under(paragraphs, item, depth) for item in items)
    return sorted(result, key=lambda c: (c.start, -c.end, len(c.labels)))


def _between(clauses: list[Clause], article: Clause) -> list[Clause]:
    first = bisect_right(clauses, article.start, key=lambda clause: clause.start)
    return clauses[first : bisect_left(clauses, article.end, key=lambda clause: clause.start)]


def _inside_article(clause: Clause) -> bool:
    return any(_ARTICLE.fullmatch(label) for label in clause.labels[:-1])


def _paragraphs_of(article: Clause, items: list[Clause], lines: list[Line]) -> list[Clause]:
    inside = [
        line
        for line in lines_within(lines, article.start, article.end)
        if line.start > article.start and not line.is_row
    ]
    numbered = {item.start for item in items}
    starts = [
        line.start for line in inside if line.start not in numbered and _begins_paragraph(line, items, article, lines)
    ]
    if not starts:
        return []
    spans = pairwise([article.start, *starts, article.end + 1])
    return [
        Clause((*article.labels, f"第{_numeral(n)}款"), (*article.headings, ""), a, b - 1, page=article.page)
        for n, (a, b) in enumerate(spans, start=1)
    ]


def _begins_paragraph(line: Line, items: list[Clause], article: Clause, lines: list[Line]) -> bool:
    """False for a further line of an item: between two items of one list, under a bare heading, in mid-sentence."""
    depth = len(article.labels) + 1
    siblings = [item for item in items if len(item.labels) == depth]
    held = [item for item in siblings if item.start <= line.start < item.end]
    if not held:
        return True
    following = next((item for item in siblings if item.start > line.start), None)
    if following and following.labels[-1] not in _BEGINS_A_LIST:
        return False
    if any(line.start < item.start < held[0].end for item in items):
        return False
    head = line_at(lines, held[0].start)
    before = line_at(lines, line.start - 1)
    return head.text.endswith(_SENTENCE_ENDS) and before.text.endswith(("。", "！", "？"))


def _under(paragraphs: list[Clause], item: Clause, depth: int) -> Clause:
    own = next((p for p in paragraphs if p.start <= item.start < p.end), None)
    if own is None:
        return item
    return replace(
        item,
        labels=own.labels + item.labels[depth:],
        headings=own.headings + item.headings[depth:],
        end=min(item.end, own.end),
    )


def _numeral(number: int) -> str:
    digits = "零一二三四五六七八九"
    tens, units = divmod(number, 10)
    if not tens:
        return digits[units]
    return ("" if tens == 1 else digits[tens] if tens < 10 else str(tens)) + "十" + (digits[units] if units else "")
