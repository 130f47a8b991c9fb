"""Tickets and their history as rows. Days and enums are text; references are JSON."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from kb.database import Base
from kb.owned import by_unit
from kb.tables import Moment


class TicketRow(Base):
    """One ticket as it stands. key: made by the page, so that pressing twice makes one ticket.

    restarted_on: ISO day from which the clock runs anew, of one that was reopened. merged_into: the ticket it follows;
    state_before: where it stood when it was merged. follow_up: what the last call that reached the caller since the
    answer came to; calls: how many were tried since. is_excluded: counts for no rate of satisfaction.
    """

    __tablename__ = "tickets"
    __table_args__ = (Index("ix_tickets_unit_id_state", "unit_id", "state"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    channel: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(Text)
    content: Mapped[str] = mapped_column(Text)
    question: Mapped[str] = mapped_column(Text)
    said: Mapped[str] = mapped_column(Text)
    answer_id: Mapped[str | None] = mapped_column(String(40))
    reference: Mapped[str | None] = mapped_column(Text)
    against: Mapped[str] = mapped_column(Text)
    # Whoever takes over the unit complained about must not see the complaint either (R§6.9).
    against_unit_id: Mapped[str | None] = mapped_column(String(40), info=by_unit())
    is_confidential: Mapped[bool]
    caller: Mapped[str] = mapped_column(Text)
    caller_key: Mapped[str | None] = mapped_column(String(64), index=True)
    unit_id: Mapped[str | None] = mapped_column(String(40), info=by_unit())
    opened_by_id: Mapped[str] = mapped_column(String(64))
    opened_by: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime] = mapped_column(Moment)
    opened_on: Mapped[str] = mapped_column(String(10), index=True)
    workdays: Mapped[int]
    due_on: Mapped[str] = mapped_column(String(10), index=True)
    due_is_provisional: Mapped[bool]
    accept_due_on: Mapped[str | None] = mapped_column(String(10))
    accepted_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    result: Mapped[str] = mapped_column(Text)
    returns: Mapped[int]
    is_adjudicated: Mapped[bool]
    extended_by: Mapped[int]
    restarted_on: Mapped[str | None] = mapped_column(String(10))
    merged_into: Mapped[str | None] = mapped_column(String(20), index=True)
    state_before: Mapped[str | None] = mapped_column(String(20))
    follow_up: Mapped[str | None] = mapped_column(String(20))
    calls: Mapped[int] = mapped_column(server_default="0")
    is_excluded: Mapped[bool] = mapped_column(server_default=false())

    @property
    def begins_on(self) -> str:
        """ISO day from which its clock runs."""
        return self.restarted_on or self.opened_on


class TicketEventRow(Base):
    """Something that happened to a ticket; only ever added."""

    __tablename__ = "ticket_events"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    ticket_id: Mapped[str] = mapped_column(String(20), ForeignKey("tickets.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    step: Mapped[str] = mapped_column(String(20))
    actor_id: Mapped[str] = mapped_column(String(64))
    actor_name: Mapped[str] = mapped_column(Text)
    unit_id: Mapped[str | None] = mapped_column(String(40))
    note: Mapped[str] = mapped_column(Text)


class FollowUpRow(Base):
    """A call back to whoever asked; only ever added. The same minute is the same call, however often it is sent.

    was_contacted, is_solved, is_satisfied: the caller's word, false where nobody was reached.
    """

    __tablename__ = "ticket_follow_ups"
    __table_args__ = (UniqueConstraint("ticket_id", "called_at"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    ticket_id: Mapped[str] = mapped_column(String(20), ForeignKey("tickets.id"))
    called_at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[str] = mapped_column(String(64))
    by_name: Mapped[str] = mapped_column(Text)
    is_reached: Mapped[bool]
    was_contacted: Mapped[bool]
    is_solved: Mapped[bool]
    is_satisfied: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
