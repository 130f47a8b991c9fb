"""The columns a unit publishes in (栏目) and how old the newest thing in each may be (freshness.toml, R§13)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import cache
from importlib.resources import files

from governance.clocks import months_after
from kb.documents import DocumentKind


class Column(Enum):
    """A column. What jiedu itself publishes counts for the last three; the others only by what people enter."""

    NEWS = "news"  # 动态
    NOTICE = "notice"  # 通知公告
    POLICY = "policy"  # 政策文件, laws included
    INTERPRETATION = "interpretation"  # 政策解读
    GUIDE = "guide"  # 办事指南


COLUMN_OF = {
    DocumentKind.POLICY: Column.POLICY,
    DocumentKind.LAW: Column.POLICY,
    DocumentKind.INTERPRETATION: Column.INTERPRETATION,
    DocumentKind.GUIDE: Column.GUIDE,
}


@dataclass(frozen=True, slots=True)
class Age:
    """How long something stays fresh: so many days, or months where those are given."""

    days: int = 0
    months: int = 0

    def last_day(self, published: date) -> date:
        """The last day on which what was published then is fresh."""
        return months_after(published, self.months) + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Freshness:
    """When a column or an account was last published in. last: None where nothing is known of it.

    due: the last day for the next, None where nothing is known or no rule asks for it.
    """

    last: date | None = None
    due: date | None = None
    is_overdue: bool = False


@dataclass(frozen=True)
class FreshnessRules:
    """The ages allowed; a column without one is not judged."""

    columns: Mapping[Column, Age]
    account: Age

    def of_column(self, column: Column, last: date | None, *, on: date) -> Freshness:
        """How the column stands on that day."""
        return _judged(self.columns.get(column), last, on)

    def of_account(self, last: date | None, *, on: date) -> Freshness:
        """How the account stands on that day."""
        return _judged(self.account, last, on)


@cache
def load_freshness() -> FreshnessRules:
    """The shipped rules. Raises ValueError naming a column there is none of."""
    table = tomllib.loads(files("governance").joinpath("freshness.toml").read_text("utf-8"))
    columns = {Column(name): Age(**age) for name, age in table["columns"].items()}
    return FreshnessRules(columns, Age(**table["account"]))


def _judged(age: Age | None, last: date | None, on: date) -> Freshness:
    if last is None or age is None:
        return Freshness(last)
    due = age.last_day(last)
    return Freshness(last, due, on > due)
