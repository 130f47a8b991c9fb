"""The numbers Word prints before paragraphs: 一、 （一） 1. They are words of the document but stand in no text run.

Only number formats whose printed form is certain are written; a bullet is a mark, not a word.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = "零一二三四五六七八九"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def chinese_number(value: int) -> str:
    """1 to 99 as 一 to 九十九, as numbering counts."""
    tens, ones = divmod(value, 10)
    if tens == 0:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "chineseCounting": chinese_number,
    "chineseCountingThousand": chinese_number,
    "japaneseCounting": chinese_number,
    "taiwaneseCountingThousand": chinese_number,
    "decimalEnclosedCircle": lambda value: _CIRCLED[value - 1],
    "decimalEnclosedCircleChinese": lambda value: _CIRCLED[value - 1],
    "upperLetter": lambda value: chr(64 + value),
    "lowerLetter": lambda value: chr(96 + value),
}
_LARGEST = 20


@dataclass(frozen=True, slots=True)
class _Level:
    number_format: str
    text: str
    start: int


@dataclass(slots=True)
class Numbering:
    """Counts the numbered paragraphs of one document; ask for every paragraph in order."""

    _levels: dict[str, dict[int, _Level]]
    _lists: dict[str, str]  # number id to the definition its counter is shared by
    _counts: dict[tuple[str, int], int] = field(default_factory=dict)

    @classmethod
    def of(cls, numbering: etree._Element | None) -> "Numbering":
        levels: dict[str, dict[int, _Level]] = {}
        lists: dict[str, str] = {}
        if numbering is None:
            return cls(levels, lists)
        abstract = {node.get(f"{W}abstractNumId") or "": _levels_of(node) for node in numbering.iter(f"{W}abstractNum")}
        for node in numbering.iter(f"{W}num"):
            target = node.find(f"{W}abstractNumId")
            number_id, abstract_id = node.get(f"{W}numId") or "", _value(target)
            # A list with overrides of its own counts for itself.
            overridden = node.find(f"{W}lvlOverride") is not None
            lists[number_id] = f"{number_id}!" if overridden else abstract_id
            levels[lists[number_id]] = {**abstract.get(abstract_id, {}), **_levels_of(node)}
        return cls(levels, lists)

    def label(self, number_id: str, depth: int) -> str:
        """The number printed before the next paragraph of the list; "" when its form is not certain."""
        shared = self._lists.get(number_id, "")
        level = self._levels.get(shared, {}).get(depth)
        if level is None:
            return ""
        self._counts[shared, depth] = self._counts.get((shared, depth), level.start - 1) + 1
        for deeper in [key for key in self._counts if key[0] == shared and key[1] > depth]:
            del self._counts[deeper]
        return self._written(shared, level)

    def _written(self, shared: str, level: _Level) -> str:
        words = level.text
        for placeholder in re.findall(r"%\d", words):
            depth = int(placeholder[1]) - 1
            part = self._levels[shared].get(depth)
            count = self._counts.get((shared, depth), part.start if part else 1)
            form = _FORMATS.get(part.number_format) if part else None
            if form is None or not 0 < count <= (99 if part and part.number_format == "decimal" else _LARGEST * 4):
                return ""
            if form not in (str, chinese_number) and count > _LARGEST:
                return ""
            words = words.replace(placeholder, form(count))
        return words if level.number_format in _FORMATS else ""


def _levels_of(node: etree._Element) -> dict[int, _Level]:
    levels: dict[int, _Level] = {}
    for level in node.iter(f"{W}lvl"):
        depth, start = level.get(f"{W}ilvl") or "0", _value(level.find(f"{W}start")) or "1"
        if depth.isdigit() and start.isdigit():
            levels[int(depth)] = _Level(_value(level.find(f"{W}numFmt")), _value(level.find(f"{W}lvlText")), int(start))
    return levels


def _value(node: etree._Element | None) -> str:
    return (node.get(f"{W}val") or "") if node is not None else ""
