"""Cuts a text into sentences and their parts by span; nothing is changed, every visible character is in one."""

import re
from dataclasses import dataclass

_CLOSERS = '”’」』）)】〕》"'
_SENTENCE_END = re.compile(rf"[。！？!?；;][{re.escape(_CLOSERS)}]*|\n+")
_PART_END = re.compile(rf"[，,。！？!?；;：:][{re.escape(_CLOSERS)}]*|\n+")
_OPEN = {"（": "）", "(": ")", "“": "”", "《": "》", "〔": "〕", "【": "】", "‘": "’"}
_BRACKET = re.compile(rf"[\n{re.escape(''.join((*_OPEN, *_OPEN.values())))}]")


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
    spans: list[Span] = []
    begin, still_open = start, _StillOpen(text, start, end)
    for match in mark.finditer(text, start, end):
        if still_open.after(match.end() - 1) and "\n" not in match.group():
            continue
        spans.append(Span(begin, match.end()))
        begin = match.end()
    spans.append(Span(begin, end))
    return [trimmed for span in spans if (trimmed := _trim(text, span)).end > trimmed.start]


class _StillOpen:
    """Whether a bracket is open; one left open on its line does not count beyond it. Asked from left to right.

    From bracket to bracket, not from character to character: a question cuts dozens of passages.
    """

    def __init__(self, text: str, start: int, end: int) -> None:
        self._brackets = _BRACKET.finditer(text, start, end)
        self._next = next(self._brackets, None)
        self._closers: list[str] = []

    def after(self, place: int) -> bool:
        """Once the character at this place has been read."""
        while self._next and self._next.start() <= place:
            self._read(self._next.group())
            self._next = next(self._brackets, None)
        return bool(self._closers)

    def _read(self, char: str) -> None:
        if char == "\n":
            self._closers.clear()
        elif char in _OPEN:
            self._closers.append(_OPEN[char])
        elif self._closers and char == self._closers[-1]:
            self._closers.pop()


def _trim(text: str, span: Span) -> Span:
    start, end = span.start, span.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
