"""Makes honest unanswerable questions: some documents are withdrawn, with whatever else repeats them.

Taking out the right document alone would not do: near-duplicates and reprints answer as well as it did.
"""

import random
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
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
# Shorter than this, or a bare yes or no, stands in any sentence; where the head of a page says the question, in each.
_FEWEST_CHARACTERS = 2
_BARE = re.compile(r"(?:不|没)?(?:是|有|能|会|行|要|用|必|可|可以|能够|需要|应当|必须|允许)的?")


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
    explained: Mapping[str, str] | None = None,
) -> Absence:
    """The right documents of about this share of the questions are to be withdrawn, and what repeats them.

    texts: the stored text of every document. explained: by interpretation, the document it is of. Questions
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
    repeats = Repeats(texts)
    gone = wanted | repeats.of(wanted)
    hidden = [q for q in asked if right[q.id] <= gone]
    gone |= _answering(hidden, texts) | _answering_shortly(hidden, texts)
    # What explains any of these goes too, and then what repeats that.
    explaining = {identity for identity, document in (explained or {}).items() if document in gone}
    gone |= explaining | repeats.of(explaining)
    return Absence(
        withdrawn=frozenset(gone),
        answerable=tuple(q for q in asked if not right[q.id] & gone),
        unanswerable=(
            *(q for q in asked if right[q.id] <= gone),
            *(q for q in questions if not q.answerable and q.kind in ("", "unanswerable")),
        ),
    )


class Repeats:
    """Tells which documents repeat one another."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._grams = {identity: _grams(text) for identity, text in texts.items()}
        self._holders: dict[int, list[str]] = {}
        for identity, own in self._grams.items():
            for gram in own:
                self._holders.setdefault(gram, []).append(identity)

    def of(self, documents: Collection[str]) -> set[str]:
        """The other documents of which a half stands in one of these, or that hold a half of one of these."""
        return {other for one in documents for other in self._repeating(one)} - set(documents)

    def _repeating(self, document: str) -> Iterator[str]:
        own = self._grams.get(document, frozenset())
        shared = Counter(other for gram in own for other in self._holders[gram])
        for other, count in shared.items():
            if count >= _FEWEST_GRAMS and count >= _SHARED_HALF * min(len(self._grams[other]), len(own)):
                yield other


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
    asked = [(words, _pairs(plain(q.text))) for q in questions if _is_short(words := plain(q.answer))]
    askers: dict[str, list[int]] = {}
    for place, (_, pairs) in enumerate(asked):
        for pair in pairs:
            askers.setdefault(pair, []).append(place)

    def said(pairs: Iterable[str]) -> Counter[int]:
        return Counter(place for pair in pairs for place in askers.get(pair, ()))

    def answers(text: str) -> bool:
        head = _pairs(plain(text[:_HEAD_CHARACTERS]))
        said_by_head = said(head)
        for sentence in (plain(span.of(text)) for span in sentences(text)):
            said_here = said(_pairs(sentence) - head)
            for place in said_by_head.keys() | said_here.keys():
                words, pairs = asked[place]
                if said_by_head[place] + said_here[place] >= _QUESTION_SAID * len(pairs) and words in sentence:
                    return True
        return False

    return {identity for identity, text in texts.items() if answers(text)}


def _is_short(words: str) -> bool:
    return _FEWEST_CHARACTERS <= len(words) < _TELLING_CHARACTERS and not _BARE.fullmatch(words)


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def _grams(text: str) -> frozenset[int]:
    flat = plain(text)
    hashes = (crc32(flat[i : i + _GRAM].encode("utf-8", "replace")) for i in range(len(flat) - _GRAM + 1))
    return frozenset(value for value in hashes if value % _SAMPLED == 0)
