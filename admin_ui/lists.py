"""A list with pages: filters above, a table that a template draws, and buttons to turn the page."""

from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr
from gradio.components import Component

from admin_ui.frame import Frame, Visit
from admin_ui.rendering import render
from admin_ui.words import text

PAGE_ROWS = 50

Drawn = tuple[str, bool]
"""The list as HTML, and whether there is more behind it."""

Drawer = Callable[..., Drawn]
"""draw(visit, offset, *filters): one page of PAGE_ROWS, asked for with one row more to know of the next."""


def paged(frame: Frame, draw: Drawer, filters: Sequence[Component] = (), *, above: Sequence[Component] = ()) -> gr.HTML:
    """The list is on the page, drawn when the page opens, a filter changes or a button turns it.

    While the address names one thing of the list (id=…), there is only the way back to it.
    above: components drawn outside that begin the list anew when their value changes, without being filters.
    """
    number = gr.State(0)
    table = gr.HTML(apply_default_css=False)
    with gr.Row(elem_classes="turning"):
        back = gr.Button(text("list.back"), size="sm", visible=False)
        onward = gr.Button(text("list.onward"), size="sm", visible=False)
    outputs = [number, table, back, onward]

    def shown(visit: Visit, page: Any, values: Sequence[Any]) -> tuple[Any, ...]:
        if visit.query.get("id"):
            # One thing is open: its form stands where people look, not below fifty rows.
            return 0, render("back_to_list.html", path=frame.path), gr.update(visible=False), gr.update(visible=False)
        at = max(0, int(page)) if isinstance(page, int | float) else 0
        html, has_more = draw(visit, at * PAGE_ROWS, *values)
        return at, html, gr.update(visible=at > 0), gr.update(visible=has_more)

    frame.load(lambda visit, *values: shown(visit, 0, values), filters, outputs)
    if filters:
        frame.load(lambda visit: _narrowing(visit, len(filters)), outputs=filters)
    for component in [*filters, *above]:
        frame.follow(component.change, lambda visit, *values: shown(visit, 0, values), filters, outputs)
    frame.on(back.click, lambda visit, at, *values: shown(visit, at - 1, values), [number, *filters], outputs)
    frame.on(onward.click, lambda visit, at, *values: shown(visit, at + 1, values), [number, *filters], outputs)
    return table


def _narrowing(visit: Visit, count: int) -> Any:
    """Filters are of use while there is a list."""
    change = gr.update(visible=False) if visit.query.get("id") else gr.skip()
    return change if count == 1 else [change] * count
