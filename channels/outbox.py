"""Replies that are owed: stored with the end of the work, and owed until the platform has taken them."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from channels.channel import Address
from channels.messages import Card, IncomingMessage, Reply
from channels.states import ReplyState, Way
from channels.tables import AccountRow, MessageRow, ReplyRow

PROBLEM_LIMIT = 300
# How long a reply waits for the request that carries it: longer than a platform waits for us (5 s, R§10.3, R§11).
HOLD = timedelta(seconds=6)

# Built once: to put a statement together costs more than to run it, and every callback runs this one.
_KEPT = (
    select(func.count())
    .select_from(ReplyRow)
    .where(
        ReplyRow.channel == bindparam("channel"),
        ReplyRow.account == bindparam("account"),
        ReplyRow.person == bindparam("person"),
        ReplyRow.state == ReplyState.KEPT.value,
    )
)


@dataclass(frozen=True, slots=True)
class Owed:
    """A reply this worker is to send. parts_sent: how many pieces have gone out before."""

    message_id: int
    address: Address
    reply: Reply
    parts_sent: int
    attempts: int
    created_at: datetime


def owe(session: Session, message: MessageRow, reply: Reply, *, way: Way, now: datetime) -> None:
    """The reply is owed. PASSIVE: a request waits to carry it, and nobody else sends it for HOLD."""
    session.add(
        ReplyRow(
            message_id=message.id,
            channel=message.channel,
            account=message.account,
            person=message.person,
            key=message.key,
            body=to_json(reply),
            state=ReplyState.OWED.value,
            way=way.value,
            parts_sent=0,
            attempts=0,
            due_at=now,
            worker="",
            leased_until=now + HOLD if way is Way.PASSIVE else now,
            problem="",
            created_at=now,
        )
    )


def claim_passive(session: Session, message_id: int, *, now: datetime) -> Reply | None:
    """The reply for a request that can carry it; None when it goes another way, or went.

    A reply carried before is given again: when the platform asks once more, it did not get it.
    """
    row = session.get(ReplyRow, message_id)
    if row is None or not _is_free(row, now):
        return None
    if row.state != ReplyState.SENT.value:
        row.state, row.way, row.leased_until = ReplyState.OWED.value, Way.PASSIVE.value, now + HOLD
    return from_json(row.body)


def carried(session: Session, message_id: int) -> None:
    """The request has carried the reply."""
    row = session.get(ReplyRow, message_id)
    if row is not None and row.state == ReplyState.OWED.value and row.way == Way.PASSIVE.value:
        row.state = ReplyState.SENT.value


def claim_due(
    session: Session, *, channels: list[str], worker: str, lease: timedelta, now: datetime, limit: int
) -> list[Owed]:
    """Replies to be sent now by this worker, oldest first; only of accounts that are on and may send."""
    may_send = or_(AccountRow.passive_only_until.is_(None), AccountRow.passive_only_until <= now)
    rows = session.scalars(_due(channels, now).where(may_send).order_by(ReplyRow.message_id).limit(limit)).all()
    for row in rows:
        row.way, row.worker, row.leased_until = Way.ACTIVE.value, worker, now + lease
        row.attempts += 1
    return [_owed(row) for row in rows]


def keep_unsendable(session: Session, *, channels: list[str], now: datetime, limit: int) -> int:
    """Replies of accounts that may not send wait for the next message of their person; returns how many."""
    rows = session.scalars(_due(channels, now).where(AccountRow.passive_only_until > now).limit(limit)).all()
    for row in rows:
        row.state = ReplyState.KEPT.value
    return len(rows)


def sent(session: Session, message_id: int, *, parts_sent: int, of: int) -> None:
    """So many pieces have been taken by the platform."""
    row = session.get_one(ReplyRow, message_id)
    row.parts_sent = parts_sent
    if parts_sent >= of:
        row.state = ReplyState.SENT.value


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


def fetch(session: Session, message: MessageRow, *, now: datetime) -> bool:
    """Whether a reply that did not get out answers this message now: the oldest one, which becomes its own."""
    unsent = and_(ReplyRow.state == ReplyState.OWED.value, ReplyRow.leased_until <= now, ReplyRow.parts_sent == 0)
    is_kept = ReplyRow.state == ReplyState.KEPT.value
    query = select(ReplyRow.message_id).where(*_of_person(message), or_(is_kept, unsent))
    oldest = session.scalar(query.order_by(ReplyRow.message_id).limit(1))
    if oldest is None:
        return False
    session.execute(
        update(ReplyRow)
        .where(ReplyRow.message_id == oldest)
        .values(message_id=message.id, key=message.key, state=ReplyState.OWED.value, due_at=now)
        .values(way=Way.PASSIVE.value, leased_until=now + HOLD, parts_sent=0, attempts=0)
    )
    return True


def release_kept(session: Session, message: MessageRow, *, now: datetime) -> None:
    """The person wrote again: what was kept for them may be sent."""
    session.execute(
        update(ReplyRow)
        .where(*_of_person(message), ReplyRow.state == ReplyState.KEPT.value)
        .values(state=ReplyState.OWED.value, way=Way.OPEN.value, due_at=now, leased_until=now, attempts=0)
    )


def kept_count(session: Session, message: MessageRow | IncomingMessage) -> int:
    """How many replies are kept for the person of this message."""
    place = {"channel": message.channel, "account": message.account, "person": message.person}
    return session.scalar(_KEPT, place) or 0


def to_json(reply: Reply) -> str:
    """The reply as it is stored."""
    return json.dumps(asdict(reply), ensure_ascii=False)


def from_json(body: str) -> Reply:
    """The reply as it was stored."""
    held = json.loads(body)
    card = Card(**held["card"]) if held["card"] else None
    return Reply(**{**held, "choices": tuple(held["choices"]), "card": card})


def _due(channels: list[str], now: datetime) -> Select[ReplyRow]:
    same_account = (AccountRow.channel == ReplyRow.channel) & (AccountRow.account == ReplyRow.account)
    return (
        select(ReplyRow)
        .join(AccountRow, same_account)
        .where(
            ReplyRow.state == ReplyState.OWED.value,
            ReplyRow.due_at <= now,
            ReplyRow.leased_until <= now,
            ReplyRow.channel.in_(channels),
            AccountRow.is_on,
        )
    )


def _is_free(row: ReplyRow, now: datetime) -> bool:
    if row.state == ReplyState.OWED.value:
        return row.way == Way.PASSIVE.value or (row.leased_until <= now and row.parts_sent == 0)
    return row.state == ReplyState.KEPT.value or (row.state == ReplyState.SENT.value and row.way == Way.PASSIVE.value)


def _end(session: Session, message_id: int, state: ReplyState, problem: str) -> None:
    row = session.get_one(ReplyRow, message_id)
    row.state, row.problem = state.value, problem[:PROBLEM_LIMIT]


def _of_person(message: MessageRow) -> tuple[ColumnElement[bool], ...]:
    return (
        ReplyRow.channel == message.channel,
        ReplyRow.account == message.account,
        ReplyRow.person == message.person,
    )


def _owed(row: ReplyRow) -> Owed:
    return Owed(
        message_id=row.message_id,
        address=Address(row.channel, row.account, row.person, row.key),
        reply=from_json(row.body),
        parts_sent=row.parts_sent,
        attempts=row.attempts,
        created_at=row.created_at,
    )
