"""A spreadsheet in and out, the same on every page that has one: a file for a unit, a report of what was taken."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from admin_ui.files_out import download
from admin_ui.forms import FieldWrong, number, unit_field, words
from admin_ui.frame import Frame, Visit
from admin_ui.rendering import render
from admin_ui.words import text
from governance.access import Act
from governance.disclosure_catalogue import ImportReport

TakeIn = Callable[[Visit, bytes, str], ImportReport]
"""Takes the bytes of a file in for the unit with this id."""

AsSheet = Callable[[Visit], bytes]
"""Gives what the person may see as XLSX."""


def sheet_panel(frame: Frame, act: Act, again: gr.State, take_in: TakeIn, as_sheet: AsSheet, *, name: str) -> None:
    """The panel stands on the page. act: what taking in needs; again: counted up to draw the list anew."""
    with gr.Accordion(text("sheets.title"), open=False):
        with gr.Row():
            unit = unit_field(frame, act)
            file = gr.File(label=text("sheets.file"), file_types=[".xlsx"], type="binary")
        with gr.Row():
            begin = gr.Button(text("sheets.take_in"))
            out = gr.Button(text("sheets.export"))
        report = gr.HTML(apply_default_css=False)
        ready = gr.File(label=text("sheets.ready"), visible=False, interactive=False)

    def taken(visit: Visit, count: object, data: object, unit: object) -> tuple[Any, ...]:
        if not isinstance(data, bytes):
            raise FieldWrong(text("sheets.none"))
        return number(count) + 1, render("imported.html", report=take_in(visit, data, words(unit)))

    def exported(visit: Visit) -> Any:
        return gr.update(value=download(f"{name}.xlsx", as_sheet(visit)), visible=True)

    frame.on(begin.click, taken, [again, file, unit], [again, report], slow=True)
    frame.on(out.click, exported, outputs=[ready], slow=True)
