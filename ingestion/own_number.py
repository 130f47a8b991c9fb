"""A document's own number (发文字号), which is rarely the first number in its text.

It stands on a line of its own near the title, behind the title in brackets, or, for orders, where the order
names itself. Numbers inside a sentence name other documents.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from ingestion.lines import Line
from kb.errors import DocumentNumberError
from kb.numbers import DocumentNumber, find_numbers

_NEAR = 16
_OPENING = 800
_LABEL = re.compile(r"^(?:发?文\s*号|发文字号|文件编号|编\s*号)\s*[:：]\s*")
_ENACTED = re.compile(r"^[（(].*?(?:公布|发布|颁布|令)")
_AMENDED = re.compile(r"修[正订改]")


@dataclass(frozen=True, slots=True)
class OwnNumber:
    """The number with the words that say so and their span."""

    number: DocumentNumber
    evidence: str
    start: int
    end: int


def parse_number(value: str) -> DocumentNumber | None:
    """The number a field holds; None for an empty field or one with anything else (无, —)."""
    try:
        return DocumentNumber.parse(value)
    except DocumentNumberError:
        return None


def find_own_number(text: str, lines: list[Line]) -> OwnNumber | None:
    """The number the document gives itself, or None."""
    near = [line for line in lines[:_NEAR] if not line.is_row]
    for finder in (_on_own_line, _over_two_lines, _behind_title, _enacted, _flat):
        found = finder(text, near)
        if found:
            return found
    return None


def _on_own_line(text: str, lines: list[Line]) -> OwnNumber | None:
    for line in lines:
        label = _LABEL.match(line.text)
        words = line.text[label.end() if label else 0 :].strip("（）()〔〕 \t\u3000")
        number = parse_number(line.text[label.end() :] if label else line.text) or parse_number(words)
        if number and len(line.text) < 60:
            return OwnNumber(number, line.text, line.start, line.end)
    return None


def _over_two_lines(text: str, lines: list[Line]) -> OwnNumber | None:
    """广州市人民政府令 / 第179号."""
    for line, following in pairwise(lines):
        if re.search(r"(?:令|公告)\s*$", line.text) and len(line.text) < 40:
            number = parse_number(line.text + following.text)
            if number:
                return OwnNumber(number, text[line.start : following.end], line.start, following.end)
    return None


def _behind_title(text: str, lines: list[Line]) -> OwnNumber | None:
    """A number that opens or ends a line of the head: …通知（穗府〔2020〕3号), 民政部令（第83号）　　…办法."""
    for line in lines[:6]:
        if len(line.text) > 200 or re.search(r"[。；;：:]|根据|按照|依据", line.text):
            continue
        bare = re.sub(r"《[^》]*》\s*(?:[（(][^（）()]*[)）])?", lambda m: "＿" * len(m[0]), line.text)
        for number, start, end in find_numbers(bare):
            opens = start == 0 or re.fullmatch(r"\s*(?:中华人民共和国)?", bare[:start])
            closes = re.fullmatch(r"[)）\s]*", bare[end:]) and re.search(r"[（(\s]$", bare[:start])
            if (opens and number.is_order) or closes:
                return OwnNumber(number, line.text, line.start + start, line.start + end)
    return None


def _enacted(text: str, lines: list[Line]) -> OwnNumber | None:
    """（2021年7月27日中华人民共和国国务院令第746号公布　根据…修订）: the enacting order, not the changes."""
    for line in lines:
        if not _ENACTED.match(line.text.strip()):
            continue
        for number, start, end in find_numbers(line.text):
            if not _AMENDED.search(line.text[:start]):
                return OwnNumber(number, line.text, line.start + start, line.start + end)
    return None


def _flat(text: str, lines: list[Line]) -> OwnNumber | None:
    """In a text that lost its line breaks: between blanks before the first sentence ends, or at the very beginning."""
    first = re.search(r"[。；]", text)
    opening = text[: first.end() if first else _OPENING]
    for number, start, end in find_numbers(opening[:_OPENING]):
        before, after = opening[:start], opening[end : end + 1]
        stands_alone = (not before or before[-1].isspace()) and (not after or after.isspace())
        heads_title = not before.strip() and not re.match(r"[^\n]{0,80}[，。：]", opening[end:])
        if stands_alone or heads_title:
            return OwnNumber(number, opening[start:end], start, end)
    return None


def enacting_order(history: list[str]) -> tuple[DocumentNumber, str] | None:
    """From the history of a regulation: the order that first published it, with the entry that says so."""
    for entry in history:
        if _AMENDED.search(entry):
            continue
        for number, _, _ in find_numbers(entry):
            return number, entry
    return None
