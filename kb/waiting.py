"""A changed file of a document that people review: its new version waits here until one of them takes it up.

Nothing of it is found, quoted or shown to citizens; the version that was reviewed stands meanwhile.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.database import Base
from kb.documents import Reading
from kb.tables import Moment

_READING: TypeAdapter[Reading] = TypeAdapter(Reading)


class WaitingRow(Base):
    """The newest version that waits for a document; an older one that waited has lost its point. reading: JSON."""

    __tablename__ = "waiting_versions"

    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    source_digest: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(Text)
    reading: Mapped[str] = mapped_column(Text)
    arrived_at: Mapped[datetime] = mapped_column(Moment)


@dataclass(frozen=True, slots=True)
class WaitingVersion:
    """A version that waits. name: of its file."""

    reading: Reading
    name: str
    arrived_at: datetime


@dataclass(frozen=True, slots=True)
class Reviewers:
    """Those without whom some documents do not change; both are called inside the transaction that stores.

    review: whether people review the document of this id. hear: they are told that a version of it waits; gets the
    id and the name of its file.
    """

    review: Callable[[Session, str], bool]
    hear: Callable[[Session, str, str, datetime], None]


def put_waiting(session: Session, document_id: str, reading: Reading, *, name: str, now: datetime) -> None:
    """The reading waits for the document, instead of any that waited."""
    row = WaitingRow(
        document_id=document_id,
        source_digest=reading.source_digest,
        name=name,
        reading=_READING.dump_json(reading).decode(),
        arrived_at=now,
    )
    session.merge(row)


def waiting_of(session: Session, document_id: str) -> WaitingVersion | None:
    """What waits for the document, None when nothing does."""
    row = session.get(WaitingRow, document_id)
    return WaitingVersion(_READING.validate_json(row.reading), row.name, row.arrived_at) if row else None


def end_waiting(session: Session, document_id: str, *, digest: str | None = None) -> None:
    """Nothing waits for the document any more. digest: only what was read from these bytes, None for whatever waits.

    A file that is again what was reviewed takes back what it brought in between, and nothing of another file.
    """
    row = session.get(WaitingRow, document_id)
    if row is not None and digest in (None, row.source_digest):
        session.delete(row)
