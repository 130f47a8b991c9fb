"""The queries behind the library: cards from claims, and relations resolved by number or title when read.

Nothing is linked when it is stored, so the order in which documents arrive does not matter.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from kb.cards import ChangeByOther, DocumentCard, Link, iso_day
from kb.documents import Claim, DocumentKind, Fact, Origin, PublicationState, RelationKind, current_values
from kb.moments import china_day
from kb.rows import CLAIM_COLUMNS, claim_from, relation_value, title_key
from kb.tables import ClaimRow, DocumentRow, RelationRow
from kb.validity import ends_handed_down

# SQLite refuses statements with more bound values than it was built for; long lists go in portions.
PORTION = 500

CardsByVersion = Callable[[Session, Mapping[str, int]], dict[str, DocumentCard]]
"""Gives the cards of documents by id and row version, from wherever they are kept."""

_CHANGES = (RelationKind.REPEALS.value, RelationKind.AMENDS.value)
_COUNTS_NOW = or_(ClaimRow.version_id.is_(None), ClaimRow.version_id == DocumentRow.version_id)


def quotable() -> ColumnElement[bool]:
    """Whether citizens may see a document: published, and 公开属性 does not exclude it (R§3.1)."""
    return and_(DocumentRow.state == PublicationState.PUBLISHED.value, DocumentRow.is_open)


def portions(values: Iterable[str]) -> Iterable[list[str]]:
    """The values in lists short enough for one statement."""
    held = list(values)
    return (held[start : start + PORTION] for start in range(0, len(held), PORTION))


def claims_of(document_ids: Collection[str]) -> Select[ClaimRow]:
    """The claims that count now: of the current version, and of editors; in the order they were made."""
    return (
        select(ClaimRow)
        .join(DocumentRow, DocumentRow.id == ClaimRow.document_id)
        .where(ClaimRow.document_id.in_(document_ids), _COUNTS_NOW)
        .order_by(ClaimRow.id)
    )


# Built once, and of columns alone: putting statements and row objects together takes longer than reading.
_AMONG: BindParameter[str] = bindparam("ids", expanding=True)
_DOCUMENTS = select(DocumentRow).where(DocumentRow.id.in_(_AMONG))
_CLAIMS_OF_CARDS = (
    select(*CLAIM_COLUMNS, ClaimRow.document_id, ClaimRow.made_at)
    .join(DocumentRow, DocumentRow.id == ClaimRow.document_id)
    .where(ClaimRow.document_id.in_(_AMONG), _COUNTS_NOW)
    .order_by(ClaimRow.id)
)


def make_cards(session: Session, rows: Sequence[DocumentRow]) -> list[DocumentCard]:
    """The cards of these documents from their claims."""
    claims: dict[str, list[Claim]] = defaultdict(list)
    confirmed: dict[str, date] = {}
    for portion in portions(row.id for row in rows):
        for *columns, document_id, made_at in session.connection().execute(_CLAIMS_OF_CARDS, {"ids": portion}):
            claim = claim_from(columns)
            claims[document_id].append(claim)
            if claim.fact is Fact.VALIDITY and claim.origin is Origin.EDITOR:
                confirmed[document_id] = china_day(made_at)
    return [
        DocumentCard(
            id=row.id,
            row_version=row.row_version,
            kind=DocumentKind(row.kind),
            state=PublicationState(row.state),
            version_id=row.version_id,
            facts=current_values(tuple(claims[row.id])),
            confirmed_on=confirmed.get(row.id),
            synonyms=tuple(json.loads(row.synonyms)),
        )
        for row in rows
    ]


def cards_by_version(session: Session, versions: Mapping[str, int]) -> dict[str, DocumentCard]:
    """The cards of these documents, made anew."""
    rows: list[DocumentRow] = []
    for portion in portions(versions):
        rows.extend(session.scalars(_DOCUMENTS, {"ids": portion}))
    return {card.id: card for card in make_cards(session, rows)}


def changes_of(
    session: Session, cards: Collection[DocumentCard], cards_of: CardsByVersion = cards_by_version
) -> dict[str, tuple[ChangeByOther, ...]]:
    """What published documents say about the validity of each, by id, the oldest first.

    Of an interpretation also how the document it explains ended.
    """
    explained = _explained(session, cards, cards_of)
    known = {card.id: card for card in (*cards, *explained.values())}
    told = _told_by_others(session, known.values(), cards_of)
    ends = {identity: ends_handed_down(target, told[target.id]) for identity, target in explained.items()}
    return {card.id: _by_day((*told[card.id], *ends.get(card.id, ()))) for card in cards}


def interpretations_of(session: Session, document_ids: Collection[str]) -> list[str]:
    """The documents that explain one of these, by their own words, whatever their state."""
    return sorted({one for portion in portions(document_ids) for one in session.scalars(_EXPLAINING, {"ids": portion})})


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


def links_of(session: Session, row: DocumentRow, card: DocumentCard) -> tuple[tuple[Link, ...], tuple[Link, ...]]:
    """What the document says of others, and what others say of it, each with the other end where it is known."""
    own = session.scalars(select(RelationRow).where(RelationRow.document_id == row.id).order_by(RelationRow.id)).all()
    said = tuple(link(relation, target_id(session, relation)) for relation in own)
    others = session.scalars(spoken_by_published().where(_names(row.number, row.title_key))).all()
    heard = [link(r, row.id) for r in others if r.document_id != row.id and names_card(r, card)]
    return said, tuple(heard)


def spoken_by_published() -> Select[RelationRow]:
    """The relations in the words of documents that may be quoted."""
    return (
        select(RelationRow)
        .join(DocumentRow, DocumentRow.id == RelationRow.document_id)
        .where(quotable())
        .order_by(RelationRow.id)
    )


def target_id(session: Session, relation: RelationRow) -> str | None:
    """The document a relation names, when it is known here: by number, else by title."""
    query = select(DocumentRow.id).where(DocumentRow.id != relation.document_id, quotable()).order_by(DocumentRow.id)
    if relation.target_number:
        found = session.scalars(query.where(DocumentRow.number == relation.target_number)).first()
        if found:
            return found
        # A document whose own number nobody found may still be meant by its title; one with another number is not.
        query = query.where(DocumentRow.number.is_(None))
    if not relation.target_key:
        return None
    return session.scalars(query.where(DocumentRow.title_key == relation.target_key)).first()


def names_card(relation: RelationRow, card: DocumentCard) -> bool:
    """Whether the relation names this document: numbers decide where both have one, a look-alike never matches."""
    if relation.target_number and card.number:
        return relation.target_number == card.number
    return bool(relation.target_key) and relation.target_key == title_key(card.title)


def link(row: RelationRow, other_id: str | None) -> Link:
    return Link(row.id, relation_value(row), row.document_id, other_id, row.confirmed_by)


def _names(number: str | None, key: str) -> ColumnElement[bool]:
    return or_(
        RelationRow.target_number == number if number else RelationRow.id.is_(None),
        and_(RelationRow.target_key == key, RelationRow.target_key != ""),
    )


_SAID = (
    select(RelationRow, DocumentRow.row_version)
    .join(DocumentRow, DocumentRow.id == RelationRow.document_id)
    .where(quotable(), RelationRow.kind.in_(_CHANGES))
)
_SAID_OF_NUMBERS = _SAID.where(RelationRow.target_number.in_(bindparam("names", expanding=True)))
_SAID_OF_TITLES = _SAID.where(RelationRow.target_key.in_(bindparam("names", expanding=True)))
# An interpretation of an interpretation would lead from one to the next: it hears of no end.
_EXPLAINED = select(DocumentRow.id, DocumentRow.row_version).where(
    quotable(),
    DocumentRow.kind != DocumentKind.INTERPRETATION.value,
    or_(
        DocumentRow.number.in_(bindparam("numbers", expanding=True)),
        DocumentRow.title_key.in_(bindparam("keys", expanding=True)),
    ),
)
_EXPLAINING = (
    select(RelationRow.document_id)
    .join(
        DocumentRow,
        or_(
            RelationRow.target_number == DocumentRow.number,
            and_(
                RelationRow.target_key == DocumentRow.title_key,
                RelationRow.target_key != "",
                or_(RelationRow.target_number.is_(None), DocumentRow.number.is_(None)),
            ),
        ),
    )
    .where(RelationRow.kind == RelationKind.INTERPRETS.value, DocumentRow.id.in_(_AMONG))
)


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
    mine, theirs = _first_day(card), _first_day(speaker)
    return mine is not None and theirs is not None and theirs <= mine


def _first_day(card: DocumentCard) -> date | None:
    """The day from which there was such a text."""
    return card.day(Fact.WRITTEN_ON) or card.day(Fact.PUBLISHED_ON) or card.day(Fact.EFFECTIVE_ON)


def _explained(session: Session, cards: Iterable[DocumentCard], cards_of: CardsByVersion) -> dict[str, DocumentCard]:
    """The document that each interpretation among these explains, by id of the interpretation, where it is known."""
    readers = [card for card in cards if card.kind is DocumentKind.INTERPRETATION and card.text(Fact.INTERPRETS)]
    names = sorted({card.text(Fact.INTERPRETS) for card in readers})
    versions: dict[str, int] = {}
    for portion in portions(names):
        values = {"numbers": portion, "keys": [title_key(name) for name in portion]}
        versions |= dict(session.connection().execute(_EXPLAINED, values).all())
    targets = list(cards_of(session, dict(sorted(versions.items()))).values()) if versions else []
    found = {card.id: _target_of(card, targets) for card in readers}
    return {identity: target for identity, target in found.items() if target is not None}


def _target_of(card: DocumentCard, targets: Iterable[DocumentCard]) -> DocumentCard | None:
    """By number, else by title; of several of one name the latest that there was when this was written."""
    name = card.text(Fact.INTERPRETS)
    named = [target for target in targets if target.number == name]
    named = named or [target for target in targets if title_key(target.title) == title_key(name)]
    mine = _first_day(card)
    before = [target for target in named if mine is None or (_first_day(target) or date.min) <= mine]
    return max(before or named, key=lambda target: _first_day(target) or date.min, default=None)


def _change(row: RelationRow, speaker: DocumentCard) -> ChangeByOther:
    day = iso_day(row.from_day) or speaker.speaking_day
    return ChangeByOther(
        RelationKind(row.kind), speaker.id, speaker.name, day, row.evidence, row.confirmed_by is not None
    )
