"""Replies that are owed: stored with the end of the work, and owed until the platform has taken them."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import Select, and_, bindparam, func, insert, or_, select, update
from sqlalchemy.orm import Session

from channels.channel import Address
from channels.messages import Card, Reply
from channels.places import Placed, at_person, columns_of, place_of
from channels.states import ReplyState, Way
from channels.tables import AccountRow, ReplyRow

PROBLEM_LIMIT = 300
# How long a reply waits for the request that carries it: longer than a platform waits for us (5 s, R§10.3, R§11).
HOLD = timedelta(seconds=6)

# Built once, see persons.py.
_IS_KEPT = ReplyRow.state == ReplyState.KEPT.value
_IS_UNSENT = and_(
    ReplyRow.state == ReplyState.OWED.value, ReplyRow.leased_until <= bindparam("at"), ReplyRow.parts_sent == 0
)
_OWED = insert(ReplyRow)
_CARRIED = (
    update(ReplyRow)
    .where(ReplyRow.message_id == bindparam("of_id"))
    .where(ReplyRow.state == ReplyState.OWED.value, ReplyRow.way == Way.PASSIVE.value)
    .values(state=ReplyState.SENT.value)
)
_OLDEST_UNSENT = (
    select(ReplyRow.message_id)
    .where(*at_person(ReplyRow), or_(_IS_KEPT, _IS_UNSENT))
    .order_by(ReplyRow.message_id)
    .limit(1)
)
_FETCHED = (
    update(ReplyRow)
    .where(ReplyRow.message_id == bindparam("of_id"))
    .values(
        message_id=bindparam("for_id"), key=bindparam("for_key"), state=ReplyState.OWED.value, due_at=bindparam("at")
    )
    .values(way=Way.PASSIVE.value, leased_until=bindparam("held"), parts_sent=0, attempts=0)
)
_RELEASED = (
    update(ReplyRow)
    .where(*at_person(ReplyRow), _IS_KEPT)
    .values(state=ReplyState.OWED.value, way=Way.OPEN.value, attempts=0)
    .values(due_at=bindparam("at"), leased_until=bindparam("at"))
)
_RENEWED = (
    update(ReplyRow)
    .where(ReplyRow.message_id.in_(bindparam("of_ids", expanding=True)), ReplyRow.worker == bindparam("of_worker"))
    # Not what is to be tried again later.
    .where(ReplyRow.state == ReplyState.OWED.value, ReplyRow.due_at <= bindparam("at"))
    .values(leased_until=bindparam("ends"))
)
_KEPT_COUNT = select(func.count()).where(*at_person(ReplyRow), _IS_KEPT)


class Answered(Placed, Protocol):
    """A message as its reply needs it."""

    @property
    def id(self) -> int:
        """Of the message."""
        ...

    @property
    def key(self) -> str:
        """By which the platform knows the message."""
        ...


@dataclass(frozen=True, slots=True)
class Owed:
    """A reply this worker is to send. parts_sent: how many pieces have gone out before."""

    message_id: int
    address: Address
    reply: Reply
    parts_sent: int
    attempts: int
    created_at: datetime


def owe(session: Session, work: Answered, reply: Reply, *, way: Way, now: datetime) -> None:
    """The reply is owed. PASSIVE: a request waits to carry it, and nobody else sends it for HOLD."""
    row = columns_of(work) | {
        "message_id": work.id,
        "key": work.key,
        "body": to_json(reply),
        "state": ReplyState.OWED.value,
        "way": way.value,
        "parts_sent": 0,
        "attempts": 0,
        "due_at": now,
        "worker": "",
        "leased_until": now + HOLD if way is Way.PASSIVE else now,
        "problem": "",
        "created_at": now,
    }
    session.connection().execute(_OWED, row)


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
    session.connection().execute(_CARRIED, {"of_id": message_id})


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


def renew(session: Session, *, message_ids: list[int], worker: str, lease: timedelta, now: datetime) -> None:
    """These replies stay this worker's to send for the time of a lease."""
    renewed = {"of_ids": message_ids, "of_worker": worker, "at": now, "ends": now + lease}
    session.connection().execute(_RENEWED, renewed)


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


def fetch(session: Session, work: Answered, *, now: datetime) -> bool:
    """Whether a reply that did not get out answers this message now: the oldest one, which becomes its own."""
    connection = session.connection()
    oldest = connection.execute(_OLDEST_UNSENT, place_of(work) | {"at": now}).scalar()
    if oldest is None:
        return False
    fetched = {"of_id": oldest, "for_id": work.id, "for_key": work.key, "at": now, "held": now + HOLD}
    connection.execute(_FETCHED, fetched)
    return True


def release_kept(session: Session, of: Placed, *, now: datetime) -> None:
    """The person wrote again: what was kept for them may be sent."""
    session.connection().execute(_RELEASED, place_of(of) | {"at": now})


def kept_count(session: Session, of: Placed) -> int:
    """How many replies are kept for the person."""
    return session.connection().execute(_KEPT_COUNT, place_of(of)).scalar_one()


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


def _owed(row: ReplyRow) -> Owed:
    return Owed(
        message_id=row.message_id,
        address=Address(row.channel, row.account, row.person, row.key),
        reply=from_json(row.body),
        parts_sent=row.parts_sent,
        attempts=row.attempts,
        created_at=row.created_at,
    )
