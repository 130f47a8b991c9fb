"""Which answers went out that somebody must know of: those quoting a document, those that answered nothing."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Select, select

from bot.answers import AnswerStatus
from bot.tables import AnswerRow
from kb.database import Database
from kb.given import GivenAnswer

_MOST = 5_000
_UNANSWERED = (AnswerStatus.NO_POLICY_FOUND, AnswerStatus.ELEMENT_NOT_PUBLISHED, AnswerStatus.NO_LONGER_IN_FORCE)


class GivenAnswers:
    """Reads stored answers by what became of them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def quoting(self, document_id: str, since: datetime) -> list[GivenAnswer]:
        """The answers since then that quote the document, the latest first."""
        # Citations are stored as JSON; the id stands in them with its quotation marks, and ids hold no wildcards.
        named = AnswerRow.citations.like(f'%"{document_id}"%')
        return self._read(select(AnswerRow).where(AnswerRow.asked_at >= since, named))

    def unanswered(self, since: datetime, until: datetime) -> list[GivenAnswer]:
        """The questions asked from then until then that published words did not answer, the latest first."""
        values = [status.value for status in _UNANSWERED]
        within = (AnswerRow.asked_at >= since, AnswerRow.asked_at < until)
        return self._read(select(AnswerRow).where(*within, AnswerRow.status.in_(values)))

    def _read(self, query: Select[AnswerRow]) -> list[GivenAnswer]:
        with self._database.reading() as session:
            rows: Iterable[AnswerRow] = session.scalars(query.order_by(AnswerRow.asked_at.desc()).limit(_MOST))
            return [_given(row) for row in rows]


def _given(row: AnswerRow) -> GivenAnswer:
    return GivenAnswer(row.id, row.conversation_id, row.asked_at, row.channel, row.question, row.status)
