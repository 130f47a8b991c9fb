"""Secrecy marks (密级) of official papers, which must never enter (R§3.8): real marks, not mentions of secrets.

GB/T 9704 puts 份号, then 密级和保密期限 (机密★1年) and 紧急程度 in the upper left corner of the first page.
"""

import re
from collections.abc import Sequence

from ingestion.blocks import Block, ReadDocument

_LEVELS = "绝密|机密|秘密"
_TERM = r"(?:长期|\d{1,3}(?:年|个?月|天)|[一二三四五六七八九十]{1,3}(?:年|个?月))"
_URGENCY = r"(?:特急|加急|急件|特提|平急)?"
# “机密★1年”, “秘密★”, “绝 密”, “密级：机密”, “机密 特急” alone on a line or in a cell.
_LONE_MARK = re.compile(rf"^(?:密级(?:和保密期限)?[:：])?(?:{_LEVELS})(?:[★☆*＊]{_TERM}?|{_TERM})?{_URGENCY}$")
# The star is used for nothing else; with it a mark may share its line with the copy number.
_STARRED = re.compile(rf"(?:^|[\d\s\t　号])(?:{_LEVELS})[★☆]{_TERM}?")
_COPY_NUMBER = re.compile(r"^(?:份号[:：]?)?(?:№|No\.?)?\d{1,6}(?=$|绝密|机密|秘密)")
_STATED = re.compile(rf"密级[:：](?:{_LEVELS})")
_HEAD_BLOCKS = 15
_QUOTED = re.compile(r"[“\"「『《][^”\"」』》]*[”\"」』》]")


def secrecy_mark(blocks: Sequence[Block]) -> str | None:
    """The mark as printed, or None. Looks at the head of the paper, and for starred marks standing alone anywhere."""
    lines = [_squeezed(part) for block in blocks[:_HEAD_BLOCKS] for part in _parts(block)]
    for index, line in enumerate(lines):
        unquoted = _QUOTED.sub("", line)
        if _LONE_MARK.match(line) or _STATED.search(unquoted):
            return line
        if _STARRED.search(unquoted) and len(line) <= 60:
            return line
        rest = _COPY_NUMBER.sub("", line)
        if rest != line and (
            _LONE_MARK.match(rest) or (not rest and _LONE_MARK.match("".join(lines[index + 1 : index + 2])))
        ):
            return line
    later = (_squeezed(part) for block in blocks[_HEAD_BLOCKS:] for part in _parts(block))
    return next((line for line in later if "★" in line and _LONE_MARK.match(line)), None)


def secrecy_mark_of(document: ReadDocument) -> str | None:
    """The mark of a document that was read: printed in its text, or stated by a field of its record or head."""
    stated = (document.record or {}).get("密级") or document.head.get("密级") or ""
    if re.search(_LEVELS, str(stated)) and not re.search("非密|无|公开", str(stated)):
        return f"密级：{stated}"
    return secrecy_mark(document.blocks)


def _parts(block: Block) -> list[str]:
    """Cells of a row stand apart; so do the corner marks of a line read from PDF."""
    return [part for part in (block.cells or re.split(r"[\t　]{1,}|\s{2,}", block.text)) if part.strip()] + [block.text]


def _squeezed(text: str) -> str:
    return "".join(text.split())
