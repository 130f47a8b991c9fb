"""Where each passage belongs and what its index entry is made of: decided from SQL alone, nothing is written here."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.cards import DocumentCard
from kb.changes import changes_of
from kb.documents import PassageKind, PublicationState
from kb.lookups import make_cards, portions
from kb.passages import Passage, text_digest
from kb.rows import passage_value
from kb.shelves import Shelf
from kb.tables import DocumentRow, IndexedRow, PassageRow
from kb.validity import final_end

Terms = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Slip:
    """One passage that belongs on a shelf. digest: of everything its entry is made of."""

    passage: Passage
    shelf: Shelf
    texts: Mapping[str, str]
    digest: str

    @property
    def vector_digest(self) -> str:
        """Names the vector of the passage, whatever its title."""
        return text_digest(self.passage.indexed_text)

    def words(self, terms: Terms) -> dict[str, list[str]]:
        """The terms of each field."""
        return {name: terms(text) for name, text in self.texts.items() if text}


@dataclass(frozen=True, slots=True)
class Plan:
    """What must happen to the index for some documents. remove: passage ids by the shelf they are on."""

    put: tuple[Slip, ...]
    remove: Mapping[Shelf, tuple[str, ...]]


def slips_of(session: Session, document_ids: Collection[str], *, today: date) -> list[Slip]:
    """What the index should hold of these documents: nothing of those not published, not open or unknown."""
    slips: list[Slip] = []
    for portion in portions(document_ids):
        filed = _filed(session, portion, today)
        query = select(PassageRow).where(PassageRow.document_id.in_(filed))
        for row in session.scalars(query.order_by(PassageRow.document_id, PassageRow.ordinal)):
            slips.append(_slip(passage_value(row), *filed[row.document_id]))
    return slips


def shelves_of(session: Session, document_ids: Collection[str], *, today: date) -> dict[str, Shelf]:
    """The shelf each belongs on; those not published, not open or unknown are left out."""
    return {
        identity: shelf
        for portion in portions(document_ids)
        for identity, (_, shelf) in _filed(session, portion, today).items()
    }


def indexed_of(session: Session, generation: str, document_ids: Collection[str]) -> list[IndexedRow]:
    """What the generation holds, or may hold, of these documents."""
    rows: list[IndexedRow] = []
    for portion in portions(document_ids):
        query = select(IndexedRow).where(IndexedRow.generation == generation, IndexedRow.document_id.in_(portion))
        rows.extend(session.scalars(query))
    return rows


def planned(slips: Iterable[Slip], indexed: Iterable[IndexedRow]) -> Plan:
    """The difference between what the index should hold and what it holds."""
    wanted = {(slip.passage.id, slip.shelf.value): slip for slip in slips}
    held = {(row.passage_id, row.shelf): row for row in indexed}
    put = [slip for place, slip in wanted.items() if not _is_held(slip, held.get(place))]
    remove = {
        shelf: tuple(passage for passage, on in held if on == shelf.value and (passage, on) not in wanted)
        for shelf in Shelf
    }
    return Plan(tuple(put), remove)


def _filed(session: Session, document_ids: Collection[str], today: date) -> dict[str, tuple[DocumentCard, Shelf]]:
    documents = session.scalars(select(DocumentRow).where(DocumentRow.id.in_(document_ids))).all()
    shown = [row for row in documents if row.state == PublicationState.PUBLISHED.value and row.is_open]
    cards = make_cards(session, shown)
    changes = changes_of(session, cards)
    return {
        card.id: (card, Shelf.PAST if final_end(card, changes[card.id], today) else Shelf.CURRENT) for card in cards
    }


def _is_held(slip: Slip, row: IndexedRow | None) -> bool:
    return row is not None and row.is_done and row.digest == slip.digest


def _slip(passage: Passage, card: DocumentCard, shelf: Shelf) -> Slip:
    is_name = passage.kind is PassageKind.NAME
    texts = {
        "words": passage.text,
        "context": passage.context,
        "title": card.title,
        "name": "\n".join((passage.text, *card.synonyms)) if is_name else "",
    }
    return Slip(passage, shelf, texts, text_digest("\x1f".join(f"{name}={text}" for name, text in texts.items())))
