"""The city's table of days off: read strictly, loaded by whoever may, in force for all terms."""

from datetime import date
from pathlib import Path

import pytest

from governance.access import Role
from governance.audit import rows
from governance.calendar_file import read_calendar
from governance.calendars import Calendars
from governance.clocks import DutyKind, Workdays, load_clocks, months_after
from governance.errors import Forbidden, Refused
from governance.workdays import NATIONAL, Term
from kb.database import Database
from tests.governance.acting import NOON, someone

OFFICE = someone(Role.DISCLOSURE_OFFICE)
NOTICE = """
[2027]
notice = "国办发明电〔2026〕7号"
off = ["2027-01-01..2027-01-03", "2027-02-05..2027-02-11"]
worked = ["2027-02-20"]

[local]
off = ["2026-12-11"]
"""


def test_a_loaded_table_is_in_force_and_audited(database: Database) -> None:
    calendars = Calendars(database)

    calendars.load(NOTICE, actor=OFFICE, now=NOON)

    calendar = Calendars(database).current()
    assert calendar.add_workdays(date(2027, 2, 4), 1) == Term(date(2027, 2, 12))
    assert calendar.is_workday(date(2027, 2, 20))
    assert not calendar.is_workday(date(2026, 12, 11))
    with database.reading() as session:
        assert [(row.act, row.subject) for row in rows(session)] == [("calendar.load", "calendar:2027")]


def test_a_year_loaded_again_forgets_the_days_of_before(database: Database) -> None:
    calendars = Calendars(database)
    calendars.load(NOTICE, actor=OFFICE, now=NOON)

    calendar = calendars.load('[2027]\noff = ["2027-01-01"]\n', actor=OFFICE, now=NOON)

    assert calendar.is_workday(date(2027, 2, 5))
    assert not calendar.is_workday(date(2026, 12, 11))


def test_without_a_table_the_national_calendar_counts(database: Database) -> None:
    assert Calendars(database).current() == NATIONAL


def test_a_drafter_loads_no_calendar(database: Database) -> None:
    with pytest.raises(Forbidden):
        Calendars(database).load(NOTICE, actor=someone(Role.DRAFTER), now=NOON)

    assert Calendars(database).current() == NATIONAL


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "空的"),
        ("[2027", "TOML"),
        ("[next]\noff = []", "next"),
        ('[2027]\nfree = ["2027-01-01"]', "free"),
        ('[2027]\noff = ["2028-01-01"]', "2028-01-01"),
        ('[2027]\noff = ["2027-02-30"]', "2027-02-30"),
        ('[2027]\noff = ["2027-02-05..2027-02-01"]', "2027-02-05"),
        ('[2027]\noff = ["2027-01-01..2027-12-31"]', "2027-12-31"),
        ('[2027]\noff = ["2027-01-01"]\nworked = ["2027-01-01"]', "2027-01-01"),
        ("[2027]\noff = [1]", "off"),
        ("x = 1\n" * 100_000, "-"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_with_the_place(text: str, told: str) -> None:
    with pytest.raises(Refused, match=told):
        read_calendar(text)


def test_every_kind_of_duty_has_a_clock() -> None:
    assert set(load_clocks().rules) == set(DutyKind)


def test_a_citys_own_rule_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    own = tmp_path / "clocks.toml"
    own.write_text("[interpretation]\nworkdays = 5\nyellow = 2\n", encoding="utf-8")

    clocks = load_clocks(own)

    assert clocks.rules[DutyKind.INTERPRETATION] == Workdays(workdays=5, yellow=2)
    assert clocks.rules[DutyKind.PUBLICATION] == load_clocks().rules[DutyKind.PUBLICATION]


@pytest.mark.parametrize(
    "text", ["[interpretation]\nworkdays = -1\nyellow = 0\n", "[interpretation", "[lunch]\nworkdays=1\n"]
)
def test_a_wrong_rule_is_refused_with_its_file(tmp_path: Path, text: str) -> None:
    own = tmp_path / "clocks.toml"
    own.write_text(text, encoding="utf-8")

    with pytest.raises(Refused, match=r"clocks\.toml"):
        load_clocks(own)


def test_months_end_on_the_last_day_of_a_shorter_month() -> None:
    assert months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert months_after(date(2027, 2, 28), -3) == date(2026, 11, 28)
    assert months_after(date(2026, 12, 15), 1) == date(2027, 1, 15)
