"""The spoken script: what an agent can read to a caller within two seconds, at most 120 characters (R§6.11).

The verbatim words come first, after the one sentence that must stand before them where the document is not plainly in
force. Then, as far as there is room: that it goes on, where it stands, whom to ask. It is cut at the end of a sentence,
and says so when it is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.answers import AnswerStatus, Contact
from bot.offering import Offer, OfferKind
from channels.hotline.speaking import (
    ENDS,
    Phrase,
    finer_pieces,
    goes_on_with_exception,
    joined,
    length,
    pieces,
    spoken_lead,
    spoken_sentence,
    spoken_title,
)
from channels.hotline.words import HotlineWords
from kb.documents import DocumentKind, Validity
from kb.sentences import Span

# The agents are the hotline: its own number is no advice from them.
HOTLINE_NUMBER = "12345"


@dataclass(frozen=True, slots=True)
class Script:
    """What to say. is_cut: the quotation goes on beyond it, and the script says so."""

    phrases: tuple[Phrase, ...]
    is_cut: bool = False

    @property
    def text(self) -> str:
        """The whole as one text."""
        return "".join(phrase.text for phrase in self.phrases)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of a quotation. before: the name of the element of a guide that it begins."""

    quote: str
    span: Span
    before: list[Phrase]
    is_element: bool

    @property
    def words(self) -> str:
        return self.span.of(self.quote)


