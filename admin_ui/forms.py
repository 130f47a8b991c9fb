"""What several pages with forms share: the units a person may work for, what the address asks for, dates and lists."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from enum import Enum
from typing import Any

import gradio as gr

from admin_ui.frame import Frame, Visit
from admin_ui.words import text
from governance.access import Act, Reach, reach_of
from kb.errors import JieduError
from kb.moments import CHINA

NEW = "new"
_LINE = re.compile(r"[\n\r]+")


class FieldWrong(JieduError):
    """What stands in a field is not what it asks for; the text says what it must be like."""


def asked(visit: Visit) -> str:
    """The id in the address of the page, "" where none is."""
    return visit.query.get("id", "")[:80]


def asked_state(visit: Visit, states: type[Enum]) -> str:
    """The state in the address by which a list is to be narrowed, "" where none is."""
    wanted = visit.query.get("state", "")
    return wanted if wanted in {state.value for state in states} else ""


def unit_field(frame: Frame, act: Act, *, label: str = "form.unit", optional: bool = False) -> gr.Dropdown:
    """A field for the unit; it offers those for which the person may do this, and holds their own."""
    field = gr.Dropdown([], label=text(label))

    def offered(visit: Visit) -> Any:
        units = units_of(frame, visit, act)
        own = visit.actor.unit_id if any(unit_id == visit.actor.unit_id for _, unit_id in units) else None
        empty = [(text("list.all"), "")] if optional and len(units) != 1 else []
        return gr.update(choices=[*empty, *units], value="" if empty else own)

    frame.load(offered, outputs=[field])
    return field


def units_of(frame: Frame, visit: Visit, act: Act) -> list[tuple[str, str]]:
    """Names and ids of the units for which the person may do this."""
    reach = reach_of(visit.actor, act)
    listed = frame.workplace.units.listed()
    if reach is Reach.ALL:
        return [(unit.name, unit.id) for unit in listed]
    return [(unit.name, unit.id) for unit in listed if reach and unit.id == visit.actor.unit_id]


def unit_names(frame: Frame, unit_ids: Iterable[str | None]) -> dict[str | None, str]:
    """The names of these units, ended or not; an id nobody knows stands for itself."""
    names: dict[str | None, str] = {None: ""}
    for unit_id in {one for one in unit_ids if one}:
        unit = frame.workplace.units.get(unit_id)
        names[unit_id] = unit.name if unit else unit_id
    return names


def words(value: object) -> str:
    """What a field holds, as text."""
    return str(value or "")


def lines(value: object) -> tuple[str, ...]:
    """The lines of a field that say something."""
    return tuple(line.strip() for line in _LINE.split(words(value)) if line.strip())


def day(value: object) -> date | None:
    """The day in a field, None for an empty one. Raises FieldWrong for what is none."""
    written = words(value).strip()
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise FieldWrong(text("form.day_wrong", day=written[:20])) from None


def moment_in(value: object) -> datetime:
    """The minute in a field, Chinese time, as rendering.moment writes it. Raises FieldWrong for what is none."""
    written = words(value).strip()
    try:
        return datetime.strptime(written, "%Y-%m-%d %H:%M").replace(tzinfo=CHINA)
    except ValueError:
        raise FieldWrong(text("form.moment_wrong", moment=written[:20])) from None


def number(value: object) -> int:
    """A version or count a page holds; 0 for what is none."""
    return int(value) if isinstance(value, int | float | str) and str(value).lstrip("-").isdigit() else 0
