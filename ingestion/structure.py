"""From lines to clauses: 编 章 节 条 款 项, 一、（一）1.（1）①, each with its exact span and heading path.

A numbering is believed when it runs in order; a cross-reference or an amount at the start of a line does not.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from ingestion.article_paragraphs import with_paragraphs
from ingestion.lines import Line, line_at
from ingestion.markers import Level, Marker, find_markers
from ingestion.parts import Break, attachment_list_spans, find_breaks, find_restarts
from ingestion.responsible_units import with_units
from kb.documents import Clause

# A gap in the numbering up to this is a slip of the page, more is another thing.
_LARGEST_GAP = 3
_HEADING_CHARACTERS = 40


@dataclass(slots=True)
class _Open:
    marker: Marker | None  # None for a part (附件1)
    label: str
    heading: str
    start: int
    end: int = 0
    path: tuple["_Open", ...] = field(default=())


def find_clauses(text: str, lines: list[Line]) -> tuple[Clause, ...]:
    """Every numbered part of the document in order of place, parents before their children."""
    markers = _outside(_after_contents(lines, _one_style(find_markers(lines))), attachment_list_spans(lines))
    breaks = find_breaks(lines, markers)
    breaks = sorted([*breaks, *find_restarts(lines, markers, breaks)], key=lambda b: b.start)
    spans = _nest(text, lines, markers, breaks)
    clauses = [_clause(node, text, lines) for node in spans]
    return with_units(with_paragraphs(clauses, lines), text)


def _after_contents(lines: list[Line], markers: list[Marker]) -> list[Marker]:
    """Without the entries of a table of contents (目录), which name every chapter a first time."""
    contents = next((line for line in lines if re.sub(r"\s", "", line.text) in ("目录", "目次")), None)
    if contents is None:
        return markers
    listed = [marker for marker in markers if marker.start > contents.start]
    first = listed[0] if listed else None
    again = next((m for m in listed[1:] if first and (m.level, m.label) == (first.level, first.label)), None)
    if again is None:
        return markers
    return [m for m in markers if m.start < contents.start or m.start >= again.start]


def _one_style(markers: list[Marker]) -> list[Marker]:
    """Without decimals (1.1) unless the document counts by them; 1.3人户家庭 is item 1."""
    labels = {marker.label for marker in markers if marker.level is Level.DECIMAL}
    counts = any(label.endswith(".1") and f"{label[:-1]}2" in labels for label in labels)
    decimals = {marker.start for marker in markers if marker.level is Level.DECIMAL} if counts else set()
    return [m for m in markers if (m.level is Level.DECIMAL) == (m.start in decimals)]


def _outside(markers: list[Marker], spans: list[tuple[int, int]]) -> list[Marker]:
    return [m for m in markers if not any(start <= m.start < end for start, end in spans)]


def _nest(text: str, lines: list[Line], markers: list[Marker], breaks: list[Break]) -> list[_Open]:
    done: list[_Open] = []
    stack: list[_Open] = []
    edges = sorted([b.start for b in breaks] + [len(text)])
    numbered_before = False
    for i, event in enumerate(events := _in_order(markers, breaks)):
        if isinstance(event, Break):
            _close(stack, down_to=0, at=event.start)
            last: dict[Level, int] = {}
            part = event.label or (f"《{event.title}》" if event.title and numbered_before else "")
            following = next((e for e in events[i + 1 :] if isinstance(e, Marker) or e.label or e.title), None)
            if part and (event.label or isinstance(following, Marker)):
                stack.append(_Open(None, part, event.title, event.start))
                done.append(stack[-1])
            continue
        if i == 0:
            last = {}
        edge = edges[bisect_right(edges, event.start)] if event.start < edges[-1] else len(text)
        ahead = [m for m in events[i + 1 : i + 400] if isinstance(m, Marker) and m.start < edge]
        if not _believed(event, last, stack, ahead):
            continue
        _close(stack, down_to=_depth(event, stack, ahead), at=event.start)
        node = _Open(event, event.label, _heading(event, text, lines), event.start, path=tuple(stack))
        stack.append(node)
        done.append(node)
        last[event.level] = event.number
        numbered_before = True
    _close(stack, down_to=0, at=len(text))
    return done


def _in_order(markers: list[Marker], breaks: list[Break]) -> list[Marker | Break]:
    both: list[Marker | Break] = [*breaks, *markers]
    return sorted(both, key=lambda event: (event.start, isinstance(event, Marker)))


def _believed(marker: Marker, last: dict[Level, int], stack: list[_Open], ahead: list[Marker]) -> bool:
    """True when the number is the one that must come here, or begins a run that goes on."""
    if marker.level is Level.DECIMAL:
        return True
    previous = last.get(marker.level)
    goes_on = _goes_on(marker, ahead)
    if marker.number == 1:
        return goes_on or (marker.sure and not marker.inline)
    if previous is None and marker.level is Level.ARTICLE:
        return marker.sure and not marker.inline
    if previous is None:
        return goes_on and marker.sure and not marker.inline and marker.level <= Level.CHINESE_PAREN
    if marker.number == previous:
        return "之" in marker.label
    is_open = any(node.marker and node.marker.level is marker.level for node in stack)
    if marker.inline:
        return marker.number == previous + 1 and is_open
    if not marker.sure and any(m.sure and (m.level, m.number) == (marker.level, marker.number) for m in ahead):
        return False
    # Articles cut out of the copy leave a gap of any size; what follows then counts on.
    if marker.sure and goes_on and marker.level is Level.ARTICLE and marker.number > previous:
        return True
    largest = previous + (_LARGEST_GAP if marker.sure and marker.level <= Level.CHINESE_PAREN else 1)
    return previous < marker.number <= largest


def _goes_on(marker: Marker, ahead: list[Marker]) -> bool:
    """The next of its level counts one further, with nothing further out between."""
    for other in ahead:
        if other.level is marker.level and other.start != marker.start:
            return other.number == marker.number + 1
        if other.sure and other.level < marker.level and other.level <= Level.CHINESE_PAREN and not other.inline:
            return False
    return False


def _depth(marker: Marker, stack: list[_Open], ahead: list[Marker]) -> int:
    """How many of the open clauses stay open above this one."""
    if marker.level is Level.DECIMAL:
        return sum(node.marker is None or marker.label.startswith(f"{node.label}.") for node in stack)
    for depth, node in enumerate(stack):
        if node.marker and node.marker.level is marker.level:
            return depth
    depth = len(stack)
    while depth and (top := stack[depth - 1].marker) and top.level > marker.level:
        if marker.number == 1 and _continues(top, marker, ahead):
            break
        depth -= 1
    return depth


def _continues(outer: Marker, inner: Marker, ahead: list[Marker]) -> bool:
    """The run of outer goes on after inner's, so inner stands inside it against the usual order of levels."""
    for other in ahead:
        if other.sure and other.level < inner.level:
            return False
        if other.level is outer.level:
            return other.number == outer.number + 1 and other.number != 1
    return False


