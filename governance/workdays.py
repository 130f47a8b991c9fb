"""When a term ends: working days of China, hours that run through, and whether the calendar is announced (R§9).

Sources in order: the city's table, the announced national calendar, and for years nobody has announced weekends and
statutory days. A term that crosses a day of such a year is provisional: it is shown as counted, which leaves out the
days off that a notice may still add, and is computed again when the year's table is loaded.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import chinese_calendar

from governance.statutory import statutory_days
from kb.moments import CHINA

# Ten years and more of working days: a larger number is a slip of the pen, and would walk to the end of time.
MOST_WORKDAYS = 3000

_DAY = timedelta(days=1)
_SATURDAY = 5
_REASONABLE = range(1949, 2200)
_ANNOUNCED = range(min(chinese_calendar.holidays).year, max(chinese_calendar.holidays).year + 1)


@dataclass(frozen=True, slots=True)
class Term:
    """The last day of a term. is_provisional: it rests on a year whose holidays are not announced."""

    day: date
    is_provisional: bool = False

    @property
    def ends_at(self) -> datetime:
        """24:00 of the last day, that is the first moment that is too late."""
        return datetime.combine(self.day + _DAY, datetime.min.time(), CHINA)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days are worked. days: the city's word on single days (True: worked). years: those its table announces."""

    days: Mapping[date, bool] = field(default_factory=dict)
    years: frozenset[int] = frozenset()

    def is_workday(self, day: date) -> bool:
        """Whether offices work on that day, as far as is known."""
        stated = self.days.get(day)
        if stated is not None:
            return stated
        if day.year in self.years or day.year not in _ANNOUNCED:
            # A year the table announces lists every day that differs from the plain week.
            return day.weekday() < _SATURDAY and (day.year in self.years or day not in statutory_days(day.year))
        return bool(chinese_calendar.is_workday(day))

    def is_provisional(self, day: date) -> bool:
        """Whether nobody has announced that day."""
        return day not in self.days and day.year not in self.years and day.year not in _ANNOUNCED

    def add_workdays(self, day: date, count: int) -> Term:
        """The day on which a term of so many working days ends; the day it starts on is not counted (民法典 201).

        count 0: the day itself, or the next working day when it is off.
        Raises ValueError below 0 and above MOST_WORKDAYS.
        """
        if not 0 <= count <= MOST_WORKDAYS or day.year not in _REASONABLE:
            raise ValueError(f"a term must have 0 to {MOST_WORKDAYS} working days and begin in our time: {day} {count}")
        last, is_provisional = day, False
        while count:
            last += _DAY
            is_provisional = is_provisional or self.is_provisional(last)
            count -= self.is_workday(last)
        rolled = self.rolled(last)
        return Term(rolled.day, is_provisional or rolled.is_provisional)

    def add_days(self, day: date, count: int) -> Term:
        """The day on which a term of calendar days ends; a last day off moves to the next working day (民法典 203)."""
        return self.rolled(day + timedelta(days=count))

    def rolled(self, day: date) -> Term:
        """The day itself when it is worked, else the next that is."""
        last, is_provisional = day, self.is_provisional(day)
        while not self.is_workday(last):
            last += _DAY
            is_provisional = is_provisional or self.is_provisional(last)
        return Term(last, is_provisional)

    def workdays_between(self, first: date, last: date) -> int:
        """How many working days lie after first, up to and with last; 0 when last is not later."""
        return sum(self.is_workday(first + _DAY * step) for step in range(1, (last - first).days + 1))


# What counts where no city's table is loaded.
NATIONAL = WorkCalendar()


def add_workdays(day: date, count: int, *, calendar: WorkCalendar = NATIONAL) -> Term:
    """The end of a term of working days; see WorkCalendar.add_workdays."""
    return calendar.add_workdays(day, count)


def add_hours(moment: datetime, hours: float) -> datetime:
    """When a clock of hours runs out: it runs through nights and holidays (R§9.1)."""
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=CHINA)
    return zoned.astimezone(CHINA) + timedelta(hours=hours)
