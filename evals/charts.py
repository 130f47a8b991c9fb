"""Plots as SVG, drawn by hand: two kinds are all the report needs, and a page with them opens anywhere."""

from collections.abc import Mapping, Sequence
from html import escape

_WIDTH, _HEIGHT, _MARGIN = 640, 300, 44
_COLOURS = ("#1a5fb4", "#c64600", "#26a269", "#813d9c", "#9a6700", "#5e5c64")


def lines(curves: Mapping[str, Sequence[tuple[float, float]]], *, across: str, up: str) -> str:
    """Curves of points in 0..1 by 0..1, each in its colour with its name. across, up: what the axes are."""
    drawn = [
        f'<polyline fill="none" stroke="{_colour(i)}" stroke-width="2" points="'
        + " ".join(f"{_x(x):.1f},{_y(y):.1f}" for x, y in points)
        + '"/>'
        for i, points in enumerate(curves.values())
    ]
    return _svg([*_axes(across, up), *drawn, *_legend(list(curves))])


def bars(groups: Mapping[str, Mapping[str, float]], *, up: str) -> str:
    """Groups of bars, each bar a value in 0..1; the bars of all groups have the same names."""
    names = list(dict.fromkeys(name for group in groups.values() for name in group))
    step = (_WIDTH - 2 * _MARGIN) / max(len(groups), 1)
    width = 0.8 * step / max(len(names), 1)
    drawn = []
    for place, (title, group) in enumerate(groups.items()):
        left = _MARGIN + (place + 0.1) * step
        middle = left + 0.4 * step
        drawn.append(f'<text x="{middle:.1f}" y="{_HEIGHT - _MARGIN + 16}" text-anchor="middle">{escape(title)}</text>')
        for i, name in enumerate(names):
            top = _y(group.get(name, 0.0))
            told = f"<title>{escape(name)} {group.get(name, 0.0):.3f}</title>"
            drawn.append(
                f'<rect x="{left + i * width:.1f}" y="{top:.1f}" width="{width * 0.9:.1f}" '
                f'height="{_y(0) - top:.1f}" fill="{_colour(i)}">{told}</rect>'
            )
    return _svg([*_axes("", up), *drawn, *_legend(names)])


def histogram(values: Sequence[float], *, across: str) -> str:
    """How the values, in 0..1, are spread over tenths."""
    counts = [0] * 10
    for value in values:
        counts[min(int(value * 10), 9)] += 1
    most = max(counts, default=0) or 1
    points = {f"{i / 10:.1f}": {across: count / most} for i, count in enumerate(counts)}
    return bars(points, up=f"1 = {most}")


def _axes(across: str, up: str) -> list[str]:
    grid = [
        f'<line x1="{_MARGIN}" x2="{_WIDTH - _MARGIN}" y1="{_y(v):.1f}" y2="{_y(v):.1f}" stroke="#ddd"/>'
        f'<text x="{_MARGIN - 6}" y="{_y(v) + 4:.1f}" text-anchor="end">{v:.2g}</text>'
        for v in (0, 0.25, 0.5, 0.75, 1)
    ]
    names = [
        f'<text x="{_WIDTH / 2}" y="{_HEIGHT - 8}" text-anchor="middle">{escape(across)}</text>',
        f'<text x="{_MARGIN}" y="14">{escape(up)}</text>',
    ]
    if across:
        names += [
            f'<text x="{_x(v):.1f}" y="{_HEIGHT - _MARGIN + 16}" text-anchor="middle">{v:.2g}</text>'
            for v in (0, 0.25, 0.5, 0.75, 1)
        ]
    return grid + names


def _legend(names: Sequence[str]) -> list[str]:
    return [
        f'<text x="{_WIDTH - _MARGIN}" y="{28 + 16 * i}" text-anchor="end" fill="{_colour(i)}">{escape(name)}</text>'
        for i, name in enumerate(names)
    ]


def _svg(parts: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" font-size="12" font-family="sans-serif" '
        f'xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'
    )


def _x(value: float) -> float:
    return _MARGIN + value * (_WIDTH - 2 * _MARGIN)


def _y(value: float) -> float:
    return _HEIGHT - _MARGIN - value * (_HEIGHT - 2 * _MARGIN)


def _colour(place: int) -> str:
    return _COLOURS[place % len(_COLOURS)]
