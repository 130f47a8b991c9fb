"""Which answers went out that somebody must know of: those quoting a document, those that answered nothing."""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Select, func, select

from bot.answers import AnswerStatus
from bot.feedback import Verdict
from bot.tables import AnswerRow, FeedbackRow
from kb.database import Database
from kb.given import GivenAnswer, JudgedAnswers

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

    def judged(self, since: datetime, until: datetime) -> list[JudgedAnswers]:
        """What people said of the answers given from then until then, by the unit named in them."""
        query = (
            select(AnswerRow.unit, FeedbackRow.verdict, func.count())
            .join(FeedbackRow, FeedbackRow.answer_id == AnswerRow.id)
            .where(AnswerRow.asked_at >= since, AnswerRow.asked_at < until, AnswerRow.unit.is_not(None))
            .group_by(AnswerRow.unit, FeedbackRow.verdict)
        )
        judged, satisfied = Counter[str](), Counter[str]()
        with self._database.reading() as session:
            for unit, verdict, count in session.execute(query):
                name = str(json.loads(unit or "{}").get("name", ""))
                judged[name] += count
                satisfied[name] += count if verdict == Verdict.SATISFIED.value else 0
        return [JudgedAnswers(name, count, satisfied[name]) for name, count in judged.items()]

    def _read(self, query: Select[AnswerRow]) -> list[GivenAnswer]:
        with self._database.reading() as session:
            rows: Iterable[AnswerRow] = session.scalars(query.order_by(AnswerRow.asked_at.desc()).limit(_MOST))
            return [_given(row) for row in rows]


def _given(row: AnswerRow) -> GivenAnswer:
    return GivenAnswer(row.id, row.conversation_id, row.asked_at, row.channel, row.question, row.status)
