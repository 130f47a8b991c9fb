"""Lists inside a text: which words lead an item in, and which items words with a colon lead to."""

import re
from dataclasses import dataclass

from kb.numerals import to_int
from kb.sentences import Span, parts, sentences

# The ways of numbering, each with its number in a group: an item belongs to the list of those numbered alike.
_STYLES = (
    re.compile(r"([一二三四五六七八九十]{1,3})[、.．]"),
    re.compile(r"[（(]([一二三四五六七八九十]{1,3})[）)]"),
    re.compile(r"(\d{1,2})[、.．](?!\d)"),
    re.compile(r"[（(](\d{1,2})[）)]"),
    re.compile(r"(\d{1,2})[）)]"),
    re.compile(r"([①-⑳])"),
)
_FIRST_INLINE = re.compile(r"[:：](?=\s*(?:[（(]?(?:一|1)[）)、.．]|①))")
_COLON = re.compile(r"[:：]\s*$")
# Letters open so; nothing is learned from it.
_OPENS_A_LETTER = re.compile(r"(通知|公告|通告|函复|批复|印发|公布|意见|决定)如下[:：]\s*$")
# A line that says to whom the document goes: 各区人民政府，市直各有关单位：. It leads nothing in and answers nothing.
ADDRESS = re.compile(r"各(?!.*(?:应|可以|要|须|负责|包括))[^。；：:]{1,80}[：:]\s*")
_OPENS_A_CLAUSE = re.compile(r"第[一二三四五六七八九十百零\d]+[编章节条]")
LONGEST_LEAD_IN = 120
# A list is quoted whole up to this many characters, beyond it as many items as fit.
LONGEST_LIST = 400


@dataclass(frozen=True, slots=True)
class _Item:
    style: int
    number: int


def lead_in(text: str, span: Span, *, floor: int) -> Span | None:
    """The words with a colon that a list item stands under; None for other stretches.

    They stand directly before the first item; only items numbered alike, one after the other, lie between.
    """
    item = _item(text[span.start : span.end])
    if item is None:
        return None
    wanted = item.number - 1
    for part in reversed(sentences(text, start=floor, end=span.start)):
        words = part.of(text)
        if wanted == 0:
            return _leading(text, part) if _COLON.search(words) else None
        if wanted == 1 and (inline := _led_inline(text, part, item.style)):
            return inline
        before = _item(words)
        if before == _Item(item.style, wanted):
            wanted -= 1
        elif before or _opens_line(text, part.start):
            return None
    return None


def items_after(text: str, colon: int) -> int:
    """Where the list ends that the words up to here lead to; where nothing follows, here.

    A list that is too long ends after the last item that fits, but has at least one.
    """
    end, number = colon, 0
    style: int | None = None
    window = min(len(text), colon + 2 * LONGEST_LIST)
    for part in sentences(text, start=colon, end=window):
        words = part.of(text)
        item, opens = _item(words), _opens_line(text, part.start)
        cut_in_half = part.end == window < len(text)
        if cut_in_half or _OPENS_A_CLAUSE.match(words):
            break
        if end == colon:
            style, number = (item.style, item.number) if item else (None, 0)
        elif style is None or part.end - colon > LONGEST_LIST:
            break
        elif item and item.style == style:
            if item.number != number + 1:
                break
            number = item.number
        # Another numbering is a list inside the item where it begins anew, and the next heading where it goes on.
        elif opens and not (item and (item.number == 1 or _follows(text, end, item))):
            break
        end = part.end
    return end


def _follows(text: str, end: int, item: _Item) -> bool:
    """Whether the sentence that ends here is the item before this one, of the same inner list."""
    line = text[text.rfind("\n", 0, end) + 1 : end].strip()
    return _item(line) == _Item(item.style, item.number - 1)


def _item(words: str) -> _Item | None:
    words = words.lstrip()
    for style, pattern in enumerate(_STYLES):
        if match := pattern.match(words):
            return _Item(style, _number(match[1]))
    return None


def _number(written: str) -> int:
    return ord(written) - ord("①") + 1 if "①" <= written <= "⑳" else to_int(written) or 0


def _opens_line(text: str, start: int) -> bool:
    return not text[text.rfind("\n", 0, start) + 1 : start].strip()


def _leading(text: str, part: Span) -> Span | None:
    """The lead-in, of a long sentence only its last part."""
    if _OPENS_A_LETTER.search(part.of(text)) or ADDRESS.fullmatch(part.of(text)):
        return None
    return part if part.end - part.start <= LONGEST_LEAD_IN else parts(text, start=part.start, end=part.end)[-1]


def _led_inline(text: str, part: Span, style: int) -> Span | None:
    """The words of a sentence up to the colon after which it goes on with the first item of this style."""
    for match in _FIRST_INLINE.finditer(text, part.start, part.end):
        if _item(text[match.end() : part.end]) == _Item(style, 1):
            return _leading(text, Span(part.start, match.end()))
    return None
