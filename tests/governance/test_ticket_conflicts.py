"""When units become one, no complaint is left with whoever it is about, and none of its keepers sees it."""

from datetime import date
from pathlib import Path

import pytest

from governance.access import Role
from governance.calendars import Calendars
from governance.clocks import DutyKind, load_clocks
from governance.duties import Duties
from governance.errors import Forbidden
from governance.reorganising import Order, Reorganising
from governance.ticket_cards import NewTicket
from governance.ticket_conflicts import TicketConflicts
from governance.ticket_kinds import TicketKind, TicketState
from governance.ticket_lists import TicketLists
from governance.ticket_steps import TicketSteps
from governance.ticket_terms import load_ticket_terms
from governance.tickets import Tickets
from kb.catalogue import Catalogue
from kb.database import Database
from kb.sources import SourceFiles
from kb.units import Unit, Units
from tests.governance.acting import NOON, someone

OFFICE = someone(Role.DISCLOSURE_OFFICE, unit="u-office", name="王五", user="p-wang")
MANAGER = someone(Role.HOTLINE_MANAGER, unit=None, user="p-li", name="李四")


def test_a_complaint_goes_back_to_the_hotline_when_its_keeper_takes_over_the_one_complained_about(
    database: Database, tmp_path: Path
) -> None:
    units = Units(database)
    units.put([Unit("甲市信访局"), Unit("甲市城管局")])
    keeper, accused = units.by_name("甲市信访局"), units.by_name("甲市城管局")
    assert keeper and accused
    calendars = Calendars(database)
    duties = Duties(database, calendars, load_clocks())
    steps = TicketSteps(terms=load_ticket_terms(), calendars=calendars, duties=duties, clock=lambda: NOON)
    tickets = Tickets(database, units=units, steps=steps)
    complaint = NewTicket("k-1", TicketKind.COMPLAINT, "执法态度差", keeper.id, against="甲市城管局")
    ticket = tickets.open(complaint, by=MANAGER)
    catalogue = Catalogue(database, SourceFiles(tmp_path / "sources"))
    reorganising = Reorganising(database, units, catalogue, TicketConflicts(duties))

    reorganising.merge([accused.id], "甲市信访局", order=Order(OFFICE, date(2026, 12, 1), "某委编〔2026〕8号", NOON))

    lists = TicketLists(database, load_ticket_terms())
    held = lists.get(ticket.id, by=MANAGER)
    assert (held.state, held.unit_id) == (TicketState.UNASSIGNED, None)
    assert duties.listed(actor=OFFICE, kind=DutyKind.QUESTION) == []
    with pytest.raises(Forbidden):
        lists.get(ticket.id, by=someone(Role.REVIEWER, unit=keeper.id))
