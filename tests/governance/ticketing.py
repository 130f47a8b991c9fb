"""The desk of tickets over a real database, two units, and the people around a ticket."""

from dataclasses import dataclass, replace
from datetime import datetime

from governance.access import Role
from governance.calendars import Calendars
from governance.clocks import load_clocks
from governance.duties import Duties, DutyKind, DutyState
from governance.ticket_cards import NewTicket, Ticket
from governance.ticket_follow_ups import FollowUps
from governance.ticket_kinds import TicketKind
from governance.ticket_lists import TicketLists
from governance.ticket_merging import TicketMerging
from governance.ticket_steps import TicketSteps
from governance.ticket_terms import load_ticket_terms
from governance.tickets import Tickets
from kb.database import Database
from kb.units import Alias, Unit, Units
from tests.governance.acting import CIVIL_AFFAIRS as CIVIL
from tests.governance.acting import NOON, TAXES, someone

__all__ = ["CIVIL", "TAXES"]

AGENT = someone(Role.HOTLINE_AGENT, unit=None, user="t-7", name="7号座席")
OTHER_AGENT = someone(Role.HOTLINE_AGENT, unit=None, user="t-8", name="8号座席")
MANAGER = someone(Role.HOTLINE_MANAGER, unit=None, user="p-li", name="李四")
WRITER = someone(Role.DRAFTER, unit=CIVIL)
CHECKER = someone(Role.REVIEWER, unit=CIVIL, user="p-wang", name="王五")
STRANGER = someone(Role.REVIEWER, unit=TAXES, user="p-zhao", name="赵六")
OFFICE = someone(Role.DISCLOSURE_OFFICE, unit=None)
ASKED = NewTicket("k-1", TicketKind.CONSULTATION, "低保边缘家庭怎么认定？", CIVIL, question="低保边缘家庭怎么认定？")


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class TicketDesk:
    """Everything that moves and reads tickets."""

    tickets: Tickets
    follow_ups: FollowUps
    merging: TicketMerging
    lists: TicketLists
    duties: Duties

    def owed(self, unit: str) -> list[DutyState]:
        """Every duty of the unit to answer something, whatever became of it."""
        listed = self.duties.listed(actor=OFFICE, unit_id=unit, state=None, kind=DutyKind.QUESTION)
        return [duty.state for duty in listed]

    def opened(self, key: str, **changed: object) -> Ticket:
        """A question to civil affairs; each key is another ticket."""
        return self.tickets.open(replace(ASKED, key=key, **changed), by=AGENT)

    def answered(self, key: str, **changed: object) -> Ticket:
        """One that civil affairs has answered."""
        return self.tickets.answer(self.opened(key, **changed).id, "按1.5倍认定。", by=CHECKER)


def open_desk(database: Database, clock: Clock) -> TicketDesk:
    units = Units(database)
    units.put(
        [
            Unit("某市民政局", "某省某市", "0711-1", (Alias("市民政局"),), id=CIVIL),
            Unit("某市税务局", "某省某市", "0711-2", id=TAXES),
        ]
    )
    calendars = Calendars(database)
    duties = Duties(database, calendars, load_clocks())
    steps = TicketSteps(terms=load_ticket_terms(), calendars=calendars, duties=duties, clock=clock)
    return TicketDesk(
        tickets=Tickets(database, units=units, steps=steps),
        follow_ups=FollowUps(database, steps=steps),
        merging=TicketMerging(database, steps=steps),
        lists=TicketLists(database, load_ticket_terms()),
        duties=duties,
    )
