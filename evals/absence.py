"""Makes honest unanswerable questions: some documents are withdrawn, with whatever else repeats them.

Taking out the right document alone would not do: near-duplicates and reprints answer as well as it did.
"""

import random
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

from evals.forms import EvalQuestion
from evals.measures import plain
from evals.retrieval import Right
from kb.sentences import sentences

_GRAM = 8
# Every sixteenth gram stands for all: enough to see that half of a page is repeated elsewhere.
_SAMPLED = 16
_SHARED_HALF = 0.5
_FEWEST_GRAMS = 4
# Shorter official answers (a name, a sum) stand in many documents that do not answer the question; where one
# stands in a sentence that says most of the question as well, with the head of its page, that sentence answers.
_TELLING_CHARACTERS = 12
_QUESTION_SAID = 0.6
_HEAD_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class Absence:
    """What is withdrawn, and what that makes of the questions; those only half touched are left out."""

    withdrawn: frozenset[str]
    answerable: tuple[EvalQuestion, ...]
    unanswerable: tuple[EvalQuestion, ...]


def plan_absence(
    questions: Sequence[EvalQuestion],
    right: Right,
    texts: Mapping[str, str],
    *,
    share: float,
    randomness: random.Random,
    interpreted: Mapping[str, frozenset[str]] | None = None,
) -> Absence:
    """The right documents of about this share of the questions are to be withdrawn, and what repeats them.

    texts: the stored text of every document. interpreted: by interpretation, the documents it is of. Questions
    marked unanswerable stay so.
    """
    asked = [question for question in questions if question.answerable and right.get(question.id)]
    order = sorted(asked, key=lambda question: question.id)
    randomness.shuffle(order)
    wanted: set[str] = set()
    for question in order:
        if sum(right[other.id] <= wanted for other in asked) >= share * len(asked):
            break
        wanted |= right[question.id]
    gone = wanted | repeating(wanted, texts)
    hidden = [q for q in asked if right[q.id] <= gone]
    gone |= _answering(hidden, texts) | _answering_shortly(hidden, texts)
    gone |= {identity for identity, documents in (interpreted or {}).items() if documents & gone}
    return Absence(
        withdrawn=frozenset(gone),
        answerable=tuple(q for q in asked if not right[q.id] & gone),
        unanswerable=(
            *(q for q in asked if right[q.id] <= gone),
            *(q for q in questions if not q.answerable and q.kind in ("", "unanswerable")),
        ),
    )


def repeating(documents: Collection[str], texts: Mapping[str, str]) -> set[str]:
    """The other documents of which a half stands in one of these, or that hold a half of one of these."""
    grams = {identity: _grams(text) for identity, text in texts.items()}
    holders: dict[int, list[str]] = {}
    for identity, own in grams.items():
        for gram in own:
            holders.setdefault(gram, []).append(identity)
    found: set[str] = set()
    for identity in documents:
        shared: dict[str, int] = {}
        for gram in grams.get(identity, ()):
            for other in holders[gram]:
                shared[other] = shared.get(other, 0) + 1
        found.update(
            other
            for other, count in shared.items()
            if count >= _FEWEST_GRAMS and count >= _SHARED_HALF * min(len(grams[other]), len(grams[identity]))
        )
    return found - set(documents)


def _answering(questions: Sequence[EvalQuestion], texts: Mapping[str, str]) -> set[str]:
    """The documents in which the official answer of a question stands word for word."""
    answers = {words for q in questions if len(words := plain(q.answer)) >= _TELLING_CHARACTERS}
    # A start of the answer in a table of starts saves searching every text for every answer.
    starts: dict[str, list[str]] = {}
    for words in answers:
        starts.setdefault(words[:_TELLING_CHARACTERS], []).append(words)
    found: set[str] = set()
    for identity, text in texts.items():
        flat = plain(text)
        found.update(
            identity
            for i in range(len(flat) - _TELLING_CHARACTERS + 1)
            for words in starts.get(flat[i : i + _TELLING_CHARACTERS], ())
            if flat.startswith(words, i)
        )
    return found


def _answering_shortly(questions: Sequence[EvalQuestion], texts: Mapping[str, str]) -> set[str]:
    """The documents of which a sentence holds a short official answer and says most of the question."""
    asked = [
        (words, _pairs(plain(q.text))) for q in questions if 0 < len(words := plain(q.answer)) < _TELLING_CHARACTERS
    ]
    askers: dict[str, list[int]] = {}
    for place, (_, pairs) in enumerate(asked):
        for pair in pairs:
            askers.setdefault(pair, []).append(place)
    found: set[str] = set()
    for identity, text in texts.items():
        head = _pairs(plain(text[:_HEAD_CHARACTERS]))
        for sentence in (plain(span.of(text)) for span in sentences(text)):
            said = Counter(place for pair in _pairs(sentence) | head for place in askers.get(pair, ()))
            if any(
                count >= _QUESTION_SAID * len(asked[place][1]) and asked[place][0] in sentence
                for place, count in said.items()
            ):
                found.add(identity)
    return found


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def _grams(text: str) -> frozenset[int]:
    flat = plain(text)
    hashes = (crc32(flat[i : i + _GRAM].encode("utf-8", "replace")) for i in range(len(flat) - _GRAM + 1))
    return frozenset(value for value in hashes if value % _SAMPLED == 0)
