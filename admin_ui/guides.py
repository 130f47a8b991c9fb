"""办事指南: how complete the published guides are, the changes under way, and the form to write and publish one."""

from collections.abc import Sequence
from typing import Any

import gradio as gr

from admin_ui.forms import NEW, asked, moment_in, number, unit_field, unit_names, words
from admin_ui.frame import Frame, Visit, told
from admin_ui.lists import PAGE_ROWS, Drawn, paged
from admin_ui.rendering import moment, render
from admin_ui.words import text
from governance.access import Act
from governance.guide_lists import GuideChange
from kb.documents import GUIDE_ELEMENTS

_LONG = ("legal_basis", "conditions", "materials", "procedure", "place", "opening_hours", "fee")


def build(frame: Frame) -> None:
    """Both lists, and below them the form of the guide or change that the address names."""
    again = gr.State(0)
    with gr.Row():
        search = gr.Textbox(label=text("guides.search"), max_length=100)
        unit_filter = unit_field(frame, Act.SEE_DRAFTS, label="form.unit_filter", optional=True)
    paged(frame, lambda visit, *asked: _listed(frame, visit, *asked), [search, unit_filter], above=[again])
    with gr.Column(visible=False, elem_classes="panel") as panel:
        head = gr.HTML(apply_default_css=False)
        change, document, version = gr.State(""), gr.State(""), gr.State(0)
        unit = unit_field(frame, Act.EDIT_GUIDE)
        fields = [
            gr.Textbox(label=label, lines=4 if key in _LONG else 1, max_lines=20)
            for key, label in GUIDE_ELEMENTS.items()
        ]
        changed_at = gr.Textbox(label=text("guides.changed_at"), info=text("guides.changed_how"))
        reason = gr.Textbox(label=text("guides.reason"))
        with gr.Row():
            save = gr.Button(text("guides.save"), variant="primary")
            publish = gr.Button(text("guides.publish"))
            drop = gr.Button(text("guides.drop"), variant="stop")
            check = gr.Button(text("guides.check"))
    held = [panel, head, change, document, version, *fields, changed_at, publish, drop, check]

    def opened(visit: Visit) -> tuple[Any, ...]:
        wanted = asked(visit)
        if not wanted:
            return (gr.update(visible=False), *(gr.skip() for _ in held[1:]))
        if wanted.startswith("g-"):
            return _form(frame, visit, frame.workplace.guide_lists.change(visit.actor, wanted))
        under_way = None if wanted == NEW else frame.workplace.guide_lists.under_way(visit.actor, wanted)
        if under_way:
            return _form(frame, visit, under_way)
        return _begin(frame, visit, "" if wanted == NEW else wanted)

    def saved(visit: Visit, count: object, one: object, seen: object, *given: object) -> tuple[Any, ...]:
        of, unit, *given_fields = given
        elements = _elements(given_fields[: len(GUIDE_ELEMENTS)])
        happened, why = given_fields[len(GUIDE_ELEMENTS) :]
        work = frame.workplace.guides
        if words(one):
            done = work.edit(visit.actor, words(one), elements, version=number(seen), now=visit.now)
        else:
            done = work.draft(
                visit.actor,
                elements,
                unit_id=words(unit),
                document_id=words(of) or None,
                version=number(seen) if words(of) else None,
                changed_at=moment_in(happened),
                reason=words(why),
                now=visit.now,
            )
        told("guides.saved")
        return (number(count) + 1, *_form(frame, visit, done))

    def published(visit: Visit, count: object, one: object, seen: object, why: object) -> tuple[Any, ...]:
        frame.workplace.guides.publish(visit.actor, words(one), despite=words(why), version=number(seen), now=visit.now)
        told("guides.published")
        return number(count) + 1, gr.update(visible=False)

    def dropped(visit: Visit, count: object, one: object, seen: object, why: object) -> tuple[Any, ...]:
        frame.workplace.guides.drop(visit.actor, words(one), reason=words(why), version=number(seen), now=visit.now)
        told("guides.dropped")
        return number(count) + 1, gr.update(visible=False)

    def checked(visit: Visit, count: object, of: object, seen: object) -> tuple[Any, ...]:
        frame.workplace.guides.checked(visit.actor, words(of), version=number(seen), now=visit.now)
        told("guides.checked")
        return (number(count) + 1, *_begin(frame, visit, words(of)))

    frame.load(opened, outputs=held)
    frame.on(save.click, saved, [again, change, version, document, unit, *fields, changed_at, reason], [again, *held])
    frame.on(publish.click, published, [again, change, version, reason], [again, panel])
    frame.on(drop.click, dropped, [again, change, version, reason], [again, panel])
    frame.on(check.click, checked, [again, document, version], [again, *held])


def _listed(frame: Frame, visit: Visit, offset: int, named: object, unit: object) -> Drawn:
    lists = frame.workplace.guide_lists
    scores = lists.scores(
        visit.actor, unit_id=words(unit) or None, words=words(named), offset=offset, limit=PAGE_ROWS + 1
    )
    changes = lists.changes(visit.actor) if offset == 0 else []
    names = unit_names(frame, [*(one.unit_id for one in scores), *(one.unit_id for one in changes)])
    html = render(
        "guides.html",
        rows=scores[:PAGE_ROWS],
        changes=changes,
        names=names,
        elements=GUIDE_ELEMENTS,
        may_write=visit.may(Act.EDIT_GUIDE),
    )
    return html, len(scores) > PAGE_ROWS


def _begin(frame: Frame, visit: Visit, document_id: str) -> tuple[Any, ...]:
    """A form for a change that is not stored yet: of a published guide, or a guide that is new."""
    elements: dict[str, str] = {}
    version = 0
    if document_id:
        elements = frame.workplace.guide_lists.elements(visit.actor, document_id)
        version = frame.workplace.lists.case(visit.actor, document_id).version
    head = render("guide_head.html", one=None, name=elements.get("name", ""), unit="", elements=GUIDE_ELEMENTS)
    may_check = bool(document_id) and visit.may(Act.PUBLISH_GUIDE)
    return (
        gr.update(visible=True),
        head,
        "",
        document_id,
        version,
        *(elements.get(key, "") for key in GUIDE_ELEMENTS),
        gr.update(value=moment(visit.now), interactive=True),
        gr.update(visible=False),
        gr.update(visible=False),
        gr.update(visible=may_check),
    )


def _form(frame: Frame, visit: Visit, one: GuideChange) -> tuple[Any, ...]:
    unit = unit_names(frame, [one.unit_id])[one.unit_id]
    head = render("guide_head.html", one=one, name=one.elements.get("name", ""), unit=unit, elements=GUIDE_ELEMENTS)
    may_publish = visit.may(Act.PUBLISH_GUIDE)
    return (
        gr.update(visible=True),
        head,
        one.id,
        one.document_id or "",
        one.version,
        *(one.elements.get(key, "") for key in GUIDE_ELEMENTS),
        gr.update(value=moment(one.changed_at), interactive=False),
        gr.update(visible=may_publish),
        gr.update(visible=may_publish),
        gr.update(visible=False),
    )


def _elements(given: Sequence[object]) -> dict[str, str]:
    return {key: words(value) for key, value in zip(GUIDE_ELEMENTS, given, strict=True)}
