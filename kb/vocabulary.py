"""Citizens' words beside official terms, read from kb/terms: a question is expanded, its own words never replaced."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

from kb.gazetteer import Place, read_places
from kb.text import Segmenter, normalise

# Entries of this domain name an element of a guide, not a thing one looks for (R§12.3).
ELEMENT_DOMAIN = "办事要素"


@dataclass(frozen=True, slots=True)
class Term:
    """A citizens' word with the official term it stands for."""

    colloquial: str
    official: str
    domain: str


@dataclass(frozen=True, slots=True)
class Expansion:
    """Words a question says, with an official term that means the same; both normalised (kb.text)."""

    said: str
    official: str


class Vocabulary:
    """All terms and places, looked up longest match first."""

    def __init__(self, terms: Iterable[Term], places: Iterable[Place] = (), words: Iterable[str] = ()) -> None:
        self._terms = sorted(
            (term for term in terms if term.domain != ELEMENT_DOMAIN), key=lambda term: -len(term.colloquial)
        )
        self._officials: dict[str, list[str]] = {}
        for term in self._terms:
            self._officials.setdefault(normalise(term.colloquial), []).append(normalise(term.official))
        self._terms_official = tuple(dict.fromkeys(term for held in self._officials.values() for term in held))
        self._order = {key: place for place, key in enumerate(self._officials)}
        self._lengths = sorted({len(key) for key in self._officials})
        self._holding: dict[str, tuple[str, ...]] = {}
        self._opening = {long: opening for long in self._officials if (opening := self._openings_of(long))}
        self._words = tuple(words)
        self.places = tuple(sorted(places, key=lambda place: -len(place.name)))

    def expansions(self, text: str) -> list[Expansion]:
        """Official terms for the citizens' words in the text, in order of length of what matched.

        A match is skipped where its official term already stands in the text, or where a longer match covers it;
        what opens the longer one keeps its own: 社保转出证明 is about 社保 as well. So is one that is a piece of an
        official term the text says: who writes 外国人永久居留身份证 asks for no 居民身份证.
        """
        whole = rest = normalise(text)
        found: list[str] = []
        for key in self._keys_in(whole):
            if key in rest and key in self._beyond_officials(key, whole):
                found += [key, *self._opening.get(key, ())]
                rest = rest.replace(key, " ")
        return [
            Expansion(key, official)
            for key in dict.fromkeys(found)
            for official in self._officials[key]
            if official not in whole
        ]

    def _keys_in(self, text: str) -> list[str]:
        """The words of ours that stand in the text, in our order: looked up by its stretches, which are few."""
        stretches = {text[at : at + length] for length in self._lengths for at in range(len(text) - length + 1)}
        return sorted(stretches & self._officials.keys(), key=self._order.__getitem__)

    def _beyond_officials(self, key: str, whole: str) -> str:
        """The text without the official terms that hold this word of ours."""
        if key not in self._holding:
            # Found when first needed: for all words at once it would take seconds.
            self._holding[key] = tuple(term for term in self._terms_official if key in term and key != term)
        for official in self._holding[key]:
            whole = whole.replace(official, " ")
        return whole

    def _openings_of(self, long: str) -> tuple[str, ...]:
        """The shorter words of ours that open this one, where what follows is a word as well.

        One that ends it is not kept: what stands before says that it means another thing (台湾|通行证丢了).
        Nor one whose rest is a character: 社保 in 社保卡 is a fragment, and so it is in 社保卡丢了.
        """
        lengths = range(len(long) - 2, 1, -1)
        first = next((long[:end] for end in lengths if long[:end] in self._officials), None)
        return (first, *self._openings_of(first)) if first else ()

    @cached_property
    def segmenter(self) -> Segmenter:
        """Cuts text with every official term, place and listed word kept in one piece."""
        terms = [term.official for term in self._terms] + [term.colloquial for term in self._terms]
        return Segmenter([*terms, *(place.name for place in self.places), *self._words])


def official_reading(text: str, expansions: Iterable[Expansion]) -> str:
    """The normalised text with the first official term in place of each citizen's word: a second way to say it."""
    firsts: dict[str, str] = {}
    for expansion in expansions:
        firsts.setdefault(expansion.said, expansion.official)
    if not firsts:
        return normalise(text)
    # In one pass: an official term may hold a citizen's word, and is not read again.
    said = re.compile("|".join(map(re.escape, firsts)))
    return said.sub(lambda match: firsts[match.group()], normalise(text))


def load_vocabulary() -> Vocabulary:
    """The vocabulary shipped with the project."""
    folder = files("kb.terms")
    terms = [Term(**row) for row in _rows(folder.joinpath("colloquial.jsonl").read_text("utf-8"))]
    words = folder.joinpath("words.txt").read_text("utf-8").split()
    return Vocabulary(terms, read_places("places.jsonl"), words)


def warm_vocabulary() -> Vocabulary:
    """The same with its dictionary loaded, which otherwise happens at the first question."""
    vocabulary = load_vocabulary()
    vocabulary.segmenter.terms("政策")
    return vocabulary


def _rows(text: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in text.splitlines() if line.strip()]
