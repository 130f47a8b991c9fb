"""How jiedu ask --explain shows the way to an answer: the steps, the candidates with the parts of their score."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.answers import AnswerStatus
from channels.words import word

Line = Mapping[str, Any]
"""One line of a trace: step, ms, what the step noted, what changed."""

# Longer notes are whole in --json.
_LONGEST_NOTE = 160
_SHOWN_TERMS = 12


def show_explanation(console: Console, trace: Sequence[Line], timings_ms: Mapping[str, float]) -> None:
    """The tables, on the console."""
    words = tomllib.loads(files("service.commands").joinpath("explaining.toml").read_text("utf-8"))
    heading = words["heading"]
    steps = Table(title=heading["steps"], title_justify="left", show_lines=True, header_style="bold")
    steps.add_column(heading["step"], no_wrap=True)
    steps.add_column(heading["ms"], justify="right", no_wrap=True)
    steps.add_column(heading["told"], overflow="fold")
    for line in trace:
        spent = f"{line['ms']:.1f}" if "ms" in line else ""
        name = words["step"].get(line["step"], line["step"])
        steps.add_row(Text(name), spent, Text("\n".join(_notes(line, words))))
    steps.add_row(heading["total"], f"{timings_ms.get('total', 0.0):.1f}", "")
    console.print(steps)
    candidates = [one for line in trace for one in line.get("candidates", ())]
    if candidates:
        console.print(_candidates(candidates, words))


def _candidates(candidates: Sequence[Line], words: Mapping[str, Mapping[str, str]]) -> Table:
    heading = words["heading"]
    table = Table(title=heading["candidates"], title_justify="left", show_lines=True, header_style="bold")
    table.add_column(heading["place"], justify="right")
    table.add_column(heading["title"], overflow="fold", ratio=2)
    table.add_column(heading["score"], justify="right", no_wrap=True)
    table.add_column(heading["validity"], no_wrap=True)
    table.add_column(heading["parts"], overflow="fold", ratio=3)
    for place, one in enumerate(candidates, start=1):
        parts = _parts(one.get("parts", {}), words)
        table.add_row(str(place), Text(str(one["title"])), f"{one['score']:.3f}", Text(str(one["validity"])), parts)
    return table


def _parts(parts: Mapping[str, float], words: Mapping[str, Mapping[str, str]]) -> Text:
    """The largest first."""
    ordered = sorted(parts.items(), key=lambda part: -abs(part[1]))
    return Text("  ".join(f"{words['part'].get(name, name)} {value:g}" for name, value in ordered))


def _notes(line: Line, words: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    noted = {name: value for name, value in line.items() if name not in {"step", "ms", "candidates", "changed"}}
    noted.update({name: value for name, value in line.get("changed", {}).items() if name not in noted})
    for name, value in noted.items():
        told = _told(name, value, words)
        if told:
            yield f"{words['note'].get(name, name)}：{told}"


def _told(name: str, value: object, words: Mapping[str, Mapping[str, str]]) -> str:
    if value is None or value in ("", [], {}, False):
        return ""
    if value is True:
        return words["value"]["yes"]
    if name == "status":
        return word(AnswerStatus(value))
    if name == "aspects" and isinstance(value, Sequence):
        return "、".join(words["aspect"].get(str(one), str(one)) for one in value)
    if name == "terms" and isinstance(value, Sequence):
        rarest = sorted(value, key=lambda term: -float(term[1]))[:_SHOWN_TERMS]
        return "  ".join("/".join([str(term[0]), *map(str, term[2:])]) + f" {term[1]}" for term in rarest)
    if isinstance(value, Mapping):
        return _parts({str(key): float(number) for key, number in value.items()}, words).plain
    if isinstance(value, list | tuple):
        return _cut("；".join("→".join(map(str, one)) if isinstance(one, list | tuple) else str(one) for one in value))
    return _cut(str(value))


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST_NOTE else flat[: _LONGEST_NOTE - 1] + "…"
