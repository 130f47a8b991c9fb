"""Questions, complaints and corrections sent to the unit responsible, with their clock and their history (R§6).

A person does every step; nothing is sent, returned, answered or closed by itself. Each step is one transaction with
its line of history and its audit row. A ticket carries no personal data but the masked number of the caller: the unit
answers the hotline, which calls back.
"""

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.access import Act, Actor, require
from governance.audit import record
from governance.calendars import Calendars
from governance.duties import Duties
from governance.errors import Refused
from governance.ticket_cards import NewTicket, Ticket
from governance.ticket_duties import TicketDuties
from governance.ticket_kinds import TicketKind, TicketState, TicketStep
from governance.ticket_lists import found, not_the_one_named, read
from governance.ticket_opening import key_of, new_row
from governance.ticket_rows import TicketEventRow, TicketRow
from governance.ticket_terms import TicketTerms
from governance.words import sentence, word
from kb.database import Database
from kb.masking import mask
from kb.moments import china_day
from kb.units import Unit, Units

# Fewer characters name no unit: 局 stands in every name.
SHORTEST_NAME = 3


class Tickets:
    """Opens tickets and moves them along."""

    def __init__(
        self,
        database: Database,
        *,
        units: Units,
        terms: TicketTerms,
        calendars: Calendars,
        duties: Duties,
        clock: Callable[[], datetime],
    ) -> None:
        """duties: the register where a unit finds an open ticket beside all else it owes, with colour and reminders."""
        self._database = database
        self._units = units
        self._terms = terms
        self._calendars = calendars
        self._duties = TicketDuties(duties, calendars)
        self._clock = clock

    def open(self, new: NewTicket, *, by: Actor) -> Ticket:
        """The ticket, stored when this returns; the one that is there when its key was used before.

        Raises Forbidden, or Refused when the content is missing or too long, the unit is not in the directory, or
        the unit is the one complained about (R§6.9).
        """
        act = Act.REPORT_ERROR if new.kind is TicketKind.CORRECTION else Act.MAKE_TICKET
        require(by, act)
        for text in (new.content, new.question, new.said, new.against):
            self._bounded(text, self._terms.content_characters)
        self._checked(new.content, "content")
        unit = self._unit(new.unit_id) if new.unit_id else None
        against = self._against(new, unit)
        now = self._clock()
        with self._database.writing() as session:
            before = session.scalar(select(TicketRow).where(TicketRow.key == key_of(new, by)))
            if before is not None:
                return read(session, before)
            row = new_row(session, new, unit_id=unit.id if unit else None, by=by, terms=self._terms, now=now)
            self._set_due(row)
            row.accept_due_on = self._accept_due(china_day(now)) if unit else None
            row.against_unit_id = against.id if against else None
            session.add(row)
            session.flush()
            self._duties.owe(row, now)
            return self._done(session, row, TicketStep.OPENED, by=by, act=act, now=now)

    def accept(self, ticket_id: str, *, by: Actor) -> Ticket:
        """The unit has taken it on (签收)."""
        with self._database.writing() as session:
            row = self._to_move(session, ticket_id, Act.ANSWER_TICKET, by, TicketState.SENT)
            now = self._clock()
            row.state, row.accepted_at = TicketState.ACCEPTED.value, now
            return self._done(session, row, TicketStep.ACCEPTED, by=by, act=Act.ANSWER_TICKET, now=now)

    def answer(self, ticket_id: str, text: str, *, by: Actor) -> Ticket:
        """The unit's answer is stored; a person of the hotline tells the caller. Raises Refused for an empty one."""
        result = self._checked(text, "answer")
        with self._database.writing() as session:
            row = self._to_move(session, ticket_id, Act.ANSWER_TICKET, by, TicketState.SENT, TicketState.ACCEPTED)
            now = self._clock()
            row.accepted_at = row.accepted_at or now
            row.state, row.answered_at, row.result = TicketState.ANSWERED.value, now, result
            self._duties.fulfilled(row, now, by)
            return self._done(session, row, TicketStep.ANSWERED, by=by, act=Act.ANSWER_TICKET, now=now, note=result)

    def give_back(self, ticket_id: str, reason: str, *, by: Actor) -> Ticket:
        """The unit says it is not theirs; the hotline's manager decides (退单). Once only, never after a decision."""
        why = self._checked(reason, "reason")
        with self._database.writing() as session:
            row = self._to_move(session, ticket_id, Act.RETURN_TICKET, by, TicketState.SENT, TicketState.ACCEPTED)
            if row.returns or row.is_adjudicated:
                raise Refused("ticket_returned_before", ticket=row.id)
            row.state, row.returns = TicketState.RETURNED.value, row.returns + 1
            now = self._clock()
            self._duties.owe_no_more(row, why, now, by)
            return self._done(session, row, TicketStep.RETURNED, by=by, act=Act.RETURN_TICKET, now=now, note=why)

    def dispatch(self, ticket_id: str, unit_id: str, reason: str, *, by: Actor) -> Ticket:
        """The ticket is with this unit: the first dispatch of one without a unit, or the decision after a return.

        The clock of the person who asked goes on; the unit has its own time to take it on.
        """
        why = self._checked(reason, "reason")
        unit = self._unit(unit_id)
        with self._database.writing() as session:
            states = (TicketState.UNASSIGNED, TicketState.RETURNED)
            row = self._to_move(session, ticket_id, Act.DISPATCH_TICKET, by, *states)
            is_decision = row.state == TicketState.RETURNED.value
            act = Act.ADJUDICATE_RETURN if is_decision else Act.DISPATCH_TICKET
            require(by, act, unit_id=unit.id)
            if unit.id == row.against_unit_id:
                raise Refused("ticket_to_the_one_named", unit=unit.name)
            now = self._clock()
            row.unit_id, row.accepted_at = unit.id, None
            row.state, row.is_adjudicated = TicketState.SENT.value, row.is_adjudicated or is_decision
            row.accept_due_on = self._accept_due(china_day(now))
            self._duties.owe(row, now)
            step = TicketStep.ADJUDICATED if is_decision else TicketStep.DISPATCHED
            return self._done(session, row, step, by=by, act=act, now=now, note=why)

    def extend(self, ticket_id: str, workdays: int, reason: str, *, by: Actor) -> Ticket:
        """The term is so many working days longer; once, by the hotline's manager, with the reason (R§6.4)."""
        why = self._checked(reason, "reason")
        with self._database.writing() as session:
            open_states = (state for state in TicketState if state.is_open)
            row = self._to_move(session, ticket_id, Act.EXTEND_TICKET, by, *open_states)
            if row.extended_by:
                raise Refused("ticket_extended_before", ticket=row.id)
            if not 1 <= workdays <= self._terms.most_extension:
                raise Refused("ticket_extension_days", most=self._terms.most_extension)
            row.extended_by = workdays
            self._set_due(row)
            now = self._clock()
            self._duties.owe_no_more(row, why, now, by)
            self._duties.owe(row, now)
            return self._done(session, row, TicketStep.EXTENDED, by=by, act=Act.EXTEND_TICKET, now=now, note=why)

    def recount(self) -> int:
        """Due days that rested on a year nobody had announced are counted again; returns how many changed (R§9.4)."""
        with self._database.writing() as session:
            rows = session.scalars(select(TicketRow).where(TicketRow.due_is_provisional)).all()
            return sum(self._recounted(row) for row in rows)

    def _recounted(self, row: TicketRow) -> bool:
        before = row.due_on, row.due_is_provisional
        self._set_due(row)
        if before == (row.due_on, row.due_is_provisional):
            return False
        now = self._clock()
        self._duties.owe_no_more(row, sentence("ticket_recounted"), now)
        self._duties.owe(row, now)
        return True

    def _set_due(self, row: TicketRow) -> None:
        term = self._calendars.current().add_workdays(date.fromisoformat(row.opened_on), row.workdays + row.extended_by)
        row.due_on, row.due_is_provisional = term.day.isoformat(), term.is_provisional

    def _accept_due(self, day: date) -> str:
        return self._calendars.current().add_workdays(day, self._terms.accept).day.isoformat()

    def _unit(self, unit_id: str) -> Unit:
        unit = self._units.get(unit_id)
        if unit is None or unit.ended_on:
            raise Refused("ticket_unit_unknown")
        return unit

    def _against(self, new: NewTicket, unit: Unit | None) -> Unit | None:
        """The unit complained about, when the directory knows it; such a ticket says whom it is about."""
        if not new.kind.names_somebody:
            return None
        name = self._checked(new.against, "against")
        known = self._units.by_name(name)
        if unit and ((known and known.id == unit.id) or _is_named(unit, name)):
            raise Refused("ticket_to_the_one_named", unit=unit.name)
        return known

    def _checked(self, text: str, what: str) -> str:
        self._bounded(text, self._terms.note_characters)
        if not text.strip():
            raise Refused(f"ticket_no_{what}")
        return text.strip()

    def _bounded(self, text: str, limit: int) -> None:
        if len(text) > limit:
            raise Refused("ticket_too_long", limit=limit)

    def _to_move(self, session: Session, ticket_id: str, act: Act, by: Actor, *states: TicketState) -> TicketRow:
        """The row, when this person may do this to it and it stands where this can be done."""
        row = found(session, ticket_id)
        require(by, act, unit_id=row.unit_id)
        not_the_one_named(by, row.against_unit_id)
        if TicketState(row.state) not in set(states):
            raise Refused("ticket_wrong_state", ticket=row.id, state=word(TicketState(row.state)))
        return row

    def _done(
        self, session: Session, row: TicketRow, step: TicketStep, *, by: Actor, act: Act, now: datetime, note: str = ""
    ) -> Ticket:
        self._note(session, row, step, by=by, act=act, now=now, note=note)
        return read(session, row).seen_by(by)

    def _note(
        self, session: Session, row: TicketRow, step: TicketStep, *, by: Actor, act: Act, now: datetime, note: str = ""
    ) -> None:
        session.add(
            TicketEventRow(
                ticket_id=row.id,
                at=now,
                step=step.value,
                actor_id=by.user_id,
                actor_name=by.name,
                unit_id=row.unit_id,
                note=mask(note),
            )
        )
        details = {"step": step.value, "kind": row.kind, "unit": row.unit_id, "due_on": row.due_on}
        record(session, actor=by, act=act, subject=f"ticket:{row.id}", details=details, now=now)


def _is_named(unit: Unit, name: str) -> bool:
    """Whether the words for whom a complaint is about may mean this unit: 民政局 may mean 广州市民政局."""
    names = (unit.name, *(alias.name for alias in unit.aliases))
    return any(name in one or one in name for one in names if min(len(name), len(one)) >= SHORTEST_NAME)
