"""The numbering that stands before clauses (第五条, 三、, （三）, 1., （1）, ①): where it is, what it counts.

Finds candidates only; structure.py keeps those whose numbers run in order.
"""

import re
from dataclasses import dataclass
from enum import IntEnum

from ingestion.lines import Line
from kb.numerals import CHINESE_NUMERALS, to_int

_CN = f"[{CHINESE_NUMERALS}]"
_BLANKS = r"[ \t\u00a0\u3000]"


class Level(IntEnum):
    """The usual order of levels, outermost first (R§3.9)."""

    BOOK = 0  # 第一编
    CHAPTER = 1  # 第一章
    SECTION = 2  # 第一节
    ARTICLE = 3  # 第一条
    CHINESE = 4  # 一、
    CHINESE_PAREN = 5  # （一）
    DECIMAL = 6  # 1.1, 1.1.1
    ARABIC = 7  # 1.
    ARABIC_PAREN = 8  # （1）
    CIRCLED = 9  # ①


@dataclass(frozen=True, slots=True)
class Marker:
    """A numbering found at start of a line or, inline, after the end of a sentence.

    label: as it is cited; start, end: the numbering itself, in the text.
    sure: nothing else looks like this; an unsure one needs its neighbours in the run.
    """

    level: Level
    number: int
    label: str
    start: int
    end: int
    inline: bool
    sure: bool = True


_ENDS = {"编": Level.BOOK, "章": Level.CHAPTER, "节": Level.SECTION, "条": Level.ARTICLE}
_PATTERNS: dict[Level, str] = {
    Level.ARTICLE: rf"第{_BLANKS}?({_CN}{{1,9}}|\d{{1,4}}){_BLANKS}?([编章节条])(之{_CN}{{1,2}})?",
    Level.CHINESE: rf"({_CN}{{1,4}})[、．](?!{_CN}+[级类等期批至或和、])",
    Level.CHINESE_PAREN: rf"[（(]{_BLANKS}?({_CN}{{1,4}}){_BLANKS}?[)）](?![至、和或项款])",
    Level.DECIMAL: r"((?:\d{1,2}\.){1,3}\d{1,2})(?![\d.．、%％])",
    Level.ARABIC: r"(\d{1,3})\s?[.．、]",
    Level.ARABIC_PAREN: r"(?:[（(](\d{1,2})[)）]|(\d{1,2})[)）])(?![至、和或项款])",
    Level.CIRCLED: r"([①-⑳])",
}
_LINE_START = re.compile(
    "|".join(f"(?P<{level.name}>{pattern})" for level, pattern in _PATTERNS.items() if level is not Level.DECIMAL)
)
# 1 总则, the outermost level of a document that counts 1.1, 1.1.1.
_COUNTED_HEADING = re.compile(rf"(\d{{1,2}}){_BLANKS}+[\u4e00-\u9fff][^。；，：]{{1,20}}")
_DECIMAL = re.compile(_PATTERNS[Level.DECIMAL])
_INLINE = re.compile(rf"(?:(?<=[。；;！？!?:：》）)\]］”])|(?<={_BLANKS})|^){_BLANKS}*({_LINE_START.pattern})")

# 第五条规定的情形 speaks of an article; 第五条 规定…, with a blank, begins one.
_REFERENCE = re.compile(r"规定|所称|所列|所指|第|[、，,和或及与至的之中]|及其")

# A line longer than this has lost its paragraphs: look for clauses inside it too.
FLAT_LINE_CHARACTERS = 400


def find_markers(lines: list[Line]) -> list[Marker]:
    """All that may number a clause, in order of place."""
    found: list[Marker] = []
    for line in lines:
        if line.is_row:
            continue
        found.extend(_at_line_start(line))
        if len(line.text) > FLAT_LINE_CHARACTERS:
            found.extend(_inside(line))
    return found


def _at_line_start(line: Line) -> list[Marker]:
    lead = len(line.text) - len(line.text.lstrip())
    match = _LINE_START.match(line.text, lead)
    markers = [_marker(match, line, inline=False)] if match else []
    decimal = _DECIMAL.match(line.text, lead) or _COUNTED_HEADING.fullmatch(line.text, lead)
    if decimal:
        last = int(decimal[1].rpartition(".")[2])
        markers.append(
            Marker(Level.DECIMAL, last, decimal[1], line.start + lead, line.start + decimal.end(1), False, sure=False)
        )
    return [marker for marker in markers if marker]


def _inside(line: Line) -> list[Marker]:
    at_start = len(line.text) - len(line.text.lstrip())
    found = []
    for match in _INLINE.finditer(line.text):
        marker = _marker(match, line, inline=True)
        if marker and marker.start - line.start > at_start:
            found.append(marker)
    return found


def _marker(match: re.Match[str], line: Line, *, inline: bool) -> Marker | None:
    level = next(level for level in Level if level is not Level.DECIMAL and match.groupdict().get(level.name))
    written = match[level.name]
    start, end = line.start + match.start(level.name), line.start + match.end()
    after = line.text[match.end() :]
    if level is Level.ARTICLE:
        return _article(written, after, start=start, end=end, inline=inline)
    number = _CIRCLED_NUMBERS.get(written) or to_int(re.sub(r"[^\d" + CHINESE_NUMERALS + "]", "", written))
    if not number:
        return None
    # 2. 5元 and 1.5倍 are amounts until their neighbours say otherwise; 24、 may be the rest of a telephone number.
    sure = level is not Level.ARABIC or not after[:2].strip()[:1].isdigit()
    return Marker(level, number, _label(level, number, written), start, end, inline, sure)


def _article(written: str, after: str, *, start: int, end: int, inline: bool) -> Marker | None:
    parts = re.fullmatch(_PATTERNS[Level.ARTICLE], written)
    number = to_int(parts[1]) if parts else None
    if not parts or not number:
        return None
    level = _ENDS[parts[2]]
    followed_by_blank = not after or after[0] in " \t\u00a0\u3000"
    if level is not Level.ARTICLE and not followed_by_blank and _REFERENCE.match(after):
        return None
    label = re.sub(r"\s", "", written)
    return Marker(level, number, label, start, end, inline, sure=followed_by_blank or not _REFERENCE.match(after))


def _label(level: Level, number: int, written: str) -> str:
    bare = re.sub(r"[\s（()）.．、]", "", written)
    if level in (Level.CHINESE_PAREN, Level.ARABIC_PAREN):
        return f"（{number if level is Level.ARABIC_PAREN else bare}）"
    return bare if level in (Level.CHINESE, Level.CIRCLED) else str(number)


_CIRCLED_NUMBERS = {chr(0x2460 + n): n + 1 for n in range(20)}
