"""Which document an interpretation explains: one rule for quoting, for the index and for what follows from an end.

By number, else by title or the title of what a notice issues; nothing is linked when it is stored.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import BindParameter, and_, bindparam, delete, or_, select
from sqlalchemy.orm import Session

from kb.cards import DocumentCard
from kb.documents import Claim, DocumentKind, PublicationState, Relation, RelationKind
from kb.errors import DocumentNumberError
from kb.lookups import CardsByVersion, cards_by_version, first_day, portions
from kb.numbers import DocumentNumber
from kb.rows import relation_row
from kb.tables import DocumentRow, RelationRow

_AMONG: BindParameter[str] = bindparam("ids", expanding=True)
# Of two numbers one is wrong: a title decides only where one side has none. Each arm has an index from both sides.
_BY_TITLE = and_(RelationRow.target_key != "", or_(RelationRow.target_number.is_(None), DocumentRow.number.is_(None)))
_NAMES = or_(
    RelationRow.target_number == DocumentRow.number,
    and_(RelationRow.target_key == DocumentRow.title_key, _BY_TITLE),
    and_(RelationRow.target_key == DocumentRow.issued_key, _BY_TITLE),
)
_NAMING = (
    select(RelationRow.document_id)
    .join(DocumentRow, _NAMES)
    .where(RelationRow.kind == RelationKind.INTERPRETS.value, DocumentRow.id.in_(_AMONG))
)
# What was withdrawn may have ended before: its explanation does not come back to life. An interpretation of an
# interpretation would lead from one to the next: it hears of no end.
_NAMED = (
    select(RelationRow.document_id, RelationRow.target_number, DocumentRow.id, DocumentRow.row_version)
    .join(DocumentRow, _NAMES)
    .where(
        RelationRow.document_id.in_(_AMONG),
        RelationRow.kind == RelationKind.INTERPRETS.value,
        DocumentRow.id != RelationRow.document_id,
        DocumentRow.kind != DocumentKind.INTERPRETATION.value,
        DocumentRow.state.in_([PublicationState.PUBLISHED.value, PublicationState.WITHDRAWN.value]),
        DocumentRow.is_open,
    )
    .order_by(DocumentRow.id)
)


@dataclass(frozen=True, slots=True)
class _Named:
    number: str | None
    document_id: str


def explained(
    session: Session, cards: Iterable[DocumentCard], cards_of: CardsByVersion = cards_by_version
) -> dict[str, DocumentCard]:
    """The document that each interpretation among these explains, by id of the interpretation, where it is known."""
    readers = {card.id: card for card in cards if card.kind is DocumentKind.INTERPRETATION}
    named: dict[str, list[_Named]] = defaultdict(list)
    versions: dict[str, int] = {}
    for portion in portions(readers):
        for reader, number, identity, version in session.connection().execute(_NAMED, {"ids": portion}):
            named[reader].append(_Named(number, identity))
            versions[identity] = version
    targets = cards_of(session, versions) if versions else {}
    return {
        reader: _meant(readers[reader], names[0].number, [targets[name.document_id] for name in names])
        for reader, names in named.items()
    }


def interpretations_of(session: Session, document_ids: Collection[str]) -> list[str]:
    """The interpretations that explain one of these, whatever their own state."""
    candidates = interpretations_naming(session, document_ids)
    cards = cards_by_version(session, dict.fromkeys(candidates, 0)).values()
    wanted = set(document_ids)
    return sorted(reader for reader, target in explained(session, cards).items() if target.id in wanted)


def interpretations_naming(session: Session, document_ids: Collection[str]) -> list[str]:
    """The documents that may explain one of these, among them those that mean another of its name."""
    return sorted({one for portion in portions(document_ids) for one in session.scalars(_NAMING, {"ids": portion})})


def explain(session: Session, document_id: str, said: Claim) -> None:
    """What an editor says it explains takes the place of what its own words name; "" says that it explains nothing."""
    kind = RelationKind.INTERPRETS
    session.execute(delete(RelationRow).where(RelationRow.document_id == document_id, RelationRow.kind == kind.value))
    if not said.value:
        return
    try:
        relation = Relation(kind, str(DocumentNumber.parse(said.value)), "", said.evidence, 0, 0)
    except DocumentNumberError:
        relation = Relation(kind, None, said.value, said.evidence, 0, 0)
    session.add(relation_row(document_id, relation))
    session.flush()


def _meant(reader: DocumentCard, number: str | None, targets: Sequence[DocumentCard]) -> DocumentCard:
    """By number, else by title; of several of one name the latest that there was when this was written.

    Where all are later, the earliest: an explanation may come out days before its document, hardly years.
    """
    numbered = [target for target in targets if number and target.number == number]
    published = [target for target in numbered if target.state is PublicationState.PUBLISHED]
    named = published or numbered or targets
    written = first_day(reader)
    before = [target for target in named if written is None or _day_of(target) <= written]
    if before:
        return max(before, key=lambda one: (_day_of(one), one.state is PublicationState.PUBLISHED))
    return min(named, key=lambda one: (_day_of(one), one.state is not PublicationState.PUBLISHED))


def _day_of(card: DocumentCard) -> date:
    return first_day(card) or date.min
