"""Channels as rows: what came in, what is owed, who wrote, what may be sent, and which accounts are ours."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kb.database import Base
from kb.owned import by_unit_name
from kb.tables import Moment

_CHANNEL = String(20)
_ACCOUNT = String(64)
_PERSON = String(128)
_WORKER = String(40)


class MessageRow(Base):
    """A message, stored before it is worked on. answer_id: given to the answer beforehand, so that it is made once.

    worker, leased_until: who works on it, and until when nobody else may. text: masked.
    """

    __tablename__ = "channel_messages"
    __table_args__ = (
        UniqueConstraint("channel", "account", "key"),
        Index("ix_channel_messages_person", "channel", "account", "person", "received_at"),
        Index("ix_channel_messages_state", "state", "leased_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    channel: Mapped[str] = mapped_column(_CHANNEL)
    account: Mapped[str] = mapped_column(_ACCOUNT)
    key: Mapped[str] = mapped_column(String(255))
    person: Mapped[str] = mapped_column(_PERSON)
    kind: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    told: Mapped[str] = mapped_column(Text)
    notice_due: Mapped[bool]
    conversation_id: Mapped[str] = mapped_column(String(64))
    answer_id: Mapped[str] = mapped_column(String(40))
    received_at: Mapped[datetime] = mapped_column(Moment, index=True)
    state: Mapped[str] = mapped_column(String(10))
    worker: Mapped[str] = mapped_column(_WORKER)
    leased_until: Mapped[datetime] = mapped_column(Moment)
    attempts: Mapped[int]


class ReplyRow(Base):
    """The reply to a message, until it has arrived. body: a Reply as JSON. way: passive or active once chosen."""

    __tablename__ = "channel_replies"
    __table_args__ = (
        Index("ix_channel_replies_state", "state", "due_at"),
        Index("ix_channel_replies_person", "channel", "account", "person", "state"),
    )

    message_id: Mapped[int] = mapped_column(ForeignKey("channel_messages.id", ondelete="CASCADE"), primary_key=True)
    channel: Mapped[str] = mapped_column(_CHANNEL)
    account: Mapped[str] = mapped_column(_ACCOUNT)
    person: Mapped[str] = mapped_column(_PERSON)
    key: Mapped[str] = mapped_column(String(255))
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10))
    way: Mapped[str] = mapped_column(String(10))
    parts_sent: Mapped[int]
    attempts: Mapped[int]
    due_at: Mapped[datetime] = mapped_column(Moment)
    worker: Mapped[str] = mapped_column(_WORKER)
    leased_until: Mapped[datetime] = mapped_column(Moment)
    problem: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment)


class PersonRow(Base):
    """A person on a channel: the conversation going on, and whether they were told whom they talk to."""

    __tablename__ = "channel_persons"

    channel: Mapped[str] = mapped_column(_CHANNEL, primary_key=True)
    account: Mapped[str] = mapped_column(_ACCOUNT, primary_key=True)
    person: Mapped[str] = mapped_column(_PERSON, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(64))
    last_at: Mapped[datetime] = mapped_column(Moment, index=True)
    noticed_at: Mapped[datetime | None] = mapped_column(Moment)


class ConversationRow(Base):
    """A conversation a person had, so that all of them can be deleted when asked (R§8.4)."""

    __tablename__ = "channel_conversations"
    __table_args__ = (Index("ix_channel_conversations_person", "channel", "account", "person"),)

    conversation_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    channel: Mapped[str] = mapped_column(_CHANNEL)
    account: Mapped[str] = mapped_column(_ACCOUNT)
    person: Mapped[str] = mapped_column(_PERSON)
    begun_at: Mapped[datetime] = mapped_column(Moment, index=True)


class AllowanceRow(Base):
    """What may still be sent to a person, by the kind of message that allowed it."""

    __tablename__ = "channel_allowances"

    channel: Mapped[str] = mapped_column(_CHANNEL, primary_key=True)
    account: Mapped[str] = mapped_column(_ACCOUNT, primary_key=True)
    person: Mapped[str] = mapped_column(_PERSON, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    until: Mapped[datetime] = mapped_column(Moment, index=True)
    left: Mapped[int] = mapped_column("left_over")


class AccountRow(Base):
    """An account of ours that was approved: which unit opened it and manages it, and whether it is on."""

    __tablename__ = "channel_accounts"

    channel: Mapped[str] = mapped_column(_CHANNEL, primary_key=True)
    account: Mapped[str] = mapped_column(_ACCOUNT, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(Text, info=by_unit_name())
    is_on: Mapped[bool]
    passive_only_until: Mapped[datetime | None] = mapped_column(Moment)


class AccountChangeRow(Base):
    """Who added an account or switched it, when and why; never changed."""

    __tablename__ = "channel_account_changes"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    channel: Mapped[str] = mapped_column(_CHANNEL)
    account: Mapped[str] = mapped_column(_ACCOUNT)
    change: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)
    made_by: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Moment)


class PlatformTokenRow(Base):
    """The token a platform gave an account of ours, held once for all processes (R§10.8)."""

    __tablename__ = "platform_tokens"

    channel: Mapped[str] = mapped_column(_CHANNEL, primary_key=True)
    account: Mapped[str] = mapped_column(_ACCOUNT, primary_key=True)
    token: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    worker: Mapped[str] = mapped_column(_WORKER)
    leased_until: Mapped[datetime] = mapped_column(Moment)
    forced_at: Mapped[datetime | None] = mapped_column(Moment)
    forced_today: Mapped[int]
