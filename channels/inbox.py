"""Messages that came in: each stored once before anything is done with it, and worked on by one worker at a time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from bot.identity import new_answer_id, new_conversation_id
from channels import outbox
from channels.accounts import is_on, is_passive_only
from channels.allowances import grant, revoke
from channels.messages import IncomingMessage, MessageKind
from channels.tables import MessageRow, PersonRow, ReplyRow
from kb.masking import masked_beginning

# The engine refuses anything longer than 500 characters and says so; more need not be kept to be refused.
TEXT_LIMIT = 2000


class MessageState(Enum):
    """How far a message is."""

    WAITING = "waiting"  # stored; somebody works on it or will
    DONE = "done"  # its reply is in the outbox, or it needed none


class Taken(Enum):
    """What became of a message that came in."""

    NEW = "new"  # stored now; it is this worker's to work on
    KNOWN = "known"  # stored before: another delivery of the same message
    FETCHED = "fetched"  # the person fetched a kept reply, which now answers this message
    CLOSED = "closed"  # the account is not approved or off; nothing was stored
    TOO_MANY = "too_many"  # the person asks too often; nothing was stored
    NOTED = "noted"  # there is nothing to answer


@dataclass(frozen=True, slots=True)
class Limits:
    """How often one person may ask, how long a conversation lasts, how long work is ours without a sign of life."""

    per_minute: int
    per_day: int
    conversation_idle: timedelta
    lease: timedelta


@dataclass(frozen=True, slots=True)
class Work:
    """A message to be answered; answer_id is given beforehand, so that an answer is made once."""

    id: int
    channel: str
    account: str
    person: str
    kind: MessageKind
    text: str
    told: str
    conversation_id: str
    answer_id: str
    notice_due: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A message taken in. message_id: None where nothing was stored. is_done: its reply is in the outbox already."""

    taken: Taken
    message_id: int | None = None
    work: Work | None = None
    is_done: bool = False
    is_passive_only: bool = False


def take(session: Session, message: IncomingMessage, *, limits: Limits, worker: str, now: datetime) -> Entry:
    """The message is stored, with all that follows from its coming; runs inside one transaction."""
    if not is_on(session, message.channel, message.account):
        return Entry(Taken.CLOSED)
    passive_only = is_passive_only(session, message.channel, message.account, now)
    known = session.execute(select(MessageRow.id, MessageRow.state).where(*_same(message))).first()
    if known:
        return Entry(Taken.KNOWN, known.id, None, known.state == MessageState.DONE.value, passive_only)
    if message.kind is MessageKind.LEFT:
        return _leave(session, message, now)
    if _asks(message) and _is_over(session, message, limits, now):
        return Entry(Taken.TOO_MANY)
    row = _store(session, message, limits=limits, worker=worker, now=now)
    grant(session, message, now)
    fetched = message.kind is MessageKind.PICKUP and outbox.fetch(session, row, now=now)
    if not passive_only:
        outbox.release_kept(session, row, now=now)
    if fetched:
        row.state = MessageState.DONE.value
        return Entry(Taken.FETCHED, row.id, None, True, passive_only)
    return Entry(Taken.NEW, row.id, _work(row), False, passive_only)


def reclaim(session: Session, *, worker: str, lease: timedelta, now: datetime, limit: int) -> list[Work]:
    """Messages whose worker gave no sign of life, oldest first; they are this worker's now."""
    query = (
        select(MessageRow)
        .where(MessageRow.state == MessageState.WAITING.value, MessageRow.leased_until < now)
        .order_by(MessageRow.id)
        .limit(limit)
    )
    rows = session.scalars(query).all()
    for row in rows:
        row.worker, row.leased_until, row.attempts = worker, now + lease, row.attempts + 1
    return [_work(row) for row in rows]


def renew(session: Session, *, message_ids: list[int], worker: str, until: datetime) -> None:
    """These messages stay this worker's until then; a moment that has come gives them back."""
    session.execute(
        update(MessageRow)
        .where(MessageRow.id.in_(message_ids), MessageRow.state == MessageState.WAITING.value)
        .where(MessageRow.worker == worker)
        .values(leased_until=until)
    )


