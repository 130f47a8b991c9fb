"""The cases of publication as rows: one a document, its reviews, and its interpretation."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kb.database import Base
from kb.owned import by_unit
from kb.tables import Moment

_ID = String(40)


class PublicationRow(Base):
    """A document on its way to the public. unit_id: who owns it. version: grows with every change (see Stale).

    published_at is set by the system when it happens and never by a person.
    """

    __tablename__ = "publications"

    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    unit_id: Mapped[str] = mapped_column(_ID, index=True, info=by_unit())
    state: Mapped[str] = mapped_column(String(20), index=True)
    version: Mapped[int] = mapped_column()
    disclosure: Mapped[str | None] = mapped_column(Text)
    closed_reason: Mapped[str | None] = mapped_column(Text)
    submitted_by: Mapped[str | None] = mapped_column(String(64))
    returned_reason: Mapped[str] = mapped_column(Text)
    override_by: Mapped[str | None] = mapped_column(Text)
    override_reason: Mapped[str | None] = mapped_column(Text)
    opened_by: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment, index=True)
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)

    # Counted by hand: a change of the document is a change of its case although no column of this row need change.
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012 - read once


class ReviewRow(Base):
    """A named person's review (R§3.8): who, when, with what result. Never changed."""

    __tablename__ = "reviews"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), index=True)
    step: Mapped[str] = mapped_column(String(20))
    by_id: Mapped[str] = mapped_column(String(64))
    by_name: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)


class InterpretationRow(Base):
    """An interpretation of one document. forms: JSON list; elements: JSON object of element to words.

    published_as: the document it became. A signature is void when what it was under is changed.
    """

    __tablename__ = "interpretations"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), unique=True)
    unit_id: Mapped[str] = mapped_column(_ID, index=True, info=by_unit())
    version: Mapped[int] = mapped_column()
    forms: Mapped[str] = mapped_column(Text)
    first_interpreter: Mapped[str] = mapped_column(Text)
    is_by_head: Mapped[bool]
    title: Mapped[str] = mapped_column(Text)
    elements: Mapped[str] = mapped_column(Text)
    plan_signed_by: Mapped[str | None] = mapped_column(Text)
    plan_signed_at: Mapped[datetime | None] = mapped_column(Moment)
    material_signed_by: Mapped[str | None] = mapped_column(Text)
    material_signed_at: Mapped[datetime | None] = mapped_column(Moment)
    published_as: Mapped[str | None] = mapped_column(_ID, index=True)
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    reopened_reason: Mapped[str] = mapped_column(Text)
    reopened_at: Mapped[datetime | None] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment)

    # Counted by hand: a change of the document is a change of its case although no column of this row need change.
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012 - read once


class FindingRow(Base):
    """What a person decided about a finding of the disclosure review. digest: of the words it is about."""

    __tablename__ = "finding_decisions"

    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    by_name: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)


class RecallRow(Base):
    """A recall (R§5.9). answers, approved: JSON lists of what had quoted the document when it was recalled."""

    __tablename__ = "recalls"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), index=True)
    by_name: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    correction: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)
    answers: Mapped[str] = mapped_column(Text)
    approved: Mapped[str] = mapped_column(Text)


def touch(row: PublicationRow | InterpretationRow, now: datetime) -> None:
    """The row counts as changed: whoever saw it before must load it again."""
    row.version += 1
    row.updated_at = now
