"""Cuts a text into sentences and their parts by span; nothing is changed, every visible character is in one."""

import re
from dataclasses import dataclass

_CLOSERS = '”’」』）)】〕》"'
_SENTENCE_END = re.compile(rf"[。！？!?；;][{re.escape(_CLOSERS)}]*|\n+")
_PART_END = re.compile(rf"[，,。！？!?；;：:][{re.escape(_CLOSERS)}]*|\n+")
_OPEN = {"（": "）", "(": ")", "“": "”", "《": "》", "〔": "〕", "【": "】", "‘": "’"}


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch [start, end) of some text, in code points."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words of the span."""
        return text[self.start : self.end]


def sentences(text: str, *, start: int = 0, end: int | None = None) -> list[Span]:
    """Sentences of text[start:end]: they end at 。！？； or a line break, outside of brackets and quotation marks."""
    return _cut(text, _SENTENCE_END, start, len(text) if end is None else end)


def parts(text: str, *, start: int = 0, end: int | None = None) -> list[Span]:
    """Parts of sentences: they end at commas and colons as well."""
    return _cut(text, _PART_END, start, len(text) if end is None else end)


def _cut(text: str, mark: re.Pattern[str], start: int, end: int) -> list[Span]:
    depth = _depths(text, start, end)
    spans: list[Span] = []
    begin = start
    for match in mark.finditer(text, start, end):
        if depth[match.end() - 1 - start] and "\n" not in match.group():
            continue
        spans.append(Span(begin, match.end()))
        begin = match.end()
    spans.append(Span(begin, end))
    return [trimmed for span in spans if (trimmed := _trim(text, span)).end > trimmed.start]


def _depths(text: str, start: int, end: int) -> list[int]:
    """How many brackets are open at each character; a bracket left open on its line does not count beyond it."""
    depths: list[int] = []
    stack: list[str] = []
    for char in text[start:end]:
        if char == "\n":
            stack.clear()
        elif char in _OPEN:
            stack.append(_OPEN[char])
        elif stack and char == stack[-1]:
            stack.pop()
        depths.append(len(stack))
    return depths


def _trim(text: str, span: Span) -> Span:
    start, end = span.start, span.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
