"""The approved answers (口径) there are, and whether one may be given now: checked against its sources every time.

Nothing stored says that an answer is still right: its documents, their versions and the day decide when it is asked.
"""

import json
from dataclasses import dataclass
from datetime import date
from enum import Enum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kb.approved_rows import ApprovedAnswerRow, ApprovedSourceRow
from kb.cards import DocumentCard, iso_day
from kb.database import Database
from kb.documents import RelationKind, Validity
from kb.library import Library
from kb.validity import ValidityOn, validity_on

# Built once: it is asked for in every answer.
_STAMP = select(func.count(), func.sum(ApprovedAnswerRow.version))


class ApprovedState(Enum):
    """Where an approved answer stands."""

    DRAFT = "draft"  # written, or imported, and not yet approved
    ACTIVE = "active"  # given verbatim to who asks
    REOPENED = "reopened"  # its source changed: its owner must look at it, and nobody is given it
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class ApprovedSource:
    """Words of a document: text[start:end] of the version is the quote."""

    document_id: str
    version_id: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class ApprovedAnswer:
    """What a unit answers to a question. similar: other ways to ask it; lookalikes: questions it must not answer.

    region: where it holds, "" everywhere. expires_on: the last day it may be given.
    """

    id: str
    unit_id: str
    version: int
    state: ApprovedState
    question: str
    similar: tuple[str, ...]
    lookalikes: tuple[str, ...]
    answer: str
    region: str
    category: str
    material: str
    keywords: tuple[str, ...]
    checked_on: date | None
    expires_on: date | None
    edited_by: str
    approved_by: str | None
    reason: str
    sources: tuple[ApprovedSource, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceNow:
    """A source as it stands on a day: the document, its standing, and where the words are in its current text."""

    card: DocumentCard
    validity: ValidityOn
    text: str
    start: int
    end: int


class ApprovedReader:
    """Reads approved answers; keeps the active ones at hand until any of them changes."""

    def __init__(self, database: Database, library: Library) -> None:
        self._database = database
        self._library = library

    def stamp(self) -> tuple[int, int]:
        """Differs whenever an approved answer was added or changed: how many there are, and their versions' sum."""
        with self._database.reading() as session:
            counted = session.connection().execute(_STAMP).one()
            return int(counted[0]), int(counted[1] or 0)

    def active(self) -> list[ApprovedAnswer]:
        """Those that may be given, as far as their own state says."""
        query = select(ApprovedAnswerRow).where(ApprovedAnswerRow.state == ApprovedState.ACTIVE.value)
        with self._database.reading() as session:
            rows = session.scalars(query.order_by(ApprovedAnswerRow.id)).all()
            return [approved_value(session, row) for row in rows]

    def get(self, approved_id: str) -> ApprovedAnswer | None:
        """As it is stored now."""
        with self._database.reading() as session:
            row = session.get(ApprovedAnswerRow, approved_id)
            return approved_value(session, row) if row else None

    def giveable(self, approved_id: str, *, on: date) -> tuple[ApprovedAnswer, list[SourceNow]] | None:
        """The answer with its sources as they stand that day; None when it must not be given.

        It must be active and not past its last day; each source quotable and in force, with the very words in its
        current text; and no amendment of a source later than the day it was checked.
        """
        approved = self.get(approved_id)
        if approved is None or approved.state is not ApprovedState.ACTIVE or not approved.sources:
            return None
        if approved.expires_on and on > approved.expires_on:
            return None
        sources = [self._source_now(source, approved.checked_on, on) for source in approved.sources]
        whole = [source for source in sources if source is not None]
        return (approved, whole) if len(whole) == len(sources) else None

    def _source_now(self, source: ApprovedSource, checked_on: date | None, on: date) -> SourceNow | None:
        card = self._library.cards([source.document_id]).get(source.document_id)
        if card is None or not self._library.is_public(card.id):
            return None
        changes = self._library.changes([card])[card.id]
        validity = validity_on(card, changes, on)
        if validity.status not in (Validity.IN_FORCE, Validity.AMENDED):
            return None
        amended = [c.day for c in changes if c.kind is RelationKind.AMENDS and (c.day is None or c.day <= on)]
        if any(day is None or checked_on is None or checked_on < day for day in amended):
            return None
        text = self._library.version_text(card.version_id)
        start = source.start if card.version_id == source.version_id else text.find(source.quote)
        end = start + len(source.quote)
        if start < 0 or text[start:end] != source.quote:
            return None
        return SourceNow(card, validity, text, start, end)


def approved_value(session: Session, row: ApprovedAnswerRow) -> ApprovedAnswer:
    query = select(ApprovedSourceRow).where(ApprovedSourceRow.approved_id == row.id)
    sources = session.scalars(query.order_by(ApprovedSourceRow.ordinal))
    return ApprovedAnswer(
        id=row.id,
        unit_id=row.unit_id,
        version=row.version,
        state=ApprovedState(row.state),
        question=row.question,
        similar=tuple(json.loads(row.similar)),
        lookalikes=tuple(json.loads(row.lookalikes)),
        answer=row.answer,
        region=row.region,
        category=row.category,
        material=row.material,
        keywords=tuple(json.loads(row.keywords)),
        checked_on=iso_day(row.checked_on),
        expires_on=iso_day(row.expires_on),
        edited_by=row.edited_by,
        approved_by=row.approved_by,
        reason=row.reason,
        sources=tuple(ApprovedSource(s.document_id, s.version_id, s.start, s.end, s.quote) for s in sources),
    )
