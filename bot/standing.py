"""Whether a named document is in force, told in published words: another document's clause or its own sentence."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.answers import AnswerStatus, Citation
from bot.citing import cite, labels_at
from bot.refusing import ENDED
from bot.walk import Walk
from bot.wording import Wording
from kb.cards import DocumentCard, Link, iso_day
from kb.documents import Fact, Origin, RelationKind, Validity
from kb.library import Library
from kb.numbers import DocumentNumber
from kb.validity import ValidityOn, validity_on

# How readily a title is taken to mean a document of this standing, where several bear it.
_MEANT = {
    Validity.IN_FORCE: 3,
    Validity.AMENDED: 3,
    Validity.UNCONFIRMED: 2,
    Validity.EXPIRED: 1,
    Validity.REPEALED: 1,
    Validity.NOT_YET_IN_FORCE: 0,
}


class Standing:
    """Tells the validity of a document that is known here, or of a number known only from another's words."""

    def __init__(self, library: Library, wording: Wording) -> None:
        self._library = library
        self._wording = wording

    def of_several(self, cards: Sequence[DocumentCard], on: date) -> DocumentCard:
        """Of documents of one name the one meant on a day: in force rather than ended, else the latest."""
        changes = self._library.changes(cards)

        def weight(card: DocumentCard) -> tuple[int, date]:
            return _MEANT[validity_on(card, changes[card.id], on).status], card.speaking_day or date.min

        return max(cards, key=weight)

    def tell(self, walk: Walk, card: DocumentCard) -> Walk:
        """The walk ended with the standing of this document on the day asked about, and the words it rests on."""
        standing = self._standing_of(card, walk.question.on)
        citation = self._ground(card, standing, walk.question.on)
        sentence = self._wording.say(
            "validity_question",
            "state",
            title=card.title,
            number=f"（{card.number}）" if card.number else "",
            validity=standing.status.value,
            basis=standing.basis,
        )
        ended = replace(walk, citations=(citation,) if citation else (), labels=("",) if citation else ())
        return replace(ended, subject=card).end(AnswerStatus.ANSWERED, sentence)

    def _ground(self, card: DocumentCard, standing: ValidityOn, on: date) -> Citation | None:
        """The words that say so: another document's clause, else its own sentence, else its title.

        What ended the document that an interpretation explains has ended the interpretation.
        """
        known = self._library.document(card.id)
        for link in known.heard:
            if standing.by_document == link.speaker_id and link.relation.end > link.relation.start:
                return self._clause_of(link, on)
        for change in known.changes:
            handed_down = change.kind is RelationKind.INTERPRETS and change.by_document == standing.by_document
            if handed_down and self._library.is_public(change.by_document):
                target = self._library.cards([change.by_document])[change.by_document]
                return self._ground(target, self._standing_of(target, on), on)
        text = self._library.version_text(card.version_id)
        telling = (Fact.EXPIRES_ON, Fact.VALIDITY, Fact.EFFECTIVE_ON)
        for fact in telling if standing.status in ENDED else (*telling, Fact.DOCUMENT_NUMBER, Fact.TITLE):
            claim = card.facts.get(fact)
            if claim and claim.origin is Origin.EDITOR:
                # An editor's reason is no published word, whatever it happens to coincide with.
                continue
            if claim and claim.start is not None and claim.end is not None:
                start, end = claim.start, claim.end
            elif claim and claim.evidence and claim.evidence in text:
                start = text.index(claim.evidence)
                end = start + len(claim.evidence)
            else:
                continue
            return cite(card, standing, text=text, start=start, end=end, labels=())
        return None

    def tell_alike(self, walk: Walk, title: str, card: DocumentCard) -> Walk:
        """As tell_unknown_title, with a document whose title is nearly that."""
        sentence = self._wording.say(
            "validity_question",
            "unknown_title_alike",
            title=title,
            alike=card.title,
            validity=self._standing_of(card, walk.question.on).status.value,
        )
        return walk.end(AnswerStatus.NO_POLICY_FOUND, sentence)

    def _standing_of(self, card: DocumentCard, on: date) -> ValidityOn:
        return validity_on(card, self._library.changes([card])[card.id], on)

    def tell_mentioned(self, walk: Walk, number: DocumentNumber) -> Walk:
        """A number known only from what another document says of it is answered in that document's words.

        What holds only after the day asked about is not said of that day.
        """
        on, key = walk.question.on, "unknown_number"
        for link in self._library.said_about(str(number)):
            if link.relation.kind in (RelationKind.REPEALS, RelationKind.AMENDS):
                since = self._since(link)
                if since is None or since <= on:
                    return self._told_by(walk, number, link)
                key = "unknown_number_then"
        day = f"{on.year}年{on.month}月{on.day}日"
        return walk.end(
            AnswerStatus.NO_POLICY_FOUND, self._wording.say("validity_question", key, number=number, day=day)
        )

    def tell_unknown_title(self, walk: Walk, title: str) -> Walk:
        """A title that nothing here has is not taken for one that looks alike."""
        return walk.end(
            AnswerStatus.NO_POLICY_FOUND, self._wording.say("validity_question", "unknown_title", title=title)
        )

    def _since(self, link: Link) -> date | None:
        """The first day on which what the link says holds."""
        speaker = self._library.cards([link.speaker_id])[link.speaker_id]
        return iso_day(link.relation.from_day) or speaker.speaking_day

    def _told_by(self, walk: Walk, number: DocumentNumber, link: Link) -> Walk:
        citation = self._clause_of(link, walk.question.on)
        is_repeal = link.relation.kind is RelationKind.REPEALS
        key = ("repealed_by" if link.confirmed_by else "repealed_by_unconfirmed") if is_repeal else "amended_by"
        sentence = self._wording.say(
            "validity_question",
            key,
            number=number,
            by=citation.title,
            by_number=f"（{citation.doc_no}）" if citation.doc_no else "",
            clause=citation.clause_path,
        )
        speaker = self._library.cards([link.speaker_id])[link.speaker_id]
        walk = replace(walk, citations=(citation,), labels=("",), subject=speaker)
        return walk.end(AnswerStatus.ANSWERED, sentence)

    def _clause_of(self, link: Link, on: date) -> Citation:
        card = self._library.cards([link.speaker_id])[link.speaker_id]
        standing = self._standing_of(card, on)
        text = self._library.version_text(card.version_id)
        labels = labels_at(self._library.clauses_of(card.id), link.relation.start, link.relation.end)
        return cite(card, standing, text=text, start=link.relation.start, end=link.relation.end, labels=labels)