class ScriptWriter:
    """Makes scripts of offered answers."""

    def __init__(self, words: HotlineWords) -> None:
        self._words = words
        self._limit = words.limit("limit_characters")
        self._title_limit = words.limit("title_characters")

    def script(self, offer: Offer) -> Script:
        """The script of an answer, or of the honest refusal."""
        if not offer.answer.citations:
            return self._refusal(offer)
        opening = [Phrase(self._opening(offer), False)] if self._opening(offer) else []
        sentences = self._sentences(offer)
        closings = list(self._closings(offer))
        whole = [*opening, *self._together(self._said(one, one.span) for one in sentences)]
        if self._is_excerpt(offer):
            whole += _apart(whole, [Phrase(self._say("cut"), False)])
        # Three wishes, in this order: the whole quotation, then where it stands, then whom to ask.
        for closing in closings:
            if fits := self._fitting(whole, closing):
                return Script(fits, self._is_excerpt(offer))
        for cut in (*self._cut_between(opening, sentences), *self._cut_within(opening, sentences)):
            for closing in closings:
                if fits := self._fitting(cut, closing):
                    return Script(fits, True)
        return self._too_long(opening, closings)

    def _fitting(self, phrases: list[Phrase], closing: list[Phrase]) -> tuple[Phrase, ...] | None:
        whole = (*phrases, *_apart(phrases, closing))
        return whole if length(whole) <= self._limit else None

    def _sentences(self, offer: Offer) -> list[_Sentence]:
        quotes = [citation.quote for citation in offer.answer.citations]
        texts = [(offer.approved, "")] if offer.approved else zip(quotes, offer.labels, strict=True)
        found = []
        for text, label in texts:
            for index, span in enumerate(pieces(text)):
                before = [Phrase(self._say("element", element=label), False)] if label and not index else []
                found.append(_Sentence(text, span, before, is_element=bool(label)))
        return found

    def _said(self, sentence: _Sentence, span: Span) -> list[Phrase]:
        return [*sentence.before, *spoken_sentence(sentence.quote, span, link=self._say("link"))]

    def _together(self, groups: Iterable[list[Phrase]]) -> list[Phrase]:
        return joined(list(groups), between=self._say("between"))

    def _cut_between(self, opening: list[Phrase], sentences: list[_Sentence]) -> Iterator[list[Phrase]]:
        """Fewer and fewer whole sentences, each time with the word that more follows."""
        for count in range(len(sentences) - 1, 0, -1):
            said = self._together(self._said(one, one.span) for one in sentences[:count])
            if not self._can_end_with(said, sentences[count - 1]):
                continue
            exception = goes_on_with_exception(sentences[count].words)
            note = Phrase(self._say("cut_exception" if exception else "cut"), False)
            yield [*opening, *said, *_apart(said, [note])]

    def _can_end_with(self, said: list[Phrase], last: _Sentence) -> bool:
        """Not after what only announces the next, a heading or the head of a table."""
        if length(phrase for phrase in said if phrase.is_quoted) < self._words.limit("shortest_characters"):
            return False
        is_marked = said[-1].text.endswith(ENDS) and not said[-1].text.endswith(("：", ":"))
        return is_marked or last.is_element

    def _cut_within(self, opening: list[Phrase], sentences: list[_Sentence]) -> Iterator[list[Phrase]]:
        """Up to a comma of a sentence that does not fit, with the word that it is not finished."""
        note = Phrase(self._say("cut_sentence"), False)
        for index in range(len(sentences) - 1, -1, -1):
            before = [self._said(one, one.span) for one in sentences[:index]]
            begun = sentences[index]
            for part in finer_pieces(begun.quote, begun.span)[-2::-1]:
                said = self._together([*before, self._said(begun, Span(begun.span.start, part.end))])
                yield [*opening, *said, *_apart(said, [note])]

    def _too_long(self, opening: list[Phrase], closings: list[list[Phrase]]) -> Script:
        only = [*opening, Phrase(self._say("too_long"), False)]
        fitting = (self._fitting(only, closing) for closing in closings)
        return Script(next((fits for fits in fitting if fits), tuple(only[-1:])), True)

    def _opening(self, offer: Offer) -> str:
        if offer.is_verdict:
            return spoken_lead(offer.lead[-1], limit=self._title_limit) if offer.lead else ""
        key = self._reservation(offer)
        if offer.kind is OfferKind.LEAD:
            key = f"lead_{key}" if key else "lead"
        return self._words.say("opening", key) if key else ""

    def _reservation(self, offer: Offer) -> str:
        """Which sentence must stand before the words, "" for a document plainly in force and for approved words."""
        if offer.approved:
            return ""
        citation = offer.answer.citations[0]
        if offer.answer.status is AnswerStatus.ANSWERED_UNCONFIRMED:
            return "unconfirmed"
        if offer.answer.status is AnswerStatus.ANSWERED_PAST:
            return "past"
        if citation.validity is Validity.AMENDED:
            return "amended"
        return "interpretation" if citation.kind is DocumentKind.INTERPRETATION else ""

    def _closings(self, offer: Offer) -> Iterator[list[Phrase]]:
        """What may follow, the most first: source and unit, one of them, nothing."""
        source, unit = self._source(offer), self._unit(offer.answer.unit)
        for texts in ((source, unit), (source,), (unit,), ()):
            yield [Phrase(text, False) for text in texts if text]

    def _source(self, offer: Offer) -> str:
        if offer.approved:
            return self._say("source_approved")
        citation = offer.answer.citations[0]
        title = spoken_title(citation.title, limit=self._title_limit)
        if not title or offer.is_verdict or citation.kind is DocumentKind.INTERPRETATION:
            return ""
        key = "source_guide" if citation.kind is DocumentKind.GUIDE else "source"
        # 第十二条第三款 can be said; 三（二）1 cannot be followed by ear.
        clause = citation.clause_path if citation.clause_path.startswith("第") else ""
        return self._say(key, title=title, clause=clause)

    def _unit(self, unit: Contact | None) -> str:
        if unit is None or unit.phone == HOTLINE_NUMBER:
            return ""
        if unit.phone:
            return self._say("unit_phone", name=unit.name, phone=unit.phone)
        return self._say("unit", name=unit.name)

    def _is_excerpt(self, offer: Offer) -> bool:
        """Whether an element of a guide goes on beyond what is quoted of it, as the lead then says."""
        return any(self._words.say("said", "excerpt_mark") in line for line in offer.lead)

    def _refusal(self, offer: Offer) -> Script:
        status = offer.answer.status
        lead = spoken_lead(offer.lead[-1], limit=self._title_limit) if offer.lead else ""
        # A document's standing may be known from a record without words that could be quoted for it.
        whole = lead if status.has_quotations else self._asked_back(offer, lead)
        unit = self._unit(offer.answer.unit)
        for text in (whole + unit, whole, lead + unit, lead):
            if text and len(text) <= self._limit:
                return Script((Phrase(text, False),))
        return Script((Phrase(self._shortened(lead), False),), is_cut=True)

    def _asked_back(self, offer: Offer, lead: str) -> str:
        related = "；".join(offer.answer.related)
        return self._words.say("refusal", offer.answer.status.value, lead=lead, related=related)

    def _shortened(self, text: str) -> str:
        """Whole sentences of a text of ours that is too long, else its parts, else its beginning."""
        spans = pieces(text)
        ends = [span.end for span in (*spans, *finer_pieces(text, Span(0, len(text)))) if span.end <= self._limit]
        return text[: max(ends, default=self._limit)]

    def _say(self, key: str, **values: object) -> str:
        return self._words.say("said", key, **values)


def _apart(before: list[Phrase], after: list[Phrase]) -> list[Phrase]:
    """What follows words that end without a mark is set off by a full stop."""
    if not before or not after or before[-1].text.endswith(ENDS):
        return after
    return [Phrase("。", False), *after]
