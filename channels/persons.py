"""The persons of a channel: the conversation each is in, what each was told, and how often each asks.

Statements are built once: a callback runs a dozen of them, and building one costs more than running it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, case, delete, func, insert, select, update
from sqlalchemy.orm import Session

from bot.identity import new_conversation_id
from channels.allowances import revoke
from channels.messages import IncomingMessage, MessageKind, Reply
from channels.outbox import to_json
from channels.places import Placed, at_person, columns_of, place_of
from channels.states import MessageState, ReplyState
from channels.tables import ConversationRow, MessageRow, PersonRow, ReplyRow

_PERSON = select(PersonRow.conversation_id, PersonRow.last_at, PersonRow.noticed_at).where(*at_person(PersonRow))
_NEW = insert(PersonRow)
_SEEN = (
    update(PersonRow)
    .where(*at_person(PersonRow))
    .values(conversation_id=bindparam("now_in"), last_at=bindparam("seen"), noticed_at=bindparam("told"))
)
_BEGUN = insert(ConversationRow)
_SINCE_A_MINUTE = func.sum(case((MessageRow.received_at > bindparam("minute"), 1), else_=0))
_ASKED = select(func.count(), _SINCE_A_MINUTE).where(
    *at_person(MessageRow),
    MessageRow.received_at > bindparam("day"),
    # Menus, pictures and the like cost no answer: they do not keep anybody from asking.
    MessageRow.kind.not_in([MessageKind.TOLD.value, MessageKind.CORRECTION.value]),
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How often one person may ask, how long a conversation lasts, how long work is ours without a sign of life."""

    per_minute: int
    per_day: int
    conversation_idle: timedelta
    lease: timedelta


@dataclass(frozen=True, slots=True)
class Person:
    """A person who wrote before."""

    conversation_id: str
    last_at: datetime
    noticed_at: datetime | None


def find(session: Session, message: IncomingMessage) -> Person | None:
    """Who wrote, when we know them."""
    row = session.connection().execute(_PERSON, place_of(message)).first()
    return Person(*row) if row else None


def meet(
    session: Session, message: IncomingMessage, person: Person | None, *, idle: timedelta, now: datetime
) -> tuple[str, bool]:
    """The conversation that goes on or begins, and whether the notice is due; the person is known from now on."""
    is_new = person is None or now - person.last_at > idle
    conversation_id = new_conversation_id() if person is None or is_new else person.conversation_id
    # Given with the reply to this message, which is owed from now on: told once, and never not at all.
    notice_due = person is None or person.noticed_at is None or message.is_follow
    connection, whose = session.connection(), columns_of(message)
    if is_new:
        connection.execute(_BEGUN, whose | {"conversation_id": conversation_id, "begun_at": now})
    if person is None:
        row = {"conversation_id": conversation_id, "last_at": now, "noticed_at": now}
        connection.execute(_NEW, whose | row)
    else:
        told = now if notice_due else person.noticed_at
        connection.execute(_SEEN, place_of(message) | {"now_in": conversation_id, "seen": now, "told": told})
    return conversation_id, notice_due


def is_over(session: Session, message: IncomingMessage, limits: Limits, now: datetime) -> bool:
    """Whether the person has asked as often as one may."""
    since = {"minute": now - timedelta(minutes=1), "day": now - timedelta(days=1)}
    in_a_day, in_a_minute = session.connection().execute(_ASKED, place_of(message) | since).one()
    return (in_a_minute or 0) >= limits.per_minute or in_a_day >= limits.per_day


def is_waiting(session: Session, message: IncomingMessage, *, but: int) -> bool:
    """Whether the person waits for an answer to another message than this."""
    query = select(MessageRow.id).where(
        *at_person(MessageRow), MessageRow.state == MessageState.WAITING.value, MessageRow.id != but
    )
    return session.connection().execute(query.limit(1), place_of(message)).first() is not None


def leave(session: Session, message: IncomingMessage) -> None:
    """The person left: nothing is owed to them any more, and nothing may be sent."""
    revoke(session, message)
    _drop_unsent(session, message)


def conversations(session: Session, of: Placed) -> tuple[str, ...]:
    """Every conversation the person had, as far as they are kept."""
    query = select(ConversationRow.conversation_id).where(*at_person(ConversationRow))
    return tuple(session.connection().execute(query, place_of(of)).scalars())


def forget(session: Session, of: Placed) -> None:
    """What the person wrote and was answered is no longer here; a new conversation begins with the next message."""
    connection, place = session.connection(), place_of(of)
    _drop_unsent(session, of)
    connection.execute(update(MessageRow).where(*at_person(MessageRow)).values(text=""), place)
    done = ReplyRow.state != ReplyState.OWED.value
    connection.execute(update(ReplyRow).where(*at_person(ReplyRow), done).values(body=to_json(Reply(""))), place)
    connection.execute(delete(ConversationRow).where(*at_person(ConversationRow)), place)
    connection.execute(
        update(PersonRow).where(*at_person(PersonRow)).values(conversation_id=new_conversation_id()), place
    )


def _drop_unsent(session: Session, of: Placed) -> None:
    unsent = ReplyRow.state.in_([ReplyState.OWED.value, ReplyState.KEPT.value])
    dropped = update(ReplyRow).where(*at_person(ReplyRow), unsent).values(state=ReplyState.DROPPED.value)
    session.connection().execute(dropped, place_of(of))
