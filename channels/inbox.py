"""Messages that came in: each stored once before anything is done with it, and worked on by one worker at a time."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import RowMapping, bindparam, insert, select, update
from sqlalchemy.orm import Session

from bot.identity import new_answer_id
from channels import outbox, persons
from channels.accounts import standing
from channels.allowances import grant
from channels.errors import ChannelError
from channels.messages import IncomingMessage, MessageKind, Reply
from channels.persons import Limits
from channels.places import columns_of
from channels.states import MessageState, Way
from channels.tables import MessageRow
from channels.words import said
from kb.masking import masked_beginning

# The engine refuses anything longer than 1,000 characters and says so; more need not be kept to be refused.
TEXT_LIMIT = 2000
DONE = MessageState.DONE.value

# Built once, see persons.py.
_IS_WAITING = MessageRow.state == MessageState.WAITING.value
_KNOWN = select(MessageRow.id, MessageRow.state).where(
    MessageRow.channel == bindparam("of_channel"),
    MessageRow.account == bindparam("of_account"),
    MessageRow.key == bindparam("of_key"),
)
_STORED = insert(MessageRow)
_STATE = select(MessageRow.state).where(MessageRow.id == bindparam("of_id"))
_DONE = update(MessageRow).where(MessageRow.id == bindparam("of_id")).values(state=DONE)
_FINISHED = (
    update(MessageRow)
    .where(MessageRow.id == bindparam("of_id"), MessageRow.worker == bindparam("of_worker"), _IS_WAITING)
    .values(state=DONE)
)
_AMONG = MessageRow.id.in_(bindparam("of_ids", expanding=True))
_RENEWED = (
    update(MessageRow)
    .where(_AMONG, MessageRow.worker == bindparam("of_worker"), _IS_WAITING)
    .values(leased_until=bindparam("ends"))
)
_LEFT_BEHIND = (
    select(*MessageRow.__table__.columns)
    .where(_IS_WAITING, MessageRow.leased_until < bindparam("at"))
    .order_by(MessageRow.id)
    .limit(bindparam("most"))
)
_TAKEN_OVER = (
    update(MessageRow)
    .where(_AMONG)
    .values(worker=bindparam("by"), leased_until=bindparam("until"), attempts=MessageRow.attempts + 1)
)


class Taken(Enum):
    """What became of a message that came in."""

    NEW = "new"  # stored now; it is this worker's to work on
    KNOWN = "known"  # stored before: another delivery of the same message
    READY = "ready"  # stored now, with its reply: it needed no work
    CLOSED = "closed"  # the account is not approved or off; nothing was stored
    TOO_MANY = "too_many"  # the person asks too often; nothing was stored
    NOTED = "noted"  # there is nothing to answer


@dataclass(frozen=True, slots=True)
class Work:
    """A message to be answered; answer_id is given beforehand, so that an answer is made once.

    forgotten: the conversations to delete, where that is what the person asks. attempts: this one counted.
    """

    id: int
    channel: str
    account: str
    person: str
    key: str
    kind: MessageKind
    text: str
    conversation_id: str
    answer_id: str
    notice_due: bool
    forgotten: tuple[str, ...] = ()
    attempts: int = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """A message taken in. message_id: None where nothing was stored. is_done: its reply is in the outbox already.

    kept: how many replies the person may fetch.
    """

    taken: Taken
    message_id: int | None = None
    work: Work | None = None
    is_done: bool = False
    is_passive_only: bool = False
    kept: int = 0


def take(
    session: Session, message: IncomingMessage, *, limits: Limits, notice: str, worker: str, now: datetime
) -> Entry:
    """The message is stored, with all that follows from its coming; runs inside one transaction.

    notice: what is said at first contact.
    """
    account = standing(session, message, now)
    if not account.is_on:
        return Entry(Taken.CLOSED)
    known = session.connection().execute(_KNOWN, _key(message)).first()
    if known:
        return Entry(Taken.KNOWN, known.id, is_done=known.state == DONE, is_passive_only=account.is_passive_only)
    if message.kind is MessageKind.LEFT:
        persons.leave(session, message)
        return Entry(Taken.NOTED)
    person = persons.find(session, message)
    if person and _asks(message) and persons.is_over(session, message, limits, now):
        return Entry(Taken.TOO_MANY)
    conversation_id, notice_due = persons.meet(session, message, person, idle=limits.conversation_idle, now=now)
    grant(session, message, is_new_person=person is None, now=now)
    work = _stored(
        session,
        message,
        {
            "conversation_id": conversation_id,
            "notice_due": notice_due,
            "worker": worker,
            "received_at": now,
            "leased_until": now + limits.lease,
        },
    )
    ready = _ready(session, message, work, notice, now)
    if person and not account.is_passive_only:
        outbox.release_kept(session, work, now=now)
    if ready:
        session.connection().execute(_DONE, {"of_id": work.id})
    kept = outbox.kept_count(session, work) if person and account.is_passive_only else 0
    return Entry(
        Taken.READY if ready else Taken.NEW,
        work.id,
        None if ready else work,
        bool(ready),
        account.is_passive_only,
        kept,
    )


def reclaim(session: Session, *, worker: str, lease: timedelta, now: datetime, limit: int) -> list[Work]:
    """Messages whose worker gave no sign of life, oldest first; they are this worker's now."""
    connection = session.connection()
    rows = connection.execute(_LEFT_BEHIND, {"at": now, "most": limit}).mappings().all()
    if rows:
        taken = {"of_ids": [row["id"] for row in rows], "by": worker, "until": now + lease}
        connection.execute(_TAKEN_OVER, taken)
    works = [replace(_work(row, ()), attempts=row["attempts"] + 1) for row in rows]
    return [
        replace(work, forgotten=persons.conversations(session, work)) if work.kind is MessageKind.FORGET else work
        for work in works
    ]


