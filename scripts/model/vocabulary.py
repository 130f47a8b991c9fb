"""Which pieces of the multilingual vocabulary stay: Chinese, ASCII, digits, punctuation.

Of 250,000 rows of word vectors a Chinese office uses one in six; the rest is two thirds of the file.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
METASPACE = "▁"

# The words that E5 was trained to see in front of every text: cut into other pieces they mean nothing
# to it (the vectors were 0.93 to 0.99 of what they should be).
PREFIX_PIECES = ("▁que", "ry", "▁passage", ":")

# Pieces stand in order of frequency. Up to here Latin-letter pieces are English and the commonest
# parts of words in any language; further down they are whole words of languages nobody asks in.
LATIN_RANK_LIMIT = 40_000

_LATIN = re.compile(r"[A-Za-z]+")
# PCR, ETC, ISO: abbreviations stand in Chinese documents as they are, so they stay at any rank.
_SHORT_OR_UPPER = re.compile(r"[A-Za-z]{1,2}|[A-Z]{1,6}")
_IDEOGRAPHS = (("\u3400", "\u4dbf"), ("\u4e00", "\u9fff"), ("\U00020000", "\U0003ffff"))
_SINGLE_LETTERS = (("\u00c0", "\u00ff"), ("\u0391", "\u03c9"))


def kept_rows(pieces: Sequence[str], normalisation: Mapping[str, str]) -> list[int]:
    """The ids of the pieces that stay, in their old order, so the special pieces keep ids 0 to 3."""
    return [
        row
        for row, piece in enumerate(pieces)
        if piece in SPECIAL or piece in PREFIX_PIECES or (_can_occur(piece, normalisation) and _is_wanted(piece, row))
    ]


def _can_occur(piece: str, normalisation: Mapping[str, str]) -> bool:
    """A piece with a character that normalisation replaces (，becomes a comma) is never looked up."""
    return all(normalisation.get(character, character) == character for character in piece.replace(METASPACE, ""))


def _is_wanted(piece: str, rank: int) -> bool:
    text = piece.replace(METASPACE, "")
    if _LATIN.fullmatch(text):
        return rank < LATIN_RANK_LIMIT or _SHORT_OR_UPPER.fullmatch(text) is not None
    return piece == METASPACE or _is_letter_of_formulas(text) or (text != "" and all(map(_is_chinese_text, text)))


def _is_chinese_text(character: str) -> bool:
    if character.isascii():
        return True
    # 〇 and 々 are letters to Unicode, but they are written among ideographs (二〇二三年).
    return (
        character in "〇々"
        or _within(character, _IDEOGRAPHS)
        or (unicodedata.category(character)[0] in "PS" and not _is_foreign_mark(character))
    )


def _is_letter_of_formulas(text: str) -> bool:
    return len(text) == 1 and _within(text, _SINGLE_LETTERS)


def _is_foreign_mark(character: str) -> bool:
    """Marks of other scripts are named after them; marks used in Chinese text are not."""
    blocks = "LATIN|GREEK|GENERAL|ARABIC|DEVANAGARI|THAI|TIBETAN|ARMENIAN|HEBREW|KHMER|MYANMAR|ETHIOPIC|TAMIL|GEORGIAN"
    return re.match(f"(?:{blocks}|[A-Z]+ (?:DANDA|RUPEE))", unicodedata.name(character, "")) is not None


def _within(character: str, ranges: Sequence[tuple[str, str]]) -> bool:
    return any(first <= character <= last for first, last in ranges)
