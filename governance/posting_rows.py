"""What units published outside jiedu, as entered by people: one row a posting."""

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kb.database import Base
from kb.owned import by_unit
from kb.tables import Moment


class PostingRow(Base):
    """Something published in a column or by an account. place: column:<name> or account:<channel>:<account>.

    posted_on: ISO day.
    """

    __tablename__ = "postings"
    __table_args__ = (Index("ix_postings_unit_id_place", "unit_id", "place"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    unit_id: Mapped[str] = mapped_column(String(40), info=by_unit())
    place: Mapped[str] = mapped_column(String(120))
    posted_on: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    entered_by: Mapped[str] = mapped_column(Text)
    entered_at: Mapped[datetime] = mapped_column(Moment)
