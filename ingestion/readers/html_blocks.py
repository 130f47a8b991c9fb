"""An HTML element as blocks: every line a reader of the page sees is one paragraph, every table row one row."""

from dataclasses import dataclass, field

from lxml import html as lxml_html

from ingestion.blocks import Block, BlockKind
from ingestion.readers.tables import Cell, Grid, row_blocks, spread
from ingestion.readers.words import join_lines, one_line

# fmt: off
_LINE_TAGS = frozenset((
    "address", "article", "blockquote", "body", "caption", "center", "dd", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend",
    "li", "main", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
    "ucapcontent", "ul",
))
# fmt: on
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def blocks_of(element: lxml_html.HtmlElement, *, max_cells: int) -> list[Block]:
    """The blocks of the element's content in reading order."""
    flow = _Flow(max_cells)
    flow.walk(element)
    flow.end_line()
    return flow.blocks


@dataclass(slots=True)
class _Flow:
    """Collects inline words into lines and lines into blocks while walking down the tree."""

    max_cells: int
    blocks: list[Block] = field(default_factory=list)
    tables: int = 0
    heading: bool = False
    _line: list[str] = field(default_factory=list)

    def walk(self, element: lxml_html.HtmlElement) -> None:
        if element.tag == "table" and not is_layout_table(element):
            self.end_line()
            self.blocks += row_blocks(_grid(element, self.max_cells), table=self.tables)
            self.tables += 1
            return
        is_line = element.tag in _LINE_TAGS
        if is_line or element.tag == "br":
            self.end_line()
        outer, self.heading = self.heading, self.heading or element.tag in _HEADINGS
        self.add(element.text, preformatted=element.tag == "pre")
        for child in element:
            if isinstance(child.tag, str):
                self.walk(child)
            self.add(child.tail, preformatted=element.tag == "pre")
        if is_line:
            self.end_line()
        self.heading = outer

    def add(self, words: str | None, *, preformatted: bool) -> None:
        if not words:
            return
        if not preformatted:
            self._line.append(words)
            return
        for number, line in enumerate(words.splitlines()):
            if number:
                self.end_line()
            self._line.append(line)

    def end_line(self) -> None:
        text = one_line("".join(self._line))
        self._line.clear()
        if text:
            self.blocks.append(Block(BlockKind.HEADING if self.heading else BlockKind.PARAGRAPH, text))


def is_layout_table(table: lxml_html.HtmlElement) -> bool:
    """Whether the table only places things: it holds another table, or never two cells beside each other."""
    if next(table.iterdescendants("table"), None) is not None:
        return True
    return all(sum(1 for cell in row if cell.tag in {"td", "th"}) <= 1 for row in table.iter("tr"))


def _grid(table: lxml_html.HtmlElement, max_cells: int) -> Grid:
    rows = [
        [
            Cell(_cell_words(cell), _span(cell, "rowspan"), _span(cell, "colspan"), cell.tag == "th")
            for cell in row
            if cell.tag in {"td", "th"}
        ]
        for row in table.iter("tr")
    ]
    return spread(rows, max_cells=max_cells)


def _cell_words(cell: lxml_html.HtmlElement) -> str:
    """The lines of a cell as one; they are lines only because the column is narrow."""
    words = ""
    for block in blocks_of(cell, max_cells=0):
        words = join_lines(words, block.text)
    return words


def _span(cell: lxml_html.HtmlElement, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 6 else 1
