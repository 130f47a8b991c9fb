"""An open ticket among what its unit owes: with the colours and reminders of every duty (R§6.5)."""

from datetime import date, datetime

from governance.access import SYSTEM, Actor
from governance.calendars import Calendars
from governance.clocks import Deadline
from governance.duties import Duties, DutyKind
from governance.ticket_kinds import TicketKind, TicketState
from governance.ticket_rows import TicketRow
from governance.words import sentence, word
from governance.workdays import Term
from kb.masking import mask
from kb.moments import CHINA

# Yellow for the last fifth of the term, at least the last working day.
_YELLOW_PART = 5


class TicketDuties:
    """Opens and closes the duty that stands for a ticket; inside the caller's transaction."""

    def __init__(self, duties: Duties, calendars: Calendars) -> None:
        self._duties = duties
        self._calendars = calendars

    def owe(self, row: TicketRow, now: datetime) -> None:
        """The unit that has the ticket owes an answer by its due day; nothing where no unit has it."""
        if row.unit_id is None or not TicketState(row.state).is_with_unit:
            return
        self._duties.open(
            DutyKind.QUESTION,
            unit_id=row.unit_id,
            subject=_subject(row),
            title=sentence("ticket_duty", ticket=row.id, kind=word(TicketKind(row.kind))),
            began=_morning(row.begins_on),
            now=now,
            deadline=self._deadline(row),
        )

    def fulfilled(self, row: TicketRow, now: datetime, by: Actor) -> None:
        """The ticket was answered."""
        self._duties.fulfilled_by_event(DutyKind.QUESTION, _subject(row), now=now, by=by)

    def owe_no_more(self, row: TicketRow, reason: str, now: datetime, by: Actor = SYSTEM) -> None:
        """The unit gave it back, or owes it by another day."""
        self._duties.ended_by_event(DutyKind.QUESTION, _subject(row), reason=mask(reason), now=now, by=by)

    def _deadline(self, row: TicketRow) -> Deadline:
        days = row.workdays + row.extended_by
        early = max(1, -(-days // _YELLOW_PART))
        yellow = self._calendars.current().add_workdays(date.fromisoformat(row.begins_on), max(days - early, 0))
        return Deadline(
            yellow_at=_morning(yellow.day.isoformat()),
            due_at=Term(date.fromisoformat(row.due_on)).ends_at,
            is_provisional=row.due_is_provisional,
        )


def _morning(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), CHINA)


def _subject(row: TicketRow) -> str:
    return f"ticket:{row.id}"
