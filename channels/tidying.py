"""Deletes what the channels need no longer: messages, and persons who have not written for long (R§8.4)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from channels.group_commit import GroupCommit
from channels.states import MessageState, ReplyState
from channels.tables import AllowanceRow, ConversationRow, MessageRow, PersonRow, ReplyRow

EVERY = timedelta(hours=1)
PERSON_KEPT = timedelta(days=180)
# Short transactions: others write too.
DELETED_AT_ONCE = 500


class Tidying:
    """Looks once an hour, however often it is asked."""

    def __init__(self, writes: GroupCommit, *, message_kept: timedelta, clock: Callable[[], datetime]) -> None:
        """message_kept: longer than any platform repeats a delivery, which is minutes (R§10.4)."""
        self._writes = writes
        self._message_kept = message_kept
        self._clock = clock
        self._next_at: datetime | None = None

    def __call__(self) -> None:
        """What is due is deleted."""
        now = self._clock()
        if self._next_at and now < self._next_at:
            return
        self._next_at = now + EVERY
        while self._writes.write(partial(_old_messages, before=now - self._message_kept)) == DELETED_AT_ONCE:
            pass
        self._writes.write(partial(_old_persons, now=now))


def _old_messages(session: Session, *, before: datetime) -> int:
    """Deletes some; a message goes with its reply, whatever became of it: nobody waits so long."""
    query = select(MessageRow.id).where(MessageRow.received_at < before, MessageRow.state == MessageState.DONE.value)
    still_owed = select(ReplyRow.message_id).where(ReplyRow.state == ReplyState.OWED.value)
    ids = session.scalars(query.where(MessageRow.id.not_in(still_owed)).limit(DELETED_AT_ONCE)).all()
    session.execute(delete(ReplyRow).where(ReplyRow.message_id.in_(ids)))
    session.execute(delete(MessageRow).where(MessageRow.id.in_(ids)))
    return len(ids)


def _old_persons(session: Session, *, now: datetime) -> None:
    session.execute(delete(ConversationRow).where(ConversationRow.begun_at < now - PERSON_KEPT))
    session.execute(delete(PersonRow).where(PersonRow.last_at < now - PERSON_KEPT))
    session.execute(delete(AllowanceRow).where(AllowanceRow.until < now))
