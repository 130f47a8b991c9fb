"""One number that grows with every change of the catalogue: what was read at the same number need not be read again.

Most of an answer's time in the database went into reading what had not changed since the question before.
"""

from threading import Lock
from typing import Generic

from sqlalchemy import select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.database import Base
from kb.recent import Key, Recent, Value


class RevisionRow(Base):
    """The one row of the number."""

    __tablename__ = "catalogue_revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision: Mapped[int]


_REVISION = select(RevisionRow.revision)
_GROWN = update(RevisionRow).values(revision=RevisionRow.revision + 1)


def revision(session: Session) -> int:
    """Of the catalogue as this session sees it."""
    return session.connection().execute(_REVISION).scalar_one()


def grow(session: Session) -> None:
    """The catalogue is changed in this transaction."""
    session.connection().execute(_GROWN)


class Remembered(Generic[Key, Value]):
    """Values by key as they were at the latest revision asked for, no more than limit; for many threads at once."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._revision = -1
        self._recent: Recent[Key, Value] = Recent(limit)
        self._lock = Lock()

    def at(self, session: Session) -> Recent[Key, Value]:
        """What is remembered of the catalogue as this session sees it, and to be filled from this session alone."""
        now = revision(session)
        with self._lock:
            if now < self._revision:
                # A reader that began before the last change must neither see nor keep what others have read since.
                return Recent(self._limit)
            if now > self._revision:
                self._revision, self._recent = now, Recent(self._limit)
            return self._recent
