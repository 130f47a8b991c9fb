"""What a question is looked for by: its terms with their rarity, and its three-character stretches."""

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Full-width digits and letters; punctuation is never part of a term and stays as it is.
_WIDE = re.compile(r"[０-９ａ-ｚ]")

_RUN = re.compile(r"[0-9a-z㐀-鿿]+")


@dataclass(frozen=True, slots=True)
class WeightedTerm:
    """A term of the question with its rarity (inverse document frequency).

    alternatives: official terms that mean what the question says with this word; a text that has one has the term.
    """

    text: str
    rarity: float
    alternatives: tuple[str, ...] = ()

    def stands_in(self, text: str) -> bool:
        """Whether the folded text has the term or an official one for it."""
        return self.text in text or any(official in text for official in self.alternatives)

    def counts_in(self, texts: Sequence[str]) -> list[int]:
        """How often it stands in each text, in any of its wordings."""
        counts = [text.count(self.text) for text in texts]
        for official in self.alternatives:
            counts = [count + text.count(official) for count, text in zip(counts, texts, strict=True)]
        return counts


def rarity_of(count: int, total: int) -> float:
    """Inverse document frequency of a term that stands in count of total passages."""
    return math.log(1 + (total - count + 0.5) / (count + 0.5))


def share_covered(text: str, terms: Iterable[WeightedTerm]) -> float:
    """The share of the folded text's characters that lie in an occurrence of some term."""
    held: set[int] = set()
    for word in (word for term in terms for word in (term.text, *term.alternatives)):
        begin = text.find(word)
        while begin >= 0:
            held.update(range(begin, begin + len(word)))
            begin = text.find(word, begin + 1)
    return len(held) / max(len(text), 1)


def stretches_of(text: str) -> tuple[str, ...]:
    """Every run of three characters of a question that lies inside a run of Chinese, digits or letters."""
    folded = fold(text)
    runs = _RUN.findall(folded)
    return tuple(dict.fromkeys(run[i : i + 3] for run in runs for i in range(len(run) - 2)))


def fold(text: str) -> str:
    """The cheap part of kb.text.normalise: widths and case. Terms are looked up in the result as they are."""
    lowered = text.lower()
    return unicodedata.normalize("NFKC", lowered) if _WIDE.search(lowered) else lowered
