"""The part of the page of a unit that renames, merges and splits it; what changes hands is counted and told."""

from collections.abc import Callable
from typing import Any

import gradio as gr
from gradio.components import Component

from admin_ui.forms import FieldWrong, day, lines, number, words
from admin_ui.frame import Frame, Visit, told
from admin_ui.transfers import transfer_panel
from admin_ui.words import text
from governance.reorganising import Moved, Order, Share
from governance.words import owned_word
from kb.moments import china_day

Shown = Callable[[Visit, str], tuple[Any, ...]]
"""Gives the outputs of the page for the unit with this id."""


class Reorganisation:
    """The panel stands on the page when this is made; tie() makes it work once the rest of the page stands."""

    def __init__(self, frame: Frame, identity: gr.State, again: gr.State) -> None:
        """identity: of the unit at hand. again: counted up to draw the list anew."""
        self._frame = frame
        self._identity, self._again = identity, again
        with gr.Column(visible=False) as self.panel:
            with gr.Row():
                self._from_day = gr.Textbox(label=text("units.from_day"), placeholder="2026-12-01")
                self._reason = gr.Textbox(label=text("units.reason"))
            with gr.Row():
                self._new_name = gr.Textbox(label=text("units.new_name"))
                self._rename = gr.Button(text("units.rename"), scale=0, min_width=120)
            with gr.Row():
                self.others = gr.Dropdown([], multiselect=True, label=text("units.others"))
                self._into = gr.Textbox(label=text("units.into"))
                self._merge = gr.Button(text("units.merge"), variant="stop", scale=0, min_width=120)
            with gr.Row():
                self._parts = gr.Textbox(label=text("units.parts"), lines=3, info=text("units.parts_how"))
                self._split = gr.Button(text("units.split"), variant="stop", scale=0, min_width=120)
            transfer_panel(frame, identity, self._reason, again)

    def tie(self, held: list[Component], show: Shown) -> None:
        """Each button does its act and shows the unit there is now. held: what show gives values for."""
        work = self._frame.workplace.reorganising
        acts: list[tuple[gr.Button, Callable[..., Moved], list[Component]]] = [
            (
                self._rename,
                lambda one, called, order: work.rename(one, words(called), order=order),
                [self._new_name],
            ),
            (
                self._merge,
                lambda one, ids, called, order: work.merge([one, *(ids or [])], words(called), order=order),
                [self.others, self._into],
            ),
            (
                self._split,
                lambda one, written, order: work.split(one, shares_of(lines(written)), order=order),
                [self._parts],
            ),
        ]
        inputs = [self._again, self._identity, self._from_day, self._reason]
        for button, act, given in acts:
            self._frame.on(button.click, _done(act, show), [*inputs, *given], [self._again, *held])


def _done(act: Callable[..., Moved], show: Shown) -> Callable[..., tuple[Any, ...]]:
    def done(visit: Visit, count: object, one: object, on: object, why: object, *given: object) -> tuple[Any, ...]:
        begins = day(on) or china_day(visit.now)
        moved = act(words(one), *given, order=Order(visit.actor, begins, words(why), visit.now))
        counts = "，".join(f"{owned_word(table)} {count}" for table, count in moved.counts.items())
        told("units.moved", counts=counts or text("units.nothing_moved"))
        return (number(count) + 1, *show(visit, moved.unit_ids[0]))

    return done


def shares_of(written: tuple[str, ...]) -> list[Share]:
    """The first named unit takes whatever no line gives to another; the things of a line follow after a bar."""
    return [_share(line) for line in written]


def _share(line: str) -> Share:
    name, _, things = line.replace("｜", "|").partition("|")
    chosen: dict[str, list[str]] = {}
    for thing in filter(None, (thing.strip() for thing in things.replace("，", ",").split(","))):
        table, colon, key = thing.partition(":")
        if not colon or not key:
            raise FieldWrong(text("units.part_wrong", thing=thing[:40]))
        chosen.setdefault(table, []).append(key)
    return Share(name.strip(), chosen)
