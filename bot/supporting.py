"""Whether a published passage supports a generated sentence: some things word for word, the rest by measure.

A sentence is compared with the run of the passage's sentences that comes nearest to it. First what must agree exactly
(bot/verbatim.py, bot/agreeing.py), then a small logistic model over how much of the sentence stands there. Weights and
threshold: supporting.json, fitted on evals/questions/supporting.jsonl by evals/training/supported.py.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from bot.comparing import (
    SHORTEST_PART,
    longest_new,
    nearest_part,
    nearest_run,
    number_at_fault,
    pairs_of,
    sense_at_fault,
    share_of,
    source_sentences,
)
from bot.verbatim import (
    bodies,
    codes,
    foreign_words,
    names_a_body,
    titles,
)
from kb.sentences import Span, parts
from kb.text import normalise
from kb.vocabulary import Vocabulary

FEATURES = (
    "pairs",  # share of its two-character stretches that stand in the run, its headings or its title
    "newest",  # its longest stretch of characters that stand nowhere there, of 12
    "weakest",  # the pairs of the part (between commas) that has the fewest
    "taken",  # share of the source sentence's pairs that the sentence took over
)
# A longer stretch found nowhere counts no more than this.
_LONGEST_NEW = 12


@dataclass(frozen=True, slots=True)
class Ground:
    """A passage a sentence may rest on. text: its words; around: headings, table header, title of its document."""

    text: str
    around: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a sentence is supported, and if not, the first reason.

    span: of the passage's text that supports it, None when nothing was near. chance: 0..1.
    """

    reason: str
    span: Span | None
    chance: float
    features: Mapping[str, float]

    @property
    def is_supported(self) -> bool:
        return not self.reason


@dataclass(frozen=True, slots=True)
class SupportWeights:
    """A logistic model over FEATURES; enough: the chance a sentence must reach."""

    bias: float
    weights: Mapping[str, float]
    enough: float

    def chance(self, features: Mapping[str, float]) -> float:
        """0..1: whether the run says what the sentence says."""
        total = self.bias + sum(weight * features[name] for name, weight in self.weights.items())
        return 1.0 / (1.0 + math.exp(-total))


def load_support_weights() -> SupportWeights:
    """The weights shipped with the project."""
    table = json.loads(files("bot").joinpath("supporting.json").read_text("utf-8"))
    return SupportWeights(table["bias"], table["weights"], table["enough"])


class SupportCheck:
    """Compares generated sentences with passages; one for all threads."""

    def __init__(self, vocabulary: Vocabulary, weights: SupportWeights) -> None:
        self._places = [name for place in vocabulary.places for name in (place.name, place.short) if len(name) >= 2]
        self._weights = weights

    def judge(self, sentence: str, ground: Ground) -> Verdict:
        """The verdict on one sentence without its marks and citations."""
        plain = normalise(sentence).strip()
        run = nearest_run(plain, ground.text)
        if run is None or not plain:
            return Verdict("empty", None, 0.0, {})
        folded = normalise(run.of(ground.text))
        around = normalise(ground.around)
        features = self.features(plain, folded, around)
        chance = self._weights.chance(features)
        reason = self.broken_rule(plain, folded, around)
        if not reason and chance < self._weights.enough:
            reason = "unlike"
        return Verdict(reason, run, chance, features)

    def broken_rule(self, sentence: str, run: str, around: str) -> str:
        """The first thing that does not agree exactly, "" when all does. All folded."""
        whole = f"{around}\n{run}"
        if foreign_words(sentence):
            return "address"
        return (
            number_at_fault(sentence, run, whole)
            or self._name_at_fault(sentence, run, whole)
            or sense_at_fault(sentence, run, whole)
        )

    def features(self, sentence: str, run: str, around: str) -> dict[str, float]:
        """The measures by name, see FEATURES. All folded."""
        whole = f"{around}\n{run}"
        held = pairs_of(whole)
        pieces = [span.of(sentence) for span in parts(sentence)]
        long = [piece for piece in pieces if len(pairs_of(piece)) >= SHORTEST_PART] or [sentence]
        sources = source_sentences(sentence, run)
        taken = pairs_of("\n".join(sources))
        return {
            "pairs": share_of(pairs_of(sentence), held),
            "newest": min(longest_new(sentence, held), _LONGEST_NEW) / _LONGEST_NEW,
            "weakest": min(share_of(pairs_of(piece), held) for piece in long),
            "taken": share_of(taken, pairs_of(sentence)),
        }

    def _name_at_fault(self, sentence: str, run: str, whole: str) -> str:
        if codes(sentence) - codes(whole):
            return "code"
        if any(title not in whole for title in titles(sentence)):
            return "title"
        if any(place in sentence and place not in whole for place in self._places):
            return "place"
        for span in parts(sentence):
            part = span.of(sentence)
            near = nearest_part(part, run)
            for start, end in bodies(part):
                # Who does it is said where it is said; only a part that names nobody may take the name from farther.
                named = [near[max(0, first - 2) : last] for first, last in bodies(near)]
                sources = [near] if any(name not in part for name in named) else [whole]
                if not names_a_body(part, start, end, sources):
                    return "body"
        return ""
