"""Secrecy marks (密级) of official papers, which must never enter (R§3.8): real marks, not mentions of secrets.

GB/T 9704 puts 份号, then 密级和保密期限 (机密★1年) and 紧急程度 in the upper left corner of the first page.
"""

import re
from collections.abc import Iterable, Sequence

_LEVELS = "绝密|机密|秘密"
_TERM = r"(?:长期|\d{1,3}(?:年|个?月|天)|[一二三四五六七八九十]{1,3}(?:年|个?月))"
_URGENCY = r"(?:特急|加急|急件|特提|平急)?"
# “机密★1年”, “秘密★”, “绝 密”, “密级：机密”, “机密 特急” alone on a line or in a cell.
_LONE_MARK = re.compile(rf"^(?:密级(?:和保密期限)?[:：])?(?:{_LEVELS})(?:[★☆*＊]{_TERM}?|{_TERM})?{_URGENCY}$")
# The star is used for nothing else; with it a mark may share its line with the copy number.
_STARRED = re.compile(rf"(?:^|[\d\s\t　号])(?:{_LEVELS})[★☆]{_TERM}?")
_COPY_NUMBER = re.compile(r"^(?:份号[:：]?)?(?:№|No\.?)?\d{1,6}(?=$|绝密|机密|秘密)")
_STATED = re.compile(rf"密级[:：](?:{_LEVELS})")
_QUOTED = re.compile(r"[“\"「『《][^”\"」』》]*[”\"」』》]")
_LONGEST_MARK_LINE = 60


def secrecy_mark_in(head: Sequence[str], later: Iterable[str] = ()) -> str | None:
    """The mark as printed, or None. head: the first lines of the paper; later: the others, for starred marks alone."""
    lines = [squeezed(line) for line in head]
    for index, line in enumerate(lines):
        unquoted = _QUOTED.sub("", line)
        if _LONE_MARK.match(line) or _STATED.search(unquoted):
            return line
        if _STARRED.search(unquoted) and len(line) <= _LONGEST_MARK_LINE:
            return line
        rest = _COPY_NUMBER.sub("", line)
        if rest != line and (
            _LONE_MARK.match(rest) or (not rest and _LONE_MARK.match("".join(lines[index + 1 : index + 2])))
        ):
            return line
    return next((line for line in map(squeezed, later) if "★" in line and _LONE_MARK.match(line)), None)


def states_secrecy(words: str) -> bool:
    """Whether the words of a field for 密级 name a level."""
    return bool(re.search(_LEVELS, words)) and not re.search("非密|无|公开", words)


def squeezed(words: str) -> str:
    """Without blanks: marks are printed with blanks between their characters."""
    return "".join(words.split())
