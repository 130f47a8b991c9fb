"""Old Excel workbooks (XLS), as WPS and exporting programs still write them."""

from datetime import time

import xlrd

from ingestion.blocks import RawDocument, ReadDocument
from ingestion.errors import Refused, Unreadable
from ingestion.limits import Limits
from ingestion.readers.sheets import cells_of, one_document_of_tables, sheet_documents
from ingestion.readers.words import one_line
from ingestion.readers.xlsx import number_shown

MEDIA_TYPE = "application/vnd.ms-excel"


def read(raw: RawDocument, limits: Limits) -> list[ReadDocument]:
    """One document of all sheets, or a record a row. Raises Unreadable or Refused."""
    try:
        workbook = xlrd.open_workbook(file_contents=raw.data, formatting_info=True)
    except (xlrd.XLRDError, xlrd.compdoc.CompDocError, ValueError, IndexError, KeyError, AssertionError) as error:
        if "encrypted" in str(error).lower():
            raise Unreadable(f"Excel 工作簿“{raw.name}”设有密码，无法读取，请取消密码后重新提交") from error
        raise Unreadable(f"旧版 Excel 工作簿“{raw.name}”已损坏，请用 Excel 或 WPS 另存为 xlsx 后提交") from error
    documents: list[ReadDocument] = []
    for number, sheet in enumerate(workbook.sheets()):
        if sheet.visibility == 0:
            documents += _sheet(workbook, sheet, number, raw.name, limits)
    if not documents:
        raise Unreadable(f"Excel 工作簿“{raw.name}”里没有内容，请检查后重新提交")
    return one_document_of_tables(documents)


def _sheet(
    workbook: xlrd.book.Book, sheet: xlrd.sheet.Sheet, number: int, name: str, limits: Limits
) -> list[ReadDocument]:
    if sheet.nrows * max(sheet.ncols, 1) > limits.table_cells:
        raise Refused(f"“{name}”的工作表“{sheet.name}”过大（{sheet.nrows} 行 × {sheet.ncols} 列），请拆分后重新提交")
    values = {
        (row, column): text
        for row in range(sheet.nrows)
        for column in range(sheet.ncols)
        if (text := _shown(workbook, sheet.cell(row, column)))
    }
    merged = [(top, bottom - 1, left, right - 1) for top, bottom, left, right in sheet.merged_cells]
    cells = cells_of(values, merged, rows=sheet.nrows, columns=sheet.ncols)
    return sheet_documents(cells, name=name, media_type=MEDIA_TYPE, sheet=number, limits=limits)


def _shown(workbook: xlrd.book.Book, cell: xlrd.sheet.Cell) -> str:
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return one_line(str(cell.value))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "是" if cell.value else "否"
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        pattern = workbook.format_map[workbook.xf_list[cell.xf_index].format_key].format_str
        return number_shown(cell.value, percent="%" in pattern)
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            moment = xlrd.xldate_as_datetime(cell.value, workbook.datemode)
        except (ValueError, OverflowError):
            return number_shown(cell.value, percent=False)
        return str(moment.date().isoformat()) if moment.time() == time() else str(moment)[:16]
    return ""
