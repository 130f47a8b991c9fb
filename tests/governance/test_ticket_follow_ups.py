"""Calling back after the answer: kept once, counted by its last word, begun again when the caller is not content."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from governance.access import Act, Role
from governance.audit import rows, verify
from governance.duties import DutyState
from governance.errors import Forbidden, Refused
from governance.ticket_cards import FollowUp, Ticket
from governance.ticket_kinds import FollowUpOutcome, TicketKind, TicketState, TicketStep
from governance.ticket_lists import TicketList
from kb.database import Database
from tests.governance.acting import NOON, someone
from tests.governance.ticketing import (
    AGENT,
    CHECKER,
    CIVIL,
    MANAGER,
    OTHER_AGENT,
    TAXES,
    WRITER,
    Clock,
    TicketDesk,
    open_desk,
)

CALLED = NOON + timedelta(hours=2)
CONTENT = FollowUp(CALLED, is_reached=True, was_contacted=True, is_solved=True, is_satisfied=True)
ANGRY = replace(CONTENT, is_solved=False, is_satisfied=False, reason="到了窗口仍不受理，我叫王小明，电话13812345678")
NOBODY = FollowUp(CALLED, is_reached=False, is_solved=True)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(database: Database, clock: Clock) -> TicketDesk:
    return open_desk(database, clock)


@pytest.fixture
def ticket(desk: TicketDesk, clock: Clock) -> Ticket:
    answered = desk.answered("k-1")
    clock.now = NOON + timedelta(hours=3)
    return answered


def test_a_call_says_who_called_when_and_what_the_caller_said(desk: TicketDesk, ticket: Ticket) -> None:
    kept = desk.follow_ups.keep(ticket.id, ANGRY, by=OTHER_AGENT)

    (call,) = kept.follow_ups
    assert (call.by_name, call.called_at, call.outcome) == ("8号座席", CALLED, FollowUpOutcome.DISSATISFIED)
    assert "不受理" in call.reason and "王小明" not in call.reason and "13812345678" not in call.reason
    assert kept.events[-1].step is TicketStep.FOLLOWED_UP and "13812345678" not in kept.events[-1].note
    assert (kept.state, kept.follow_up) == (TicketState.ANSWERED, FollowUpOutcome.DISSATISFIED)


def test_an_agent_reads_another_s_ticket_only_while_it_waits_for_the_call(desk: TicketDesk, ticket: Ticket) -> None:
    assert desk.lists.get(ticket.id, by=OTHER_AGENT).result == ticket.result
    desk.follow_ups.keep(ticket.id, CONTENT, by=OTHER_AGENT)

    with pytest.raises(Forbidden):
        desk.lists.get(ticket.id, by=OTHER_AGENT)


def test_the_same_call_is_kept_once_and_the_last_word_counts(desk: TicketDesk, ticket: Ticket) -> None:
    desk.follow_ups.keep(ticket.id, ANGRY, by=AGENT)
    assert len(desk.follow_ups.keep(ticket.id, ANGRY, by=AGENT).follow_ups) == 1

    kept = desk.follow_ups.keep(ticket.id, replace(CONTENT, called_at=CALLED + timedelta(minutes=5)), by=AGENT)

    assert (len(kept.follow_ups), kept.follow_up) == (2, FollowUpOutcome.SATISFIED)


def test_whom_nobody_reached_waits_for_the_next_call_until_the_attempts_are_over(
    desk: TicketDesk, ticket: Ticket
) -> None:
    for minute in range(3):
        assert [one.id for one in desk.lists.listed(by=AGENT, which=TicketList.TO_FOLLOW_UP)] == [ticket.id]
        call = replace(NOBODY, called_at=CALLED + timedelta(minutes=minute))
        kept = desk.follow_ups.keep(ticket.id, call, by=AGENT)

    assert (kept.follow_up, kept.calls) == (None, 3)
    assert not any(call.is_solved for call in kept.follow_ups)
    assert desk.lists.listed(by=AGENT, which=TicketList.TO_FOLLOW_UP) == []


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (replace(ANGRY, reason=" "), "ticket_no_dissatisfaction"),
        (replace(ANGRY, reason="长" * 2001), "ticket_too_long"),
        (replace(CONTENT, reason="长" * 2001), "ticket_too_long"),
        (replace(CONTENT, called_at=NOON - timedelta(minutes=2)), "ticket_follow_up_when"),
        (replace(CONTENT, called_at=NOON + timedelta(hours=4)), "ticket_follow_up_when"),
    ],
)
def test_a_call_that_cannot_have_been_so_is_refused(
    desk: TicketDesk, ticket: Ticket, call: FollowUp, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        desk.follow_ups.keep(ticket.id, call, by=AGENT)

    assert refused.value.code == code
    assert desk.lists.get(ticket.id, by=AGENT).follow_ups == ()


def test_an_open_ticket_is_followed_up_once_it_is_late(desk: TicketDesk, clock: Clock) -> None:
    ticket = desk.opened("k-2")
    with pytest.raises(Refused) as refused:
        desk.follow_ups.keep(ticket.id, CONTENT, by=MANAGER)
    assert refused.value.code == "ticket_follow_up_early"
    clock.now = NOON + timedelta(days=2)

    call = replace(ANGRY, called_at=clock.now)
    assert desk.follow_ups.keep(ticket.id, call, by=MANAGER).follow_up is FollowUpOutcome.DISSATISFIED


def test_a_confidential_caller_is_called_back_by_who_took_the_call_or_the_manager(
    desk: TicketDesk, clock: Clock
) -> None:
    secret = desk.answered("k-3", is_confidential=True)
    clock.now = CALLED

    with pytest.raises(Forbidden, match="保密"):
        desk.follow_ups.keep(secret.id, CONTENT, by=OTHER_AGENT)
    with pytest.raises(Forbidden):
        desk.lists.get(secret.id, by=OTHER_AGENT)
    assert desk.lists.listed(by=OTHER_AGENT, which=TicketList.TO_FOLLOW_UP) == []
    for handler in (AGENT, MANAGER):
        assert [one.id for one in desk.lists.listed(by=handler, which=TicketList.TO_FOLLOW_UP)] == [secret.id]
    assert desk.follow_ups.keep(secret.id, CONTENT, by=AGENT).follow_up is FollowUpOutcome.SATISFIED


def test_an_error_report_has_nobody_to_call_back(desk: TicketDesk) -> None:
    desk.answered("k-4", kind=TicketKind.CORRECTION)

    assert desk.lists.listed(by=AGENT, which=TicketList.TO_FOLLOW_UP) == []


def test_what_was_not_dealt_with_is_begun_again_with_a_new_term(desk: TicketDesk, ticket: Ticket, clock: Clock) -> None:
    desk.follow_ups.keep(ticket.id, ANGRY, by=AGENT)
    assert [one.id for one in desk.lists.listed(by=MANAGER, which=TicketList.DISSATISFIED)] == [ticket.id]
    clock.now = NOON + timedelta(days=3)

    again = desk.follow_ups.reopen(ticket.id, "窗口未按答复办理", by=MANAGER)

    assert (again.state, again.result, again.follow_up, again.unit_id) == (TicketState.SENT, "", None, CIVIL)
    assert again.due.day == date(2026, 11, 27) and len(again.follow_ups) == 1
    assert sorted(state.value for state in desk.owed(CIVIL)) == ["done", "open"]
    desk.tickets.answer(ticket.id, "已与窗口核实。", by=CHECKER)
    assert [one.id for one in desk.lists.listed(by=AGENT, which=TicketList.TO_FOLLOW_UP)] == [ticket.id]


@pytest.mark.parametrize("call", [None, CONTENT, NOBODY])
def test_only_a_dissatisfied_caller_has_it_begun_again(desk: TicketDesk, ticket: Ticket, call: FollowUp | None) -> None:
    if call:
        desk.follow_ups.keep(ticket.id, call, by=AGENT)

    with pytest.raises(Refused) as refused:
        desk.follow_ups.reopen(ticket.id, "再办", by=MANAGER)
    assert refused.value.code == "ticket_not_dissatisfied"


def test_an_unreasonable_demand_is_left_out_and_taken_in_again(desk: TicketDesk, ticket: Ticket) -> None:
    with pytest.raises(Refused) as refused:
        desk.follow_ups.exclude(ticket.id, "诉求不合理", by=MANAGER)
    assert refused.value.code == "ticket_no_follow_up"
    desk.follow_ups.keep(ticket.id, ANGRY, by=AGENT)

    assert desk.follow_ups.exclude(ticket.id, "诉求不合理", by=MANAGER).is_excluded
    assert desk.lists.listed(by=MANAGER, which=TicketList.DISSATISFIED) == []
    assert not desk.follow_ups.include(ticket.id, "复核后认为合理", by=MANAGER).is_excluded


Doing = Callable[[TicketDesk, str], object]


@pytest.mark.parametrize(
    "doing",
    [
        lambda desk, one: desk.follow_ups.keep(one, CONTENT, by=WRITER),
        lambda desk, one: desk.follow_ups.keep(one, CONTENT, by=someone(Role.DISCLOSURE_OFFICE, unit=None)),
        lambda desk, one: desk.follow_ups.reopen(one, "理由", by=AGENT),
        lambda desk, one: desk.follow_ups.reopen(one, "理由", by=CHECKER),
        lambda desk, one: desk.follow_ups.exclude(one, "理由", by=AGENT),
        lambda desk, one: desk.follow_ups.include(one, "理由", by=CHECKER),
        lambda desk, one: desk.lists.listed(by=someone(Role.SYSTEM_ADMIN), which=TicketList.TO_FOLLOW_UP),
    ],
)
def test_who_may_not_is_refused_and_changes_nothing(desk: TicketDesk, ticket: Ticket, doing: Doing) -> None:
    with pytest.raises(Forbidden):
        doing(desk, ticket.id)

    assert desk.lists.get(ticket.id, by=AGENT) == ticket


def test_every_step_after_the_answer_is_in_the_trail(desk: TicketDesk, ticket: Ticket, database: Database) -> None:
    desk.follow_ups.keep(ticket.id, ANGRY, by=AGENT)
    desk.follow_ups.exclude(ticket.id, "诉求不合理", by=MANAGER)
    desk.follow_ups.include(ticket.id, "合理", by=MANAGER)
    desk.follow_ups.reopen(ticket.id, "再办", by=MANAGER)

    with database.reading() as session:
        told = [(Act(row.act), row.reason) for row in rows(session) if row.subject == f"ticket:{ticket.id}"]
        assert verify(session).is_whole
    # What the caller said stays with the ticket.
    assert told[-4:] == [
        (Act.FOLLOW_UP_TICKET, ""),
        (Act.EXCLUDE_TICKET, "诉求不合理"),
        (Act.EXCLUDE_TICKET, "合理"),
        (Act.REOPEN_TICKET, "再办"),
    ]
    assert desk.owed(TAXES) == [] and DutyState.OPEN in desk.owed(CIVIL)
