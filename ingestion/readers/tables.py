"""Tables of any format: cells that span rows and columns become a full grid, rows become blocks."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingestion.blocks import Block, BlockKind
from ingestion.errors import Refused

MAX_COLUMNS = 256
MAX_SPAN_ROWS = 5_000
_HEADER_CELL_CHARACTERS = 30


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as the source states it; spans count itself."""

    text: str
    rows: int = 1
    columns: int = 1
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """rows: words of every column, merged cells repeated, all rows equally wide.

    own_words: of each row the words of the cells that begin in it, a tab between. A cell merged down from an earlier
    row is not said again there: repeated, it would make a row of words that stand nowhere in the source.
    headers: how many rows head the table; first_header: index of the first of them, a caption may stand above.
    """

    rows: tuple[tuple[str, ...], ...]
    own_words: tuple[str, ...]
    first_header: int
    headers: int

    def is_header(self, index: int) -> bool:
        return self.first_header <= index < self.first_header + self.headers


def spread(rows: Sequence[Sequence[Cell]], *, max_cells: int) -> Grid:
    """Lay cells out as a browser would: a cell takes the next free columns and keeps them for its rows.

    Raises Refused when the spans add up to more than max_cells.
    """
    placed: list[dict[int, Cell]] = [{} for _ in rows]
    count = 0
    for row_index, row in enumerate(rows):
        column = 0
        for cell in row:
            while column in placed[row_index]:
                column += 1
            width = min(max(cell.columns, 1), MAX_COLUMNS)
            last = min(row_index + min(max(cell.rows, 1), MAX_SPAN_ROWS), len(rows))
            count += width * (last - row_index)
            if count > max_cells:
                raise Refused("表格过大（合并单元格展开后超过上限），请拆分后重新提交")
            for covered in placed[row_index:last]:
                covered.update((at, cell) for at in range(column, column + width) if at not in covered)
            column += width
    return _grid(rows, placed)


def row_blocks(grid: Grid, *, table: int, page: int | None = None) -> list[Block]:
    """The rows of a table as blocks; a row that is one merged cell is still a row."""
    return [
        Block(BlockKind.TABLE_ROW, grid.own_words[index], page, row, grid.is_header(index), table)
        for index, row in enumerate(grid.rows)
    ]


def _grid(rows: Sequence[Sequence[Cell]], placed: Sequence[dict[int, Cell]]) -> Grid:
    width = min(max((max(row, default=-1) + 1 for row in placed), default=0), MAX_COLUMNS)
    empty = Cell("")
    kept: list[list[Cell]] = []
    own_words: list[str] = []
    for own, covered in zip(rows, placed, strict=True):
        words = "\t".join(cell.text for cell in own if cell.text)
        if words:
            kept.append([covered.get(column, empty) for column in range(width)])
            own_words.append(words)
    first, headers = _find_header(kept)
    return Grid(tuple(tuple(cell.text for cell in row) for row in kept), tuple(own_words), first, headers)


def _find_header(grid: Sequence[Sequence[Cell]]) -> tuple[int, int]:
    """(first row, number of rows) of the header; (0, 0) where none is certain, as in forms to fill in."""
    for index, row in enumerate(grid[:3]):
        if _cells(row) == 1 and len(row) > 1:
            continue  # a caption over all columns
        depth = min(max((cell.rows for cell in row), default=1), 3)
        body = grid[index + depth :]
        # A table has the columns of its header all the way down; a form is laid out anew in every row.
        alike = sum(_cells(below) == _cells(grid[index + depth - 1]) for below in body) if body else 0
        return (index, depth) if _looks_like_header(row) and alike * 2 > len(body) else (0, 0)
    return (0, 0)


def _cells(row: Sequence[Cell]) -> int:
    return len({id(cell) for cell in row})


def _looks_like_header(row: Sequence[Cell]) -> bool:
    if len(row) < 2:
        return False
    if all(cell.is_heading for cell in row):
        return True
    short = all(cell.text and len(cell.text) <= _HEADER_CELL_CHARACTERS for cell in row)
    named = not any(cell.text.replace(".", "").isdigit() or cell.text.endswith("。") for cell in row)
    distinct = len({cell.text for cell in row}) == _cells(row)
    return short and named and distinct