def _close(stack: list[_Open], *, down_to: int, at: int) -> None:
    for node in stack[down_to:]:
        node.end = at
    del stack[down_to:]


def _heading(marker: Marker, text: str, lines: list[Line]) -> str:
    """The words that name the clause: its whole short line, or a short first sentence before more of them."""
    line = line_at(lines, marker.start)
    rest = text[marker.end : line.end].strip()
    if marker.level is Level.ARTICLE:
        named = re.match(r"[【\[（(](.{2,30}?)[】\]）)]", rest)
        return named[1] if named else ""
    if len(rest) <= _HEADING_CHARACTERS and not re.search(r"[。；;，,、：:]", rest) and not marker.inline:
        return re.sub(r"(?<=[\u4e00-\u9fff])[ \u3000]+(?=[\u4e00-\u9fff])", "", rest) if len(rest) < 12 else rest
    first = re.match(r"([^。；;，,：:\s]{2,30})(?:[。：:]|[ \u3000])", rest)
    return first[1] if first and len(rest) > len(first[0]) else ""


def _clause(node: _Open, text: str, lines: list[Line]) -> Clause:
    above = [*node.path, node]
    page = line_at(lines, node.start).block.page
    end = node.start + len(text[node.start : node.end].rstrip())
    return Clause(tuple(n.label for n in above), tuple(n.heading for n in above), node.start, end, page=page)
