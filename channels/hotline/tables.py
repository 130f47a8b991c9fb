"""What agents said to callers, as rows."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kb.database import Base
from kb.tables import Moment


class SpokenRow(Base):
    """One answer as it was said; gone with the answer it was made of (R§8.4). key: the page's, one row a press."""

    __tablename__ = "spoken_answers"

    key: Mapped[str] = mapped_column(String(110), primary_key=True)
    answer_id: Mapped[str] = mapped_column(String(40), ForeignKey("answers.id", ondelete="CASCADE"), index=True)
    agent_id: Mapped[str] = mapped_column(String(64))
    agent_name: Mapped[str] = mapped_column(Text)
    said: Mapped[str] = mapped_column(Text)
    is_edited: Mapped[bool]
    caller: Mapped[str] = mapped_column(Text)
    caller_key: Mapped[str | None] = mapped_column(String(64), index=True)
    said_at: Mapped[datetime] = mapped_column(Moment)
