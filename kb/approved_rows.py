"""Approved answers (口径) as rows: what a unit answers to a question, and the words of documents it stands on."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kb.database import Base
from kb.owned import by_unit
from kb.tables import Moment

_ID = String(40)


class ApprovedAnswerRow(Base):
    """One approved answer. similar, lookalikes, keywords: JSON lists. checked_on, expires_on: ISO days.

    version grows with every change; a reader compares it to know whether what it holds is still so.
    """

    __tablename__ = "approved_answers"
    __table_args__ = (Index("ix_approved_answers_state_unit_id", "state", "unit_id"),)

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    unit_id: Mapped[str] = mapped_column(_ID, info=by_unit())
    version: Mapped[int] = mapped_column()
    state: Mapped[str] = mapped_column(String(12))
    question: Mapped[str] = mapped_column(Text)
    question_key: Mapped[str] = mapped_column(Text, index=True)
    similar: Mapped[str] = mapped_column(Text)
    lookalikes: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    region: Mapped[str] = mapped_column(Text)
    category: Mapped[str] = mapped_column(Text)
    material: Mapped[str] = mapped_column(Text)
    keywords: Mapped[str] = mapped_column(Text)
    checked_on: Mapped[str | None] = mapped_column(String(10))
    expires_on: Mapped[str | None] = mapped_column(String(10))
    edited_by: Mapped[str] = mapped_column(Text)
    edited_by_id: Mapped[str] = mapped_column(String(64))
    approved_by: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment, index=True)

    # Counted by hand: a new source is a change of the answer although no column of this row need change.
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012 - read once


class ApprovedSourceRow(Base):
    """The words of a document an approved answer stands on, as they stood in the version named."""

    __tablename__ = "approved_sources"

    approved_id: Mapped[str] = mapped_column(ForeignKey("approved_answers.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), index=True)
    version_id: Mapped[str] = mapped_column(ForeignKey("versions.id"))
    start: Mapped[int] = mapped_column("start_at")
    end: Mapped[int] = mapped_column("end_at")
    quote: Mapped[str] = mapped_column(Text)
