"""The city's table of days off and worked weekends: a small TOML file written from the State Council's notice.

    [2027]
    notice = "国办发明电〔2026〕7号"
    off = ["2027-01-01..2027-01-03", "2027-02-05..2027-02-11"]
    worked = ["2027-02-20"]

A year named so is announced in full: every other day of it follows the plain week. Single days of the city's own, in
any year, stand under [local] with the same two lists.
"""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from governance.errors import Refused
from governance.workdays import WorkCalendar

# 115 weekend days and holidays are usual; a list far beyond is a slip, such as a span into the next year.
_MOST_DAYS_OFF = 60
_LIMIT_CHARACTERS = 200_000
_LOCAL = "local"


class _Listed(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    notice: Annotated[str, Field(max_length=200)] = ""
    off: Annotated[list[str], Field(max_length=100)] = []
    worked: Annotated[list[str], Field(max_length=100)] = []


@dataclass(frozen=True)
class CalendarFile:
    """A table that was read. notices: what each announced year rests on."""

    days: dict[date, bool]
    years: frozenset[int]
    notices: dict[int, str]

    @property
    def calendar(self) -> WorkCalendar:
        return WorkCalendar(self.days, self.years)


def read_calendar(text: str) -> CalendarFile:
    """The table in this text. Raises Refused naming the place that is wrong."""
    if len(text) > _LIMIT_CHARACTERS:
        raise Refused("calendar_wrong", place="-", problem=f"> {_LIMIT_CHARACTERS}")
    try:
        tables = {key: _Listed.model_validate(table) for key, table in tomllib.loads(text).items()}
    except tomllib.TOMLDecodeError as error:
        raise Refused("calendar_wrong", place="TOML", problem=error) from error
    except ValidationError as error:
        first = error.errors()[0]
        raise Refused(
            "calendar_wrong", place=".".join(str(part) for part in first["loc"]), problem=first["msg"]
        ) from error
    if not tables:
        raise Refused("calendar_empty")
    return CalendarFile(
        days={day: worked for key, table in tables.items() for day, worked in _days(key, table).items()},
        years=frozenset(_year(key) for key in tables if key != _LOCAL),
        notices={_year(key): table.notice for key, table in tables.items() if key != _LOCAL},
    )


def _year(key: str) -> int:
    if not (key.isdecimal() and key.isascii() and 2000 <= int(key) <= 2199):
        raise Refused("calendar_wrong", place=key, problem="[2027]")
    return int(key)


def _days(key: str, table: _Listed) -> dict[date, bool]:
    off = [day for span in table.off for day in _span(key, span)]
    worked = [day for span in table.worked for day in _span(key, span)]
    both = set(off) & set(worked)
    if both:
        raise Refused("calendar_contradicts", day=min(both))
    if len(off) > _MOST_DAYS_OFF or len(worked) > _MOST_DAYS_OFF:
        raise Refused("calendar_too_many", place=key, limit=_MOST_DAYS_OFF)
    return {**dict.fromkeys(off, False), **dict.fromkeys(worked, True)}


def _span(key: str, span: str) -> list[date]:
    first, _, last = span.partition("..")
    try:
        begin = date.fromisoformat(first.strip())
        end = date.fromisoformat(last.strip()) if last else begin
    except ValueError as error:
        raise Refused("calendar_day", place=key, span=span[:40]) from error
    length = (end - begin).days + 1
    if not 1 <= length <= _MOST_DAYS_OFF or (key != _LOCAL and not begin.year == end.year == _year(key)):
        raise Refused("calendar_day", place=key, span=span[:40])
    return [begin + timedelta(days=step) for step in range(length)]
