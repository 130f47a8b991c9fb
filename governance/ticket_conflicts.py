"""A complaint must not end up with whoever it is about, under any name and when units become one (R§6.9)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.access import SYSTEM
from governance.clocks import DutyKind
from governance.duties import Duties
from governance.ticket_kinds import TicketState, TicketStep
from governance.ticket_rows import TicketEventRow, TicketRow
from governance.words import sentence
from kb.units import Unit

# Fewer characters name no unit: 局 stands in every name.
SHORTEST_NAME = 3


class TicketConflicts:
    """Takes tickets back from the unit they are about."""

    def __init__(self, duties: Duties) -> None:
        self._duties = duties

    def release(self, session: Session, *, now: datetime) -> int:
        """Open tickets that are with the unit they are about wait for the hotline's manager; returns how many."""
        is_open = [state.value for state in TicketState if state.is_open]
        about_itself = TicketRow.unit_id == TicketRow.against_unit_id
        held = session.scalars(select(TicketRow).where(about_itself, TicketRow.state.in_(is_open))).all()
        for row in held:
            why = sentence("ticket_of_itself")
            event = TicketEventRow(
                ticket_id=row.id,
                at=now,
                step=TicketStep.RETURNED.value,
                actor_id=SYSTEM.user_id,
                actor_name=SYSTEM.name,
                unit_id=row.unit_id,
                note=why,
            )
            session.add(event)
            row.unit_id, row.state, row.accept_due_on = None, TicketState.UNASSIGNED.value, None
            self._duties.ended_by_event(DutyKind.QUESTION, f"ticket:{row.id}", reason=why, now=now)
        session.flush()
        return len(held)


def is_named(unit: Unit, name: str) -> bool:
    """Whether the words for whom a complaint is about may mean this unit: 民政局 may mean 广州市民政局."""
    names = (unit.name, *(alias.name for alias in unit.aliases))
    return any(name in one or one in name for one in names if min(len(name), len(one)) >= SHORTEST_NAME)
