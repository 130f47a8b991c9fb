"""Tickets about one matter: one leads, the others get its answer, and it can be undone."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from governance.access import Act
from governance.audit import rows, verify
from governance.duties import DutyState
from governance.errors import Forbidden, Refused
from governance.ticket_cards import FollowUp
from governance.ticket_kinds import TicketKind, TicketState, TicketStep
from governance.ticket_lists import TicketList
from kb.database import Database
from tests.governance.acting import NOON
from tests.governance.ticketing import (
    AGENT,
    CHECKER,
    CIVIL,
    MANAGER,
    STRANGER,
    TAXES,
    WRITER,
    Clock,
    TicketDesk,
    open_desk,
)

WHY = "同一诉求"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(database: Database, clock: Clock) -> TicketDesk:
    return open_desk(database, clock)


def test_the_others_are_answered_with_the_leader(desk: TicketDesk) -> None:
    leader, second, third = desk.opened("a"), desk.opened("b"), desk.opened("c", unit_id=TAXES, content="也问低保")

    led = desk.merging.merge(leader.id, [second.id, third.id, second.id], WHY, by=MANAGER)

    assert [one.id for one in led.followers] == [second.id, third.id] and led.followers[1].content == "也问低保"
    assert (desk.owed(TAXES), [one.id for one in desk.lists.listed(by=WRITER)]) == ([DutyState.WAIVED], [leader.id])
    assert {one.id for one in desk.lists.listed(by=MANAGER, which=TicketList.MERGED)} == {second.id, third.id}
    desk.tickets.answer(leader.id, "按1.5倍认定。", by=CHECKER)
    for one in (second, third):
        held = desk.lists.get(one.id, by=AGENT)
        assert (held.state, held.result, held.merged_into) == (TicketState.ANSWERED, "按1.5倍认定。", leader.id)
        assert [event.step for event in held.events][1:] == [TicketStep.MERGED, TicketStep.ANSWERED]
    assert len(desk.lists.listed(by=AGENT, which=TicketList.TO_FOLLOW_UP)) == 3


def test_a_matter_answered_before_is_answered_with_its_result_at_once(desk: TicketDesk) -> None:
    leader, later = desk.answered("a"), desk.opened("b")

    desk.merging.merge(leader.id, [later.id], WHY, by=MANAGER)

    held = desk.lists.get(later.id, by=AGENT)
    assert (held.state, held.result) == (TicketState.ANSWERED, leader.result)
    assert DutyState.OPEN not in desk.owed(CIVIL)


def test_what_could_follow_is_offered_the_most_alike_first(desk: TicketDesk) -> None:
    leader = desk.opened("a", content="困境儿童补助怎么申请？")
    far, near = desk.opened("b", content="路灯不亮"), desk.opened("c", content="请问困境儿童补助的申请办法")
    desk.opened("d", kind=TicketKind.COMPLAINT, unit_id=TAXES, against="某市民政局")
    desk.answered("e")

    assert [one.id for one in desk.merging.candidates(leader.id, by=MANAGER)] == [near.id, far.id]
    with pytest.raises(Forbidden):
        desk.merging.candidates(leader.id, by=CHECKER)


def test_undone_it_stands_where_it_stood_with_its_own_clock(desk: TicketDesk, clock: Clock) -> None:
    leader, other = desk.opened("a"), desk.opened("b")
    desk.tickets.accept(other.id, by=WRITER)
    before = desk.lists.get(other.id, by=AGENT)
    desk.merging.merge(leader.id, [other.id], WHY, by=MANAGER)
    clock.now = NOON + timedelta(days=1)

    parted = desk.merging.part(other.id, "问的是另一项补贴", by=MANAGER)

    assert (parted.state, parted.unit_id, parted.merged_into) == (TicketState.ACCEPTED, CIVIL, None)
    assert (parted.due, parted.accepted_at) == (before.due, before.accepted_at)
    assert sorted(state.value for state in desk.owed(CIVIL)) == ["open", "open", "waived"]
    desk.tickets.answer(leader.id, "答复", by=CHECKER)
    assert desk.lists.get(other.id, by=AGENT).state is TicketState.ACCEPTED
    assert desk.lists.get(leader.id, by=AGENT).followers == ()


def test_undone_after_the_answer_it_has_a_term_of_its_own(desk: TicketDesk, clock: Clock) -> None:
    leader, other = desk.opened("a"), desk.opened("b")
    desk.merging.merge(leader.id, [other.id], WHY, by=MANAGER)
    desk.tickets.answer(leader.id, "答复", by=CHECKER)
    clock.now = NOON + timedelta(days=2)

    parted = desk.merging.part(other.id, "不是一回事", by=MANAGER)

    assert (parted.state, parted.result, parted.due.day) == (TicketState.SENT, "", date(2026, 11, 26))
    assert desk.lists.get(leader.id, by=AGENT).state is TicketState.ANSWERED


def test_a_dissatisfied_caller_s_ticket_goes_on_alone_and_a_new_answer_reaches_all(
    desk: TicketDesk, clock: Clock
) -> None:
    leader, second, third = (desk.opened(key) for key in "abc")
    desk.merging.merge(leader.id, [second.id, third.id], WHY, by=MANAGER)
    desk.tickets.answer(leader.id, "答复一", by=CHECKER)
    clock.now = NOON + timedelta(hours=1)
    angry = FollowUp(clock.now, is_reached=True, reason="没有解决")
    for one in (leader, second):
        desk.follow_ups.keep(one.id, angry, by=AGENT)
        desk.follow_ups.reopen(one.id, "再办", by=MANAGER)

    desk.tickets.answer(leader.id, "答复二", by=CHECKER)

    assert desk.lists.get(third.id, by=AGENT).result == "答复二"
    alone = desk.lists.get(second.id, by=AGENT)
    assert (alone.state, alone.merged_into) == (TicketState.SENT, None)


def test_a_complaint_never_comes_to_the_unit_it_is_about_by_merging(desk: TicketDesk) -> None:
    question = desk.opened("a", unit_id=CIVIL)
    complaints = [
        desk.opened("b", kind=TicketKind.COMPLAINT, unit_id=TAXES, against="某市民政局"),
        desk.opened("c", kind=TicketKind.COMPLAINT, unit_id=TAXES, against="民政局张科长"),
    ]
    other = desk.opened("d", kind=TicketKind.COMPLAINT, unit_id=CIVIL, against="某街道")

    for leader in (question, other):
        for complaint in complaints:
            with pytest.raises(Refused) as refused:
                desk.merging.merge(leader.id, [complaint.id], WHY, by=MANAGER)
            assert refused.value.code in {"ticket_merge_named", "ticket_merge_due"}
    assert all(desk.lists.get(one.id, by=AGENT).state is TicketState.SENT for one in complaints)


def test_what_cannot_be_merged_says_why_and_changes_nothing(desk: TicketDesk) -> None:
    first, second, third = (desk.opened(key) for key in "abc")
    slow = desk.opened("d", kind=TicketKind.SUGGESTION)
    done = desk.answered("e")
    desk.merging.merge(first.id, [second.id], WHY, by=MANAGER)
    cases: list[tuple[str, list[str], str]] = [
        (third.id, [], "ticket_merge_nothing"),
        (third.id, [str(n) for n in range(51)], "ticket_merge_too_many"),
        (third.id, [third.id], "ticket_merge_itself"),
        (third.id, [first.id], "ticket_merge_leads"),
        (second.id, [third.id], "ticket_wrong_state"),
        (third.id, [second.id], "ticket_wrong_state"),
        (third.id, [done.id], "ticket_wrong_state"),
        (slow.id, [third.id], "ticket_merge_due"),
        (third.id, [slow.id, "2026"], "ticket_unknown"),
    ]

    for leader, others, code in cases:
        with pytest.raises(Refused) as refused:
            desk.merging.merge(leader, others, WHY, by=MANAGER)
        assert refused.value.code == code
    with pytest.raises(Refused, match="理由"):
        desk.merging.merge(third.id, [slow.id], " ", by=MANAGER)
    with pytest.raises(Refused, match="没有并入"):
        desk.merging.part(third.id, WHY, by=MANAGER)
    assert desk.lists.get(slow.id, by=AGENT) == slow
    assert desk.lists.get(third.id, by=AGENT) == third


@pytest.mark.parametrize("by", [AGENT, WRITER, CHECKER, STRANGER], ids=lambda actor: actor.name)
def test_only_the_hotline_s_manager_merges_and_parts(desk: TicketDesk, by: object) -> None:
    first, second, third = (desk.opened(key) for key in "abc")
    desk.merging.merge(first.id, [second.id], WHY, by=MANAGER)
    doing: list[Callable[[], object]] = [
        lambda: desk.merging.merge(first.id, [third.id], WHY, by=by),  # type: ignore[arg-type]
        lambda: desk.merging.part(second.id, WHY, by=by),  # type: ignore[arg-type]
    ]

    for act in doing:
        with pytest.raises(Forbidden):
            act()


def test_merging_and_parting_stand_in_the_trail_of_both(desk: TicketDesk, database: Database) -> None:
    leader, other = desk.opened("a"), desk.opened("b")
    desk.merging.merge(leader.id, [other.id], WHY, by=MANAGER)
    desk.merging.part(other.id, "另一件事", by=MANAGER)

    with database.reading() as session:
        told = [(row.subject, row.details) for row in rows(session) if row.act == Act.MERGE_TICKETS.value]
        assert verify(session).is_whole
    assert [subject for subject, _ in told] == [f"ticket:{one.id}" for one in (other, leader, leader, other)]
    assert leader.id in told[0][1] and other.id in told[1][1]
