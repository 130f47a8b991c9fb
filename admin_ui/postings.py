"""更新登记: what a unit published where jiedu does not see it, entered and taken back; it counts for the reports."""

from typing import Any

import gradio as gr

from admin_ui.forms import FieldWrong, day, number, unit_field, unit_names, words
from admin_ui.frame import Frame, Visit, told
from admin_ui.rendering import render
from admin_ui.words import text
from governance.access import Act
from governance.postings import NewPosting, Posting
from kb.moments import china_day

_SHOWN = 30


def build(frame: Frame) -> None:
    """The form above, the latest below it."""
    again = gr.State(0)
    with gr.Column(elem_classes="panel"):
        with gr.Row():
            unit = unit_field(frame, Act.ENTER_POSTING)
            place = gr.Dropdown([], label=text("postings.place"))
            posted_on = gr.Textbox(label=text("postings.posted_on"))
        with gr.Row():
            title, url = gr.Textbox(label=text("postings.title")), gr.Textbox(label=text("postings.url"))
        enter = gr.Button(text("postings.enter"), variant="primary")
    table = gr.HTML(apply_default_css=False)
    with gr.Row():
        wrong = gr.Dropdown([], label=text("postings.wrong"))
        reason = gr.Textbox(label=text("postings.reason"))
        take_back = gr.Button(text("postings.take_back"), scale=0)

    def listed(visit: Visit) -> tuple[Any, ...]:
        held = frame.workplace.postings.listed(visit.actor)
        names = unit_names(frame, (one.unit_id for one in held))
        return render("postings.html", rows=held, names=names), gr.update(choices=_choices(held), value=None)

    def offered(visit: Visit, unit_id: object) -> Any:
        held = frame.workplace.postings.places(visit.actor, words(unit_id)) if words(unit_id) else []
        return gr.update(choices=[(one.name, one.key) for one in held], value=held[0].key if held else None)

    def entered(visit: Visit, count: object, *given: object) -> tuple[Any, ...]:
        new = _posting(*given)
        frame.workplace.postings.enter(visit.actor, new, now=visit.now)
        told("postings.done_enter")
        return (number(count) + 1, gr.update(value=""), gr.update(value=""), *listed(visit))

    def taken_back(visit: Visit, one: object, why: object) -> tuple[Any, ...]:
        frame.workplace.postings.take_back(visit.actor, words(one), reason=words(why), now=visit.now)
        told("postings.done_take_back")
        return (gr.update(value=""), *listed(visit))

    frame.load(lambda visit: gr.update(value=china_day(visit.now).isoformat()), outputs=[posted_on])
    frame.load(listed, outputs=[table, wrong])
    frame.on(unit.change, offered, [unit], [place])
    frame.on(enter.click, entered, [again, unit, place, posted_on, title, url], [again, title, url, table, wrong])
    frame.on(take_back.click, taken_back, [wrong, reason], [reason, table, wrong])


def _posting(unit_id: object, place: object, posted_on: object, title: object, url: object) -> NewPosting:
    published = day(posted_on)
    if published is None:
        raise FieldWrong(text("form.day_wrong", day=""))
    return NewPosting(words(unit_id), words(place), published, words(title), words(url))


def _choices(held: list[Posting]) -> list[tuple[str, str]]:
    return [
        (text("postings.choice", day=one.posted_on, place=one.place.name, title=one.title[:_SHOWN]), one.id)
        for one in held
    ]
