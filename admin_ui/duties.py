"""我的待办, the first page: what the person's unit owes, the most urgent first, each with the way to do it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import quote

import gradio as gr

from admin_ui.frame import Frame, Visit, told
from admin_ui.lists import PAGE_ROWS, Drawn, paged
from admin_ui.rendering import headed, render
from admin_ui.words import text
from admin_ui.workplace import Workplace
from governance.access import Act
from governance.awaited import Awaits
from governance.duties import Colour, Duty, DutyKind, DutyState, Step
from governance.errors import Refused
from governance.words import word
from kb.moments import china_day

# In a list to choose from; who has more closes the most urgent first.
_MOST_OFFERED = 200
_A_MOMENT = timedelta(microseconds=1)
# Where each kind of awaited step is taken.
_WHERE = {
    Awaits.REWORK: "/admin/documents?state=draft",
    Awaits.UNIT_REVIEW: "/admin/documents?state=unit_review",
    Awaits.OFFICE_REVIEW: "/admin/documents?state=office_review",
    Awaits.RELEASE: "/admin/document?id={first}",
    Awaits.APPROVAL: "/admin/answers?state=draft",
    Awaits.GUIDE_RELEASE: "/admin/guides",
    Awaits.DISPATCH: "/admin/tickets",
}
# The page for each kind of subject that has one of its own.
_PAGES = {"approved": "answers", "guide": "guides", "ticket": "tickets"}


@dataclass(frozen=True, slots=True)
class Row:
    """A duty as the list shows it.

    last: the last day on which it is in time; address: where it is done; reached: how far it was urged or reported.
    """

    duty: Duty
    title: str
    unit: str
    colour: Colour
    left: str
    last: date
    address: str | None
    reached: Step | None


def build(frame: Frame) -> None:
    """What waits for the person, and the list with its filters."""
    awaited = gr.HTML(apply_default_css=False)
    with gr.Row() as filters:
        kinds = [(text("list.all"), ""), *((word(kind), kind.value) for kind in DutyKind)]
        kind = gr.Dropdown(kinds, value="", label=text("duties.kind"), scale=1)
        states = [(text(f"duties.{state.value}"), state.value) for state in DutyState]
        state = gr.Dropdown(states, value=DutyState.OPEN.value, label=text("duties.state"), scale=1)

    def draw(visit: Visit, offset: int, kind: object, state: object) -> Drawn:
        return drawn(frame, visit, offset, str(kind or ""), str(state or DutyState.OPEN.value))

    frame.load(lambda visit: _awaited(frame, visit), outputs=[awaited, filters])
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
        titles = _titles(frame.workplace, held)
        choices = [
            (f"{word(duty.kind)}：{titles.get(duty.id, duty.title)}", f"{duty.id} {duty.version}") for duty in held
        ]
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
    reached = work.escalations.reached(visit.actor, [duty.id for duty in held])
    titles = _titles(work, held)
    rows = [
        Row(
            duty,
            titles.get(duty.id) or duty.title or text("frame.untitled"),
            names.get(duty.unit_id, duty.unit_id),
            duty.colour(visit.now),
            _left(duty, last_day(duty), visit.now),
            last_day(duty),
            _address(duty.subject),
            reached.get(duty.id),
        )
        for duty in held[:PAGE_ROWS]
    ]
    by_colour = {colour.value: counts[colour] for colour in Colour}
    return render("duties.html", rows=rows, counts=by_colour), len(held) > PAGE_ROWS


def _awaited(frame: Frame, visit: Visit) -> tuple[object, object]:
    waiting = [
        (word(one.kind), one.count, _WHERE[one.kind].format(first=quote(one.first)))
        for one in frame.workplace.awaited.of(visit.actor)
    ]
    steps = gr.update(value=render("awaited.html", waiting=waiting), visible=bool(waiting))
    return steps, gr.update(visible=visit.may(Act.SEE_DUTIES))


def _titles(work: Workplace, duties: list[Duty]) -> dict[str, str]:
    """What the documents that duties are about are called now: a title read wrongly is corrected after it was owed."""
    about = {duty.id: duty.subject.split(":")[1] for duty in duties if duty.subject.startswith("document:")}
    cards = work.library.cards(set(about.values()))
    return {duty_id: headed(cards[one]) for duty_id, one in about.items() if one in cards}


def last_day(duty: Duty) -> date:
    """The last day on which it is in time."""
    return china_day(duty.due_at - _A_MOMENT)


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
