"""Messages that came in: each stored once before anything is done with it, and worked on by one worker at a time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from bot.identity import new_answer_id
from channels import outbox
from channels.accounts import standing
from channels.allowances import grant
from channels.messages import IncomingMessage, MessageKind, Reply
from channels.persons import Limits, is_over, is_waiting, leave, meet
from channels.states import MessageState, Way
from channels.tables import MessageRow
from channels.words import said
from kb.masking import masked_beginning

# The engine refuses anything longer than 500 characters and says so; more need not be kept to be refused.
TEXT_LIMIT = 2000

# Built once: to put a statement together costs more than to run it, and every callback runs this one.
_KNOWN = select(MessageRow.id, MessageRow.state).where(
    MessageRow.channel == bindparam("channel"),
    MessageRow.account == bindparam("account"),
    MessageRow.key == bindparam("key"),
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
    """A message to be answered; answer_id is given beforehand, so that an answer is made once."""

    id: int
    channel: str
    account: str
    person: str
    kind: MessageKind
    text: str
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


def take(
    session: Session, message: IncomingMessage, *, limits: Limits, notice: str, worker: str, now: datetime
) -> Entry:
    """The message is stored, with all that follows from its coming; runs inside one transaction.

    notice: what is said at first contact.
    """
    is_on, passive_only = standing(session, message.channel, message.account, now)
    if not is_on:
        return Entry(Taken.CLOSED)
    place = {"channel": message.channel, "account": message.account, "key": message.key}
    known = session.execute(_KNOWN, place).first()
    if known:
        return Entry(Taken.KNOWN, known.id, None, known.state == MessageState.DONE.value, passive_only)
    if message.kind is MessageKind.LEFT:
        leave(session, message)
        return Entry(Taken.NOTED)
    if _asks(message) and is_over(session, message, limits, now):
        return Entry(Taken.TOO_MANY)
    # Written out once, in _store: at each read in between it would cost as much again.
    with session.no_autoflush:
        kept = outbox.kept_count(session, message)
        grant(session, message, now)
        row = _store(session, message, limits=limits, worker=worker, now=now)
    is_ready = _told(session, row, notice, now) or (message.kind is MessageKind.PICKUP and _fetched(session, row, now))
    if kept and not passive_only:
        outbox.release_kept(session, row, now=now)
    if is_ready:
        row.state = MessageState.DONE.value
        return Entry(Taken.READY, row.id, None, True, passive_only)
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


def _asks(message: IncomingMessage) -> bool:
    return message.kind in (MessageKind.QUESTION, MessageKind.PICKUP)


def _told(session: Session, row: MessageRow, notice: str, now: datetime) -> bool:
    """Whether the message is answered with a sentence of the channel's own, which is then owed."""
    if row.told:
        reply = Reply(row.told, notice=notice if row.notice_due else "")
        outbox.owe(session, row, reply, way=Way.PASSIVE, now=now)
    return bool(row.told)


def _fetched(session: Session, row: MessageRow, now: datetime) -> bool:
    """Whether the message fetched a reply; where one is still being made, the person is told so."""
    if outbox.fetch(session, row, now=now):
        return True
    if is_waiting(session, row):
        outbox.owe(session, row, Reply(said("still_looking")), way=Way.PASSIVE, now=now)
        return True
    return False


def _store(session: Session, message: IncomingMessage, *, limits: Limits, worker: str, now: datetime) -> MessageRow:
    person, notice_due = meet(session, message, limits, now)
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


def _work(row: MessageRow) -> Work:
    return Work(
        id=row.id,
        channel=row.channel,
        account=row.account,
        person=row.person,
        kind=MessageKind(row.kind),
        text=row.text,
        conversation_id=row.conversation_id,
        answer_id=row.answer_id,
        notice_due=row.notice_due,
    )
