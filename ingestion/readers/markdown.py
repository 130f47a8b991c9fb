"""Markdown as blocks: markers are formatting, only the words (and the printed numbers of lists) stay."""

from collections.abc import Sequence
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingestion.blocks import Block, BlockKind
from ingestion.readers.tables import Cell, row_blocks, spread
from ingestion.readers.words import join_lines, one_line, visible

_MAX_CELLS = 200_000
_ENDS = tuple("。；：！？.;:!?”）")


def markdown_blocks(text: str) -> list[Block]:
    """Headings, lines and table rows in reading order."""
    tokens = MarkdownIt("commonmark", {"html": False}).enable("table").parse(visible(text))
    blocks: list[Block] = []
    number, heading, index, tables = "", False, 0, 0
    while index < len(tokens):
        token = tokens[index]
        if token.type == "table_open":
            end = next(at for at in range(index, len(tokens)) if tokens[at].type == "table_close")
            blocks += _table(tokens[index:end], table=tables)
            tables += 1
            index = end
        elif token.type == "list_item_open":
            number = f"{token.info}{token.markup}" if token.info else ""
        elif token.type == "heading_open":
            heading = True
        elif token.type == "inline":
            kind = BlockKind.HEADING if heading else BlockKind.PARAGRAPH
            lines = _lines(token)
            if lines and number:
                lines[0] = f"{number} {lines[0]}"
            blocks += [Block(kind, line) for line in lines]
            number, heading = "", False
        elif token.type in {"code_block", "fence"}:
            blocks += [Block(BlockKind.PARAGRAPH, line) for line in map(one_line, token.content.split("\n")) if line]
        index += 1
    return blocks


def _lines(inline: Token) -> list[str]:
    """The lines of a paragraph; one that breaks off in mid-sentence continues on the next."""
    raw = [""]
    for child in inline.children or []:
        if child.type in {"softbreak", "hardbreak"}:
            raw.append("")
        elif child.type != "image":
            raw[-1] += child.content
    lines: list[str] = []
    for line in filter(None, map(one_line, raw)):
        if lines and not lines[-1].endswith(_ENDS):
            lines[-1] = join_lines(lines[-1], line)
        else:
            lines.append(line)
    return lines


def _table(tokens: Sequence[Token], *, table: int) -> list[Block]:
    rows: list[list[Cell]] = []
    for before, token in pairwise(tokens):
        if before.type == "tr_open":
            rows.append([])
        if token.type == "inline" and before.type in {"td_open", "th_open"}:
            rows[-1].append(Cell("".join(_lines(token)), is_heading=before.type == "th_open"))
    return row_blocks(spread(rows, max_cells=_MAX_CELLS), table=table)
