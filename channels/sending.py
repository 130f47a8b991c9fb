"""Which replies this worker sends by itself: claimed, held by signs of life, and what became of each."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, or_, select, update
from sqlalchemy.orm import Session

from channels.channel import Address
from channels.messages import Reply
from channels.outbox import from_json
from channels.states import ReplyState, Way
from channels.tables import AccountRow, ReplyRow

PROBLEM_LIMIT = 300

# Built once, see persons.py.
_AMONG = ReplyRow.message_id.in_(bindparam("of_ids", expanding=True))
_RENEWED = (
    update(ReplyRow)
    .where(_AMONG, ReplyRow.worker == bindparam("of_worker"))
    # Not what is to be tried again later.
    .where(ReplyRow.state == ReplyState.OWED.value, ReplyRow.due_at <= bindparam("at"))
    .values(leased_until=bindparam("ends"))
)
_DUE = (
    select()
    .select_from(ReplyRow)
    .join(AccountRow, (AccountRow.channel == ReplyRow.channel) & (AccountRow.account == ReplyRow.account))
    .where(
        ReplyRow.state == ReplyState.OWED.value,
        ReplyRow.due_at <= bindparam("at"),
        ReplyRow.leased_until <= bindparam("at"),
        ReplyRow.channel.in_(bindparam("of_channels", expanding=True)),
        AccountRow.is_on,
    )
    .order_by(ReplyRow.message_id)
    .limit(bindparam("most"))
)
_UNSENDABLE = _DUE.add_columns(ReplyRow.message_id).where(AccountRow.passive_only_until > bindparam("at"))
_SENDABLE = _DUE.add_columns(*ReplyRow.__table__.columns).where(
    or_(AccountRow.passive_only_until.is_(None), AccountRow.passive_only_until <= bindparam("at"))
)
_CLAIMED = (
    update(ReplyRow)
    .where(_AMONG)
    .values(way=Way.ACTIVE.value, worker=bindparam("by"), leased_until=bindparam("held"))
    .values(attempts=ReplyRow.attempts + 1)
)
_KEPT = update(ReplyRow).where(_AMONG).values(state=ReplyState.KEPT.value)
_SENT_IN_PART = update(ReplyRow).where(ReplyRow.message_id == bindparam("of_id")).values(parts_sent=bindparam("count"))
_SENT_WHOLE = _SENT_IN_PART.values(state=ReplyState.SENT.value)


@dataclass(frozen=True, slots=True)
class Owed:
    """A reply this worker is to send. parts_sent: how many pieces have gone out before."""

    message_id: int
    address: Address
    reply: Reply
    parts_sent: int
    attempts: int
    created_at: datetime


def claim_due(
    session: Session, *, channels: list[str], worker: str, lease: timedelta, now: datetime, limit: int
) -> list[Owed]:
    """Replies to be sent now by this worker, oldest first; only of accounts that are on and may send."""
    connection, due = session.connection(), {"of_channels": channels, "at": now, "most": limit}
    rows = connection.execute(_SENDABLE, due).all()
    if rows:
        claimed = {"of_ids": [row.message_id for row in rows], "by": worker, "held": now + lease}
        connection.execute(_CLAIMED, claimed)
    return [_owed(row) for row in rows]


def renew(session: Session, *, message_ids: list[int], worker: str, lease: timedelta, now: datetime) -> None:
    """These replies stay this worker's to send for the time of a lease."""
    renewed = {"of_ids": message_ids, "of_worker": worker, "at": now, "ends": now + lease}
    session.connection().execute(_RENEWED, renewed)


def keep_unsendable(session: Session, *, channels: list[str], now: datetime, limit: int) -> int:
    """Replies of accounts that may not send wait for the next message of their person; returns how many."""
    connection = session.connection()
    ids = connection.execute(_UNSENDABLE, {"of_channels": channels, "at": now, "most": limit}).scalars().all()
    if ids:
        connection.execute(_KEPT, {"of_ids": ids})
    return len(ids)


def sent(session: Session, message_id: int, *, parts_sent: int, of: int) -> None:
    """So many pieces have been taken by the platform."""
    statement = _SENT_WHOLE if parts_sent >= of else _SENT_IN_PART
    session.connection().execute(statement, {"of_id": message_id, "count": parts_sent})


def keep(session: Session, message_id: int, *, problem: str) -> None:
    """The reply waits for the next message of its person."""
    _end(session, message_id, ReplyState.KEPT, problem)


def fail(session: Session, message_id: int, *, problem: str) -> None:
    """The reply will never arrive."""
    _end(session, message_id, ReplyState.FAILED, problem)


def retry(session: Session, message_id: int, *, problem: str, due_at: datetime) -> None:
    """The reply is tried again later."""
    row = session.get_one(ReplyRow, message_id)
    row.problem, row.due_at, row.leased_until = problem[:PROBLEM_LIMIT], due_at, due_at


def _end(session: Session, message_id: int, state: ReplyState, problem: str) -> None:
    row = session.get_one(ReplyRow, message_id)
    row.state, row.problem = state.value, problem[:PROBLEM_LIMIT]


# Any: a row of _SENDABLE has the names of its columns and no static type.
def _owed(row: Row[*tuple[Any, ...]]) -> Owed:
    return Owed(
        message_id=row.message_id,
        address=Address(row.channel, row.account, row.person, row.key),
        reply=from_json(row.body),
        parts_sent=row.parts_sent,
        attempts=row.attempts + 1,
        created_at=row.created_at,
    )
