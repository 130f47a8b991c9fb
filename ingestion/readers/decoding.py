"""Bytes to text for formats that are text: HTML, TXT, Markdown, JSON Lines."""

import re

from ingestion.errors import Unreadable

_DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_-]+)""", re.IGNORECASE)
_MARKS: tuple[tuple[bytes, str], ...] = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# A page cut in the middle of a character, or with one stray byte from a badly escaped attribute, is still readable.
_TOLERATED_ERRORS_PER_10_000 = 20
_CONTROL_SHARE = 0.02
_CONTROL_CHARACTERS = 5


def decode(data: bytes, *, name: str) -> str:
    """The text, whichever of UTF-8, GB18030 or UTF-16 the bytes really are. Raises Unreadable."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data, encoding) or _tolerant(data, encoding, name)
    if _looks_like_utf16(data):
        encoding = "utf-16-le" if data[1:2] == b"\x00" or data[1::2].count(0) > data[0::2].count(0) else "utf-16-be"
        text = _strict(data, encoding)
        if text is not None:
            return _printable(text, name)
    # Several provincial sites declare UTF-8 and send GB18030, others the reverse. Trust the bytes: Chinese
    # GB18030 text practically never happens to be valid UTF-8.
    for encoding in ("utf-8", "gb18030"):
        text = _strict(data, encoding)
        if text is not None:
            return _printable(text, name)
    return _printable(_tolerant(data, _declared(data) or "utf-8", name), name)


def _declared(data: bytes) -> str | None:
    match = _DECLARED.search(data[:4096])
    if match is None:
        return None
    return "gb18030" if match.group(1).lower() in {b"gb2312", b"gbk", b"gb18030"} else "utf-8"


def _looks_like_utf16(data: bytes) -> bool:
    sample = data[:4096]
    return len(sample) >= 4 and (sample.count(0) > len(sample) * 0.1)


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _tolerant(data: bytes, first: str, name: str) -> str:
    texts = [data.decode(encoding, errors="replace") for encoding in dict.fromkeys((first, "utf-8", "gb18030"))]
    best = min(texts, key=lambda text: text.count("\ufffd"))
    if best.count("\ufffd") * 10_000 > _TOLERATED_ERRORS_PER_10_000 * max(len(best), 1):
        raise Unreadable(f"“{name}”的文字编码无法识别（不是 UTF-8、GB18030 或 UTF-16），请另存为 UTF-8 后重新提交")
    return best.replace("\ufffd", "")


def _printable(text: str, name: str) -> str:
    sample = text[:20_000]
    odd = sum(1 for character in sample if ord(character) < 32 and character not in "\t\n\r\f\v")
    if odd > max(len(sample) * _CONTROL_SHARE, _CONTROL_CHARACTERS):
        raise Unreadable(f"“{name}”不是文本文件（含有大量控制字符），请提交网页、Word、PDF、OFD 或文本文件")
    return text
