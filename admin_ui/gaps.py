"""无答案问题: what published words did not answer, grouped by meaning; one click makes a group a duty of its unit."""

from datetime import timedelta
from typing import Any

import gradio as gr

from admin_ui.forms import FieldWrong, number, unit_field, unit_names, words
from admin_ui.frame import Frame, Visit, told
from admin_ui.rendering import render
from admin_ui.words import text
from governance.access import Act
from governance.unanswered import Group

_PERIODS = (7, 30, 90)


def build(frame: Frame) -> None:
    """The groups of a period, and the choice of one with the unit it goes to."""
    with gr.Row():
        periods = [(text("gaps.days", days=days), days) for days in _PERIODS]
        period = gr.Dropdown(periods, value=_PERIODS[1], label=text("gaps.period"))
        show = gr.Button(text("gaps.show"), variant="primary", scale=0, min_width=120)
    groups = gr.State([])
    table = gr.HTML(apply_default_css=False)
    with gr.Row(visible=False) as choice:
        chosen = gr.Dropdown([], label=text("gaps.group"))
        unit = unit_field(frame, Act.MAKE_DUTY, label="gaps.unit")
        assign = gr.Button(text("gaps.assign"), variant="primary", scale=0, min_width=120)

    def shown(visit: Visit, days: object) -> tuple[Any, ...]:
        if days not in _PERIODS:
            raise FieldWrong(text("gaps.period_wrong"))
        since = visit.now - timedelta(days=number(days))
        found = frame.workplace.unanswered.groups(visit.actor, since=since, until=visit.now)
        names = unit_names(frame, (group.unit_id for group in found))
        first = found[0] if found else None
        choices = [(text("gaps.choice", question=group.question, count=group.count), group.id) for group in found]
        return (
            found,
            render("gaps.html", groups=found, names=names),
            gr.update(visible=bool(found) and visit.may(Act.MAKE_DUTY)),
            gr.update(choices=choices, value=first.id if first else None),
            gr.update(value=first.unit_id if first else None),
        )

    def picked(visit: Visit, found: list[Group], one: object) -> Any:
        group = next((group for group in found if group.id == one), None)
        return gr.update(value=group.unit_id) if group else gr.skip()

    def assigned(visit: Visit, found: list[Group], one: object, to: object) -> None:
        group = next((group for group in found if group.id == one), None)
        if group is None:
            raise FieldWrong(text("gaps.none"))
        duty = frame.workplace.unanswered.assign(visit.actor, group, unit_id=words(to), now=visit.now)
        told("gaps.assigned", unit=unit_names(frame, [duty.unit_id])[duty.unit_id])

    outputs = [groups, table, choice, chosen, unit]
    frame.on(show.click, shown, [period], outputs, slow=True)
    frame.on(chosen.change, picked, [groups, chosen], [unit])
    frame.on(assign.click, assigned, [groups, chosen, unit])
