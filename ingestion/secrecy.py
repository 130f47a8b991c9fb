"""Where a secrecy mark may stand in what a reader yielded: the head of the paper, a field, a corner of any page."""

import re
from collections.abc import Sequence

from ingestion.blocks import Block, ReadDocument
from kb.secrecy import secrecy_mark_in, states_secrecy

_HEAD_BLOCKS = 15


def secrecy_mark(blocks: Sequence[Block]) -> str | None:
    """The mark as printed, or None. Looks at the head of the paper, and for starred marks standing alone anywhere."""
    head = [part for block in blocks[:_HEAD_BLOCKS] for part in _parts(block)]
    return secrecy_mark_in(head, (part for block in blocks[_HEAD_BLOCKS:] for part in _parts(block)))


def secrecy_mark_of(document: ReadDocument) -> str | None:
    """The mark of a document that was read: printed in its text, or stated by a field of its record or head."""
    stated = str((document.record or {}).get("密级") or document.head.get("密级") or "")
    return f"密级：{stated}" if states_secrecy(stated) else secrecy_mark(document.blocks)


def _parts(block: Block) -> list[str]:
    """Cells of a row stand apart; so do the corner marks of a line read from PDF."""
    return [part for part in (block.cells or re.split(r"[\t　]{1,}|\s{2,}", block.text)) if part.strip()] + [block.text]
