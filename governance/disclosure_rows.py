"""The basic catalogue of what is published of one's own accord (主动公开基本目录), as rows."""

from datetime import datetime

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kb.database import Base
from kb.owned import by_unit
from kb.tables import Moment

_ID = String(40)


class DisclosureItemRow(Base):
    """One item of a unit's catalogue. responsible: 责任单位 as printed; basis, term, channel, audience may be ""."""

    __tablename__ = "disclosure_items"
    __table_args__ = (UniqueConstraint("unit_id", "category", "matter"),)

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    unit_id: Mapped[str] = mapped_column(_ID, index=True, info=by_unit())
    version: Mapped[int] = mapped_column()
    category: Mapped[str] = mapped_column(Text)
    matter: Mapped[str] = mapped_column(Text)
    content: Mapped[str] = mapped_column(Text)
    responsible: Mapped[str] = mapped_column(Text)
    basis: Mapped[str] = mapped_column(Text)
    term: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(Text)
    audience: Mapped[str] = mapped_column(Text)
    updated_by: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[datetime] = mapped_column(Moment)
