"""The loaded table of working days, kept in the database so that loading it is one audited act for all processes."""

from datetime import date, datetime

from sqlalchemy import String, Text, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from governance.access import Act, Actor, require
from governance.audit import record
from governance.calendar_file import read_calendar
from governance.workdays import WorkCalendar
from kb.database import Base, Database
from kb.tables import Moment


class CalendarYearRow(Base):
    """A year whose days off the table announces, and by which notice."""

    __tablename__ = "calendar_years"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    notice: Mapped[str] = mapped_column(Text)
    loaded_at: Mapped[datetime] = mapped_column(Moment)


class CalendarDayRow(Base):
    """A day the table says something about."""

    __tablename__ = "calendar_days"

    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    is_worked: Mapped[bool]


class Calendars:
    """Loads the city's table and gives the calendar in force."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def current(self) -> WorkCalendar:
        """The calendar of now: the loaded table before the national one."""
        with self._database.reading() as session:
            return _calendar(session)

    def load(self, text: str, *, actor: Actor, now: datetime) -> WorkCalendar:
        """The table in this text is in force; years and days it does not speak of stay as loaded before.

        Raises Forbidden, and Refused when the text cannot be used. Round.load_calendar also computes the terms again.
        """
        require(actor, Act.LOAD_CALENDAR)
        table = read_calendar(text)
        with self._database.writing() as session:
            for year in table.years:
                session.execute(delete(CalendarDayRow).where(CalendarDayRow.day.startswith(f"{year}-")))
            session.execute(delete(CalendarYearRow).where(CalendarYearRow.year.in_(table.years)))
            for year, notice in table.notices.items():
                session.add(CalendarYearRow(year=year, notice=notice, loaded_at=now))
            for day, worked in table.days.items():
                session.merge(CalendarDayRow(day=day.isoformat(), is_worked=worked))
            subject = (
                "calendar:" + "+".join(str(year) for year in sorted(table.years)) if table.years else "calendar:local"
            )
            details = {
                "notices": {str(year): notice for year, notice in table.notices.items()},
                "days": len(table.days),
            }
            record(session, actor=actor, act=Act.LOAD_CALENDAR, subject=subject, details=details, now=now)
            session.flush()
            return _calendar(session)


def _calendar(session: Session) -> WorkCalendar:
    days = session.execute(select(CalendarDayRow.day, CalendarDayRow.is_worked)).all()
    years = session.scalars(select(CalendarYearRow.year)).all()
    return WorkCalendar({date.fromisoformat(day): worked for day, worked in days}, frozenset(years))
