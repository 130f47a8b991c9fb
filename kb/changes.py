"""What documents say of one another: how each is changed or ended by others, and the links between them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from sqlalchemy import ColumnElement, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from kb.cards import ChangeByOther, DocumentCard, Link, iso_day
from kb.documents import PublicationState, RelationKind
from kb.explaining import explained
from kb.lookups import (
    CardsByVersion,
    cards_by_version,
    first_day,
    names_card,
    portions,
    quotable,
    spoken_by_published,
    target_id,
)
from kb.rows import relation_value, title_key
from kb.tables import DocumentRow, RelationRow
from kb.validity import ends_handed_down

_CHANGES = (RelationKind.REPEALS.value, RelationKind.AMENDS.value)

_SAID = (
    select(RelationRow, DocumentRow.row_version)
    .join(DocumentRow, DocumentRow.id == RelationRow.document_id)
    .where(quotable(), RelationRow.kind.in_(_CHANGES))
)
_SAID_OF_NUMBERS = _SAID.where(RelationRow.target_number.in_(bindparam("names", expanding=True)))
_SAID_OF_TITLES = _SAID.where(RelationRow.target_key.in_(bindparam("names", expanding=True)))


def changes_of(
    session: Session, cards: Collection[DocumentCard], cards_of: CardsByVersion = cards_by_version
) -> dict[str, tuple[ChangeByOther, ...]]:
    """What published documents say about the validity of each, by id, the oldest first.

    Of an interpretation also how the document it explains ended.
    """
    targets = explained(session, cards, cards_of)
    known = {card.id: card for card in (*cards, *targets.values())}
    told = _told_by_others(session, known.values(), cards_of)
    ends = {identity: ends_handed_down(target, told[target.id]) for identity, target in targets.items()}
    return {card.id: _by_day((*told[card.id], *ends.get(card.id, ()))) for card in cards}


def links_of(session: Session, row: DocumentRow, card: DocumentCard) -> tuple[tuple[Link, ...], tuple[Link, ...]]:
    """What the document says of others, and what others say of it, each with the other end where it is known."""
    own = session.scalars(select(RelationRow).where(RelationRow.document_id == row.id).order_by(RelationRow.id)).all()
    known = explained(session, [card])
    said = tuple(link(one, _other_end(session, one, known)) for one in own)
    others = session.scalars(spoken_by_published().where(_names(row))).all()
    heard = [one for one in others if names_card(one, card) or _explains_issued(one, row)]
    return said, tuple(link(one, row.id) for one in heard if one.document_id != row.id)


def link(row: RelationRow, other_id: str | None) -> Link:
    return Link(row.id, relation_value(row), row.document_id, other_id, row.confirmed_by)


def _told_by_others(
    session: Session, cards: Collection[DocumentCard], cards_of: CardsByVersion
) -> dict[str, tuple[ChangeByOther, ...]]:
    spoken = _spoken_about(session, cards)
    if not spoken:
        return {card.id: () for card in cards}
    speaking = cards_of(session, {row.document_id: version for row, version in spoken})
    named: dict[str, list[RelationRow]] = defaultdict(list)
    for row, _ in spoken:
        for name in {row.target_number, row.target_key}:
            if name:
                named[name].append(row)
    return {
        card.id: _changes_to(card, [*named[card.number or ""], *named[title_key(card.title)]], speaking)
        for card in cards
    }


def _names(row: DocumentRow) -> ColumnElement[bool]:
    return or_(
        RelationRow.target_number == row.number if row.number else RelationRow.id.is_(None),
        and_(RelationRow.target_key == row.title_key, RelationRow.target_key != ""),
        RelationRow.target_key == row.issued_key if row.issued_key else RelationRow.id.is_(None),
    )


def _explains_issued(relation: RelationRow, row: DocumentRow) -> bool:
    """Whether it explains what this notice issues; a number of another document decides otherwise."""
    is_same = relation.target_number is None or row.number is None
    explains = relation.kind == RelationKind.INTERPRETS.value
    return is_same and explains and relation.target_key != "" and relation.target_key == row.issued_key


def _other_end(session: Session, relation: RelationRow, known: Mapping[str, DocumentCard]) -> str | None:
    # What was withdrawn is not shown at the other end.
    target = known.get(relation.document_id) if relation.kind == RelationKind.INTERPRETS.value else None
    if target and target.state is PublicationState.PUBLISHED:
        return target.id
    return target_id(session, relation)


def _spoken_about(session: Session, cards: Collection[DocumentCard]) -> list[tuple[RelationRow, int]]:
    """The relations that may name one of these, each with the row version of the document that speaks."""
    found: dict[int, tuple[RelationRow, int]] = {}
    numbers = {card.number for card in cards if card.number}
    keys = {title_key(card.title) for card in cards if card.title}
    for query, values in ((_SAID_OF_NUMBERS, numbers), (_SAID_OF_TITLES, keys)):
        for portion in portions(sorted(values)):
            rows = session.execute(query, {"names": portion})
            found.update((row.id, (row, version)) for row, version in rows)
    return [found[identity] for identity in sorted(found)]


def _changes_to(
    card: DocumentCard, spoken: Iterable[RelationRow], speaking: Mapping[str, DocumentCard]
) -> tuple[ChangeByOther, ...]:
    changes = {
        row.id: _change(row, speaking[row.document_id])
        for row in spoken
        if row.document_id != card.id and names_card(row, card) and not _is_older(row, speaking[row.document_id], card)
    }
    return _by_day(changes.values())


def _by_day(changes: Iterable[ChangeByOther]) -> tuple[ChangeByOther, ...]:
    return tuple(sorted(changes, key=lambda change: change.day or date.max))


def _is_older(row: RelationRow, speaker: DocumentCard, card: DocumentCard) -> bool:
    # A title alone may be shared by a law and its successor: what was said before this text existed means the other.
    if row.target_number and card.number:
        return False
    mine, theirs = first_day(card), first_day(speaker)
    return mine is not None and theirs is not None and theirs <= mine


def _change(row: RelationRow, speaker: DocumentCard) -> ChangeByOther:
    day = iso_day(row.from_day) or speaker.speaking_day
    return ChangeByOther(
        RelationKind(row.kind), speaker.id, speaker.name, day, row.evidence, row.confirmed_by is not None
    )
