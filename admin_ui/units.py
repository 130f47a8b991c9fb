"""单位: the directory with names over time; renamed, merged, split, and what a unit owns handed over."""

from dataclasses import replace
from typing import Any

import gradio as gr

from admin_ui.forms import NEW, FieldWrong, asked, lines, number, words
from admin_ui.frame import Frame, Visit, told
from admin_ui.lists import PAGE_ROWS, Drawn, paged
from admin_ui.rendering import render
from admin_ui.reorganisation import Reorganisation
from admin_ui.words import text
from governance.access import Act
from governance.words import owned_word
from kb.units import Alias, Unit


def build(frame: Frame) -> None:
    """The list with a search, and below it the unit that the address names with what can be done with it."""
    again = gr.State(0)
    search = gr.Textbox(label=text("units.search"))
    paged(frame, lambda visit, offset, named: _listed(frame, visit, offset, named), [search], above=[again])
    with gr.Column(visible=False, elem_classes="panel") as panel:
        head, identity, seen = gr.HTML(apply_default_css=False), gr.State(""), gr.State(None)
        with gr.Row():
            name = gr.Textbox(label=text("units.name"))
            region = gr.Textbox(label=text("units.region"))
            phone = gr.Textbox(label=text("units.phone"))
            yearly = gr.Checkbox(label=text("units.yearly"))
        aliases = gr.Textbox(label=text("units.aliases"), lines=2)
        save = gr.Button(text("units.save"), variant="primary")
        moving = Reorganisation(frame, identity, again)
    held = [panel, head, identity, seen, name, region, phone, yearly, aliases, moving.panel, moving.others]

    def opened(visit: Visit) -> tuple[Any, ...]:
        wanted = asked(visit)
        if not wanted or not visit.may(Act.EDIT_UNITS):
            return tuple(gr.skip() for _ in held)
        return _form(frame, visit, Unit("") if wanted == NEW else _unit(frame, wanted))

    def saved(visit: Visit, count: object, one: object, before: object, *given: object) -> tuple[Any, ...]:
        called, where, number_there, is_yearly, other_names = given
        known = frame.workplace.units.get(words(one)) if words(one) else None
        old = {alias.name: alias for alias in known.aliases} if known else {}
        unit = Unit(
            words(called).strip(),
            words(where).strip(),
            words(number_there).strip() or None,
            tuple(old.get(name, Alias(name)) for name in lines(other_names)),
            words(one),
            interprets_yearly=bool(is_yearly),
        )
        shown = before if isinstance(before, Unit) else None
        done = frame.workplace.reorganising.put(unit, actor=visit.actor, seen=shown, now=visit.now)
        told("units.saved")
        return (number(count) + 1, *_form(frame, visit, done))

    frame.load(opened, outputs=held)
    frame.on(save.click, saved, [again, identity, seen, name, region, phone, yearly, aliases], [again, *held])
    moving.tie(held, lambda visit, unit_id: _form(frame, visit, _unit(frame, unit_id)))


def _listed(frame: Frame, visit: Visit, offset: int, named: object) -> Drawn:
    units = frame.workplace.units
    most = offset + PAGE_ROWS + 1
    found = units.matching(words(named)[:100].strip(), limit=most) if words(named).strip() else units.listed()
    rows = found[offset : offset + PAGE_ROWS]
    return render("units.html", rows=rows, may_edit=visit.may(Act.EDIT_UNITS)), len(found) > offset + PAGE_ROWS


def _unit(frame: Frame, unit_id: str) -> Unit:
    found = frame.workplace.units.get(unit_id)
    if found is None:
        raise FieldWrong(text("units.unknown"))
    successor = frame.workplace.units.get(found.successor_id) if found.successor_id else None
    return replace(found, successor_id=successor.name if successor else None)


def _form(frame: Frame, visit: Visit, unit: Unit) -> tuple[Any, ...]:
    lives = bool(unit.id) and unit.ended_on is None
    may_move = lives and visit.may(Act.REORGANISE_UNITS)
    owned = frame.workplace.reorganising.owned(unit.id, actor=visit.actor) if may_move else {}
    counts = [(owned_word(table), count) for table, count in owned.items() if count]
    others = [(one.name, one.id) for one in frame.workplace.units.listed() if one.id != unit.id]
    return (
        gr.update(visible=True),
        render("unit_head.html", unit=unit, counts=counts),
        unit.id,
        frame.workplace.units.get(unit.id) if unit.id else None,
        gr.update(value=unit.name, interactive=not unit.id),
        unit.region,
        unit.phone or "",
        unit.interprets_yearly,
        "\n".join(alias.name for alias in unit.aliases),
        gr.update(visible=may_move),
        gr.update(choices=others, value=[]),
    )