def is_done(session: Session, message_id: int) -> bool:
    """Whether the message has its reply."""
    state = session.scalar(select(MessageRow.state).where(MessageRow.id == message_id))
    return state == MessageState.DONE.value


def finish(session: Session, message_id: int, *, worker: str) -> MessageRow | None:
    """The message is done; None when it is no longer this worker's, whose result then counts for nothing."""
    row = session.get(MessageRow, message_id)
    if row is None or row.state != MessageState.WAITING.value or row.worker != worker:
        return None
    row.state = MessageState.DONE.value
    return row


def _same(message: IncomingMessage) -> tuple[ColumnElement[bool], ...]:
    return (
        MessageRow.channel == message.channel,
        MessageRow.account == message.account,
        MessageRow.key == message.key,
    )


def _asks(message: IncomingMessage) -> bool:
    return message.kind in (MessageKind.QUESTION, MessageKind.PICKUP)


def _is_over(session: Session, message: IncomingMessage, limits: Limits, now: datetime) -> bool:
    asked = (
        select(func.count())
        .select_from(MessageRow)
        .where(
            MessageRow.channel == message.channel,
            MessageRow.account == message.account,
            MessageRow.person == message.person,
        )
    )
    minute = session.scalar(asked.where(MessageRow.received_at > now - timedelta(minutes=1))) or 0
    day = session.scalar(asked.where(MessageRow.received_at > now - timedelta(days=1))) or 0
    return minute >= limits.per_minute or day >= limits.per_day


def _store(session: Session, message: IncomingMessage, *, limits: Limits, worker: str, now: datetime) -> MessageRow:
    person, notice_due = _meet(session, message, limits, now)
    row = MessageRow(
        channel=message.channel,
        account=message.account,
        key=message.key,
        person=message.person,
        kind=message.kind.value,
        text=masked_beginning(message.text, limit=TEXT_LIMIT),
        told=message.told,
        notice_due=notice_due,
        conversation_id=person.conversation_id,
        answer_id=new_answer_id(),
        received_at=now,
        state=MessageState.WAITING.value,
        worker=worker,
        leased_until=now + limits.lease,
        attempts=1,
    )
    session.add(row)
    session.flush()
    return row


def _meet(session: Session, message: IncomingMessage, limits: Limits, now: datetime) -> tuple[PersonRow, bool]:
    """The person as we know them, in a conversation that goes on or begins, and whether the notice is due."""
    row = session.get(PersonRow, (message.channel, message.account, message.person))
    if row is None:
        row = PersonRow(channel=message.channel, account=message.account, person=message.person)
        row.conversation_id, row.last_at, row.noticed_at = new_conversation_id(), now, None
        session.add(row)
    elif now - row.last_at > limits.conversation_idle:
        row.conversation_id = new_conversation_id()
    # Given with the reply to this message, which is owed from now on: told once, and never not at all.
    notice_due = row.noticed_at is None or message.is_follow
    row.last_at = now
    row.noticed_at = now if notice_due else row.noticed_at
    return row, notice_due


def _leave(session: Session, message: IncomingMessage, now: datetime) -> Entry:
    place = {"channel": message.channel, "account": message.account, "person": message.person}
    revoke(session, **place)
    session.execute(
        update(ReplyRow)
        .where(*(getattr(ReplyRow, name) == value for name, value in place.items()))
        .where(ReplyRow.state.in_([outbox.ReplyState.OWED.value, outbox.ReplyState.KEPT.value]))
        .values(state=outbox.ReplyState.DROPPED.value)
    )
    return Entry(Taken.NOTED)


def _work(row: MessageRow) -> Work:
    return Work(
        id=row.id,
        channel=row.channel,
        account=row.account,
        person=row.person,
        kind=MessageKind(row.kind),
        text=row.text,
        told=row.told,
        conversation_id=row.conversation_id,
        answer_id=row.answer_id,
        notice_due=row.notice_due,
    )
