"""Questions, complaints and corrections sent to the unit responsible, with their clock and their history (R§6).

A person does every step; nothing is sent, returned, answered or closed by itself. Each step is one transaction with
its line of history and its audit row. A ticket carries no personal data but the masked number of the caller: the unit
answers the hotline, which calls back.
"""

from sqlalchemy import select

from governance.access import Act, Actor, require
from governance.errors import Refused
from governance.ticket_cards import NewTicket, Ticket
from governance.ticket_conflicts import is_named
from governance.ticket_kinds import TicketKind, TicketState, TicketStep
from governance.ticket_lists import read
from governance.ticket_opening import key_of, new_row
from governance.ticket_rows import TicketRow
from governance.ticket_steps import TicketSteps, followers
from governance.words import sentence
from kb.database import Database
from kb.moments import china_day
from kb.units import Unit, Units


class Tickets:
    """Opens tickets and moves them along."""

    def __init__(self, database: Database, *, units: Units, steps: TicketSteps) -> None:
        self._database = database
        self._units = units
        self._steps = steps

    def open(self, new: NewTicket, *, by: Actor) -> Ticket:
        """The ticket, stored when this returns; the one that is there when its key was used before.

        Raises Forbidden, or Refused when the content is missing or too long, the unit is not in the directory, or
        the unit is the one complained about (R§6.9).
        """
        act = Act.REPORT_ERROR if new.kind is TicketKind.CORRECTION else Act.MAKE_TICKET
        require(by, act)
        for text in (new.content, new.question, new.said, new.against):
            self._steps.bounded(text, self._steps.terms.content_characters)
        self._steps.checked(new.content, "content")
        unit = self._unit(new.unit_id) if new.unit_id else None
        against = self._against(new, unit)
        now = self._steps.now()
        with self._database.writing() as session:
            before = session.scalar(select(TicketRow).where(TicketRow.key == key_of(new, by)))
            if before is not None:
                return read(session, before)
            row = new_row(session, new, unit_id=unit.id if unit else None, by=by, terms=self._steps.terms, now=now)
            self._steps.set_due(row)
            row.accept_due_on = self._steps.accept_due(china_day(now)) if unit else None
            row.against_unit_id = against.id if against else None
            session.add(row)
            session.flush()
            self._steps.duties.owe(row, now)
            return self._steps.done(session, row, TicketStep.OPENED, by=by, act=act, now=now)

    def accept(self, ticket_id: str, *, by: Actor) -> Ticket:
        """The unit has taken it on (签收)."""
        with self._database.writing() as session:
            row = self._steps.to_move(session, ticket_id, Act.ANSWER_TICKET, by, TicketState.SENT)
            now = self._steps.now()
            row.state, row.accepted_at = TicketState.ACCEPTED.value, now
            return self._steps.done(session, row, TicketStep.ACCEPTED, by=by, act=Act.ANSWER_TICKET, now=now)

    def answer(self, ticket_id: str, text: str, *, by: Actor) -> Ticket:
        """The unit's answer is stored, for every ticket merged into this one too; a person of the hotline tells each
        caller. Raises Refused for an empty one."""
        result = self._steps.checked(text, "answer")
        act = Act.ANSWER_TICKET
        with self._database.writing() as session:
            row = self._steps.to_move(session, ticket_id, act, by, TicketState.SENT, TicketState.ACCEPTED)
            now = self._steps.now()
            for one in (row, *followers(session, row)):
                self._steps.answered(session, one, result, by=by, act=act, now=now)
            return read(session, row).seen_by(by)

    def give_back(self, ticket_id: str, reason: str, *, by: Actor) -> Ticket:
        """The unit says it is not theirs; the hotline's manager decides (退单). Once only, never after a decision."""
        why = self._steps.checked(reason, "reason")
        with self._database.writing() as session:
            row = self._steps.to_move(session, ticket_id, Act.RETURN_TICKET, by, TicketState.SENT, TicketState.ACCEPTED)
            if row.returns or row.is_adjudicated:
                raise Refused("ticket_returned_before", ticket=row.id)
            row.state, row.returns = TicketState.RETURNED.value, row.returns + 1
            now = self._steps.now()
            self._steps.duties.owe_no_more(row, why, now, by)
            return self._steps.done(session, row, TicketStep.RETURNED, by=by, act=Act.RETURN_TICKET, now=now, note=why)

    def dispatch(self, ticket_id: str, unit_id: str, reason: str, *, by: Actor) -> Ticket:
        """The ticket is with this unit: the first dispatch of one without a unit, or the decision after a return.

        The clock of the person who asked goes on; the unit has its own time to take it on.
        """
        why = self._steps.checked(reason, "reason")
        unit = self._unit(unit_id)
        with self._database.writing() as session:
            states = (TicketState.UNASSIGNED, TicketState.RETURNED)
            row = self._steps.to_move(session, ticket_id, Act.DISPATCH_TICKET, by, *states)
            is_decision = row.state == TicketState.RETURNED.value
            act = Act.ADJUDICATE_RETURN if is_decision else Act.DISPATCH_TICKET
            require(by, act, unit_id=unit.id)
            if unit.id == row.against_unit_id:
                raise Refused("ticket_to_the_one_named", unit=unit.name)
            now = self._steps.now()
            row.unit_id, row.accepted_at = unit.id, None
            row.state, row.is_adjudicated = TicketState.SENT.value, row.is_adjudicated or is_decision
            row.accept_due_on = self._steps.accept_due(china_day(now))
            self._steps.duties.owe(row, now)
            step = TicketStep.ADJUDICATED if is_decision else TicketStep.DISPATCHED
            return self._steps.done(session, row, step, by=by, act=act, now=now, note=why)

    def extend(self, ticket_id: str, workdays: int, reason: str, *, by: Actor) -> Ticket:
        """The term is so many working days longer; once, by the hotline's manager, with the reason (R§6.4)."""
        why = self._steps.checked(reason, "reason")
        with self._database.writing() as session:
            open_states = (state for state in TicketState if state.is_open)
            row = self._steps.to_move(session, ticket_id, Act.EXTEND_TICKET, by, *open_states)
            if row.extended_by:
                raise Refused("ticket_extended_before", ticket=row.id)
            if not 1 <= workdays <= self._steps.terms.most_extension:
                raise Refused("ticket_extension_days", most=self._steps.terms.most_extension)
            row.extended_by = workdays
            self._steps.set_due(row)
            now = self._steps.now()
            self._steps.duties.owe_no_more(row, why, now, by)
            self._steps.duties.owe(row, now)
            return self._steps.done(session, row, TicketStep.EXTENDED, by=by, act=Act.EXTEND_TICKET, now=now, note=why)

    def recount(self) -> int:
        """Due days that rested on a year nobody had announced are counted again; returns how many changed (R§9.4)."""
        with self._database.writing() as session:
            rows = session.scalars(select(TicketRow).where(TicketRow.due_is_provisional)).all()
            return sum(self._recounted(row) for row in rows)

    def _recounted(self, row: TicketRow) -> bool:
        before = row.due_on, row.due_is_provisional
        self._steps.set_due(row)
        if before == (row.due_on, row.due_is_provisional):
            return False
        now = self._steps.now()
        self._steps.duties.owe_no_more(row, sentence("ticket_recounted"), now)
        self._steps.duties.owe(row, now)
        return True

    def _unit(self, unit_id: str) -> Unit:
        unit = self._units.get(unit_id)
        if unit is None or unit.ended_on:
            raise Refused("ticket_unit_unknown")
        return unit

    def _against(self, new: NewTicket, unit: Unit | None) -> Unit | None:
        """The unit complained about, when the directory knows it; such a ticket says whom it is about."""
        if not new.kind.names_somebody:
            return None
        name = self._steps.checked(new.against, "against")
        known = self._units.by_name(name)
        if unit and ((known and known.id == unit.id) or is_named(unit, name)):
            raise Refused("ticket_to_the_one_named", unit=unit.name)
        return known
