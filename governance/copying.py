"""How much of an interpretation is copied from what it explains: copying or shortening is a fault (R§2.7).

What stands in quotation marks is quoted on purpose: it is counted apart, since a text of quotations explains nothing.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kb.sentences import sentences
from kb.text import normalise

_QUOTED = re.compile(r"[“「『][^”」』]{0,2000}[”」』]|《[^》]{0,200}》")
_PLAIN = re.compile(r"[^0-9a-z㐀-鿿]+")


@dataclass(frozen=True, slots=True)
class CopyingLimits:
    """When a sentence counts as copied and when the whole is warned of; see copying.toml."""

    run: int
    sentence: float
    least: int
    warn: float
    warn_quoted: float


@dataclass(frozen=True, slots=True)
class Copying:
    """How far an interpretation is the document over again.

    share: of its own characters those in copied sentences, 0..1; copied: these sentences. quoted: of all characters
    those in quotation marks.
    """

    share: float
    quoted: float
    copied: tuple[str, ...]
    is_too_much: bool


def copying(interpretation: str, document: str, *, limits: CopyingLimits | None = None) -> Copying:
    """How much of the interpretation is the document's own words."""
    bounds = limits or copying_limits()
    held = _runs(_plain(document), bounds.run)
    total = taken = 0
    copied: list[str] = []
    for span in sentences(interpretation):
        words = span.of(interpretation)
        own = _plain(_QUOTED.sub("", words))
        if len(own) < bounds.least:
            continue
        total += len(own)
        runs = _runs(own, bounds.run)
        if len(runs & held) >= bounds.sentence * len(runs):
            taken += len(own)
            copied.append(words)
    share = taken / total if total else 0.0
    everything = len(_plain(interpretation))
    quoted = 1 - len(_plain(_QUOTED.sub("", interpretation))) / everything if everything else 0.0
    return Copying(share, quoted, tuple(copied), share >= bounds.warn or quoted >= bounds.warn_quoted)


@cache
def copying_limits() -> CopyingLimits:
    """The shipped limits."""
    return CopyingLimits(**tomllib.loads(files("governance").joinpath("copying.toml").read_text("utf-8")))


def _plain(words: str) -> str:
    return _PLAIN.sub("", normalise(words))


def _runs(words: str, length: int) -> set[str]:
    return {words[i : i + length] for i in range(max(1, len(words) - length + 1))}
