"""A unit's quarter, counted from the registers themselves."""

import io
from datetime import date, datetime, timedelta

import pytest
from openpyxl import load_workbook

from governance.access import Role
from governance.duties import DutyKind
from governance.errors import Forbidden, Refused
from governance.quarters import Quarter
from governance.scorecards import Owing, Scorecard
from kb.moments import CHINA
from kb.units import Unit
from tests.governance.acting import CIVIL_AFFAIRS, NOON, TAXES, someone
from tests.governance.approving import active_answer
from tests.governance.office import DRAFTER, OFFICE, Office

QUARTER = Quarter(2026, 4)
AFTER = datetime(2027, 1, 5, 9, tzinfo=CHINA)


@pytest.fixture
def counted(office: Office) -> Office:
    office.units.put([Unit("某市民政局", id=CIVIL_AFFAIRS), Unit("某市税务局", id=TAXES)])
    return office


def owe(office: Office, subject: str, *, done: datetime | None = None, waived: bool = False) -> None:
    duty = office.duties.open(
        DutyKind.INTERPRETATION, unit_id=CIVIL_AFFAIRS, subject=subject, title=subject, began=NOON, now=NOON
    )
    if waived:
        office.duties.waive(duty.id, actor=OFFICE, reason="已由市府办解读", now=NOON)
    elif done:
        office.duties.fulfil(duty.id, actor=DRAFTER, now=done)


def card(office: Office, quarter: Quarter = QUARTER) -> Scorecard:
    (found,) = office.scorecards.of(DRAFTER, quarter, now=AFTER)
    return found


def test_duties_are_counted_by_what_became_of_them(counted: Office) -> None:
    owe(counted, "a", done=NOON + timedelta(days=1))
    owe(counted, "b", done=NOON + timedelta(days=20))
    owe(counted, "c")
    owe(counted, "d", waived=True)

    owing = card(counted).owing[DutyKind.INTERPRETATION]

    assert owing == Owing(due=4, in_time=1, late=1, overdue=1, waived=1)
    assert owing.rate == pytest.approx(1 / 3)


def test_what_is_published_and_approved_is_counted(counted: Office) -> None:
    active_answer(counted, counted.published())

    found = card(counted)

    assert (found.published, found.withdrawn, found.approved_active, found.approved_reopened) == (1, 0, 1, 0)
    assert card(counted, Quarter(2026, 3)).published == 0


def test_a_head_s_interpretation_counts_for_the_year(counted: Office) -> None:
    document_id = counted.drafted()
    counted.interpreted(document_id, is_by_head=True)
    counted.reviewed(document_id)
    counted.publish(document_id)

    assert card(counted).heads_interpretations == 1
    assert card(counted, Quarter(2027, 1)).heads_interpretations == 0


def test_a_unit_sees_its_own_and_the_office_those_with_something_to_count(counted: Office) -> None:
    owe(counted, "a")
    taxes = someone(Role.DRAFTER, unit=TAXES)

    assert [one.unit for one in counted.scorecards.of(OFFICE, QUARTER, now=AFTER)] == ["某市民政局"]
    assert [one.unit for one in counted.scorecards.of(taxes, QUARTER, now=AFTER)] == ["某市税务局"]
    with pytest.raises(Forbidden):
        counted.scorecards.of(taxes, QUARTER, now=AFTER, unit_id=CIVIL_AFFAIRS)


def test_the_spreadsheet_says_the_same(counted: Office) -> None:
    owe(counted, "a", done=NOON + timedelta(days=1))

    book = load_workbook(io.BytesIO(counted.scorecards.as_sheet(OFFICE, QUARTER, now=AFTER)))

    totals = [dict(zip(*pair, strict=True)) for pair in [list(book.worksheets[0].iter_rows(values_only=True))]]
    assert book.sheetnames == ["政务公开成绩单 2026Q4", "各类职责"]
    assert (totals[0]["单位"], totals[0]["应解读"], totals[0]["按时解读"]) == ("某市民政局", 1, 1)
    assert list(book.worksheets[1].iter_rows(values_only=True))[1] == ("某市民政局", "编写政策解读", 1, 1, 0, 0, 0, 1)


@pytest.mark.parametrize(
    ("day", "quarter"),
    [(date(2026, 1, 1), "2026Q1"), (date(2026, 3, 31), "2026Q1"), (date(2026, 10, 1), "2026Q4")],
)
def test_a_day_lies_in_its_quarter(day: date, quarter: str) -> None:
    found = Quarter.of(day)

    assert str(found) == quarter and found.begins.date() <= day < found.ends.date()


@pytest.mark.parametrize("words", ["2026Q3", "2026-3", "2026年第3季度", " 2026 3 "])
def test_a_quarter_is_read_as_people_write_it(words: str) -> None:
    assert Quarter.parse(words) == Quarter(2026, 3)


@pytest.mark.parametrize("words", ["", "2026Q5", "Q3", "2026", "二〇二六年三季度"])
def test_what_is_no_quarter_is_refused(words: str) -> None:
    with pytest.raises(Refused, match="不是季度"):
        Quarter.parse(words)


def test_the_last_quarter_is_followed_by_the_next_year() -> None:
    assert Quarter(2026, 4).next == Quarter(2027, 1)
