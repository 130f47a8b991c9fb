"""Published words as they are read out: what an ear cannot use is left out, and nothing that is said is changed.

Everything kept is a run of characters of the quotation; numbers, dates and telephone numbers are kept whole.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from kb.sentences import Span, parts, sentences

_NUMBER = r"[一-鿿]{1,20}\s?(?:[〔\[［【]\d{4}[〕\]］】]\s?第?|令第?)\d+\s?号"
# A document number in brackets, alone or several; outside of brackets it is the subject of the sentence and stays.
_BRACKETED_NUMBER = re.compile(rf"[（(]\s*{_NUMBER}(?:\s*[、，,；;]\s*{_NUMBER})*\s*[）)]")
_LINK = re.compile(r"(?:https?://|www\.)[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
# 三、 and （二） and 1. in front of a sentence; not 一、二级 and not 3.5倍.
_MARKER = re.compile(
    r"(?:[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十]{1,3}、(?![一二三四五六七八九十])|\d{1,2}[.．、](?!\d))\s*"
)
_ISSUED = re.compile(
    r"关于(?:印发|发布|公布|修订|转发)《?(?P<inner>[^《》]*(?:办法|细则|规定|条例|方案|意见|规划|计划|要点|指南|制度|规则|规范))》?的(?:通知|公告|决定)$"
)
# What sets cells and lines apart: said as one pause.
_LAYOUT = re.compile(r"\s{2,}|[\t\r\n\u3000]")
_EXCEPTION = re.compile(r"^(?:但是?|除外)|除外|例外|不适用|不包括|不得")
# What a sentence, or the part of one that is said, may end with.
ENDS = ("。", "！", "？", "!", "?", "；", ";", "，", ",", "：", ":", "、")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Some words of a script. is_quoted: they stand in the document, character for character."""

    text: str
    is_quoted: bool


def spoken_sentence(text: str, span: Span, *, link: str) -> list[Phrase]:
    """One sentence or part as it is said: without its list mark, bracketed document numbers, links and odd spaces.

    link: what is said instead of an address.
    """
    start = span.start
    marker = _MARKER.match(text, span.start, span.end)
    if marker and marker.end() < span.end:
        start = marker.end()
    words = text[start : span.end]
    phrases: list[Phrase] = []
    position = 0
    dropped = [*_BRACKETED_NUMBER.finditer(words), *_LINK.finditer(words), *_LAYOUT.finditer(words)]
    for match in sorted(dropped, key=lambda found: found.start()):
        if match.start() < position:
            continue
        phrases += _quoted(words[position : match.start()])
        if _LINK.fullmatch(match.group()):
            phrases.append(Phrase(link, False))
        elif match.group().isspace() or _would_join(words, match):
            phrases.append(Phrase(" ", False))
        position = match.end()
    return phrases + _quoted(words[position:])


def pieces(text: str) -> list[Span]:
    """The sentences of a quotation."""
    return sentences(text)


def finer_pieces(text: str, sentence: Span) -> list[Span]:
    """The parts of a sentence; a comma or colon inside a number or a time ends none."""
    found: list[Span] = []
    for part in parts(text, start=sentence.start, end=sentence.end):
        before = found[-1] if found else None
        if before and text[before.end - 2 : before.end - 1].isdigit() and text[part.start : part.start + 1].isdigit():
            found[-1] = Span(before.start, part.end)
        else:
            found.append(part)
    return found


def goes_on_with_exception(sentence: str) -> bool:
    """Whether the next sentence restricts what was said before it."""
    return bool(_EXCEPTION.search(sentence))


def length(phrases: Iterable[Phrase]) -> int:
    """Characters said."""
    return sum(len(phrase.text) for phrase in phrases)


def joined(groups: list[list[Phrase]], *, between: str) -> list[Phrase]:
    """Sentences one after the other, with a mark where the first one has none at its end (rows of a table)."""
    filled = [group for group in groups if group]
    phrases = list(filled[0]) if filled else []
    for before, group in pairwise(filled):
        if not before[-1].text.endswith(ENDS):
            phrases.append(Phrase(between, False))
        phrases += group
    return phrases


def spoken_title(title: str, *, limit: int) -> str:
    """The name people know a document by, "" when it is too long to be followed by ear.

    关于印发《广州市公共租赁住房管理办法》的通知 is 广州市公共租赁住房管理办法; else it is said from 关于 on.
    """
    issued = _ISSUED.search(title)
    name = issued["inner"] if issued else title[max(title.find("关于"), 0) :]
    name = name.strip("《》 ")
    return name if 0 < len(name) <= limit else ""


def spoken_lead(text: str, *, limit: int) -> str:
    """A sentence of ours with its long titles said short and without bracketed document numbers."""
    shorter = re.sub(r"《([^《》]*(?:《[^《》]*》[^《》]*)*)》", lambda found: _short(found, limit), text)
    return _BRACKETED_NUMBER.sub("", shorter)


def _short(found: re.Match[str], limit: int) -> str:
    return f"《{spoken_title(found[1], limit=limit) or found[1]}》"


def _quoted(words: str) -> list[Phrase]:
    return [Phrase(words, True)] if words else []


def _would_join(words: str, dropped: re.Match[str]) -> bool:
    """Whether leaving this out would make one number of two."""
    return words[: dropped.start()][-1:].isdigit() and words[dropped.end() :][:1].isdigit()
