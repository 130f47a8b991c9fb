"""Tickets: sent to the unit responsible, with a clock, a history and an audit row for every step."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from governance.access import Act, Actor, Role
from governance.audit import rows, verify
from governance.calendars import Calendars
from governance.duties import DutyState
from governance.errors import Forbidden, Refused
from governance.ticket_cards import Caller, Reference
from governance.ticket_kinds import TicketKind, TicketState, TicketStep
from governance.ticket_lists import TicketList, TicketLists
from governance.ticket_terms import load_ticket_terms
from governance.tickets import Tickets
from kb.database import Database
from tests.governance.acting import NOON, someone
from tests.governance.ticketing import (
    AGENT,
    ASKED,
    CHECKER,
    CIVIL,
    MANAGER,
    OTHER_AGENT,
    STRANGER,
    TAXES,
    WRITER,
    Clock,
    TicketDesk,
    open_desk,
)

PLACE = Reference("d-1", "v-1", "低保办法", "某政发〔2023〕5号", "第五条", "每人每月1309元", 10, 19, "现行有效")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(database: Database, clock: Clock) -> TicketDesk:
    return open_desk(database, clock)


@pytest.fixture
def tickets(desk: TicketDesk) -> Tickets:
    return desk.tickets


@pytest.fixture
def lists(desk: TicketDesk) -> TicketLists:
    return desk.lists


@pytest.fixture
def owed(desk: TicketDesk) -> Callable[[str], list[DutyState]]:
    return desk.owed


def test_a_question_is_with_the_unit_with_its_context_and_due_day(tickets: Tickets, lists: TicketLists) -> None:
    opened = tickets.open(replace(ASKED, said="念过的话", reference=PLACE, answer_id="a-1"), by=AGENT)

    (seen,) = lists.listed(by=WRITER)
    assert (seen.id, seen.state, seen.unit_id) == ("202611230001", TicketState.SENT, CIVIL)
    assert (seen.question, seen.said, seen.reference, seen.answer_id) == (ASKED.question, "念过的话", PLACE, "a-1")
    assert (seen.due.day, seen.accept_due_on) == (date(2026, 11, 24), date(2026, 11, 24))
    assert opened.events[0].step is TicketStep.OPENED


@pytest.mark.parametrize(
    ("kind", "due"),
    [
        (TicketKind.CONSULTATION, date(2026, 11, 24)),
        (TicketKind.HELP, date(2026, 11, 30)),
        (TicketKind.SUGGESTION, date(2026, 11, 30)),
        (TicketKind.CORRECTION, date(2026, 11, 26)),
    ],
)
def test_the_term_is_that_of_the_kind_in_working_days(tickets: Tickets, kind: TicketKind, due: date) -> None:
    assert tickets.open(replace(ASKED, kind=kind), by=AGENT).due.day == due


def test_a_term_that_crosses_an_unannounced_year_is_provisional(tickets: Tickets, clock: Clock) -> None:
    clock.now = datetime(2026, 12, 30, 9, 0, tzinfo=NOON.tzinfo)

    assert tickets.open(replace(ASKED, kind=TicketKind.HELP), by=AGENT).due.is_provisional


def test_the_same_key_opens_one_ticket(
    tickets: Tickets, lists: TicketLists, owed: Callable[[str], list[DutyState]]
) -> None:
    first = tickets.open(ASKED, by=AGENT)
    again = tickets.open(ASKED, by=AGENT)

    assert again.id == first.id
    assert len(lists.listed(by=MANAGER)) == 1
    assert owed(CIVIL) == [DutyState.OPEN]


def test_another_agent_with_the_same_key_gets_a_ticket_of_their_own(tickets: Tickets) -> None:
    assert tickets.open(ASKED, by=AGENT).id != tickets.open(ASKED, by=OTHER_AGENT).id


def test_tickets_of_a_day_are_numbered(tickets: Tickets, clock: Clock) -> None:
    ids = [tickets.open(replace(ASKED, key=f"k-{n}"), by=AGENT).id for n in range(11)]
    clock.now += timedelta(days=1)

    assert ids[-1] == "202611230011"
    assert tickets.open(replace(ASKED, key="k-next"), by=AGENT).id == "202611240001"


def test_identifiers_are_masked_in_every_text(tickets: Tickets) -> None:
    text = "我叫王小明，电话13812345678，身份证110101199003077758，低保没发。"

    opened = tickets.open(replace(ASKED, content=text, question=text, said=text), by=AGENT)

    for stored in (opened.content, opened.question, opened.said, opened.title):
        assert "13812345678" not in stored
        assert "110101199003077758" not in stored
        assert "王小明" not in stored


def test_a_unit_takes_on_and_answers_and_its_duty_is_done(
    tickets: Tickets, lists: TicketLists, owed: Callable[[str], list[DutyState]]
) -> None:
    ticket = tickets.open(ASKED, by=AGENT)
    tickets.accept(ticket.id, by=WRITER)

    answered = tickets.answer(ticket.id, "按本市最低生活保障标准的1.5倍认定。", by=CHECKER)

    assert answered.state is TicketState.ANSWERED
    assert [event.step for event in answered.events] == [TicketStep.OPENED, TicketStep.ACCEPTED, TicketStep.ANSWERED]
    assert (lists.listed(by=WRITER), [t.id for t in lists.listed(by=WRITER, which=TicketList.CLOSED)]) == (
        [],
        [ticket.id],
    )
    assert owed(CIVIL) == [DutyState.DONE]


def test_late_is_late_also_when_it_is_answered_later(tickets: Tickets, clock: Clock) -> None:
    ticket = tickets.open(ASKED, by=AGENT)
    assert not ticket.is_overdue(datetime(2026, 11, 24, 23, 59, tzinfo=NOON.tzinfo))
    clock.now = datetime(2026, 11, 25, 0, 0, tzinfo=NOON.tzinfo)

    answered = tickets.answer(ticket.id, "答复", by=CHECKER)

    assert answered.is_overdue(clock.now)


def test_a_ticket_goes_back_once_and_after_the_decision_not_again(
    tickets: Tickets, owed: Callable[[str], list[DutyState]]
) -> None:
    ticket = tickets.open(ASKED, by=AGENT)
    returned = tickets.give_back(ticket.id, "归税务局管", by=CHECKER)
    assert (returned.state, owed(CIVIL)) == (TicketState.RETURNED, [DutyState.WAIVED])

    decided = tickets.dispatch(ticket.id, TAXES, "税务局主管", by=MANAGER)
    assert (decided.state, decided.unit_id, owed(TAXES)) == (TicketState.SENT, TAXES, [DutyState.OPEN])

    with pytest.raises(Refused) as refused:
        tickets.give_back(ticket.id, "也不归我们", by=STRANGER)
    assert refused.value.code == "ticket_returned_before"


def test_a_ticket_nobody_knows_the_unit_of_is_dispatched_by_the_manager(tickets: Tickets) -> None:
    ticket = tickets.open(replace(ASKED, unit_id=None), by=AGENT)
    assert (ticket.state, ticket.accept_due_on) == (TicketState.UNASSIGNED, None)

    with pytest.raises(Forbidden):
        tickets.dispatch(ticket.id, CIVIL, "民政局主管", by=AGENT)
    sent = tickets.dispatch(ticket.id, CIVIL, "民政局主管", by=MANAGER)

    assert sent.state is TicketState.SENT
    assert tickets.give_back(ticket.id, "不归我们", by=CHECKER).returns == 1


def test_a_term_is_extended_once_with_a_reason(tickets: Tickets) -> None:
    ticket = tickets.open(ASKED, by=AGENT)

    longer = tickets.extend(ticket.id, 3, "须向省厅请示", by=MANAGER)

    assert longer.due.day == date(2026, 11, 27)
    for days, code in ((2, "ticket_extended_before"),):
        with pytest.raises(Refused) as refused:
            tickets.extend(ticket.id, days, "再等等", by=MANAGER)
        assert refused.value.code == code


@pytest.mark.parametrize("days", [0, -1, 16, 10**9])
def test_an_extension_has_bounds(tickets: Tickets, days: int) -> None:
    ticket = tickets.open(ASKED, by=AGENT)

    with pytest.raises(Refused):
        tickets.extend(ticket.id, days, "理由", by=MANAGER)


@pytest.mark.parametrize("against", ["某市民政局", "市民政局", "民政局", "某市民政局办事大厅"])
def test_a_complaint_never_goes_to_the_unit_it_is_about(tickets: Tickets, against: str) -> None:
    with pytest.raises(Refused) as refused:
        tickets.open(replace(ASKED, kind=TicketKind.COMPLAINT, against=against), by=AGENT)
    assert refused.value.code == "ticket_to_the_one_named"


def test_a_complaint_says_whom_it_is_about(tickets: Tickets) -> None:
    with pytest.raises(Refused) as refused:
        tickets.open(replace(ASKED, kind=TicketKind.REPORT), by=AGENT)
    assert refused.value.code == "ticket_no_against"


def test_a_complaint_is_invisible_to_the_unit_it_is_about(tickets: Tickets, lists: TicketLists) -> None:
    about = replace(ASKED, kind=TicketKind.COMPLAINT, unit_id=TAXES, against="某市民政局")
    ticket = tickets.open(about, by=AGENT)
    office_of_that_unit = someone(Role.DISCLOSURE_OFFICE, unit=CIVIL)

    assert lists.listed(by=WRITER) == []
    assert lists.listed(by=office_of_that_unit) == []
    with pytest.raises(Forbidden):
        lists.get(ticket.id, by=office_of_that_unit)
    tickets.give_back(ticket.id, "不归我们", by=STRANGER)
    with pytest.raises(Refused):
        tickets.dispatch(ticket.id, CIVIL, "派回去", by=MANAGER)


def test_a_confidential_caller_is_known_to_the_handler_and_the_manager_only(
    tickets: Tickets, lists: TicketLists
) -> None:
    caller = Caller("138****5678", "digest")
    ticket = tickets.open(replace(ASKED, caller=caller, is_confidential=True), by=AGENT)

    assert lists.get(ticket.id, by=AGENT).caller == caller
    assert lists.get(ticket.id, by=MANAGER).caller == caller
    for reader in (WRITER, CHECKER, someone(Role.DISCLOSURE_OFFICE, unit=None)):
        assert lists.get(ticket.id, by=reader).caller == Caller()
        assert lists.listed(by=reader)[0].caller == Caller()
    assert tickets.accept(ticket.id, by=WRITER).caller == Caller()


def test_earlier_tickets_of_a_caller_are_shown_but_not_anothers_confidential_ones(
    tickets: Tickets, lists: TicketLists
) -> None:
    caller = Caller("138****5678", "digest")
    plain = tickets.open(replace(ASKED, key="k-1", caller=caller), by=AGENT)
    secret = tickets.open(replace(ASKED, key="k-2", caller=caller, is_confidential=True), by=AGENT)

    assert {ticket.id for ticket in lists.of_caller("digest", by=AGENT)} == {plain.id, secret.id}
    assert [ticket.id for ticket in lists.of_caller("digest", by=OTHER_AGENT)] == [plain.id]
    assert lists.of_caller("other", by=AGENT) == []


Move = Callable[[Tickets, str, Actor], object]
MOVES: list[tuple[Move, Actor]] = [
    (lambda tickets, ticket, by: tickets.accept(ticket, by=by), STRANGER),
    (lambda tickets, ticket, by: tickets.accept(ticket, by=by), AGENT),
    (lambda tickets, ticket, by: tickets.answer(ticket, "答复", by=by), MANAGER),
    (lambda tickets, ticket, by: tickets.give_back(ticket, "理由", by=by), WRITER),
    (lambda tickets, ticket, by: tickets.extend(ticket, 1, "理由", by=by), CHECKER),
    (lambda tickets, ticket, by: tickets.dispatch(ticket, TAXES, "理由", by=by), CHECKER),
]


@pytest.mark.parametrize(("move", "by"), MOVES)
def test_who_may_not_changes_nothing(tickets: Tickets, lists: TicketLists, move: Move, by: Actor) -> None:
    ticket = tickets.open(ASKED, by=AGENT)

    with pytest.raises(Forbidden):
        move(tickets, ticket.id, by)

    assert lists.get(ticket.id, by=AGENT) == ticket


def test_a_unit_sees_only_its_own(tickets: Tickets, lists: TicketLists) -> None:
    ticket = tickets.open(ASKED, by=AGENT)

    assert lists.listed(by=STRANGER) == []
    for forbidden in (
        lambda: lists.listed(by=STRANGER, unit_id=CIVIL),
        lambda: lists.get(ticket.id, by=STRANGER),
        lambda: lists.get(ticket.id, by=OTHER_AGENT),
        lambda: lists.listed(by=AGENT),
    ):
        with pytest.raises(Forbidden):
            forbidden()


def test_an_answered_ticket_moves_no_further(tickets: Tickets) -> None:
    ticket = tickets.open(ASKED, by=AGENT)
    tickets.answer(ticket.id, "答复", by=CHECKER)

    for again in (
        lambda: tickets.answer(ticket.id, "再答复", by=CHECKER),
        lambda: tickets.accept(ticket.id, by=CHECKER),
        lambda: tickets.give_back(ticket.id, "理由", by=CHECKER),
        lambda: tickets.extend(ticket.id, 1, "理由", by=MANAGER),
    ):
        with pytest.raises(Refused) as refused:
            again()
        assert refused.value.code == "ticket_wrong_state"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"content": "  "}, "ticket_no_content"),
        ({"content": "长" * 2001}, "ticket_too_long"),
        ({"question": "长" * 2001}, "ticket_too_long"),
        ({"unit_id": "u-nobody"}, "ticket_unit_unknown"),
    ],
)
def test_what_cannot_be_sent_says_why(tickets: Tickets, lists: TicketLists, changed: dict[str, str], code: str) -> None:
    with pytest.raises(Refused) as refused:
        tickets.open(replace(ASKED, **changed), by=AGENT)

    assert refused.value.code == code
    assert lists.listed(by=MANAGER) == []


def test_every_step_has_its_audit_row_and_the_chain_is_whole(tickets: Tickets, database: Database) -> None:
    ticket = tickets.open(ASKED, by=AGENT)
    tickets.give_back(ticket.id, "归税务局管", by=CHECKER)
    tickets.dispatch(ticket.id, TAXES, "裁定", by=MANAGER)
    tickets.extend(ticket.id, 2, "请示", by=MANAGER)
    tickets.answer(ticket.id, "答复", by=STRANGER)

    with database.reading() as session:
        acts = [row.act for row in rows(session) if row.subject == f"ticket:{ticket.id}"]
        assert verify(session).is_whole
    expected = [Act.MAKE_TICKET, Act.RETURN_TICKET, Act.ADJUDICATE_RETURN, Act.EXTEND_TICKET, Act.ANSWER_TICKET]
    assert acts == [act.value for act in expected]


def test_an_error_report_is_audited_as_such(tickets: Tickets, database: Database) -> None:
    tickets.open(replace(ASKED, kind=TicketKind.CORRECTION, content="金额写错了", reference=PLACE), by=AGENT)

    with database.reading() as session:
        assert Act.REPORT_ERROR.value in {row.act for row in rows(session)}


def test_provisional_days_are_counted_again_when_the_year_is_announced(
    tickets: Tickets, clock: Clock, database: Database, lists: TicketLists
) -> None:
    clock.now = datetime(2026, 12, 30, 9, 0, tzinfo=NOON.tzinfo)
    ticket = tickets.open(replace(ASKED, kind=TicketKind.HELP), by=AGENT)
    text = '[2027]\nnotice = "测试通知"\noff = ["2027-01-01..2027-01-05"]\n'
    Calendars(database).load(text, actor=someone(Role.DISCLOSURE_OFFICE, unit=None), now=clock.now)

    assert tickets.recount() == 1
    counted = lists.get(ticket.id, by=AGENT).due
    assert (counted.is_provisional, counted.day > ticket.due.day) == (False, True)
    assert tickets.recount() == 0


def test_every_kind_has_a_term() -> None:
    assert set(load_ticket_terms().answer) == set(TicketKind)
