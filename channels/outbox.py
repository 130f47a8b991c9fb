"""Replies that are owed: stored with the end of the work, and owed until the platform has taken them."""

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import and_, bindparam, func, insert, or_, select, update
from sqlalchemy.orm import Session

from channels.messages import Card, Reply
from channels.places import Placed, at_person, columns_of, place_of
from channels.states import ReplyState, Way
from channels.tables import ReplyRow

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


def _is_free(row: ReplyRow, now: datetime) -> bool:
    if row.state == ReplyState.OWED.value:
        return row.way == Way.PASSIVE.value or (row.leased_until <= now and row.parts_sent == 0)
    return row.state == ReplyState.KEPT.value or (row.state == ReplyState.SENT.value and row.way == Way.PASSIVE.value)
