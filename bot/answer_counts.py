"""Deletes answers and keeps their number; counts what is still there and what is only a number alike."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Row, Select, delete, select
from sqlalchemy.orm import Session

from bot.tables import AnswerCountRow, AnswerRow, FeedbackRow
from kb.database import Database
from kb.moments import CHINA, china_day

# One transaction holds the write lock for a moment only: a citizen's answer waits behind it.
BATCH = 200

# id, asked_at, channel, status, verdict; the last is None where nobody judged.
Judged = Select[str, datetime, str, str, str]
_Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class AnswerCount:
    """How many answers of a day and channel ended so and were judged so; verdict "" where nobody judged."""

    day: date
    channel: str
    status: str
    verdict: str
    count: int


class AnswerCounts:
    """Deletes what is old, and tells how many there were."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def expire(self, before: datetime) -> int:
        """Dialogues from before that moment are gone and counted (R§8.4); returns how many answers that were."""
        deleted = 0
        while True:
            with self._database.writing() as session:
                batch = delete_counting(session, judged_answers().where(AnswerRow.asked_at < before).limit(BATCH))
            deleted += batch
            if batch < BATCH:
                return deleted

    def between(self, first: date, last: date) -> list[AnswerCount]:
        """The counts of these days, both included, over what is kept and what was deleted; by day."""
        begin = datetime(first.year, first.month, first.day, tzinfo=CHINA)
        end = datetime(last.year, last.month, last.day, tzinfo=CHINA) + timedelta(days=1)
        kept = judged_answers().where(AnswerRow.asked_at >= begin, AnswerRow.asked_at < end)
        gone = select(AnswerCountRow).where(AnswerCountRow.day.between(first.isoformat(), last.isoformat()))
        with self._database.reading() as session:
            counted = _counted(session.execute(kept))
            for row in session.scalars(gone):
                counted[row.day, row.channel, row.status, row.verdict] += row.count
        return [AnswerCount(date.fromisoformat(key[0]), *key[1:], count) for key, count in sorted(counted.items())]


def delete_counting(session: Session, chosen: Judged) -> int:
    """The chosen answers are deleted with what was said of them, and counted; returns how many."""
    rows = session.execute(chosen).all()
    for key, count in _counted(rows).items():
        held = session.get(AnswerCountRow, key)
        if held is None:
            session.add(AnswerCountRow(day=key[0], channel=key[1], status=key[2], verdict=key[3], count=count))
        else:
            held.count += count
    session.flush()
    for start in range(0, len(rows), BATCH):
        session.execute(delete(AnswerRow).where(AnswerRow.id.in_([row.id for row in rows[start : start + BATCH]])))
    return len(rows)


def judged_answers() -> Judged:
    """Every answer with its verdict, to be narrowed."""
    columns = (AnswerRow.id, AnswerRow.asked_at, AnswerRow.channel, AnswerRow.status, FeedbackRow.verdict)
    return select(*columns).outerjoin(FeedbackRow, FeedbackRow.answer_id == AnswerRow.id)


def _counted(rows: Iterable[Row[str, datetime, str, str, str]]) -> Counter[_Key]:
    return Counter((china_day(row.asked_at).isoformat(), row.channel, row.status, row.verdict or "") for row in rows)
