"""Cuts a text to what a platform takes: at the end of a sentence where there is one, never inside a character."""

import re
from collections.abc import Callable

_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]+[”’」』）)]*|[^。！？；\n]+")

Size = Callable[[str], int]


def utf8_bytes(text: str) -> int:
    """How many bytes the text has as UTF-8."""
    return len(text.encode("utf-8", errors="replace"))


def beginning(text: str, limit: int, size: Size) -> str:
    """The longest beginning within the limit that ends with a sentence, or inside the first where that is longer."""
    taken = ""
    for sentence in _SENTENCE.findall(text):
        if size(taken + sentence) > limit:
            break
        taken += sentence
    return taken.rstrip("\n") or _characters(text, limit, size)


def pieces(text: str, limit: int, size: Size) -> list[str]:
    """The whole text in beginnings within the limit; at least one piece."""
    rest, found = text, []
    while size(rest) > limit:
        piece = beginning(rest, limit, size)
        if not piece:
            raise ValueError(f"a limit of {limit} holds no character")
        found.append(piece)
        rest = rest[len(piece) :].lstrip("\n")
    return [*found, rest] if rest or not found else found


def _characters(text: str, limit: int, size: Size) -> str:
    """The longest beginning within the limit, found by halving."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if size(text[:middle]) <= limit else (low, middle - 1)
    return text[:low]
