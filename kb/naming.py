"""How much of the name of a matter a question speaks of: 换发居住证 is not 首次申领居住证, however near they lie."""

from collections.abc import Collection, Iterable, Sequence

from kb.index import WordCounts
from kb.question_terms import rarity_of
from kb.recent import Recent
from kb.text import Segmenter

CACHED_NAMES = 10_000
CACHED_RARITIES = 50_000


class NamesSaid:
    """Holds names against a question, term by term; one for all threads."""

    def __init__(self, segmenter: Segmenter) -> None:
        self._segmenter = segmenter
        self._terms: Recent[str, tuple[str, ...]] = Recent(CACHED_NAMES)
        # By the size of the index as well: while it is the same, so is, near enough, how rare a word is.
        self._rarities: Recent[tuple[int, str], float] = Recent(CACHED_RARITIES)

    def shares(self, names: Collection[str], said: str, words: WordCounts, *, total: int) -> dict[str, float]:
        """By name the share of its terms, by rarity among the total passages, that the normalised text says: 0..1."""
        terms = self._terms_of(names)
        rarity = self._rarity({term for cut in terms.values() for term in cut}, words, total)
        held = {term for term in rarity if term in said}
        return {name: _share(terms[name], held, rarity) for name in names}

    def _terms_of(self, names: Iterable[str]) -> dict[str, tuple[str, ...]]:
        known = self._terms.held(names)
        made = {name: tuple(dict.fromkeys(self._segmenter.terms(name))) for name in names if name not in known}
        self._terms.keep(made)
        return known | made

    def _rarity(self, terms: Collection[str], words: WordCounts, total: int) -> dict[str, float]:
        known = self._rarities.held((total, term) for term in terms)
        missing = [term for term in terms if (total, term) not in known]
        counts = words.frequencies(missing)[0] if missing else []
        made = {(total, term): rarity_of(count, total) for term, count in zip(missing, counts, strict=True)}
        self._rarities.keep(made)
        return {term: rarity for (_, term), rarity in (known | made).items()}


def _share(terms: Sequence[str], held: Collection[str], rarity: dict[str, float]) -> float:
    total = sum(rarity[term] for term in terms)
    return sum(rarity[term] for term in terms if term in held) / total if total else 0.0
