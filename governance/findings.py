"""What the disclosure review (公开审查) finds by itself: secrecy marks, personal data, dead references, missing facts.

A finding is a proposal with its place; a person decides. Only a secrecy mark leaves nothing to decide.
"""

import hashlib
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from governance.words import sentence, word
from kb.cards import DocumentCard, StoredDocument
from kb.documents import DocumentKind, Fact, RelationKind, Validity
from kb.library import Library
from kb.numbers import find_numbers
from kb.personal_data import PersonalKind, find_personal_data
from kb.secrecy import secrecy_mark_in
from kb.validity import validity_on

LookUp = Callable[[str], list[DocumentCard]]
"""Gives the published documents of a number or title."""

_TITLE = re.compile(r"《((?:[^《》\n]|《[^《》\n]{1,100}》){2,120})》")
_ENDED = (Validity.REPEALED, Validity.EXPIRED)
_HEAD_LINES = 15
# A hostile or strange text may name thousands of documents; a reviewer reads no more than these.
_MOST_REFERENCES = 200
_MUST = (Fact.TITLE, Fact.ISSUING_BODY, Fact.WRITTEN_ON)
_SHOULD = (Fact.DOCUMENT_NUMBER, Fact.DRAFTING_UNIT, Fact.EFFECTIVE_ON, Fact.INDEX_NUMBER, Fact.TOPIC)


class FindingCode(Enum):
    """What kind of finding it is."""

    SECRECY_MARK = "secrecy_mark"
    PERSONAL_DATA = "personal_data"
    OFFICE_CONTACT = "office_contact"
    DEAD_REFERENCE = "dead_reference"
    UNCONFIRMED_RELATION = "unconfirmed_relation"
    FACT_MISSING = "fact_missing"
    FACT_ABSENT = "fact_absent"


class Weight(Enum):
    """How far a finding holds a document back."""

    FORBIDS = "forbids"  # nothing can be decided: the document must not be here
    ASKS = "asks"  # a person must decide before it is published
    TELLS = "tells"  # worth knowing


_WEIGHTS = {
    FindingCode.SECRECY_MARK: Weight.FORBIDS,
    FindingCode.PERSONAL_DATA: Weight.ASKS,
    FindingCode.OFFICE_CONTACT: Weight.TELLS,
    FindingCode.DEAD_REFERENCE: Weight.ASKS,
    FindingCode.UNCONFIRMED_RELATION: Weight.ASKS,
    FindingCode.FACT_MISSING: Weight.FORBIDS,
    FindingCode.FACT_ABSENT: Weight.TELLS,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to decide. words: what stands in the text, at start to end where it does; other_id: a document named.

    digest: the same for the same words of the same kind, so that a decision holds while the words stand.
    """

    code: FindingCode
    words: str
    sentence: str
    start: int | None = None
    end: int | None = None
    other_id: str | None = None
    relation_id: int | None = None
    personal_kind: PersonalKind | None = None

    @property
    def weight(self) -> Weight:
        return _WEIGHTS[self.code]

    @property
    def digest(self) -> str:
        return hashlib.sha256(f"{self.code.value}\x1f{self.words}".encode()).hexdigest()


def find(document: StoredDocument, library: Library, *, on: date) -> list[Finding]:
    """Everything there is to decide about the document as it stands, the gravest kinds first."""
    found = [
        *_secrecy(document.version.text),
        *_missing(document.card),
        *_personal(document.version.text),
        *_dead(document, library, on),
        *_unconfirmed(document),
    ]
    order = list(Weight)
    return sorted(found, key=lambda finding: order.index(finding.weight))


def _secrecy(text: str) -> Iterator[Finding]:
    lines = text.splitlines()
    mark = secrecy_mark_in(lines[:_HEAD_LINES], lines[_HEAD_LINES:])
    if mark:
        yield Finding(FindingCode.SECRECY_MARK, mark, sentence("finding_secrecy", mark=mark[:20]))


def _missing(card: DocumentCard) -> Iterator[Finding]:
    if card.kind is DocumentKind.GUIDE:
        return
    for fact in _MUST:
        if not card.text(fact):
            yield Finding(FindingCode.FACT_MISSING, fact.value, sentence("finding_missing", fact=word(fact)))
    for fact in _SHOULD if card.kind is DocumentKind.POLICY else ():
        if not card.text(fact):
            yield Finding(FindingCode.FACT_ABSENT, fact.value, sentence("finding_absent", fact=word(fact)))


def _personal(text: str) -> Iterator[Finding]:
    for place in find_personal_data(text):
        code = FindingCode.OFFICE_CONTACT if place.is_of_office else FindingCode.PERSONAL_DATA
        key = "finding_office_contact" if place.is_of_office else "finding_personal"
        told = sentence(key, kind=word(place.kind))
        words = text[place.start : place.end]
        yield Finding(code, words, told, place.start, place.end, personal_kind=place.kind)


def _dead(document: StoredDocument, library: Library, on: date) -> Iterator[Finding]:
    """Documents the text names that have ended, but for those it ends itself."""
    text = document.version.text
    ended_here = [link.relation for link in document.said if link.relation.kind is RelationKind.REPEALS]
    numbers = {relation.target_number for relation in ended_here}
    titles = {relation.target_title for relation in ended_here}
    named: list[tuple[str, int, int, LookUp]] = []
    named += [(str(n), a, b, library.by_number) for n, a, b in find_numbers(text) if str(n) not in numbers]
    named += [(str(m[1]), m.start(), m.end(), library.by_title) for m in _TITLE.finditer(text) if m[1] not in titles]
    seen: set[str] = set()
    for name, start, end, look_up in named[:_MOST_REFERENCES]:
        if name in seen:
            continue
        seen.add(name)
        told = _ended(name, look_up, library, {document.card.id}, on)
        if told:
            yield Finding(FindingCode.DEAD_REFERENCE, text[start:end], told[0], start, end, told[1])


def _ended(
    name: str,
    look_up: LookUp,
    library: Library,
    own: Collection[str],
    on: date,
) -> tuple[str, str | None] | None:
    """What to say of a name all of whose documents have ended, with the id of one; None for the living and unknown."""
    cards = [card for card in look_up(name) if card.id not in own]
    changes = library.changes(cards)
    standings = [(card, validity_on(card, changes[card.id], on)) for card in cards]
    if standings and all(standing.status in _ENDED for _, standing in standings):
        card, standing = standings[0]
        told = sentence("finding_dead", name=name, validity=standing.status.value, basis=standing.basis)
        return told, card.id
    if cards or look_up != library.by_number:
        return None
    said = [link for link in library.said_about(name) if link.relation.kind is RelationKind.REPEALS]
    said = [link for link in said if link.speaker_id not in own]
    if not said:
        return None
    told = sentence("finding_dead", name=name, validity=Validity.REPEALED.value, basis=said[0].relation.evidence[:80])
    return told, said[0].speaker_id


def _unconfirmed(document: StoredDocument) -> Iterator[Finding]:
    for link in document.said:
        if link.confirmed_by is None and link.relation.kind in (RelationKind.REPEALS, RelationKind.AMENDS):
            name = link.relation.target_number or f"《{link.relation.target_title}》"
            told = sentence("finding_relation", kind=word(link.relation.kind), name=name)
            yield Finding(
                FindingCode.UNCONFIRMED_RELATION,
                link.relation.evidence[:200] or name,
                told,
                link.relation.start if link.relation.end else None,
                link.relation.end or None,
                link.other_id,
                link.relation_id,
            )
