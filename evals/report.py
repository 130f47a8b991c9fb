"""The report as one HTML page: the figures, the plots, and the worst cases to look at; and every case as JSON Lines."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from evals.errors import EvaluationError

WORST = 40
_STYLE = (
    "body{font:15px/1.6 sans-serif;max-width:70em;margin:2em auto;padding:0 1em}table{border-collapse:collapse}"
    "td,th{border:1px solid #ccc;padding:.2em .6em;text-align:left;vertical-align:top}td.n{text-align:right}"
    "svg{max-width:100%;height:auto;display:block;margin:1em 0}td{white-space:pre-wrap}"
)

Figures = Mapping[str, float]
Case = Mapping[str, object]


@dataclass(frozen=True)
class Report:
    """What a measurement found.

    systems: figures by system, jiedu first. kinds: figures of jiedu by kind of question. plots: heading -> SVG.
    cases: every question with its outcome, the worst first.
    """

    title: str
    systems: Mapping[str, Figures]
    kinds: Mapping[str, Figures] = field(default_factory=dict)
    plots: Mapping[str, str] = field(default_factory=dict)
    cases: Sequence[Case] = ()

    def write(self, folder: Path, name: str) -> Path:
        """name.html and name.jsonl lie in the folder; returns the page. Raises EvaluationError."""
        page = folder / f"{name}.html"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            page.write_text(self._page(), encoding="utf-8")
            rows = (json.dumps(case, ensure_ascii=False) + "\n" for case in self.cases)
            (folder / f"{name}.jsonl").write_text("".join(rows), encoding="utf-8")
        except OSError as error:
            raise EvaluationError(f"the report cannot be written to {folder}: {error}") from error
        return page

    def _page(self) -> str:
        plots = "".join(f"<h2>{escape(title)}</h2>{svg}" for title, svg in self.plots.items())
        return (
            f'<!doctype html><html lang="zh"><meta charset="utf-8"><title>{escape(self.title)}</title>'
            f"<style>{_STYLE}</style><h1>{escape(self.title)}</h1>{_table(self.systems)}"
            + (f"<h2>各类问题</h2>{_table(self.kinds)}" if self.kinds else "")
            + f"{plots}<h2>最差的 {min(WORST, len(self.cases))} 例</h2>{_cases(self.cases[:WORST])}</html>"
        )


def _table(systems: Mapping[str, Figures]) -> str:
    names = list(dict.fromkeys(name for figures in systems.values() for name in figures))
    head = "".join(f"<th>{escape(name)}</th>" for name in ("", *names))
    rows = "".join(
        f"<tr><th>{escape(system)}</th>"
        + "".join(f'<td class="n">{show(figures.get(n))}</td>' for n in names)
        + "</tr>"
        for system, figures in systems.items()
    )
    return f"<table><tr>{head}</tr>{rows}</table>"


def _cases(cases: Sequence[Case]) -> str:
    if not cases:
        return ""
    names = list(cases[0])
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(_cell(case.get(name)))}</td>" for name in names) + "</tr>" for case in cases
    )
    return f"<table><tr>{head}</tr>{rows}</table>"


def _cell(value: object) -> str:
    if isinstance(value, float):
        return show(value)
    if isinstance(value, list | tuple):
        return "\n".join(map(str, value))
    return "" if value is None else str(value)


def show(value: float | None) -> str:
    """Whole numbers whole, shares with three digits, milliseconds with one."""
    if value is None:
        return ""
    if float(value).is_integer() and abs(value) > 1:
        return str(int(value))
    return f"{value:.3f}" if abs(value) <= 1 else f"{value:.1f}"
