"""Days as Chinese documents print them, and the end of a term that began on one."""

import re
from datetime import date, timedelta

from kb.numerals import CHINESE_NUMERALS, to_int

_B = r"[ \t\u00a0\u3000]*"
_N = rf"[\d{CHINESE_NUMERALS}]"
DATE = (
    rf"(?:[12１２][0-9０-９]{{3}}|[一二][〇零○oO{CHINESE_NUMERALS}]{{3}})"
    rf"{_B}年{_B}{_N}{{1,3}}{_B}月{_B}{_N}{{1,3}}{_B}日?"
)
_PRINTED = re.compile(
    rf"(?P<y>[12１２][0-9０-９]{{3}}|[一二][〇零○oO{CHINESE_NUMERALS}]{{3}})"
    rf"{_B}年{_B}(?P<m>{_N}{{1,3}}){_B}月{_B}(?P<d>{_N}{{1,3}}){_B}日?"
)
_NUMERIC = re.compile(r"(?<!\d)(?P<y>[12]\d{3})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)")


def find_day(text: str) -> date | None:
    """The first day in text, printed (2018年06月18日, 二〇一八年六月十八日) or 2018-06-18; None without one."""
    for pattern in (_PRINTED, _NUMERIC):
        for match in pattern.finditer(text):
            day = _day(match["y"], match["m"], match["d"])
            if day:
                return day
    return None


def last_day_of_term(start: date, *, years: int = 0, months: int = 0) -> date:
    """The last day in force of a document in force for years and months from start on.

    The first day counts: what takes effect on 2025-05-30 for one year has been in force a whole year when
    2026-05-29 ends. 民法典 201 leaves the first day out for terms that run from an event during a day; a
    document is in force from the first hour of its day, and the earlier of two candidates is the careful
    one, for from the day after the answer says that a person has to confirm.
    """
    month = start.month - 1 + months
    year, month = start.year + years + month // 12, month % 12 + 1
    anniversary = _existing(year, month, start.day)
    return anniversary - timedelta(days=1)


def _existing(year: int, month: int, day: int) -> date:
    """The day, or the first of the next month where a month is too short for it (29 February)."""
    try:
        return date(year, month, day)
    except ValueError:
        return date(year + month // 12, month % 12 + 1, 1)


def _day(year: str, month: str, day: str) -> date | None:
    numbers = [to_int(re.sub("[oO]", "〇", part)) for part in (year, month, day)]
    try:
        return date(*(number or 0 for number in numbers))
    except ValueError:
        return None
