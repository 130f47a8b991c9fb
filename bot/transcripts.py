"""Keeps every answer with what is needed to replay it; questions arrive here with identifiers already masked."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bot.answer_counts import delete_counting, judged_answers
from bot.answers import Answer, AnswerStatus, Citation, Contact, Generated
from bot.conversation import Turn
from bot.tables import AnswerRow
from kb.database import Database
from kb.documents import DocumentKind, Validity

# A follow-up goes on from the last turn; a few more are kept at hand for it.
TURNS_REMEMBERED = 4
# What a person is shown of one conversation: far more than anybody asks in one sitting.
TURNS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer as it was given, with the question (masked) and when and where it was asked.

    on: the day the answer held for. subject: what it was about, "" when nothing was found.
    """

    answer: Answer
    question: str
    subject: str
    asked_at: datetime
    on: date
    channel: str


# An answer as it stands in its row, by column.
Row = Mapping[str, object]

_STORED = insert(AnswerRow)


def store_row(row: Row, session: Session) -> None:
    """The answer is stored with this session's transaction."""
    session.connection().execute(_STORED, row)


class Transcripts:
    """Writes answers and reads conversations back."""

    def __init__(self, database: Database, *, engine: str, store: Callable[[Row], None] | None = None) -> None:
        """engine: the fingerprint stored with each answer. store: who writes instead, done when it returns."""
        self._database = database
        self._engine = engine
        self._store = store or self._store_here

    def keep(self, answer: Answer, *, question: str, subject: str, on: str, channel: str, now: datetime) -> None:
        """The answer is stored when this returns. question: masked. subject: what it was about, for follow-ups."""
        citations = [{**asdict(c), "kind": c.kind.value, "validity": c.validity.value} for c in answer.citations]
        self._store(
            {
                "id": answer.id,
                "conversation_id": answer.conversation_id,
                "asked_at": now,
                "on_day": on,
                "channel": channel,
                "question": question,
                "subject": subject,
                "status": answer.status.value,
                "text": answer.text,
                "citations": _json(citations),
                "unit": _json(asdict(answer.unit)) if answer.unit else None,
                "related": _json(answer.related),
                "generated": _json(asdict(answer.generated)) if answer.generated else None,
                "trace": _json(answer.trace),
                "timings": _json(answer.timings_ms),
                "engine": self._engine,
            }
        )

    def history(self, conversation_id: str) -> tuple[Turn, ...]:
        """The latest turns of a conversation, oldest first; none for one that is not known."""
        return tuple(_turn(row) for row in self._latest(conversation_id, TURNS_REMEMBERED))

    def answer(self, answer_id: str) -> KeptAnswer | None:
        """An answer as it was given; None when it is not known, or was deleted."""
        with self._database.reading() as session:
            row = session.get(AnswerRow, answer_id)
            return _kept(row) if row else None

    def conversation(self, conversation_id: str) -> list[KeptAnswer]:
        """The latest answers of a conversation, oldest first, at most TURNS_SHOWN."""
        return [_kept(row) for row in self._latest(conversation_id, TURNS_SHOWN)]

    def forget(self, conversation_id: str) -> int:
        """The conversation is gone but for its number (R§8.4); returns how many turns it had."""
        with self._database.writing() as session:
            return delete_counting(session, judged_answers().where(AnswerRow.conversation_id == conversation_id))

    def _store_here(self, row: Row) -> None:
        with self._database.writing() as session:
            store_row(row, session)

    def _latest(self, conversation_id: str, limit: int) -> list[AnswerRow]:
        query = select(AnswerRow).where(AnswerRow.conversation_id == conversation_id)
        with self._database.reading() as session:
            rows = session.scalars(query.order_by(AnswerRow.asked_at.desc(), AnswerRow.id).limit(limit)).all()
        return list(reversed(rows))


def _turn(row: AnswerRow) -> Turn:
    cited = dict.fromkeys(citation["document_id"] for citation in json.loads(row.citations))
    return Turn(question=row.question, subject=row.subject, document_ids=tuple(cited))


def _kept(row: AnswerRow) -> KeptAnswer:
    answer = Answer(
        id=row.id,
        status=AnswerStatus(row.status),
        text=row.text,
        conversation_id=row.conversation_id,
        citations=tuple(_citation(held) for held in json.loads(row.citations)),
        unit=Contact(**json.loads(row.unit)) if row.unit else None,
        related=tuple(json.loads(row.related)),
        generated=Generated(**json.loads(row.generated)) if row.generated else None,
        timings_ms=json.loads(row.timings),
        trace=tuple(json.loads(row.trace)),
    )
    return KeptAnswer(answer, row.question, row.subject, row.asked_at, date.fromisoformat(row.on_day), row.channel)


def _citation(held: dict[str, object]) -> Citation:
    # Written by keep() from a Citation, so the names and types are its own.
    enums = {"kind": DocumentKind(held["kind"]), "validity": Validity(held["validity"])}
    return Citation(**{**held, **enums})  # type: ignore[arg-type]


def _json(value: object | Iterable[object]) -> str:
    return json.dumps(value, ensure_ascii=False)
