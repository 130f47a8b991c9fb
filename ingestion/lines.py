"""The canonical text of a document, with the span every block has in it."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from ingestion.blocks import Block, BlockKind


@dataclass(frozen=True, slots=True)
class Line:
    """A block at its place in the text: text[start:end] == block.text."""

    block: Block
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words of the line."""
        return self.block.text

    @property
    def is_row(self) -> bool:
        """True for a row of a table."""
        return self.block.kind is BlockKind.TABLE_ROW


def lay_out(blocks: tuple[Block, ...] | list[Block]) -> tuple[str, list[Line]]:
    """The blocks joined by line breaks, and where each of them stands; blocks without words are left out."""
    lines: list[Line] = []
    position = 0
    for block in blocks:
        if block.text.strip():
            lines.append(Line(block, position, position + len(block.text)))
            position += len(block.text) + 1
    return "\n".join(line.text for line in lines), lines


def line_at(lines: list[Line], position: int) -> Line:
    """The line in which position stands; of a position between two lines the one before."""
    return lines[max(0, bisect_right(lines, position, key=lambda line: line.start) - 1)]


def lines_within(lines: list[Line], start: int, end: int) -> list[Line]:
    """The lines that have words in [start, end)."""
    first = max(0, bisect_right(lines, start, key=lambda line: line.start) - 1)
    last = bisect_left(lines, end, key=lambda line: line.start)
    return [line for line in lines[first:last] if line.end > start]


def paragraphs(text: str) -> list[Block]:
    """Plain text as blocks, one a line; Markdown's heading signs become headings and leave the words."""
    blocks = []
    for raw in text.splitlines():
        words = raw.strip()
        marked = words.lstrip("#")
        is_heading = marked != words and marked.startswith((" ", "\u3000"))
        if marked.strip() if is_heading else words:
            kind = BlockKind.HEADING if is_heading else BlockKind.PARAGRAPH
            blocks.append(Block(kind, marked.strip() if is_heading else words))
    return blocks
