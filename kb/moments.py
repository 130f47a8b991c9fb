"""Which day it is: all terms and validities run by the Chinese calendar day (R§9), wherever the machine stands."""

from datetime import date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")


def china_day(moment: datetime) -> date:
    """The day in China at that moment; a moment without a zone is taken as Chinese time."""
    return moment.date() if moment.tzinfo is None else moment.astimezone(CHINA).date()
