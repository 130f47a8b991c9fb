"""Tickets read: one with its history, those with a unit, those of a caller; each as its reader may see it (R§6.9)."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance.access import Act, Actor, Reach, reach_of, require
from governance.errors import Forbidden, Refused
from governance.ticket_cards import Ticket, event_of, ticket_of
from governance.ticket_kinds import TicketState
from governance.ticket_rows import TicketEventRow, TicketRow
from governance.ticket_terms import TicketTerms
from governance.words import sentence
from kb.database import Database


class TicketLists:
    """Reads tickets for people."""

    def __init__(self, database: Database, terms: TicketTerms) -> None:
        self._database = database
        self._terms = terms

    def get(self, ticket_id: str, *, by: Actor) -> Ticket:
        """The ticket with its history, as this person may see it. Raises Refused for one that is not there."""
        with self._database.reading() as session:
            ticket = read(session, found(session, ticket_id))
        if by.user_id != ticket.opened_by_id:
            require(by, Act.SEE_TICKETS, unit_id=ticket.unit_id)
            not_the_one_named(by, ticket.against_unit_id)
        return ticket.seen_by(by)

    def listed(self, *, by: Actor, unit_id: str | None = None, is_open: bool = True) -> list[Ticket]:
        """Tickets this person may see, the most urgent first. unit_id: only those with this unit."""
        reach = reach_of(by, Act.SEE_TICKETS)
        if reach is not Reach.ALL:
            unit_id = unit_id or by.unit_id
            require(by, Act.SEE_TICKETS, unit_id=unit_id)
        query = select(TicketRow).order_by(TicketRow.due_on, TicketRow.id).limit(self._terms.listed)
        if unit_id is not None:
            query = query.where(TicketRow.unit_id == unit_id)
        states = [state.value for state in TicketState if state.is_open is is_open]
        query = query.where(TicketRow.state.in_(states))
        if by.unit_id is not None:
            query = query.where(func.coalesce(TicketRow.against_unit_id, "") != by.unit_id)
        with self._database.reading() as session:
            return [ticket_of(row).seen_by(by) for row in session.scalars(query)]

    def of_caller(self, caller_key: str, *, by: Actor, limit: int = 5) -> list[Ticket]:
        """The latest tickets of a caller, for the agent who has them on the line; confidential ones only the own."""
        require(by, Act.USE_DESK)
        query = select(TicketRow).where(TicketRow.caller_key == caller_key).order_by(TicketRow.opened_at.desc())
        with self._database.reading() as session:
            tickets = [ticket_of(row) for row in session.scalars(query.limit(limit))]
        return [one for one in tickets if not one.is_confidential or one.opened_by_id == by.user_id]


def found(session: Session, ticket_id: str) -> TicketRow:
    """The row of a ticket. Raises Refused for one that is not there."""
    row = session.get(TicketRow, ticket_id)
    if row is None:
        raise Refused("ticket_unknown", ticket=ticket_id[:40])
    return row


def read(session: Session, row: TicketRow) -> Ticket:
    """The ticket with its history as it stands in this transaction."""
    session.flush()
    query = select(TicketEventRow).where(TicketEventRow.ticket_id == row.id).order_by(TicketEventRow.id)
    return ticket_of(row, tuple(event_of(event) for event in session.scalars(query)))


def not_the_one_named(actor: Actor, against_unit_id: str | None) -> None:
    """Raises Forbidden for people of the unit a complaint or report is about."""
    if against_unit_id is not None and against_unit_id == actor.unit_id:
        raise Forbidden(sentence("ticket_not_for_the_one_named"))
