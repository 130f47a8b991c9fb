"""What every step of a ticket has in common: may it be taken now, the clock it moves, its line of history, its audit
row; all inside the caller's transaction."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.access import Act, Actor, require
from governance.audit import record
from governance.calendars import Calendars
from governance.duties import Duties
from governance.errors import Refused
from governance.ticket_cards import Ticket
from governance.ticket_duties import TicketDuties
from governance.ticket_kinds import TicketState, TicketStep
from governance.ticket_lists import found, not_the_one_named, read
from governance.ticket_rows import TicketEventRow, TicketRow
from governance.ticket_terms import TicketTerms
from governance.words import word
from kb.masking import mask
from kb.moments import china_day

# Their notes are the answer and what the caller said of it: words for the ticket, which is no reason to keep them in a
# trail that nothing is ever taken out of.
_SAID_TO_CALLERS = frozenset({TicketStep.ANSWERED, TicketStep.FOLLOWED_UP})


class TicketSteps:
    """Given to everything that moves tickets."""

    def __init__(
        self, *, terms: TicketTerms, calendars: Calendars, duties: Duties, clock: Callable[[], datetime]
    ) -> None:
        """duties: the register where a unit finds an open ticket beside all else it owes, with colour and reminders."""
        self.terms = terms
        self.duties = TicketDuties(duties, calendars)
        self.now = clock
        self._calendars = calendars

    def to_move(self, session: Session, ticket_id: str, act: Act, by: Actor, *states: TicketState) -> TicketRow:
        """The row, when this person may do this to it and it stands where this can be done."""
        row = found(session, ticket_id)
        require(by, act, unit_id=row.unit_id)
        not_the_one_named(by, row.against_unit_id)
        if TicketState(row.state) not in states:
            raise Refused("ticket_wrong_state", ticket=row.id, state=word(TicketState(row.state)))
        return row

    def answered(self, session: Session, row: TicketRow, result: str, *, by: Actor, act: Act, now: datetime) -> None:
        """It is answered so, and waits to be followed up."""
        row.accepted_at = row.accepted_at or now
        row.state, row.answered_at, row.result = TicketState.ANSWERED.value, now, result
        row.follow_up, row.calls = None, 0
        self.duties.fulfilled(row, now, by)
        self.note(session, row, TicketStep.ANSWERED, by=by, act=act, now=now, note=result)

    def begin_again(self, row: TicketRow, now: datetime) -> None:
        """An answered ticket is open again, on its own, with a clock of its own from today."""
        row.merged_into = row.state_before = None
        row.answered_at = row.accepted_at = row.follow_up = None
        row.result, row.calls, row.extended_by = "", 0, 0
        row.restarted_on = china_day(now).isoformat()
        self.set_due(row)
        row.accept_due_on = self.accept_due(china_day(now))
        self.stand(row, TicketState.SENT, now)

    def stand(self, row: TicketRow, state: TicketState, now: datetime) -> None:
        """It stands there and its unit owes it; units become one meanwhile, so never with the one it is about."""
        if row.unit_id is None or row.unit_id == row.against_unit_id:
            row.unit_id, row.accept_due_on, state = None, None, TicketState.UNASSIGNED
        row.state = state.value
        self.duties.owe(row, now)

    def set_due(self, row: TicketRow) -> None:
        """Its due day by its term and the calendar in force."""
        term = self._calendars.current().add_workdays(date.fromisoformat(row.begins_on), row.workdays + row.extended_by)
        row.due_on, row.due_is_provisional = term.day.isoformat(), term.is_provisional

    def accept_due(self, day: date) -> str:
        """ISO day by which a unit that got it then takes it on."""
        return self._calendars.current().add_workdays(day, self.terms.accept).day.isoformat()

    def checked(self, text: str, what: str) -> str:
        """The words without the space around them. Raises Refused for none (ticket_no_<what>) and for too many."""
        self.bounded(text, self.terms.note_characters)
        if not text.strip():
            raise Refused(f"ticket_no_{what}")
        return text.strip()

    @staticmethod
    def bounded(text: str, limit: int) -> None:
        """Raises Refused for a text longer than that."""
        if len(text) > limit:
            raise Refused("ticket_too_long", limit=limit)

    def done(
        self, session: Session, row: TicketRow, step: TicketStep, *, by: Actor, act: Act, now: datetime, note: str = ""
    ) -> Ticket:
        """The step stands in the history and the trail; the ticket as this person may see it."""
        self.note(session, row, step, by=by, act=act, now=now, note=note)
        return read(session, row).seen_by(by)

    def note(
        self,
        session: Session,
        row: TicketRow,
        step: TicketStep,
        *,
        by: Actor,
        act: Act,
        now: datetime,
        note: str = "",
        details: Mapping[str, object] | None = None,
    ) -> None:
        """The step stands in the history and the trail."""
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
        told = {"step": step.value, "kind": row.kind, "unit": row.unit_id, "due_on": row.due_on, **(details or {})}
        why = "" if step in _SAID_TO_CALLERS else mask(note)
        record(session, actor=by, act=act, subject=f"ticket:{row.id}", reason=why, details=told, now=now)


def followers(session: Session, row: TicketRow) -> list[TicketRow]:
    """The tickets merged into this one, the first one first."""
    query = select(TicketRow).where(TicketRow.merged_into == row.id).order_by(TicketRow.id)
    return list(session.scalars(query))
