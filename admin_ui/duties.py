"""我的待办, the first page: what the person's unit owes, the most urgent first, each with the way to do it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import quote

import gradio as gr

from admin_ui.frame import Frame, Visit, told
from admin_ui.lists import PAGE_ROWS, Drawn, paged
from admin_ui.rendering import render
from admin_ui.words import text
from governance.access import Act
from governance.duties import Colour, Duty, DutyKind, DutyState
from governance.errors import Refused
from governance.words import word
from kb.moments import china_day

# In a list to choose from; who has more closes the most urgent first.
_MOST_OFFERED = 200
_A_MOMENT = timedelta(microseconds=1)
# The page for each kind of subject that has one of its own.
_PAGES = {"approved": "answers", "guide": "guides", "ticket": "tickets"}


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

    changed = gr.State(0)
    paged(frame, draw, [kind, state], above=[changed])
    _place_closing(frame, changed)


def _place_closing(frame: Frame, changed: gr.State) -> None:
    """What no event closes by itself is closed here: done, or owed no more."""
    with gr.Accordion(text("duties.closing"), open=False, visible=False) as form:
        with gr.Row():
            which = gr.Dropdown([], label=text("duties.which"), scale=2)
            reason = gr.Textbox(label=text("duties.reason"), max_length=500, scale=2)
        with gr.Row():
            done = gr.Button(text("duties.fulfil"), variant="primary")
            waive = gr.Button(text("duties.waive"), visible=False)
    outputs = [form, which, reason, waive]

    def offered(visit: Visit) -> tuple[object, ...]:
        if not visit.may(Act.FULFIL_DUTY):
            return (gr.update(), gr.update(), "", gr.update())
        held = frame.workplace.duties.listed(actor=visit.actor, limit=_MOST_OFFERED)
        choices = [(f"{word(duty.kind)}：{duty.title}", f"{duty.id} {duty.version}") for duty in held]
        listed = gr.update(choices=choices, value=None)
        return gr.update(visible=bool(held)), listed, "", gr.update(visible=visit.may(Act.WAIVE_DUTY))

    def close(act: Act) -> Callable[..., tuple[object, ...]]:
        def closed(visit: Visit, chosen: object, reason: object, count: int) -> tuple[object, ...]:
            duty_id, _, version = str(chosen or "").partition(" ")
            if not duty_id:
                raise Refused("duty_unchosen")
            seen = int(version) if version.isdecimal() else None
            close_it = frame.workplace.duties.waive if act is Act.WAIVE_DUTY else frame.workplace.duties.fulfil
            close_it(duty_id, actor=visit.actor, reason=str(reason or ""), now=visit.now, version=seen)
            told("duties.closed")
            return count + 1, *offered(visit)

        return closed

    frame.load(offered, outputs=outputs)
    frame.on(done.click, close(Act.FULFIL_DUTY), [which, reason, changed], [changed, *outputs])
    frame.on(waive.click, close(Act.WAIVE_DUTY), [which, reason, changed], [changed, *outputs])


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
    by_colour = {colour.value: counts[colour] for colour in Colour}
    return render("duties.html", rows=rows, counts=by_colour), len(held) > PAGE_ROWS


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
    if kind in _PAGES:
        return f"/admin/{_PAGES[kind]}?id={quote(rest.split(':')[0])}"
    return None
