"""Answers from a service guide: the elements asked for, as the record holds them; nothing is added (R§4.2)."""

from collections.abc import Container, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from bot.answers import AnswerStatus, Citation
from bot.citing import cite
from bot.understanding import Aspect, Cues
from bot.walk import Walk
from bot.wording import Wording
from kb.documents import GUIDE_ELEMENTS, Clause
from kb.library import Library
from kb.search import Hit
from kb.sentences import Span, parts, sentences
from kb.text import normalise

# The elements that answer each kind of question, in the order they are told.
ELEMENTS_ASKED: dict[Aspect, tuple[str, ...]] = {
    Aspect.MATERIALS: ("materials",),
    Aspect.PLACE: ("place", "online"),
    Aspect.PHONE: ("consult_phone", "complaint_phone"),
    Aspect.DURATION: ("promised_limit", "statutory_limit"),
    Aspect.FEE: ("fee",),
    Aspect.WHO: ("unit",),
    Aspect.CONDITIONS: ("conditions", "audience"),
    Aspect.PROCEDURE: ("procedure", "materials", "place"),
    Aspect.PERMISSION: ("conditions",),
    Aspect.TIME: ("opening_hours",),
}
# What a question that only names the matter is told.
USUAL = ("conditions", "materials", "place")
# A question may ask for several things; the more telling kind comes first and vaguer ones then add nothing.
_ORDER = (
    Aspect.MATERIALS,
    Aspect.FEE,
    Aspect.PHONE,
    Aspect.DURATION,
    Aspect.PLACE,
    Aspect.TIME,
    Aspect.WHO,
    Aspect.CONDITIONS,
    Aspect.PROCEDURE,
    Aspect.PERMISSION,
)
_VAGUE = frozenset({Aspect.PROCEDURE, Aspect.PERMISSION})
LONGEST_CHARACTERS = 400
# Whole sentences that come to less are told with a part of the next one.
SHORTEST_CHARACTERS = 200
MOST = 3


class GuideAnswers:
    """Quotes the elements of one guide."""

    def __init__(self, library: Library, wording: Wording, cues: Cues) -> None:
        self._library = library
        self._wording = wording
        self._cues = cues

    def take(self, walk: Walk) -> Walk:
        """The walk with the elements asked for, or ended because the guide does not state them."""
        hit = walk.evidence[0]
        held = {clause.labels[0]: clause for clause in self._library.clauses_of(hit.document_id)}
        asked = self._asked(walk, hit.found.card.title)
        present = _present(asked, {key for key, name in GUIDE_ELEMENTS.items() if name in held})
        walk = walk.noting("quote", elements=present, asked=list(asked))
        if not present:
            return self._not_stated(walk, hit, asked)
        text = self._library.version_text(hit.found.card.version_id)
        citations = tuple(self._cite(hit, text, held[GUIDE_ELEMENTS[key]]) for key in present)
        return replace(
            walk,
            lead=walk.lead + self._excerpts(citations, [held[GUIDE_ELEMENTS[key]] for key in present]),
            citations=citations,
            labels=tuple(GUIDE_ELEMENTS[key] for key in present),
            status=AnswerStatus.ANSWERED,
        )

    def _excerpts(self, citations: Sequence[Citation], clauses: Sequence[Clause]) -> tuple[str, ...]:
        """What says that an element goes on beyond what is quoted of it."""
        cut = [
            clause.labels[0] for citation, clause in zip(citations, clauses, strict=True) if citation.end < clause.end
        ]
        return (self._wording.say("answer", "excerpt", element="、".join(cut)),) if cut else ()

    def _asked(self, walk: Walk, title: str) -> tuple[str, ...]:
        heard = walk.understood.aspects & self._cues.aspects(beside(walk.understood.text, title))
        aspects = [aspect for aspect in _ORDER if aspect in heard]
        definite = [aspect for aspect in aspects if aspect not in _VAGUE] or aspects
        keys = [key for aspect in definite for key in ELEMENTS_ASKED[aspect]]
        return tuple(dict.fromkeys(keys)) or USUAL

    def _not_stated(self, walk: Walk, hit: Hit, asked: tuple[str, ...]) -> Walk:
        sentence = self._wording.say(
            "status",
            AnswerStatus.ELEMENT_NOT_PUBLISHED.value,
            title=hit.found.card.title,
            element="、".join(GUIDE_ELEMENTS[key] for key in asked),
        )
        return walk.end(AnswerStatus.ELEMENT_NOT_PUBLISHED, sentence)

    @staticmethod
    def _cite(hit: Hit, text: str, clause: Clause) -> Citation:
        span = shortened(text, clause.start, clause.end)
        return cite(
            hit.found.card,
            hit.validity,
            text=text,
            start=span.start,
            end=span.end,
            labels=clause.labels,
            passage=hit.passage,
        )


def beside(question: str, title: str) -> str:
    """The normalised question without the words in which it names the matter: they ask for nothing."""
    plain = normalise(question)
    rest = list(plain)
    for block in SequenceMatcher(None, normalise(title), plain, autojunk=False).get_matching_blocks():
        if block.size > 1:
            rest[block.b : block.b + block.size] = " " * block.size
    return "".join(rest)


def _present(asked: Sequence[str], held: Container[str]) -> list[str]:
    """The elements to tell; for whom a matter is stands in only where its conditions are not stated."""
    present = [key for key in asked if key in held]
    if "conditions" in present and "audience" in present:
        present.remove("audience")
    return present[:MOST]


def shortened(text: str, start: int, end: int) -> Span:
    """As many whole sentences of a long element as fit, from its beginning; the page of the guide has the rest.

    Where they come to little because the next one is long, that one is told up to a comma.
    """
    limit = start + LONGEST_CHARACTERS
    if end <= limit:
        return Span(start, end)
    for cut in (sentences, parts):
        ends = [span.end for span in cut(text, start=start, end=end) if span.end <= limit]
        if ends and ends[-1] - start >= SHORTEST_CHARACTERS:
            return Span(start, ends[-1])
    return Span(start, limit)
