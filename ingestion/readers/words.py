"""The words of a block: what is layout in a source and what is text.

Blocks carry words as published. Only what no reader of the page sees is taken away: outer blanks, control and
zero-width characters, and line breaks a program put in.
"""

import re

# Control characters, zero-width marks, byte order marks and lone surrogates are invisible on the page, and the
# last ones cannot even be stored.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ud800-\udfff]"
)
_BLANKS = re.compile(r"[ \t\r\n\f\v\u00a0\u2000-\u200a\u2028\u2029]+")
_WIDE = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f\u2018-\u201d\u2014\u2026\U00020000-\U0003ffff"
_BREAK_IN_CHINESE = re.compile(rf"(?<=[{_WIDE}])[ \t]*[\r\n]+[ \t]*(?=[{_WIDE}])")


def visible(text: str) -> str:
    """The text without characters nobody sees; line breaks are kept, all of them as \\n."""
    return _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """One line of words: a break between Chinese characters vanishes, any other run of blanks is one blank.

    Ideographic blanks (U+3000) inside stay, they are part of 第一章　总则.
    """
    return _BLANKS.sub(" ", _BREAK_IN_CHINESE.sub("", visible(text))).strip(" \u3000")


def without_blanks(text: str) -> str:
    """For comparing: the words without any blank."""
    return "".join(text.split())


def join_lines(first: str, second: str) -> str:
    """Two lines of one paragraph: no blank between Chinese characters, one between words of letters."""
    if not first or not second:
        return first + second
    letters = first[-1].isascii() and second[0].isascii() and first[-1].isalnum() and second[0].isalnum()
    return f"{first} {second}" if letters else first + second
