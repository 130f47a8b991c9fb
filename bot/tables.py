"""Dialogues as rows: the answers given, what people said of them, and the counts that outlive both."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kb.database import Base
from kb.tables import Moment

_ANSWER_ID = String(40)


class AnswerRow(Base):
    """One question with its answer. citations, related, trace, timings: JSON. engine: names the models and weights."""

    __tablename__ = "answers"

    id: Mapped[str] = mapped_column(_ANSWER_ID, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(64), index=True)
    asked_at: Mapped[datetime] = mapped_column(Moment, index=True)
    on_day: Mapped[str] = mapped_column(String(10))
    channel: Mapped[str] = mapped_column(String(20))
    question: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(30), index=True)
    text: Mapped[str] = mapped_column(Text)
    citations: Mapped[str] = mapped_column(Text)
    unit: Mapped[str | None] = mapped_column(Text)
    generated: Mapped[str | None] = mapped_column(Text)
    related: Mapped[str] = mapped_column(Text, server_default="[]")
    trace: Mapped[str] = mapped_column(Text)
    timings: Mapped[str] = mapped_column(Text)
    engine: Mapped[str] = mapped_column(Text)


class FeedbackRow(Base):
    """What the person said of one answer; gone with it. words: masked, "" when there are none."""

    __tablename__ = "feedback"

    answer_id: Mapped[str] = mapped_column(_ANSWER_ID, ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True)
    verdict: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(Text)
    said_at: Mapped[datetime] = mapped_column(Moment)


class AnswerCountRow(Base):
    """How many answers of a day ended so and were judged so, of those whose words have been deleted (R§8.4).

    day: ISO, Chinese time. verdict: "" where nobody judged.
    """

    __tablename__ = "answer_counts"

    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    status: Mapped[str] = mapped_column(String(30), primary_key=True)
    verdict: Mapped[str] = mapped_column(String(20), primary_key=True)
    count: Mapped[int]
