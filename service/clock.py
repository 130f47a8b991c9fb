"""The day and the hour where the documents hold: China has one time zone and no summer time."""

from datetime import date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")


def now_in_china() -> datetime:
    """This moment, in China's time."""
    return datetime.now(tz=CHINA)


def today_in_china() -> date:
    """The calendar day it is in China now."""
    return now_in_china().date()
