"""Changes of service guides as rows: what a unit is about to publish of a matter."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kb.database import Base
from kb.owned import by_unit
from kb.tables import Moment

_ID = String(40)


class GuideChangeRow(Base):
    """A guide as it is to be. document_id: null while it is a new one. elements: JSON object by element key.

    changed_at: when the condition changed in fact, from which the working day counts (R§4.1).
    """

    __tablename__ = "guide_changes"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    document_id: Mapped[str | None] = mapped_column(_ID, index=True)
    unit_id: Mapped[str] = mapped_column(_ID, index=True, info=by_unit())
    version: Mapped[int] = mapped_column()
    state: Mapped[str] = mapped_column(String(12), index=True)
    elements: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    edited_by: Mapped[str] = mapped_column(Text)
    edited_by_id: Mapped[str] = mapped_column(String(64))
    published_by: Mapped[str | None] = mapped_column(Text)
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment)

    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012 - read once
