"""The persons of a channel: the conversation each is in, what each was told, and how often each asks."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, case, func, select, update
from sqlalchemy.orm import Session

from bot.identity import new_conversation_id
from channels.allowances import revoke
from channels.messages import IncomingMessage
from channels.states import MessageState, ReplyState
from channels.tables import MessageRow, PersonRow, ReplyRow


@dataclass(frozen=True, slots=True)
class Limits:
    """How often one person may ask, how long a conversation lasts, how long work is ours without a sign of life."""

    per_minute: int
    per_day: int
    conversation_idle: timedelta
    lease: timedelta


def meet(session: Session, message: IncomingMessage, limits: Limits, now: datetime) -> tuple[PersonRow, bool]:
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


# Built once: to put a statement together costs more than to run it, and every callback runs this one.
_ASKED = select(
    func.count().label("day"), func.count(case((MessageRow.received_at > bindparam("minute"), 1))).label("minute")
).where(
    MessageRow.channel == bindparam("channel"),
    MessageRow.account == bindparam("account"),
    MessageRow.person == bindparam("person"),
    MessageRow.received_at > bindparam("day"),
)


def is_over(session: Session, message: IncomingMessage, limits: Limits, now: datetime) -> bool:
    """Whether the person has asked as often as one may."""
    place = {"channel": message.channel, "account": message.account, "person": message.person}
    since = {"minute": now - timedelta(minutes=1), "day": now - timedelta(days=1)}
    asked = session.execute(_ASKED, place | since).one()
    return bool(asked.minute >= limits.per_minute or asked.day >= limits.per_day)


def is_waiting(session: Session, row: MessageRow) -> bool:
    """Whether the person waits for another message to be answered."""
    query = select(MessageRow.id).where(
        MessageRow.channel == row.channel,
        MessageRow.account == row.account,
        MessageRow.person == row.person,
        MessageRow.state == MessageState.WAITING.value,
        MessageRow.id != row.id,
    )
    return session.scalar(query.limit(1)) is not None


def leave(session: Session, message: IncomingMessage) -> None:
    """The person left: nothing is owed to them any more, and nothing may be sent."""
    place = {"channel": message.channel, "account": message.account, "person": message.person}
    revoke(session, **place)
    session.execute(
        update(ReplyRow)
        .where(*(getattr(ReplyRow, name) == value for name, value in place.items()))
        .where(ReplyRow.state.in_([ReplyState.OWED.value, ReplyState.KEPT.value]))
        .values(state=ReplyState.DROPPED.value)
    )
