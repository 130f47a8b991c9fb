"""Refuses what bears a secrecy mark (R§3.8): such papers must never enter a system on the public network.

A mark is a line of its own in the form of GB/T 9704 (机密★1年), or a field named 密级. Words about secrecy inside
sentences (国家秘密、保密期限) are no mark: most regulations hold some.
"""

import re
import unicodedata

from ingestion.blocks import ReadDocument
from ingestion.errors import Refused

# A mark stands above the title; the red head, a copy number and urgency may stand beside it.
HEAD_BLOCKS = 15
_LEVEL = r"(?:绝\s*密|机\s*密|秘\s*密)"
_STARRED = re.compile(
    rf"^(?:份号\W*)?\d{{0,8}}\s*{_LEVEL}\s*[★☆*]\s*(?:长期|\d+\s*[年月日天]|[一二三四五六七八九十]+[年月天])?(?:\s.{{0,12}})?$"
)
_BARE = re.compile(rf"^(?:份号\W*)?\d{{0,8}}\s*{_LEVEL}(?:\s*(?:特急|加急|急件|平急))?$")
_FIELD = re.compile(rf"^密\s*级(?:和保密期限)?\s*[:：]?\s*({_LEVEL})")
_FIELD_NAMES = ("密级", "密级和保密期限", "secrecy")


def check_secrecy(read: ReadDocument, *, name: str) -> None:
    """Nothing marks the document as secret. Raises Refused naming the mark."""
    fields = {**read.head, **(read.record or {})}
    for field in _FIELD_NAMES:
        value = str(fields.get(field) or "")
        if re.search(_LEVEL, value):
            raise _refused(name, value)
    for ordinal, block in enumerate(read.blocks):
        line = unicodedata.normalize("NFKC", block.text).strip()
        if _STARRED.match(line) or (ordinal < HEAD_BLOCKS and (_BARE.match(line) or _FIELD.match(line))):
            raise _refused(name, line)


def _refused(name: str, mark: str) -> Refused:
    return Refused(f"“{name}”带有密级标志“{mark[:20]}”，不得进入本系统，文件未保存；请按保密规定处理原件")
