"""A case as it is read, and how one is changed: held, checked against the version the person saw, and recorded."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from governance.access import Act, Actor, require
from governance.audit import record
from governance.errors import Refused, Stale
from governance.publication_rows import PublicationRow, ReviewRow, touch
from governance.publication_states import CaseState, ClosedReason, Disclosure
from governance.words import sentence
from kb.database import Database
from kb.errors import UnknownDocument


@dataclass(frozen=True, slots=True)
class Case:
    """A document on its way. version: to be handed back with every change of it."""

    document_id: str
    unit_id: str
    state: CaseState
    version: int
    disclosure: Disclosure | None
    closed_reason: ClosedReason | None
    returned_reason: str
    override_by: str | None
    override_reason: str | None
    opened_by: str
    opened_at: datetime
    updated_at: datetime
    published_at: datetime | None
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class Review:
    """Who reviewed, when, with what result."""

    step: str
    by: str
    reason: str
    at: datetime


@contextmanager
def changing(
    database: Database,
    document_id: str,
    *,
    actor: Actor,
    act: Act,
    version: int | None,
    reason: str = "",
    details: dict[str, object] | None = None,
    now: datetime,
) -> Iterator[tuple[Session, PublicationRow]]:
    """The case inside a transaction that also writes the audit row; nothing is kept when the block raises.

    version: the one the person saw; None only where the person saw no version. details may be filled in the block.
    Raises UnknownDocument, Forbidden, Stale.
    """
    try:
        with database.writing() as session:
            row = held(session, document_id)
            require(actor, act, unit_id=row.unit_id)
            check_version(row.version, version)
            yield session, row
            touch(row, now)
            record(
                session,
                actor=actor,
                act=act,
                subject=f"document:{document_id}",
                reason=reason,
                details={"unit": row.unit_id, "state": row.state, **(details or {})},
                now=now,
            )
    except StaleDataError as error:
        raise Stale(sentence("thing_case")) from error


def held(session: Session, document_id: str) -> PublicationRow:
    """The row of the case. Raises UnknownDocument."""
    row = session.get(PublicationRow, document_id)
    if row is None:
        raise UnknownDocument(sentence("no_case", document=document_id))
    return row


def seen_by(session: Session, actor: Actor, document_id: str) -> PublicationRow:
    """The row of the case, for somebody who may see drafts of its unit. Raises UnknownDocument, Forbidden."""
    row = held(session, document_id)
    require(actor, Act.SEE_DRAFTS, unit_id=row.unit_id)
    return row


def owner_of(session: Session, document_id: str) -> str | None:
    """The unit a document belongs to; None while nobody owns it."""
    row = session.get(PublicationRow, document_id)
    return row.unit_id if row else None


def check_version(held_version: int, seen: int | None) -> None:
    """Raises Stale when somebody else changed the case since the person saw it."""
    if seen is not None and seen != held_version:
        raise Stale(sentence("thing_case"))


def need(words: str, code: str) -> str:
    """The words without outer blanks. Raises Refused when there are none."""
    if not words.strip():
        raise Refused(code)
    return words.strip()


def case_value(row: PublicationRow) -> Case:
    return Case(
        document_id=row.document_id,
        unit_id=row.unit_id,
        state=CaseState(row.state),
        version=row.version,
        disclosure=Disclosure(row.disclosure) if row.disclosure else None,
        closed_reason=ClosedReason(row.closed_reason) if row.closed_reason else None,
        returned_reason=row.returned_reason,
        override_by=row.override_by,
        override_reason=row.override_reason,
        opened_by=row.opened_by,
        opened_at=row.opened_at,
        updated_at=row.updated_at,
        published_at=row.published_at,
        withdrawn_at=row.withdrawn_at,
    )


def review_row(document_id: str, step: str, actor: Actor, reason: str, now: datetime) -> ReviewRow:
    return ReviewRow(document_id=document_id, step=step, by_id=actor.user_id, by_name=actor.name, reason=reason, at=now)


def review_value(row: ReviewRow) -> Review:
    return Review(row.step, row.by_name, row.reason, row.at)
