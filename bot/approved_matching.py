"""Whether a question is one that a unit has approved an answer for: the same question, not one that looks like it.

An approved answer is given without a search and without a judge, so nearly the same is not enough: what is asked for,
where, for which year, every number and every negation must agree, and the words must cover each other both ways.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from bot.understanding import Aspect, Cues, understand
from kb.approved import ApprovedAnswer
from kb.text import normalise
from kb.vocabulary import Vocabulary, official_reading

_FIGURE = re.compile(r"\d+(?:\.\d+)?|[零一二两三四五六七八九十百千万]+(?=[个级类岁年月天次人倍孩胎档号])")
_NEGATION = re.compile(r"不(?!动产|锈)|没|未(?!来|成年)|无(?!线|障碍|偿)|非(?!遗|机动|营利|税)|免|停|取消|除外")


@dataclass(frozen=True, slots=True)
class MatchingRules:
    """approved.toml. enough: least share of the words covered, both ways. clear: lead over another answer's.

    spare: most characters of words of one that the other has not.
    """

    enough: float
    spare: int
    clear: float
    ignored: frozenset[str]
    polite: re.Pattern[str]
    same: tuple[tuple[str, str], ...]

    def plain(self, text: str) -> str:
        """The normalised text without what stands around a question, said in one way."""
        words = self.polite.sub("", normalise(text))
        for said, read in self.same:
            words = words.replace(said, read)
        return words


@dataclass(frozen=True, slots=True)
class _Phrase:
    """One way to ask, read once. weights: its words with how much each counts."""

    key: str
    weights: Mapping[str, float]
    aspects: frozenset[Aspect]
    regions: tuple[str, ...]
    years: tuple[int, ...]
    figures: frozenset[str]
    negations: frozenset[str]


@dataclass(frozen=True, slots=True)
class Match:
    """The approved answer that fits. score: 1 for the very words; phrase: the way of asking that fits."""

    approved_id: str
    score: float


@dataclass(frozen=True, slots=True)
class _Entry:
    approved_id: str
    version: int
    region: str
    meant: tuple[_Phrase, ...]
    lookalikes: tuple[_Phrase, ...]


class ApprovedIndex:
    """The active approved answers, ready to be matched."""

    def __init__(
        self,
        answers: Iterable[ApprovedAnswer],
        *,
        cues: Cues,
        vocabulary: Vocabulary,
        rules: MatchingRules,
        before: "ApprovedIndex | None" = None,
    ) -> None:
        """before: the index that this one takes the place of; what did not change since is not read again."""
        self._cues = cues
        self._vocabulary = vocabulary
        self._rules = rules
        known = {(entry.approved_id, entry.version): entry for entry in before.entries} if before else {}
        self._entries = [known.get((answer.id, answer.version)) or self._entry(answer) for answer in answers]
        self._by_word: dict[str, set[int]] = {}
        for place, entry in enumerate(self._entries):
            for phrase in entry.meant:
                for name in (*phrase.weights, phrase.key):
                    self._by_word.setdefault(name, set()).add(place)

    @property
    def entries(self) -> Sequence["_Entry"]:
        """What was read of each answer."""
        return self._entries

    def match(self, text: str) -> Match | None:
        """The one approved answer for this question; None when there is none, or several are as near."""
        asked = self._phrase(text)
        if not asked.key:
            return None
        places = {place for name in (*asked.weights, asked.key) for place in self._by_word.get(name, ())}
        scored = [(self._score(asked, self._entries[place]), place) for place in sorted(places)]
        best = sorted((one for one in scored if one[0] >= self._rules.enough), reverse=True)
        if not best or (len(best) > 1 and best[0][0] - best[1][0] < self._rules.clear):
            return None
        return Match(self._entries[best[0][1]].approved_id, best[0][0])

    def _score(self, asked: _Phrase, entry: _Entry) -> float:
        """0..1; 0 when a look-alike is as near, or the place is another."""
        if any(not place.startswith(entry.region) for place in asked.regions) and entry.region:
            return 0.0
        near = max((self._alike(asked, phrase, has_region=bool(entry.region)) for phrase in entry.meant), default=0.0)
        false = max((_covered(asked, phrase) for phrase in entry.lookalikes), default=0.0)
        return near if near > false else 0.0

    def _alike(self, asked: _Phrase, phrase: _Phrase, *, has_region: bool) -> float:
        """1 for the same words; else how far they cover each other, 0 when what matters differs."""
        if asked.key == phrase.key:
            return 1.0
        exact = (asked.aspects, asked.years, asked.figures, asked.negations)
        if exact != (phrase.aspects, phrase.years, phrase.figures, phrase.negations):
            return 0.0
        # An answer with a region of its own was checked against the places asked for; one without holds where it says.
        if not has_region and asked.regions != phrase.regions:
            return 0.0
        left_over = sum(map(len, asked.weights.keys() ^ phrase.weights.keys()))
        return _covered(asked, phrase) if left_over <= self._rules.spare else 0.0

    def _entry(self, answer: ApprovedAnswer) -> _Entry:
        meant = tuple(self._phrase(text) for text in (answer.question, *answer.similar))
        return _Entry(
            answer.id, answer.version, answer.region, meant, tuple(self._phrase(text) for text in answer.lookalikes)
        )

    def _phrase(self, text: str) -> _Phrase:
        read = understand(text, cues=self._cues, vocabulary=self._vocabulary)
        plain = self._rules.plain(text)
        official = self._rules.plain(official_reading(text, read.expansions))
        words = (
            word for word in self._vocabulary.segmenter.content_words(official) if self._counts(word, read.regions)
        )
        return _Phrase(
            key="".join(char for char in plain if char.isalnum()),
            weights={word: float(len(word)) for word in words},
            aspects=_wanted(read.aspects),
            regions=read.regions,
            years=tuple(sorted(read.years)),
            figures=frozenset(_FIGURE.findall(plain)),
            negations=frozenset(_NEGATION.findall(plain)),
        )

    def _counts(self, word: str, regions: tuple[str, ...]) -> bool:
        """Not a word that says nothing, nor a place: places are compared as such."""
        return word not in self._rules.ignored and not any(word in region for region in regions)


def _wanted(aspects: frozenset[Aspect]) -> frozenset[Aspect]:
    """What is asked for: 哪些材料 asks for materials, that it asks for a list of them adds nothing."""
    return aspects - {Aspect.LIST} or aspects


def load_matching_rules() -> MatchingRules:
    """The shipped rules."""
    table = tomllib.loads(files("bot").joinpath("approved.toml").read_text("utf-8"))
    return MatchingRules(
        enough=table["enough"],
        spare=table["spare"],
        clear=table["clear"],
        ignored=frozenset(table["ignored"].split()),
        polite=re.compile(table["polite"]),
        same=tuple((said, read) for said, read in table["same"]),
    )


def _covered(asked: _Phrase, phrase: _Phrase) -> float:
    """The share of the words of each that stands in the other, the smaller one."""
    if asked.key == phrase.key:
        return 1.0
    shared = sum(weight for word, weight in asked.weights.items() if word in phrase.weights)
    larger = max(sum(asked.weights.values()), sum(phrase.weights.values()))
    return shared / larger if larger else 0.0
