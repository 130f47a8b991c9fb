"""日历: the days off and worked weekends of a year, provisional ones marked; the city's table is loaded here."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date
from typing import Any

import gradio as gr

from admin_ui.forms import number, words
from admin_ui.frame import Frame, Visit, told
from admin_ui.rendering import render
from admin_ui.words import text
from governance.access import Act, require
from governance.workdays import WorkCalendar
from kb.moments import china_day

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of a month: is_off as counted; is_odd: it differs from the plain week; None before the first."""

    day: date
    is_off: bool
    is_odd: bool
    is_provisional: bool


def build(frame: Frame) -> None:
    """The year, and the field for the table."""
    year = gr.Dropdown([], label=text("calendar.year"))
    shown = gr.HTML(apply_default_css=False)
    table = gr.Textbox(label=text("calendar.table"), lines=8, info=text("calendar.how"))
    load = gr.Button(text("calendar.load"), variant="primary")

    def begun(visit: Visit) -> tuple[Any, ...]:
        this = china_day(visit.now).year
        return gr.update(choices=[this - 1, this, this + 1], value=this), _drawn(frame, visit, this)

    def loaded(visit: Visit, given: object, of: object) -> tuple[Any, ...]:
        moved = frame.workplace.round.load_calendar(words(given), actor=visit.actor, now=visit.now)
        frame.workplace.tickets.recount()
        told("calendar.loaded", moved=moved)
        return _drawn(frame, visit, number(of)), ""

    frame.load(begun, outputs=[year, shown])
    frame.on(year.change, lambda visit, of: _drawn(frame, visit, number(of)), [year], [shown])
    frame.on(load.click, loaded, [table, year], [shown, table])


def _drawn(frame: Frame, visit: Visit, year: int) -> str:
    require(visit.actor, Act.LOAD_CALENDAR)
    if abs(year - china_day(visit.now).year) > 1:
        return ""
    calendar = frame.workplace.calendars.current()
    months = [[[_cell(calendar, day, month) for day in week] for week in _weeks(year, month)] for month in range(1, 13)]
    return render("calendar.html", year=year, months=months)


def _weeks(year: int, month: int) -> list[list[date]]:
    return Calendar().monthdatescalendar(year, month)


def _cell(calendar: WorkCalendar, day: date, month: int) -> Cell | None:
    if day.month != month:
        return None
    is_off = not calendar.is_workday(day)
    return Cell(day, is_off, is_off is not (day.weekday() >= _SATURDAY), calendar.is_provisional(day))
