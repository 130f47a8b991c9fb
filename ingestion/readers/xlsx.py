"""Excel workbooks (XLSX): every visible sheet, cells as they show, merged cells in full."""

import io
import zipfile
from datetime import date, datetime, time
from decimal import Decimal

import openpyxl
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from ingestion.blocks import RawDocument, ReadDocument
from ingestion.errors import Refused, Unreadable
from ingestion.limits import Limits
from ingestion.readers.package import Package
from ingestion.readers.sheets import cells_of, one_document_of_tables, sheet_documents
from ingestion.readers.words import one_line

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def read(raw: RawDocument, limits: Limits) -> list[ReadDocument]:
    """One document of all sheets, or a record a row. Raises Unreadable or Refused."""
    Package(raw, limits)
    try:
        # Values as last computed by Excel; formulas are nothing a citizen reads.
        workbook = openpyxl.load_workbook(io.BytesIO(raw.data), data_only=True)
    except (
        InvalidFileException,
        KeyError,
        ValueError,
        TypeError,
        zipfile.BadZipFile,
        SyntaxError,
        IndexError,
    ) as error:
        raise Unreadable(f"Excel 工作簿“{raw.name}”已损坏，请重新另存为 xlsx 后提交") from error
    documents: list[ReadDocument] = []
    for number, sheet in enumerate(workbook.worksheets):
        if sheet.sheet_state == "visible":
            documents += _sheet(sheet, number, raw.name, limits)
    if not documents:
        raise Unreadable(f"Excel 工作簿“{raw.name}”里没有内容，请检查后重新提交")
    return one_document_of_tables(documents)


def _sheet(sheet: Worksheet, number: int, name: str, limits: Limits) -> list[ReadDocument]:
    values: dict[tuple[int, int], str] = {}
    # Only cells that exist: a sheet may claim a million rows because somebody coloured a column.
    for (row, column), cell in sheet._cells.items():
        text = _shown(cell) if isinstance(cell, SheetCell) else ""
        if text:
            values[row - 1, column - 1] = text
    if not values:
        return []
    rows = max(row for row, _ in values) + 1
    columns = max(column for _, column in values) + 1
    if rows * columns > limits.table_cells:
        raise Refused(f"“{name}”的工作表“{sheet.title}”过大（{rows} 行 × {columns} 列），请拆分后重新提交")
    merged = [
        (area.min_row - 1, area.max_row - 1, area.min_col - 1, area.max_col - 1) for area in sheet.merged_cells.ranges
    ]
    cells = cells_of(values, merged, rows=rows, columns=columns)
    return sheet_documents(cells, name=name, media_type=MEDIA_TYPE, sheet=number, limits=limits)


def _shown(cell: SheetCell) -> str:
    """The value much as the sheet shows it."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float | Decimal):
        return number_shown(float(value), percent="%" in (cell.number_format or ""))
    return one_line(str(value))


def number_shown(value: float, *, percent: bool) -> str:
    """Without the noise of binary fractions: 0.1 + 0.2 shows as 0.3."""
    shown = value * 100 if percent else value
    text = f"{shown:.10f}".rstrip("0").rstrip(".") if abs(shown) < 1e15 else repr(shown)
    return f"{text}%" if percent else text
