"""Chooses the words that answer, and cites them."""

import re
from dataclasses import replace

from bot.answers import AnswerStatus, Citation
from bot.citing import cite, cut_by_clause, labels_at
from bot.completing import completed, lead_in
from bot.guide_answers import GuideAnswers
from bot.quotation_support import Support
from bot.quoting import Chosen, beyond_title, choose
from bot.reader.reader import Reader
from bot.refusing import ENDED
from bot.sources import Asked, Source
from bot.understanding import Aspect
from bot.walk import Walk
from kb.documents import Clause, DocumentKind, PassageKind, Validity
from kb.library import Library
from kb.search import Hit
from kb.sentences import Span, sentences
from kb.vocabulary import official_reading

_ASKS_UNIT = re.compile(r"责任单位|归.{0,6}管|由.{0,8}负责(?!人)|(谁|哪|什么).{0,8}(负责(?!人)|牵头|主管)")
_CERTAIN = 0.5
MOST = 3
_UNIT_NOTE = re.compile(r"[（(]\s*责任单位\s*[:：][^）)]*[）)]")


class QuoteAnswer:
    """Quotes one stretch of the chosen document, word for word, with what leads it in."""

    name = "quote"

    def __init__(self, library: Library, guides: GuideAnswers, reader: Reader) -> None:
        self._library = library
        self._guides = guides
        self._reader = reader

    def take(self, walk: Walk) -> Walk:
        """The walk with its citations and a status."""
        hit = walk.evidence[0]
        if hit.found.card.kind is DocumentKind.GUIDE:
            return self._guides.take(walk)
        text = self._library.version_text(hit.found.card.version_id)
        clauses = self._library.clauses_of(hit.document_id)
        stretches, support = self._stretches(walk, text, clauses)
        citations = self._unit_note(walk, text, clauses)
        if citations and support:
            # 责任单位 of the task asked about answers "who" as such, whatever words the sentence has.
            support = replace(support, chance=max(support.chance, _CERTAIN), cue=1.0)
        citations = citations or stretches
        walk = replace(
            walk,
            citations=citations,
            labels=("",) * len(citations),
            status=status_of(hit),
            support=support,
            responsible=_responsible(citations, clauses),
        )
        return walk.noting(self.name, quotes=[citation.quote for citation in citations])

    def _unit_note(self, walk: Walk, text: str, clauses: list[Clause]) -> tuple[Citation, ...]:
        """For "who is responsible": the heading of the task and the note that names the unit."""
        hit = walk.evidence[0]
        if Aspect.WHO not in walk.understood.aspects or not _ASKS_UNIT.search(walk.understood.text):
            return ()
        passage = hit.passage
        holding = [c for c in clauses if c.unit and c.start <= passage.start and passage.end <= c.end]
        clause = max(holding, key=lambda c: c.start, default=None)
        note = _UNIT_NOTE.search(text, clause.start, clause.end) if clause else None
        if clause is None or note is None:
            return ()
        heading = sentences(text, start=clause.start, end=clause.end)[0]
        return tuple(
            self._cite(hit, text, clauses, Span(*span)) for span in ((heading.start, heading.end), note.span())
        )

    def _stretches(self, walk: Walk, text: str, clauses: list[Clause]) -> tuple[tuple[Citation, ...], Support | None]:
        sources = [self._source(hit, text) for hit in walk.evidence]
        chosen = choose(sources, asked_of(walk), self._reader)
        if chosen is None:
            return (), None
        spans = _apart(self._whole(walk.evidence[chosen.source], chosen, text))
        # Two or three clauses are cited each by its own label, a longer list by the one that holds it.
        pieces = [(hit, piece) for hit, span in spans for piece in cut_by_clause(clauses, span, text)]
        cited = pieces if len(pieces) <= MOST else spans
        return tuple(self._cite(hit, text, clauses, span) for hit, span in cited), chosen.support

    @staticmethod
    def _source(hit: Hit, text: str) -> Source:
        passage = hit.passage
        start = beyond_title(text, passage.start, passage.end, title=hit.found.card.title)
        is_table = passage.kind is PassageKind.TABLE
        return Source(text, start, passage.end, passage.context, hit.passage_score, is_table)

    def _whole(self, hit: Hit, chosen: Chosen, text: str) -> list[tuple[Hit, Span]]:
        """The stretch completed, with the header of its table or the words that lead its list in."""
        passage = hit.passage
        span = completed(text, Span(chosen.start, chosen.end), floor=passage.start, ceiling=passage.end)
        if passage.header:
            return [(hit, Span(*passage.header)), (hit, span)]
        before = lead_in(text, span, floor=max(0, passage.start - 400))
        return [(hit, before), (hit, span)] if before else [(hit, span)]

    def _cite(self, hit: Hit, text: str, clauses: list[Clause], span: Span) -> Citation:
        return cite(
            hit.found.card,
            hit.validity,
            text=text,
            start=span.start,
            end=span.end,
            labels=labels_at(clauses, span.start, span.end) or hit.passage.labels,
            passage=hit.passage,
        )


def _responsible(citations: tuple[Citation, ...], clauses: list[Clause]) -> str:
    """责任单位 of the innermost task that holds the first quotation, "" for none."""
    for citation in citations[:1]:
        holding = [c for c in clauses if c.unit and c.start <= citation.start and citation.end <= c.end]
        innermost = max(holding, key=lambda clause: len(clause.labels), default=None)
        return innermost.unit or "" if innermost else ""
    return ""


def asked_of(walk: Walk) -> Asked:
    """What choosing needs to know of the question."""
    understood = walk.understood
    return Asked(official_reading(understood.text, understood.expansions), walk.terms, understood.aspects)


def status_of(hit: Hit) -> AnswerStatus:
    """How an answer quoted from this document ends."""
    if hit.validity.status is Validity.UNCONFIRMED:
        return AnswerStatus.ANSWERED_UNCONFIRMED
    return AnswerStatus.ANSWERED_PAST if hit.validity.status in ENDED else AnswerStatus.ANSWERED


def _apart(spans: list[tuple[Hit, Span]]) -> list[tuple[Hit, Span]]:
    """At most MOST spans, overlapping ones joined, in the order they stand in the document."""
    joined: list[tuple[Hit, Span]] = []
    for hit, span in spans:
        for index, (other, held) in enumerate(joined):
            if span.start < held.end and held.start < span.end:
                joined[index] = (other, Span(min(span.start, held.start), max(span.end, held.end)))
                break
        else:
            joined.append((hit, span))
    return sorted(joined[:MOST], key=lambda one: one[1].start)
