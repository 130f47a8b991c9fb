"""Tickets read: one with its history, those with a unit, those to call back, those of a caller; each as its reader may
see it (R§6.9)."""

from dataclasses import replace
from enum import Enum

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from governance.access import Act, Actor, Reach, reach_of, require
from governance.errors import Forbidden, Refused
from governance.ticket_cards import Follower, Ticket, event_of, follow_up_of, ticket_of
from governance.ticket_kinds import FollowUpOutcome, TicketKind, TicketState
from governance.ticket_rows import FollowUpRow, TicketEventRow, TicketRow
from governance.ticket_terms import TicketTerms
from governance.words import sentence
from kb.database import Database


class TicketList(Enum):
    """Which tickets are asked for."""

    OPEN = "open"
    TO_FOLLOW_UP = "to_follow_up"  # answered, and nobody has called back yet, or nobody was reached
    DISSATISFIED = "dissatisfied"  # answered, but not to satisfaction: the hotline's manager decides what follows
    CLOSED = "closed"
    MERGED = "merged"


class TicketLists:
    """Reads tickets for people."""

    def __init__(self, database: Database, terms: TicketTerms) -> None:
        self._database = database
        self._terms = terms

    def get(self, ticket_id: str, *, by: Actor) -> Ticket:
        """The ticket with its history, as this person may see it. Raises Refused for one that is not there."""
        with self._database.reading() as session:
            ticket = read(session, found(session, ticket_id))
        if by.user_id != ticket.opened_by_id and not _may_call_back(ticket, by):
            require(by, Act.SEE_TICKETS, unit_id=ticket.unit_id)
        if by.user_id != ticket.opened_by_id:
            not_the_one_named(by, ticket.against_unit_id)
        return ticket.seen_by(by)

    def listed(self, *, by: Actor, unit_id: str | None = None, which: TicketList = TicketList.OPEN) -> list[Ticket]:
        """Tickets this person may see, the most urgent first. unit_id: only those with this unit.

        Agents see those to call back, and of confidential ones only their own.
        """
        query = select(TicketRow).where(*self._which(which))
        if not (which is TicketList.TO_FOLLOW_UP and reach_of(by, Act.FOLLOW_UP_TICKET) is Reach.ALL):
            if reach_of(by, Act.SEE_TICKETS) is not Reach.ALL:
                unit_id = unit_id or by.unit_id
                require(by, Act.SEE_TICKETS, unit_id=unit_id)
        elif reach_of(by, Act.SEE_CONFIDENTIAL_CALLER) is not Reach.ALL:
            query = query.where(or_(TicketRow.is_confidential.is_(False), TicketRow.opened_by_id == by.user_id))
        if unit_id is not None:
            query = query.where(TicketRow.unit_id == unit_id)
        if by.unit_id is not None:
            query = query.where(func.coalesce(TicketRow.against_unit_id, "") != by.unit_id)
        query = query.order_by(TicketRow.due_on, TicketRow.id).limit(self._terms.listed)
        with self._database.reading() as session:
            return [ticket_of(row).seen_by(by) for row in session.scalars(query)]

    def of_caller(self, caller_key: str, *, by: Actor, limit: int = 5) -> list[Ticket]:
        """The latest tickets of a caller, for the agent who has them on the line; confidential ones only the own."""
        require(by, Act.USE_DESK)
        query = select(TicketRow).where(TicketRow.caller_key == caller_key).order_by(TicketRow.opened_at.desc())
        with self._database.reading() as session:
            tickets = [ticket_of(row) for row in session.scalars(query.limit(limit))]
        return [one for one in tickets if not one.is_confidential or one.opened_by_id == by.user_id]

    def _which(self, which: TicketList) -> tuple[ColumnElement[bool], ...]:
        if which is TicketList.OPEN:
            return (TicketRow.state.in_([state.value for state in TicketState if state.is_open]),)
        if which is TicketList.MERGED:
            return (TicketRow.state == TicketState.MERGED.value,)
        answered = TicketRow.state == TicketState.ANSWERED.value
        if which is TicketList.DISSATISFIED:
            is_discontent = TicketRow.follow_up == FollowUpOutcome.DISSATISFIED.value
            return (answered, is_discontent, TicketRow.is_excluded.is_(False))
        if which is TicketList.TO_FOLLOW_UP:
            # An error report is an agent's own: there is nobody to call.
            has_caller = TicketRow.kind != TicketKind.CORRECTION.value
            is_due = TicketRow.calls < self._terms.follow_up_attempts
            return (answered, has_caller, TicketRow.follow_up.is_(None), is_due)
        return (answered,)


def found(session: Session, ticket_id: str) -> TicketRow:
    """The row of a ticket. Raises Refused for one that is not there."""
    row = session.get(TicketRow, ticket_id)
    if row is None:
        raise Refused("ticket_unknown", ticket=ticket_id[:40])
    return row


def read(session: Session, row: TicketRow) -> Ticket:
    """The ticket with its history as it stands in this transaction."""
    session.flush()
    events = select(TicketEventRow).where(TicketEventRow.ticket_id == row.id).order_by(TicketEventRow.id)
    calls = select(FollowUpRow).where(FollowUpRow.ticket_id == row.id).order_by(FollowUpRow.called_at)
    led = select(TicketRow).where(TicketRow.merged_into == row.id).order_by(TicketRow.id)
    return replace(
        ticket_of(row, tuple(event_of(event) for event in session.scalars(events))),
        follow_ups=tuple(follow_up_of(call) for call in session.scalars(calls)),
        followers=tuple(Follower(one.id, one.content, one.opened_at) for one in session.scalars(led)),
    )


def not_the_one_named(actor: Actor, against_unit_id: str | None) -> None:
    """Raises Forbidden for people of the unit a complaint or report is about."""
    if against_unit_id is not None and against_unit_id == actor.unit_id:
        raise Forbidden(sentence("ticket_not_for_the_one_named"))


def _may_call_back(ticket: Ticket, by: Actor) -> bool:
    """Whoever calls back reads what was asked and answered, as long as nobody has heard from the caller."""
    may = reach_of(by, Act.FOLLOW_UP_TICKET) is Reach.ALL
    waits = ticket.state is TicketState.ANSWERED and ticket.follow_up is None
    return may and waits and ticket.may_know_caller(by)