def renew(session: Session, *, message_ids: list[int], worker: str, until: datetime) -> None:
    """These messages stay this worker's until then; a moment that has come gives them back."""
    session.connection().execute(_RENEWED, {"of_ids": message_ids, "of_worker": worker, "ends": until})


def is_done(session: Session, message_id: int) -> bool:
    """Whether the message has its reply."""
    return session.connection().execute(_STATE, {"of_id": message_id}).scalar() == DONE


def finish(session: Session, work: Work, *, worker: str) -> bool:
    """Whether the message is done now; not when it is no longer this worker's, whose result counts for nothing then."""
    finished = session.connection().execute(_FINISHED, {"of_id": work.id, "of_worker": worker})
    return finished.rowcount == 1


def _key(message: IncomingMessage) -> dict[str, object]:
    return {"of_channel": message.channel, "of_account": message.account, "of_key": message.key}


def _asks(message: IncomingMessage) -> bool:
    return message.kind in (MessageKind.QUESTION, MessageKind.PICKUP)


def _ready(session: Session, message: IncomingMessage, work: Work, notice: str, now: datetime) -> bool:
    """Whether the message needs no work: it has a sentence of the channel's own, or fetched a reply."""
    if message.told:
        reply = Reply(message.told, notice=notice if work.notice_due else "")
    elif message.kind is MessageKind.PICKUP:
        if outbox.fetch(session, work, now=now):
            return True
        is_waiting = persons.is_waiting(session, message, but=work.id)
        # Never a question: taken for one that goes on from the last answer, “1” was answered with some article 1.
        reply = Reply(said("still_looking" if is_waiting else "nothing_kept"), notice=notice if work.notice_due else "")
    else:
        return False
    outbox.owe(session, work, reply, way=Way.PASSIVE, now=now)
    return True


def _stored(session: Session, message: IncomingMessage, about: dict[str, object]) -> Work:
    row = columns_of(message) | about
    row |= {
        "key": message.key,
        "kind": message.kind.value,
        "text": masked_beginning(message.text, limit=TEXT_LIMIT),
        "told": message.told,
        "answer_id": new_answer_id(),
        "state": MessageState.WAITING.value,
        "attempts": 1,
    }
    stored = session.connection().execute(_STORED, row).inserted_primary_key
    if stored is None:
        raise ChannelError("the database names no row it stored")
    forgotten = persons.conversations(session, message) if message.kind is MessageKind.FORGET else ()
    return _work(row | {"id": stored[0]}, forgotten)


# Any: the values of a row by column, of several types.
def _work(row: Mapping[str, Any] | RowMapping, forgotten: tuple[str, ...]) -> Work:
    return Work(
        id=row["id"],
        channel=row["channel"],
        account=row["account"],
        person=row["person"],
        key=row["key"],
        kind=MessageKind(row["kind"]),
        text=row["text"],
        conversation_id=row["conversation_id"],
        answer_id=row["answer_id"],
        notice_due=row["notice_due"],
        forgotten=forgotten,
    )
