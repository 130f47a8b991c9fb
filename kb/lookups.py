"""The queries behind the library: cards from claims, and what a relation names, by number or title.

Nothing is linked when it is stored, so the order in which documents arrive does not matter.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from kb.cards import DocumentCard
from kb.documents import Claim, DocumentKind, Fact, Origin, PublicationState, current_values
from kb.moments import china_day
from kb.rows import CLAIM_COLUMNS, claim_from, title_key
from kb.tables import ClaimRow, DocumentRow, RelationRow

# SQLite refuses statements with more bound values than it was built for; long lists go in portions.
PORTION = 500

CardsByVersion = Callable[[Session, Mapping[str, int]], dict[str, DocumentCard]]
"""Gives the cards of documents by id and row version, from wherever they are kept."""

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


def first_day(card: DocumentCard) -> date | None:
    """The day from which there was such a text."""
    return card.day(Fact.WRITTEN_ON) or card.day(Fact.PUBLISHED_ON) or card.day(Fact.EFFECTIVE_ON)
