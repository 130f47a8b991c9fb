"""Answers from a service guide: the elements asked for, as the record holds them; nothing is added (R§4.2)."""

from dataclasses import replace

from bot.answers import AnswerStatus, Citation
from bot.citing import cite
from bot.understanding import Aspect
from bot.walk import Walk
from bot.wording import Wording
from kb.documents import GUIDE_ELEMENTS, Clause
from kb.library import Library
from kb.search import Hit
from kb.sentences import Span, sentences

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
MOST = 3


class GuideAnswers:
    """Quotes the elements of one guide."""

    def __init__(self, library: Library, wording: Wording) -> None:
        self._library = library
        self._wording = wording

    def take(self, walk: Walk) -> Walk:
        """The walk with the elements asked for, or ended because the guide does not state them."""
        hit = walk.evidence[0]
        held = {clause.labels[0]: clause for clause in self._library.clauses_of(hit.document_id)}
        asked = self._asked(walk)
        present = [key for key in asked if GUIDE_ELEMENTS[key] in held][:MOST]
        walk = walk.noting("quote", elements=present, asked=list(asked))
        if not present:
            return self._not_stated(walk, hit, asked)
        text = self._library.version_text(hit.found.card.version_id)
        citations = tuple(self._cite(hit, text, held[GUIDE_ELEMENTS[key]]) for key in present)
        return replace(
            walk,
            citations=citations,
            labels=tuple(GUIDE_ELEMENTS[key] for key in present),
            status=AnswerStatus.ANSWERED,
        )

    @staticmethod
    def _asked(walk: Walk) -> tuple[str, ...]:
        aspects = [aspect for aspect in _ORDER if aspect in walk.understood.aspects]
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
        span = _shortened(text, clause.start, clause.end)
        return cite(
            hit.found.card,
            hit.validity,
            text=text,
            start=span.start,
            end=span.end,
            labels=clause.labels,
            passage=hit.passage,
        )


def _shortened(text: str, start: int, end: int) -> Span:
    """Whole sentences of a long element from its beginning; the page of the guide has the rest."""
    if end - start <= LONGEST_CHARACTERS:
        return Span(start, end)
    kept = [s for s in sentences(text, start=start, end=end) if s.end - start <= LONGEST_CHARACTERS]
    return Span(start, kept[-1].end if kept else start + LONGEST_CHARACTERS)
