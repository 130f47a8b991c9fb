"""我的待办, the first page: what the person's unit owes, the most urgent first, each with the way to do it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import quote

import gradio as gr

from admin_ui.frame import Frame, Visit
from admin_ui.lists import PAGE_ROWS, Drawn, paged
from admin_ui.rendering import render
from admin_ui.words import text
from governance.access import Act
from governance.duties import Colour, Duty, DutyKind, DutyState
from governance.words import word
from kb.moments import china_day

_A_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Row:
    """A duty as the list shows it. last: the last day on which it is in time; address: where it is done."""

    duty: Duty
    unit: str
    colour: Colour
    left: str
    last: date
    address: str | None


def build(frame: Frame) -> None:
    """The list with its filters."""
    with gr.Row():
        kinds = [(text("list.all"), ""), *((word(kind), kind.value) for kind in DutyKind)]
        kind = gr.Dropdown(kinds, value="", label=text("duties.kind"), scale=1)
        states = [(text(f"duties.{state.value}"), state.value) for state in DutyState]
        state = gr.Dropdown(states, value=DutyState.OPEN.value, label=text("duties.state"), scale=1)

    def draw(visit: Visit, offset: int, kind: object, state: object) -> Drawn:
        return drawn(frame, visit, offset, str(kind or ""), str(state or DutyState.OPEN.value))

    paged(frame, draw, [kind, state])


def drawn(frame: Frame, visit: Visit, offset: int, kind: str, state: str) -> Drawn:
    """One page of the duties; who answers for none is told so, for it is everybody's first page."""
    if not visit.may(Act.SEE_DUTIES):
        return render("no_duties.html"), False
    work = frame.workplace
    wanted = DutyKind(kind) if kind else None
    held = work.duties.listed(
        actor=visit.actor, kind=wanted, state=DutyState(state), offset=offset, limit=PAGE_ROWS + 1
    )
    counts = work.duties.counts(actor=visit.actor, now=visit.now)
    names = {unit_id: unit.name for unit_id in {duty.unit_id for duty in held} if (unit := work.units.get(unit_id))}
    rows = [_row(duty, names.get(duty.unit_id, duty.unit_id), visit.now) for duty in held[:PAGE_ROWS]]
    told = {colour.value: counts[colour] for colour in Colour}
    return render("duties.html", rows=rows, counts=told), len(held) > PAGE_ROWS


def _row(duty: Duty, unit: str, now: datetime) -> Row:
    last = china_day(duty.due_at - _A_MOMENT)
    return Row(duty, unit, duty.colour(now), _left(duty, last, now), last, _address(duty.subject))


def _left(duty: Duty, last: date, now: datetime) -> str:
    if duty.state is not DutyState.OPEN:
        return text(f"duties.{duty.state.value}")
    days = (last - china_day(now)).days
    if duty.colour(now) is Colour.RED:
        return text("duties.late", days=max(1, -days))
    return text("duties.today") if days == 0 else text("duties.days", days=days)


def _address(subject: str) -> str | None:
    """The page on which something of this kind is worked on; None where a page of ours is none."""
    kind, _, rest = subject.partition(":")
    if kind == "document":
        return f"/admin/document?id={quote(rest.split(':')[0])}"
    if kind == "interpretation":
        return f"/admin/document?id={quote('d-' + rest.removeprefix('i-'))}"
    return None
