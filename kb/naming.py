"""How far the name of a matter is what a question speaks of: 换发居住证 is not 首次申领居住证, near as they lie."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from kb.acts import Acts, is_for_another
from kb.index import WordCounts
from kb.question_terms import rarity_of
from kb.recent import Recent
from kb.text import Segmenter, normalise

CACHED_NAMES = 10_000
CACHED_RARITIES = 50_000


@dataclass(frozen=True, slots=True)
class Said:
    """A name against a question. share: of its terms, by rarity among the passages, that were said, 0..1.

    another_act: the name is only for acts (补发, 注销) that were not asked for. outsiders: it is for foreigners or
    people from outside the mainland only, and the question speaks of none.
    """

    share: float = 1.0
    another_act: bool = False
    outsiders: bool = False


WHOLE = Said()
"""What is not known by a name: there is nothing left unsaid."""


@dataclass(frozen=True, slots=True)
class _Name:
    terms: tuple[str, ...]
    acts: frozenset[str] | None
    for_outsiders: bool


class NamesSaid:
    """Holds names against a question; one for all threads."""

    def __init__(self, segmenter: Segmenter, acts: Acts) -> None:
        self._segmenter = segmenter
        self._acts = acts
        self._names: Recent[str, _Name] = Recent(CACHED_NAMES)
        # By the size of the index as well: while it is the same, so is, near enough, how rare a word is.
        self._rarities: Recent[tuple[int, str], float] = Recent(CACHED_RARITIES)

    def said(self, names: Collection[str], question: str, words: WordCounts, *, total: int) -> dict[str, Said]:
        """By name; question: normalised, in every reading of it. total: of the passages."""
        known = self._known(names)
        rarity = self._rarity({term for name in known.values() for term in name.terms}, words, total)
        held = {term for term in rarity if term in question}
        acts, outsiders = self._acts.asked(question), self._acts.speaks_of_outsiders(question)
        return {
            text: Said(
                _share(name.terms, held, rarity),
                another_act=is_for_another(name.acts, acts),
                outsiders=name.for_outsiders and not outsiders,
            )
            for text, name in known.items()
        }

    def _known(self, names: Iterable[str]) -> dict[str, _Name]:
        known = self._names.held(names)
        made = {name: self._read(name) for name in names if name not in known}
        self._names.keep(made)
        return known | made

    def _read(self, name: str) -> _Name:
        plain = normalise(name)
        terms = tuple(dict.fromkeys(self._segmenter.terms(name)))
        return _Name(terms, self._acts.named(plain), self._acts.is_for_outsiders(plain))

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
