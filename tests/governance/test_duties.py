"""The register of duties: opened once, closed with a name, coloured by the clock, late ones reminded and reported."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import insert, text

from governance.access import Role
from governance.audit import rows, verify
from governance.calendars import Calendars
from governance.clocks import DutyKind, load_clocks
from governance.duties import Colour, Duties, Duty, DutyState, Step
from governance.duty_queries import Escalations
from governance.duty_rows import DutyRow
from governance.errors import Forbidden, Refused, Stale
from governance.rounds import Owed, Round
from kb.database import Database
from kb.moments import CHINA
from tests.governance.acting import CIVIL_AFFAIRS, NOON, TAXES, someone

DRAFTER = someone(Role.DRAFTER)
OFFICE = someone(Role.DISCLOSURE_OFFICE, name="王五", user="p-wang", unit="u-office")


@pytest.fixture
def calendars(database: Database) -> Calendars:
    return Calendars(database)


@pytest.fixture
def duties(database: Database, calendars: Calendars) -> Duties:
    return Duties(database, calendars, load_clocks())


def daily(database: Database, duties: Duties, *owed: Owed) -> Round:
    class Given:
        def owed(self, now: datetime) -> Iterable[Owed]:
            return owed

    return Round(database, duties, Calendars(database), load_clocks(), [Given()])


def owes(duties: Duties, *, document: str = "d-1", unit: str = CIVIL_AFFAIRS, began: datetime = NOON) -> Duty:
    return duties.open(
        DutyKind.INTERPRETATION, unit_id=unit, subject=f"document:{document}", title="关于低保", began=began, now=began
    )


def at(day: str, hour: int = 0) -> datetime:
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), CHINA) + timedelta(hours=hour)


@pytest.mark.parametrize(
    ("moment", "colour"),
    [
        (at("2026-11-23", 23), Colour.GREEN),
        (at("2026-11-24"), Colour.YELLOW),
        (at("2026-11-26", 23), Colour.YELLOW),
        (at("2026-11-27"), Colour.RED),
    ],
)
def test_an_interpretation_turns_yellow_after_one_working_day_and_red_after_three(
    duties: Duties, moment: datetime, colour: Colour
) -> None:
    assert owes(duties).colour(moment) is colour


def test_publication_turns_yellow_at_fifteen_working_days_of_twenty(duties: Duties) -> None:
    duty = duties.open(
        DutyKind.PUBLICATION, unit_id=CIVIL_AFFAIRS, subject="document:d-1", title="目录", began=NOON, now=NOON
    )

    assert (duty.yellow_at, duty.due_at) == (at("2026-12-14"), at("2026-12-22"))


def test_a_guide_is_due_within_one_working_day_over_a_weekend(duties: Duties) -> None:
    friday = at("2026-11-27", 15)
    duty = duties.open(
        DutyKind.GUIDE_CHANGE, unit_id=CIVIL_AFFAIRS, subject="guide:g-1", title="临时救助", began=friday, now=friday
    )

    assert duty.due_at == at("2026-12-01")


def test_the_same_thing_is_owed_once_until_it_is_done(duties: Duties) -> None:
    first, second = owes(duties), owes(duties)
    duties.fulfil(first.id, actor=DRAFTER, now=NOON)

    third = owes(duties)

    assert first.id == second.id != third.id


def test_a_duty_done_in_time_stays_green_for_ever(duties: Duties) -> None:
    duty = duties.fulfil(owes(duties).id, actor=DRAFTER, now=NOON + timedelta(hours=1))

    assert duty.state is DutyState.DONE
    assert duty.colour(NOON + timedelta(days=400)) is Colour.GREEN


def test_what_happened_closes_what_was_owed(duties: Duties) -> None:
    duty = owes(duties)

    closed = duties.fulfilled_by_event(DutyKind.INTERPRETATION, "document:d-1", now=NOON)

    assert closed and (closed.id, closed.state) == (duty.id, DutyState.DONE)
    assert duties.fulfilled_by_event(DutyKind.INTERPRETATION, "document:d-1", now=NOON) is None


def test_a_waiver_needs_the_office_and_a_reason(duties: Duties, database: Database) -> None:
    duty = owes(duties)
    with pytest.raises(Forbidden):
        duties.waive(duty.id, actor=DRAFTER, reason="文件未对外", now=NOON)
    with pytest.raises(Refused, match="理由"):
        duties.waive(duty.id, actor=OFFICE, reason="  ", now=NOON)

    waived = duties.waive(duty.id, actor=OFFICE, reason="文件未对外", now=NOON)

    assert (waived.state, waived.closed_by, waived.closing_reason) == (DutyState.WAIVED, "王五", "文件未对外")
    with database.reading() as session:
        last = list(rows(session))[-1]
        assert (last.act, last.subject, last.reason) == ("duty.waive", f"duty:{duty.id}", "文件未对外")


def test_another_unit_cannot_close_a_duty(duties: Duties) -> None:
    duty = owes(duties)

    with pytest.raises(Forbidden, match="本单位"):
        duties.fulfil(duty.id, actor=someone(Role.DRAFTER, unit=TAXES), now=NOON)

    held = duties.get(duty.id, actor=OFFICE)
    assert held and held.state is DutyState.OPEN


def test_of_two_who_close_the_same_duty_the_second_is_told_to_reload(duties: Duties) -> None:
    duty = owes(duties)
    duties.fulfil(duty.id, actor=DRAFTER, now=NOON, version=duty.version)

    with pytest.raises(Stale, match="重新载入"):
        duties.waive(duty.id, actor=OFFICE, reason="重复", now=NOON, version=duty.version)


def test_a_duty_that_is_none_is_named(duties: Duties) -> None:
    with pytest.raises(Refused, match="y-none"):
        duties.fulfil("y-none", actor=DRAFTER, now=NOON)


def test_a_unit_sees_its_own_duties_and_the_office_all(duties: Duties) -> None:
    mine, other = owes(duties), owes(duties, document="d-2", unit=TAXES)

    assert [duty.id for duty in duties.listed(actor=DRAFTER)] == [mine.id]
    assert {duty.id for duty in duties.listed(actor=OFFICE)} == {mine.id, other.id}
    with pytest.raises(Forbidden):
        duties.listed(actor=DRAFTER, unit_id=TAXES)
    with pytest.raises(Forbidden):
        duties.listed(actor=someone(Role.AUDIT_ADMIN, unit=None))


def test_the_most_urgent_duty_comes_first(duties: Duties) -> None:
    later = owes(duties, document="d-2", began=NOON + timedelta(days=7))
    sooner = owes(duties)

    assert [duty.id for duty in duties.listed(actor=DRAFTER)] == [sooner.id, later.id]


def test_five_thousand_duties_are_listed_through_the_index(database: Database, duties: Duties) -> None:
    with database.writing() as session:
        session.execute(insert(DutyRow), [_row(number) for number in range(5000)])

    page = duties.listed(actor=DRAFTER, limit=50)

    assert len(page) == 50
    with database.reading() as session:
        plan = session.execute(
            text("EXPLAIN QUERY PLAN SELECT * FROM duties WHERE unit_id = 'u' AND state = 'open' ORDER BY due_at, id")
        ).all()
    assert "ix_duties_unit_id_state_due_at_id" in str(plan)
    assert "TEMP B-TREE" not in str(plan)


def test_a_late_duty_is_reminded_urged_and_reported_each_once(database: Database, duties: Duties) -> None:
    duty = owes(duties)  # due at the end of Thursday 2026-11-26
    rounds = daily(database, duties)

    done = [rounds.run(at(day, 8)).steps for day in ("2026-11-23", "2026-11-24", "2026-11-24", "2026-11-26")]
    late = [rounds.run(at(day, 8)).steps for day in ("2026-11-27", "2026-11-28", "2026-12-03", "2026-12-04")]

    assert [one[Step.REMINDED] for one in done] == [0, 1, 0, 0]
    assert [one[Step.URGED] for one in late] == [1, 0, 0, 0]
    assert [one[Step.REPORTED] for one in late] == [0, 0, 0, 1]
    assert [step for step, _ in duties.steps(duty.id, actor=OFFICE)] == [Step.REMINDED, Step.URGED, Step.REPORTED]


def test_a_round_after_a_long_pause_makes_up_for_all_steps(database: Database, duties: Duties) -> None:
    duty = owes(duties)

    daily(database, duties).run(at("2026-12-20"))

    assert {step for step, _ in duties.steps(duty.id, actor=OFFICE)} == set(Step)
    reached = [Escalations(database).reached(actor, [duty.id]) for actor in (DRAFTER, OFFICE)]
    assert reached == [{duty.id: Step.REPORTED}] * 2
    assert Escalations(database).reached(someone(Role.DRAFTER, unit=TAXES), [duty.id]) == {}


def test_what_falls_due_by_the_calendar_is_opened_once_for_ever(database: Database, duties: Duties) -> None:
    begun = at("2026-01-01")
    owed = Owed(DutyKind.YEARLY_INTERPRETATION, CIVIL_AFFAIRS, "unit:u-civil:2026", "年度解读", begun)
    rounds = daily(database, duties, owed)

    first, again = rounds.run(NOON).opened, rounds.run(NOON).opened
    (duty,) = duties.listed(actor=DRAFTER)
    duties.fulfil(duty.id, actor=DRAFTER, now=NOON)

    assert (first, again, rounds.run(NOON + timedelta(days=1)).opened) == (1, 0, 0)
    assert (duty.yellow_at, duty.due_at) == (at("2026-10-01"), at("2027-01-01"))


def test_a_provisional_deadline_moves_when_the_years_table_is_loaded(database: Database, duties: Duties) -> None:
    begun = at("2026-12-04", 9)
    duty = duties.open(
        DutyKind.PUBLICATION, unit_id=CIVIL_AFFAIRS, subject="document:d-1", title="规划", began=begun, now=begun
    )
    still = owes(duties, document="d-2")
    rounds = daily(database, duties)

    table = '[2027]\nnotice = "测试"\noff = ["2027-01-01..2027-01-05"]\n'
    moved = rounds.load_calendar(table, actor=OFFICE, now=begun)

    held, same = duties.get(duty.id, actor=OFFICE), duties.get(still.id, actor=OFFICE)
    assert (duty.due_at, duty.is_provisional) == (at("2027-01-05"), True)
    assert held and (held.due_at, held.is_provisional) == (at("2027-01-07"), False)
    assert same and same.version == still.version
    assert (moved, rounds.run(begun).moved) == (1, 0)


def test_a_calendar_that_cannot_be_used_moves_nothing(database: Database, duties: Duties) -> None:
    duty = owes(duties)

    with pytest.raises(Refused):
        daily(database, duties).load_calendar('[2027]\noff = ["2027-13-01"]', actor=OFFICE, now=NOON)

    assert duties.get(duty.id, actor=OFFICE) == duty


def test_a_deadline_given_by_another_rule_is_not_computed_again(database: Database, duties: Duties) -> None:
    given = load_clocks().deadline(DutyKind.ASSIGNED, date(2026, 12, 30), Calendars(database).current())
    duty = duties.open(
        DutyKind.QUESTION,
        unit_id=CIVIL_AFFAIRS,
        subject="ticket:t-1",
        title="来电",
        began=NOON,
        now=NOON,
        deadline=given,
    )

    daily(database, duties).run(NOON)

    held = duties.get(duty.id, actor=OFFICE)
    assert held and held.due_at == given.due_at == at("2027-01-08")


def test_every_change_of_the_register_is_in_the_audit_trail(database: Database, duties: Duties) -> None:
    duties.fulfil(owes(duties).id, actor=DRAFTER, now=NOON)
    daily(database, duties).run(NOON)

    with database.reading() as session:
        assert [(row.actor_name, row.act) for row in rows(session)] == [("系统", "duty.make"), ("张三", "duty.fulfil")]
        assert verify(session).is_whole


def _row(number: int) -> dict[str, object]:
    return {
        "id": f"y-{number}",
        "kind": "question",
        "unit_id": CIVIL_AFFAIRS if number % 2 else TAXES,
        "subject": f"ticket:{number}",
        "title": "问题",
        "began_on": "2026-11-23",
        "opened_at": NOON,
        "opened_by": "系统",
        "yellow_at": NOON,
        "due_at": NOON + timedelta(minutes=number),
        "is_provisional": False,
        "follows_clock": True,
        "state": "open",
        "open_key": f"question ticket:{number}",
        "row_version": 1,
    }
