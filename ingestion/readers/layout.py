"""Lines of a printed page, wherever they come from (PDF, OFD, recognised image), put together to paragraphs.

Coordinates are in any unit, x to the right, y downwards. A page of a Chinese document says by indent and line width
where a paragraph ends; no mark in the file does.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from ingestion.blocks import Block, BlockKind
from ingestion.readers.words import join_lines, one_line

_PAGE_NUMBER = re.compile(
    r"^[-—–−·.•一\s]*\d{1,4}[-—–−·.•一\s]*$|^第\s*\d+\s*页.{0,12}$|^\d{1,4}\s*/\s*\d{1,4}$|^Page\s+\d+.{0,10}$",
    re.IGNORECASE,
)
# What a browser prints above and below a page: time and title, address and page of pages.
_BROWSER_PRINT = re.compile(r"^\d{4}/\d{1,2}/\d{1,2},?\s*\d{1,2}:\d{2}|^https?://\S+(?:\s+\d+/\d+)?$|^file:///")
_EDGE = 0.1
# Gaps between pieces of text on one baseline, in heights of the line.
_CELL_GAP = 3.0
_BLANK_GAP = 0.4
_OWN_MARGINS = 12
_ITEM_START = re.compile(
    r"^(?:第[一二三四五六七八九十百千零〇\d]{1,8}[编章节条]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、](?!\d)|附件|附录|抄送)"
)
_SENTENCE_END = tuple("。；！？：.;!?")


@dataclass(frozen=True, slots=True)
class Line:
    """A run of words on one baseline. cells: when it holds several runs far apart, as in a table without rules."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    page: int
    cells: tuple[str, ...] = ()

    @property
    def height(self) -> float:
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page in reading order; number is 1-based."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]


def blocks_of_pages(pages: Sequence[Page]) -> list[Block]:
    """Paragraphs and rows of all pages in order; a block is on the page where it begins."""
    joined: list[Line] = []
    blocks: list[Block] = []
    whole = _Margins.of([line for page in pages for line in page.lines])
    # A page of its own layout (an annex in narrower type) is judged by its own margins.
    margins = {page.number: _Margins.of(page.lines) if len(page.lines) >= _OWN_MARGINS else whole for page in pages}
    for line in (line for page in pages for line in page.lines):
        above = joined[-1] if joined else None
        if above and not (margins[above.page].is_full(above) and margins[line.page].continues(above, line)):
            blocks.append(_block(joined))
            joined = []
        joined.append(line)
    return [block for block in [*blocks, *([_block(joined)] if joined else [])] if block.text]


