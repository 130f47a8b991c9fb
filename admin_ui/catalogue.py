"""公开目录: what a unit publishes of its own accord; edited item by item or taken in from a spreadsheet."""

from dataclasses import fields as fields_of
from typing import Any

import gradio as gr

from admin_ui.forms import NEW, FieldWrong, asked, number, unit_field, unit_names, words
from admin_ui.frame import Frame, Visit, told
from admin_ui.lists import PAGE_ROWS, Drawn, paged
from admin_ui.rendering import render
from admin_ui.sheets import sheet_panel
from admin_ui.words import text
from governance.access import Act
from governance.disclosure_catalogue import MOST_ROWS, DisclosureItem

_FIELDS = tuple(field.name for field in fields_of(DisclosureItem) if field.name not in ("id", "unit_id", "version"))


def build(frame: Frame) -> None:
    """The list, the form of the item that the address names, and the way in and out as a spreadsheet."""
    again = gr.State(0)
    unit_filter = unit_field(frame, Act.SEE_CATALOGUE, label="form.unit_filter", optional=True)
    paged(frame, lambda visit, offset, unit: _listed(frame, visit, offset, unit), [unit_filter], above=[again])
    with gr.Column(visible=False, elem_classes="panel") as panel:
        identity, version = gr.State(""), gr.State(0)
        unit = unit_field(frame, Act.EDIT_CATALOGUE)
        fields = [gr.Textbox(label=text(f"catalogue.{name}")) for name in _FIELDS]
        reason = gr.Textbox(label=text("catalogue.reason"))
        with gr.Row():
            save = gr.Button(text("catalogue.save"), variant="primary")
            remove = gr.Button(text("catalogue.remove"), variant="stop", visible=False)
    work = frame.workplace.catalogue
    sheet_panel(
        frame,
        Act.EDIT_CATALOGUE,
        again,
        lambda visit, data, unit_id: work.take_in(visit.actor, data, unit_id=unit_id, now=visit.now),
        lambda visit: work.as_sheet(visit.actor),
        name=text("pages.catalogue"),
    )
    held = [panel, identity, version, unit, *fields, remove]

    def opened(visit: Visit) -> tuple[Any, ...]:
        wanted = asked(visit)
        if wanted == NEW:
            own = unit_names(frame, [visit.actor.unit_id])[visit.actor.unit_id]
            begun = (own if name == "responsible" else "" for name in _FIELDS)
            return (gr.update(visible=True), "", 0, gr.skip(), *begun, gr.update(visible=False))
        if not wanted:
            return tuple(gr.skip() for _ in held)
        found = [item for item in work.listed(visit.actor, limit=MOST_ROWS) if item.id == wanted]
        if not found:
            raise FieldWrong(text("catalogue.unknown"))
        return _form(found[0])

    def saved(visit: Visit, count: object, one: object, seen: object, unit: object, *given: object) -> tuple[Any, ...]:
        stated = {name: words(value) for name, value in zip(_FIELDS, given, strict=True)}
        item = work.put(
            visit.actor,
            stated,
            unit_id=words(unit),
            item_id=words(one) or None,
            version=number(seen),
            now=visit.now,
        )
        told("catalogue.saved")
        return (number(count) + 1, *_form(item))

    def removed(visit: Visit, count: object, one: object, seen: object, why: object) -> tuple[Any, ...]:
        work.remove(visit.actor, words(one), reason=words(why), version=number(seen), now=visit.now)
        told("catalogue.removed")
        return number(count) + 1, gr.update(visible=False)

    frame.load(opened, outputs=held)
    frame.on(save.click, saved, [again, identity, version, unit, *fields], [again, *held])
    frame.on(remove.click, removed, [again, identity, version, reason], [again, panel])


def _listed(frame: Frame, visit: Visit, offset: int, unit: object) -> Drawn:
    held = frame.workplace.catalogue.listed(
        visit.actor, unit_id=words(unit) or None, offset=offset, limit=PAGE_ROWS + 1
    )
    names = unit_names(frame, (item.unit_id for item in held))
    html = render("catalogue.html", rows=held[:PAGE_ROWS], names=names, may_write=visit.may(Act.EDIT_CATALOGUE))
    return html, len(held) > PAGE_ROWS


def _form(item: DisclosureItem) -> tuple[Any, ...]:
    return (
        gr.update(visible=True),
        item.id,
        item.version,
        gr.update(value=item.unit_id),
        *(getattr(item, name) for name in _FIELDS),
        gr.update(visible=True),
    )
