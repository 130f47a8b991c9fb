"""报表: the scorecards of a quarter, with bars drawn by ourselves, and as a spreadsheet."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import gradio as gr

from admin_ui.files_out import download
from admin_ui.forms import unit_field, words
from admin_ui.frame import Frame, Visit
from admin_ui.rendering import render
from admin_ui.words import text
from governance.access import Act
from governance.clocks import DutyKind
from governance.columns import Column
from governance.quarters import Quarter
from governance.scorecard_values import Scorecard
from kb.moments import china_day

_QUARTERS = 8
_BAR_WIDTH = 360


# The shares of the quarter that people are asked about, as named in Satisfaction, with their words in words.toml.
_SHARES = ("contacted", "solved", "satisfied", "judged")


@dataclass(frozen=True, slots=True)
class Bar:
    """Of one unit: what was done in time, done late, is overdue, is not due yet; whole: all of it, without waived."""

    card: Scorecard
    in_time: int
    late: int
    overdue: int
    open: int
    whole: int
    rate: float | None


def build(frame: Frame) -> None:
    """The quarter and the unit are chosen above; the newest quarter stands there first."""
    with gr.Row():
        quarter = gr.Dropdown([], label=text("reports.quarter"))
        unit = unit_field(frame, Act.SEE_REPORTS, label="form.unit_filter", optional=True)
        out = gr.Button(text("sheets.export"), scale=0, min_width=120)
    ready = gr.File(label=text("sheets.ready"), visible=False, interactive=False)
    table = gr.HTML(apply_default_css=False)

    def begun(visit: Visit) -> tuple[Any, ...]:
        quarters = _quarters(visit)
        return gr.update(choices=quarters, value=quarters[0]), _drawn(frame, visit, quarters[0], "")

    def exported(visit: Visit, quarter: object, unit: object) -> Any:
        asked = Quarter.parse(words(quarter))
        data = frame.workplace.scorecards.as_sheet(visit.actor, asked, now=visit.now, unit_id=words(unit) or None)
        return gr.update(value=download(f"{text('pages.reports')}{asked}.xlsx", data), visible=True)

    frame.load(begun, outputs=[quarter, table])
    for field in (quarter, unit):
        frame.on(field.change, lambda visit, *given: _drawn(frame, visit, *given), [quarter, unit], [table])
    frame.on(out.click, exported, [quarter, unit], [ready], slow=True)


def _quarters(visit: Visit) -> list[str]:
    """This quarter and those before it, the newest first."""
    last = Quarter.of(china_day(visit.now))
    whole = last.year * 4 + last.number - 1
    return [str(Quarter(at // 4, at % 4 + 1)) for at in range(whole, whole - _QUARTERS, -1)]


def _drawn(frame: Frame, visit: Visit, quarter: object, unit: object) -> Any:
    if not words(quarter):
        return gr.skip()
    asked = Quarter.parse(words(quarter))
    cards = frame.workplace.scorecards.of(visit.actor, asked, now=visit.now, unit_id=words(unit) or None)
    bars = [_bar(card) for card in cards]
    most = max((bar.whole for bar in bars), default=0) or 1
    return render(
        "reports.html",
        quarter=asked,
        bars=bars,
        scale=_BAR_WIDTH / most,
        kinds=tuple(DutyKind),
        columns=tuple(Column),
        shares=[(name, text(f"reports.{name}"), text(f"reports.{name}_how")) for name in _SHARES],
        on=min(china_day(visit.now), (asked.ends - timedelta(days=1)).date()),
    )


def _bar(card: Scorecard) -> Bar:
    owing = card.owing.values()
    in_time, late = sum(one.in_time for one in owing), sum(one.late for one in owing)
    overdue = sum(one.overdue for one in owing)
    whole = sum(one.due - one.waived for one in owing)
    decided = in_time + late + overdue
    rate = in_time / decided if decided else None
    return Bar(card, in_time, late, overdue, whole - decided, whole, rate)
