"""Tells those who were given wrong words that they were wrong (R§5.9), as a message of its own that nobody asked for.

It is owed like any reply and sent by the same delivery: within what the platform allows, else with the person's next
message. However often it is asked for, each person is told of one correction once for each account they wrote to.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import Session

from channels import outbox
from channels.messages import MessageKind, Reply
from channels.states import MessageState, ReplyState, Way
from channels.tables import ConversationRow, MessageRow, ReplyRow
from channels.words import said
from kb.database import Database

_ASKED_AT_ONCE = 400
_TITLE_LIMIT = 60


def recall_key(recall_id: int) -> str:
    """Names the correction of a recall."""
    return f"recall:{recall_id}"


@dataclass(frozen=True, slots=True)
class Correction:
    """What is told to those who got one of the answers. key: names the correction, the same each time it is asked for.

    title: of the document that was wrong. text: what is right instead.
    """

    key: str
    title: str
    text: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a correction got, in persons. waiting: it comes with their next message, or is on its way."""

    sent: int = 0
    waiting: int = 0
    lost: int = 0


class Corrections:
    """Owes corrections and says how far they got."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def owe(self, correction: Correction, *, now: datetime) -> int:
        """Everybody who got one of the answers on a platform is told; returns how many were not told of it before.

        Whoever had their record deleted since is not written to; a wrong answer that is still unsent is not sent.
        """
        with self._database.writing() as session:
            given = _given(session, correction.answers)
            _unsend(session, [message.id for message in given])
            persons = {(message.channel, message.account, message.person): message for message in given}
            told = [self._told(session, message, correction, now) for message in persons.values()]
            return sum(told)

    def reached(self, key: str) -> Reached:
        """How far the correction got."""
        query = (
            select(ReplyRow.state, func.count())
            .select_from(MessageRow)
            .join(ReplyRow, ReplyRow.message_id == MessageRow.id, isouter=True)
            .where(
                MessageRow.kind == MessageKind.CORRECTION.value, MessageRow.key.startswith(f"{key}:", autoescape=True)
            )
            .group_by(ReplyRow.state)
        )
        with self._database.reading() as session:
            counts = {state: int(count) for state, count in session.execute(query)}
        waiting = counts.get(ReplyState.OWED.value, 0) + counts.get(ReplyState.KEPT.value, 0)
        lost = counts.get(ReplyState.FAILED.value, 0) + counts.get(ReplyState.DROPPED.value, 0)
        # A reply that was fetched belongs to the message that fetched it from then on: it has been handed over.
        return Reached(sent=sum(counts.values()) - waiting - lost, waiting=waiting, lost=lost)

    def _told(self, session: Session, message: MessageRow, correction: Correction, now: datetime) -> bool:
        key = _key(correction, message)
        at_account = (MessageRow.channel == message.channel, MessageRow.account == message.account)
        if session.scalar(select(MessageRow.id).where(*at_account, MessageRow.key == key)) is not None:
            return False
        text = said("correction", title=_shortened(correction.title), correction=correction.text)
        told = MessageRow(
            channel=message.channel,
            account=message.account,
            person=message.person,
            key=key,
            kind=MessageKind.CORRECTION.value,
            text="",
            told=text,
            notice_due=False,
            conversation_id=message.conversation_id,
            answer_id="",
            received_at=now,
            state=MessageState.DONE.value,
            worker="",
            leased_until=now,
            attempts=1,
        )
        session.add(told)
        session.flush()
        outbox.owe(session, told, Reply(text), way=Way.OPEN, now=now)
        return True


def _given(session: Session, answers: Sequence[str]) -> list[MessageRow]:
    """The messages these answers were made for, of persons whose record still stands; oldest first."""
    still_kept = select(ConversationRow.conversation_id).where(
        ConversationRow.conversation_id == MessageRow.conversation_id
    )
    found: list[MessageRow] = []
    for begin in range(0, len(answers), _ASKED_AT_ONCE):
        among = MessageRow.answer_id.in_(answers[begin : begin + _ASKED_AT_ONCE])
        found.extend(session.scalars(select(MessageRow).where(among, still_kept.exists()).order_by(MessageRow.id)))
    return found


def _unsend(session: Session, message_ids: Sequence[int]) -> None:
    """Wrong answers of which nothing has gone out, and which nobody is just sending, stay here."""
    free = and_(ReplyRow.state == ReplyState.OWED.value, ReplyRow.worker == "", ReplyRow.parts_sent == 0)
    unsent = or_(ReplyRow.state == ReplyState.KEPT.value, free)
    for begin in range(0, len(message_ids), _ASKED_AT_ONCE):
        among = ReplyRow.message_id.in_(message_ids[begin : begin + _ASKED_AT_ONCE])
        session.execute(update(ReplyRow).where(among, unsent).values(state=ReplyState.DROPPED.value))


def _key(correction: Correction, message: MessageRow) -> str:
    person = hashlib.sha256(message.person.encode()).hexdigest()[:32]
    return f"{correction.key}:{person}"


def _shortened(title: str) -> str:
    return title if len(title) <= _TITLE_LIMIT else f"{title[:_TITLE_LIMIT]}…"