def without_running_lines(pages: Sequence[Page]) -> list[Page]:
    """The pages without what is printed at the edge of every page."""
    seen: dict[str, set[int]] = {}
    for page in pages:
        for line in _edge_lines(page):
            seen.setdefault(_pattern(line.text), set()).add(page.number)
    often = {pattern for pattern, on in seen.items() if len(on) >= max(2, (len(pages) + 1) // 2)}
    return [replace(page, lines=tuple(_without_edges(page, often))) for page in pages]


def rows_of(pieces: Sequence[Line]) -> list[Line]:
    """Pieces of text on one baseline as one line, from top to bottom and left to right."""
    rows: list[list[Line]] = []
    for piece in sorted(pieces, key=lambda line: line.top + line.bottom):
        row = next((row for row in reversed(rows[-4:]) if _on_one_baseline(row[0], piece)), None)
        if row is None:
            rows.append([piece])
        else:
            row.append(piece)
    return [_joined_row(sorted(row, key=lambda line: line.left)) for row in rows]


def _on_one_baseline(line: Line, piece: Line) -> bool:
    overlap = min(line.bottom, piece.bottom) - max(line.top, piece.top)
    return overlap > 0.5 * min(line.height, piece.height)


def _joined_row(row: Sequence[Line]) -> Line:
    runs: list[str] = [""]
    for before, piece in zip([None, *row], row, strict=False):
        gap = piece.left - before.right if before else 0.0
        if gap > _CELL_GAP * piece.height:
            runs.append("")
        runs[-1] += (" " if runs[-1] and gap > _BLANK_GAP * piece.height else "") + piece.text
    top, bottom = min(piece.top for piece in row), max(piece.bottom for piece in row)
    cells = tuple(runs) if len(runs) > 1 else ()
    return Line(" ".join(runs), row[0].left, max(piece.right for piece in row), top, bottom, row[0].page, cells)


def _without_edges(page: Page, often: set[str]) -> list[Line]:
    running = [
        line
        for line in _edge_lines(page)
        if _PAGE_NUMBER.match(line.text) or _BROWSER_PRINT.match(line.text) or _pattern(line.text) in often
    ]
    # The title beside the time in a browser's print, the page number beside the address.
    return [
        line
        for line in page.lines
        if not any(
            abs(line.bottom - edge.bottom) < 0.5 * min(line.height, edge.height) or line is edge for edge in running
        )
    ]


def _edge_lines(page: Page) -> list[Line]:
    top, bottom = page.height * _EDGE, page.height * (1 - _EDGE)
    at_edge = [line for line in page.lines if line.bottom <= top or line.top >= bottom]
    lowest = max(page.lines, key=lambda line: line.bottom, default=None)
    # Wide margins put “— 1 —” further in, but nothing below it.
    if lowest is not None and lowest not in at_edge and _PAGE_NUMBER.match(lowest.text) and not lowest.text.isdigit():
        at_edge.append(lowest)
    return at_edge


def _pattern(text: str) -> str:
    return re.sub(r"\d+", "#", "".join(text.split()))


def _block(lines: Sequence[Line]) -> Block:
    first = lines[0]
    if first.cells:
        cells = tuple(map(one_line, first.cells))
        return Block(BlockKind.TABLE_ROW, "\t".join(filter(None, cells)), first.page, cells)
    text = ""
    for line in lines:
        text = join_lines(text, line.text)
    return Block(BlockKind.PARAGRAPH, one_line(text), first.page)


@dataclass(frozen=True, slots=True)
class _Margins:
    """Where the lines of running text begin and end, and how high they are, over the whole document."""

    left: float
    right: float
    height: float
    has_indents: bool

    @classmethod
    def of(cls, lines: Sequence[Line]) -> "_Margins":
        if not lines:
            return cls(0, 0, 1, has_indents=False)
        # The height most characters have: small print in tables makes many short lines.
        height = median(line.height for line in lines for _ in line.text) or 1
        long = sorted(lines, key=lambda line: line.right - line.left)[len(lines) // 2 :]
        left = min(_usual([line.left for line in long], height))
        right = max(_usual([line.right for line in long], height))
        indented = sum(1 for line in lines if 1.2 * height < line.left - left < 3 * height)
        return cls(left, right, height, has_indents=indented * 12 > len(lines))

    def is_full(self, line: Line) -> bool:
        """Whether the line reaches the right margin; titles in large type never need to."""
        return line.right >= self.right - 2.2 * self.height or line.height > 1.2 * self.height

    def continues(self, above: Line, line: Line) -> bool:
        """Whether the line goes on with the paragraph of the line above it."""
        if above.cells or line.cells:
            return False
        same_page = above.page == line.page
        if same_page and (line.top - above.bottom > 1.6 * self.height or line.top < above.top):
            return False
        if max(above.height, line.height) > 1.25 * min(above.height, line.height):
            return False
        if line.height > 1.2 * self.height and same_page:
            # A title in large type is centred over several lines.
            centred = abs((line.left - self.left) - (self.right - line.right)) < line.height
            return centred and not above.text.endswith(_SENTENCE_END) and not _starts_item(line)
        if line.left > self.left + 0.9 * self.height:
            # A hanging indent keeps the left edge of the line above.
            return not self.has_indents and abs(line.left - above.left) < 0.5 * self.height and not _starts_item(line)
        return self.has_indents or not (_starts_item(line) and above.text.endswith(_SENTENCE_END))


def _usual(edges: Sequence[float], height: float) -> list[float]:
    """The places where at least every eighth line begins (or ends)."""
    return [edge for edge in edges if sum(abs(other - edge) < height / 3 for other in edges) * 8 >= len(edges)] or list(
        edges
    )


def _starts_item(line: Line) -> bool:
    return bool(_ITEM_START.match(line.text))
