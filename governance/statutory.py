"""The statutory days off of a year whose holiday notice is not out yet: what the law alone fixes.

Source: 全国年节及纪念日放假办法 as of 2025-01-01: 元旦 1, 春节 4 (除夕 to 初三), 清明 1, 劳动节 2, 端午 1, 中秋 1,
国庆 3. The days moved around them (调休) stand only in the year's notice, so a term that crosses such a year is
provisional.
"""

from datetime import date, timedelta
from functools import cache

from tyme4py.lunar import LunarDay
from tyme4py.solar import SolarDay, SolarTerm

_QINGMING = 7  # the 清明 among the 24 solar terms, counted from 冬至 = 0


@cache
def statutory_days(year: int) -> frozenset[date]:
    """Every day off by statute in that year, weekends or not."""
    spring = _of(LunarDay.from_ymd(year, 1, 1).get_solar_day())
    return frozenset(
        [
            date(year, 1, 1),
            *(spring + timedelta(days=offset) for offset in (-1, 0, 1, 2)),
            _of(SolarTerm.from_index(year, _QINGMING).get_julian_day().get_solar_day()),
            date(year, 5, 1),
            date(year, 5, 2),
            _of(LunarDay.from_ymd(year, 5, 5).get_solar_day()),
            _of(LunarDay.from_ymd(year, 8, 15).get_solar_day()),
            *(date(year, 10, day) for day in (1, 2, 3)),
        ]
    )


def _of(day: SolarDay) -> date:
    return date(day.get_year(), day.get_month(), day.get_day())
