"""Keeps every answer with what is needed to replay it; questions arrive here with identifiers already masked."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import String, Text, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.answers import Answer
from bot.conversation import Turn
from kb.database import Base, Database
from kb.tables import Moment

# A follow-up goes on from the last turn; a few more are kept at hand for it.
TURNS_REMEMBERED = 4


class AnswerRow(Base):
    """One question with its answer. citations, trace, timings: JSON. engine: names the models and weights used."""

    __tablename__ = "answers"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
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
    trace: Mapped[str] = mapped_column(Text)
    timings: Mapped[str] = mapped_column(Text)
    engine: Mapped[str] = mapped_column(Text)


class Transcripts:
    """Writes answers and reads conversations back."""

    def __init__(self, database: Database, *, engine: str) -> None:
        """engine: the fingerprint stored with each answer."""
        self._database = database
        self._engine = engine

    def keep(self, answer: Answer, *, question: str, subject: str, on: str, channel: str, now: datetime) -> None:
        """The answer is stored when this returns. question: masked. subject: what it was about, for follow-ups."""
        citations = [{**asdict(c), "kind": c.kind.value, "validity": c.validity.value} for c in answer.citations]
        with self._database.writing() as session:
            session.add(
                AnswerRow(
                    id=answer.id,
                    conversation_id=answer.conversation_id,
                    asked_at=now,
                    on_day=on,
                    channel=channel,
                    question=question,
                    subject=subject,
                    status=answer.status.value,
                    text=answer.text,
                    citations=_json(citations),
                    unit=_json(asdict(answer.unit)) if answer.unit else None,
                    trace=_json(answer.trace),
                    timings=_json(answer.timings_ms),
                    engine=self._engine,
                )
            )

    def history(self, conversation_id: str) -> tuple[Turn, ...]:
        """The latest turns of a conversation, oldest first; none for one that is not known."""
        query = select(AnswerRow).where(AnswerRow.conversation_id == conversation_id)
        with self._database.reading() as session:
            rows = session.scalars(query.order_by(AnswerRow.asked_at.desc()).limit(TURNS_REMEMBERED)).all()
            return tuple(_turn(row) for row in reversed(rows))

    def forget(self, conversation_id: str) -> int:
        """The conversation is gone (R§8.4); returns how many turns it had."""
        with self._database.writing() as session:
            turns = session.execute(delete(AnswerRow).where(AnswerRow.conversation_id == conversation_id))
            return int(getattr(turns, "rowcount", 0))


def _turn(row: AnswerRow) -> Turn:
    cited = dict.fromkeys(citation["document_id"] for citation in json.loads(row.citations))
    return Turn(question=row.question, subject=row.subject, document_ids=tuple(cited))


def _json(value: object | Iterable[object]) -> str:
    return json.dumps(value, ensure_ascii=False)
