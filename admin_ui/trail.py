"""审计: the audit trail searched, taken away and checked, by the audit administrator alone; looking is recorded too."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import gradio as gr

from admin_ui.files_out import download
from admin_ui.forms import day, words
from admin_ui.frame import Frame, Visit
from admin_ui.lists import PAGE_ROWS, Drawn, paged
from admin_ui.rendering import render
from admin_ui.words import text
from governance.access import Act, Event
from governance.audit_reading import AuditQuery, as_csv
from governance.words import word
from kb.moments import CHINA

_ACTS: dict[str, Act | Event] = {member.value: member for closed in (Act, Event) for member in closed}


def build(frame: Frame) -> None:
    """The search, its result, and the check of the whole chain."""
    with gr.Row():
        since = gr.Textbox(label=text("trail.since"), placeholder="2026-11-01")
        until = gr.Textbox(label=text("trail.until"), placeholder="2026-11-30")
        who = gr.Textbox(label=text("trail.who"))
        acts = [(text("list.all"), ""), *((word(act), key) for key, act in _ACTS.items())]
        act = gr.Dropdown(acts, value="", label=text("trail.act"))
        holding = gr.Textbox(label=text("trail.words"))
    # Typing draws nothing: each look is itself a row of the trail.
    pressed = gr.State(0)
    with gr.Row():
        search = gr.Button(text("trail.search"), variant="primary")
        out = gr.Button(text("trail.export"))
        check = gr.Button(text("trail.verify"))
    verdict = gr.HTML(apply_default_css=False)
    ready = gr.File(label=text("sheets.ready"), visible=False, interactive=False)
    fields = [since, until, who, act, holding]
    asked = gr.State(("", "", "", "", ""))
    paged(frame, lambda visit, offset, given: _listed(frame, visit, offset, given), [asked], above=[pressed])

    def searched(visit: Visit, *given: object) -> tuple[str, ...]:
        _query(given)
        return tuple(words(value) for value in given)

    frame.on(search.click, searched, fields, [asked])
    frame.on(out.click, _exporting(frame), fields, [ready], slow=True)
    frame.on(check.click, lambda visit: _checked(frame, visit), outputs=[verdict], slow=True)


def _listed(frame: Frame, visit: Visit, offset: int, given: object) -> Drawn:
    values = tuple(given) if isinstance(given, tuple | list) else ("",) * 5
    found = frame.workplace.audit.search(
        _query(values), actor=visit.actor, now=visit.now, offset=offset, limit=PAGE_ROWS + 1
    )
    return render("trail.html", rows=found[:PAGE_ROWS]), len(found) > PAGE_ROWS


def _exporting(frame: Frame) -> Callable[..., Any]:
    def exported(visit: Visit, *given: object) -> Any:
        entries = frame.workplace.audit.export(_query(given), actor=visit.actor, now=visit.now)
        # The mark tells spreadsheets that it is UTF-8.
        data = ("\ufeff" + "".join(as_csv(entries))).encode()
        return gr.update(value=download(text("trail.file"), data), visible=True)

    return exported


def _checked(frame: Frame, visit: Visit) -> str:
    return render("trail_verdict.html", verdict=frame.workplace.audit.verify(actor=visit.actor))


def _query(given: tuple[object, ...]) -> AuditQuery:
    since, until, who, act, holding = given
    first, last = day(since), day(until)
    return AuditQuery(
        since=datetime.combine(first, time.min, CHINA) if first else None,
        until=datetime.combine(last + timedelta(days=1), time.min, CHINA) if last else None,
        actor=words(who).strip() or None,
        act=_ACTS.get(words(act)),
        words=words(holding).strip() or None,
    )
