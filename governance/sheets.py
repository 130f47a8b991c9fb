"""Spreadsheets in and out: tables with a head row, read within bounds, written so that no cell is a formula."""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from governance.errors import Refused

# A quarter of a second to import, and every command of the terminal would wait for it: loaded where a sheet is.
if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

MOST_BYTES = 8 * 1024 * 1024
MOST_UNPACKED = 64 * 1024 * 1024
_MOST_COLUMNS = 60
_HEAD_WITHIN = 20
_PROLOGUE = 4096
_DAMAGED = (
    zipfile.BadZipFile,
    OSError,
    KeyError,
    ValueError,
    IndexError,
    SyntaxError,
    TypeError,
    AttributeError,
    NotImplementedError,
    EOFError,
    RuntimeError,
)
# What XML cannot hold; a spreadsheet with such a character is not opened by anything.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of a table: its number in the sheet, counted as people see it, and its cells by column."""

    number: int
    cells: dict[str, str]


def read_sheet(data: bytes, *, columns: Sequence[str], needed: Sequence[str], most_rows: int) -> list[SheetRow]:
    """The rows of the first sheet that has these columns in one of its first rows; empty rows are left out.

    Raises Refused naming what is wrong: no spreadsheet, too large, no such head, too many rows.
    """
    from openpyxl import load_workbook  # noqa: PLC0415 - heavy, see the head of this file
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    if len(data) > MOST_BYTES:
        raise Refused("sheet_too_large", limit=MOST_BYTES // 1024 // 1024)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            _check_parts(packed)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(max_col=_MOST_COLUMNS, max_row=most_rows + _HEAD_WITHIN + 1, values_only=True)
        found = _table([[_words(value) for value in row] for row in rows], columns, needed)
    except Refused:
        raise
    # The packer, the XML parser and openpyxl each raise their own for a damaged or hostile file.
    except (*_DAMAGED, InvalidFileException):
        raise Refused("sheet_unreadable") from None
    if len(found) > most_rows:
        raise Refused("sheet_too_long", limit=most_rows)
    return found


def write_sheets(sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[object]]]]) -> bytes:
    """A workbook of sheets, each a name, its columns and its rows; every text stays a text."""
    from openpyxl import Workbook  # noqa: PLC0415 - heavy, see the head of this file

    book = Workbook(write_only=True)
    for name, columns, rows in sheets:
        sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", name)[:31])
        for row in ([*columns], *rows):
            sheet.append([_cell(sheet, value) for value in row])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _check_parts(packed: zipfile.ZipFile) -> None:
    """Bounded when unpacked, and no part declares entities: a short text of them unfolds to gigabytes."""
    if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
        raise Refused("sheet_too_large", limit=MOST_UNPACKED // 1024 // 1024)
    for part in packed.infolist():
        with packed.open(part) as opened:
            if b"<!DOCTYPE" in opened.read(_PROLOGUE).replace(b"\0", b""):
                raise Refused("sheet_unreadable")


def _table(rows: list[list[str]], columns: Sequence[str], needed: Sequence[str]) -> list[SheetRow]:
    for place, row in enumerate(rows[:_HEAD_WITHIN]):
        heads = {re.sub(r"\s", "", words): index for index, words in enumerate(row) if words}
        if all(name in heads for name in needed):
            known = {name: heads[name] for name in columns if name in heads}
            return [
                SheetRow(number, cells)
                for number, held in enumerate(rows[place + 1 :], start=place + 2)
                if any((cells := {name: held[index] for name, index in known.items()}).values())
            ]
    raise Refused("sheet_without_head", columns="、".join(needed))


def _words(value: object) -> str:
    return "" if value is None else _CONTROL.sub("", str(value)).strip()


def _cell(sheet: "WriteOnlyWorksheet", value: object) -> object:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - heavy, see the head of this file

    if value is None or isinstance(value, (int, float)):
        return value
    cell = WriteOnlyCell(sheet, _CONTROL.sub("", str(value))[:32_000])
    # A text such as =HYPERLINK(…) written by one person must not become a formula on another's desk.
    cell.data_type = "s"
    return cell
