"""Terms: every known day of 2026, ten years against a count written differently, and years nobody has announced."""

from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.statutory import statutory_days
from governance.workdays import MOST_WORKDAYS, NATIONAL, Term, WorkCalendar, add_hours, add_workdays
from kb.moments import CHINA

# R§9.5, written out.
WORKED_WEEKENDS_2026 = ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]
OFF_2026 = {
    "元旦": ("2026-01-01", 3),
    "春节": ("2026-02-15", 9),
    "清明": ("2026-04-04", 3),
    "劳动节": ("2026-05-01", 5),
    "端午": ("2026-06-19", 3),
    "中秋": ("2026-09-25", 3),
    "国庆": ("2026-10-01", 7),
}


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize("worked", WORKED_WEEKENDS_2026)
def test_a_weekend_that_is_worked_counts(worked: str) -> None:
    assert NATIONAL.is_workday(day(worked))
    assert add_workdays(day(worked) - timedelta(days=1), 1).day == day(worked)


@pytest.mark.parametrize("holiday", OFF_2026)
def test_a_term_jumps_over_every_day_of_a_holiday(holiday: str) -> None:
    first, length = OFF_2026[holiday]
    off = [day(first) + timedelta(days=offset) for offset in range(length)]

    assert [NATIONAL.is_workday(one) for one in off] == [False] * length
    before = off[0] - timedelta(days=1)
    assert add_workdays(before, 1).day > off[-1]


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-09-30", 1, "2026-10-08"),  # the eve of the national holiday
        ("2026-10-09", 1, "2026-10-10"),  # a Saturday that is worked
        ("2026-10-03", 1, "2026-10-08"),  # starting on a day off: find_workday says 10-09
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-14", 1, "2026-02-24"),
        ("2026-06-18", 3, "2026-06-24"),
        ("2026-11-23", 20, "2026-12-21"),
        ("2026-12-03", 20, "2026-12-31"),
    ],
)
def test_terms_of_2026(start: str, count: int, end: str) -> None:
    assert add_workdays(day(start), count) == Term(day(end), is_provisional=False)


def test_a_term_that_crosses_into_a_year_nobody_announced_is_provisional() -> None:
    assert add_workdays(day("2026-12-04"), 20) == Term(day("2027-01-04"), is_provisional=True)


def test_an_unannounced_year_has_its_weekends_and_statutory_days_off() -> None:
    spring = [day("2027-02-05") + timedelta(days=offset) for offset in range(4)]

    assert {one for one in statutory_days(2027) if one.month == 2} == set(spring)
    assert not any(NATIONAL.is_workday(one) for one in spring)
    assert NATIONAL.is_workday(day("2027-02-09"))
    assert {day("2027-04-05"), day("2027-06-09"), day("2027-09-15")} <= statutory_days(2027)


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_computed_statutory_days_are_off_in_the_announced_years(year: int) -> None:
    assert len(statutory_days(year)) == 13
    assert statutory_days(year) <= set(chinese_calendar.holidays)


def test_the_citys_table_outranks_the_national_calendar() -> None:
    closed = WorkCalendar(days={day("2026-11-24"): False, day("2026-11-28"): True})

    assert closed.add_workdays(day("2026-11-23"), 1).day == day("2026-11-25")
    assert closed.add_workdays(day("2026-11-27"), 1).day == day("2026-11-28")


def test_a_year_in_the_table_is_no_longer_provisional() -> None:
    loaded = WorkCalendar(days={day("2027-01-01"): False, day("2027-01-04"): False}, years=frozenset({2027}))

    assert loaded.add_workdays(day("2026-12-04"), 20) == Term(day("2027-01-05"), is_provisional=False)


@pytest.mark.parametrize("count", [-1, MOST_WORKDAYS + 1])
def test_a_term_out_of_reason_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match="working days"):
        add_workdays(day("2026-11-23"), count)


def test_no_term_is_counted_at_the_end_of_time() -> None:
    with pytest.raises(ValueError, match="our time"):
        add_workdays(date.max, 1)


def test_a_term_of_no_days_ends_the_same_day_or_on_the_next_worked() -> None:
    assert add_workdays(day("2026-11-23"), 0).day == day("2026-11-23")
    assert add_workdays(day("2026-11-22"), 0).day == day("2026-11-23")


def test_calendar_days_run_through_and_only_the_last_one_moves() -> None:
    assert NATIONAL.add_days(day("2026-09-28"), 2).day == day("2026-09-30")
    assert NATIONAL.add_days(day("2026-09-28"), 7).day == day("2026-10-08")


def test_a_term_ends_at_midnight_after_its_last_day() -> None:
    assert add_workdays(day("2026-11-23"), 1).ends_at == datetime(2026, 11, 25, tzinfo=CHINA)


@pytest.mark.parametrize("hours", [5, 24, 48])
def test_clocks_of_hours_run_through_the_longest_holiday(hours: int) -> None:
    begun = datetime(2026, 2, 14, 22, 30, tzinfo=CHINA)

    assert (add_hours(begun, hours) - begun).total_seconds() == hours * 3600
    assert add_hours(begun.astimezone(UTC), hours) == add_hours(begun.replace(tzinfo=None), hours)


@given(
    start=st.dates(min_value=date(2017, 1, 1), max_value=date(2026, 6, 30)),
    count=st.integers(min_value=1, max_value=60),
)
def test_ten_years_agree_with_a_count_by_complete_lists(start: date, count: int) -> None:
    assert add_workdays(start, count).day == _WORKED[_first_after(start) + count - 1]


@given(start=st.dates(min_value=date(2016, 12, 20), max_value=date(2030, 1, 1)), count=st.integers(0, 250))
def test_a_term_ends_on_a_working_day_and_holds_exactly_that_many(start: date, count: int) -> None:
    term = add_workdays(start, count)

    assert NATIONAL.is_workday(term.day)
    counted = NATIONAL.workdays_between(start, term.day)
    assert counted == count or (count == 0 and not NATIONAL.is_workday(start) and counted == 1)


@given(start=st.dates(min_value=date(2016, 1, 1), max_value=date(2028, 1, 1)), count=st.integers(1, 100))
def test_a_day_later_never_ends_earlier(start: date, count: int) -> None:
    assert add_workdays(start + timedelta(days=1), count).day >= add_workdays(start, count).day


def _all_worked() -> list[date]:
    # Another way round: every weekday less the published days off, plus the published worked weekends.
    span = (date(2017, 1, 1) + timedelta(days=offset) for offset in range((date(2026, 12, 31) - date(2017, 1, 1)).days))
    weekdays = {one for one in span if one.isoweekday() <= 5}
    return sorted((weekdays - set(chinese_calendar.holidays)) | set(chinese_calendar.workdays))


def _first_after(start: date) -> int:
    return next(place for place, one in enumerate(_WORKED) if one > start)


_WORKED = _all_worked()
