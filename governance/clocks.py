"""The clock of each kind of duty: from when it began to when it turns yellow and red (clocks.toml, R§9)."""

import calendar as months
import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from governance.errors import Refused
from governance.workdays import WorkCalendar
from kb.moments import CHINA


class DutyKind(Enum):
    """What a unit can owe; its words stand in words.toml, its clock in clocks.toml."""

    INTERPRETATION = "interpretation"  # of a document it drafted
    YEARLY_INTERPRETATION = "yearly_interpretation"  # by the head, once a year
    PUBLICATION = "publication"  # of information to be published without being asked
    GUIDE_CHANGE = "guide_change"  # the new wording of a guide whose condition changed
    GUIDE_CHECK = "guide_check"  # of a guide nobody looked at for too long
    ANSWER_CHECK = "answer_check"  # of an approved answer nobody looked at for too long
    REOPENED = "reopened"  # an interpretation or approved answer whose source changed
    NEW_VERSION = "new_version"  # the file of a document changed: to be taken up or left
    VALIDITY = "validity"  # a word on a document that is about to end
    QUESTION = "question"  # an answer to a question sent to it
    ASSIGNED = "assigned"  # what the disclosure office or the hotline asked for


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a duty turns yellow, and the first moment that is too late. is_provisional: the calendar may yet move it."""

    yellow_at: datetime
    due_at: datetime
    is_provisional: bool = False


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Workdays(_Rule):
    """A term of working days."""

    workdays: Annotated[int, Field(ge=0, le=250)]
    yellow: Annotated[int, Field(ge=0, le=250)]

    def deadline(self, began: date, calendar: WorkCalendar) -> Deadline:
        yellow, due = calendar.add_workdays(began, self.yellow), calendar.add_workdays(began, self.workdays)
        return Deadline(_morning(yellow.day), due.ends_at, due.is_provisional)


class UntilDay(_Rule):
    """A day of the year in which it began (MM-DD); a day the law names does not move when it is off."""

    until: Annotated[str, Field(pattern=r"^\d\d-\d\d$")]
    yellow_from: Annotated[str, Field(pattern=r"^\d\d-\d\d$")]

    def deadline(self, began: date, calendar: WorkCalendar) -> Deadline:
        del calendar
        yellow, last = (date.fromisoformat(f"{began.year}-{day}") for day in (self.yellow_from, self.until))
        return Deadline(_morning(yellow), _morning(last + timedelta(days=1)))


class Months(_Rule):
    """Ends so many months after it began, on the same day of the month or its last."""

    months: Annotated[int, Field(ge=1, le=120)]
    yellow_months: Annotated[int, Field(ge=0, le=120)]

    def deadline(self, began: date, calendar: WorkCalendar) -> Deadline:
        del calendar
        last = months_after(began, self.months)
        return Deadline(_morning(months_after(last, -self.yellow_months)), _morning(last + timedelta(days=1)))


class Escalation(_Rule):
    """When an expired duty is urged (催办) and when it is reported (通报), in working days after its last day."""

    urge_after: Annotated[int, Field(ge=1, le=60)]
    report_after: Annotated[int, Field(ge=1, le=250)]


Rule = Workdays | UntilDay | Months


@dataclass(frozen=True)
class Clocks:
    """Every rule in force."""

    rules: dict[DutyKind, Rule]
    escalation: Escalation

    def deadline(self, kind: DutyKind, began: date, calendar: WorkCalendar) -> Deadline:
        """When a duty of this kind that began on that day turns yellow and red."""
        return self.rules[kind].deadline(began, calendar)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    rules: dict[DutyKind, Rule]
    escalation: Escalation


def load_clocks(own: Path | None = None) -> Clocks:
    """The shipped rules, those of the city's own file in their place. Raises Refused naming what is wrong in it."""
    shipped = tomllib.loads(files("governance").joinpath("clocks.toml").read_text("utf-8"))
    try:
        told = tomllib.loads(own.read_text("utf-8")) if own else {}
        merged = shipped | told
        checked = _File.model_validate({"escalation": merged.pop("escalation"), "rules": merged})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Refused("clocks_unreadable", path=own, problem=error) from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise Refused("clocks_wrong", path=own, place=place, problem=first["msg"]) from error
    return Clocks(checked.rules, checked.escalation)


def months_after(day: date, count: int) -> date:
    """The same day of the month so many months later (earlier below 0), or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def _morning(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), CHINA)
