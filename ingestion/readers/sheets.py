"""Sheets of a workbook as documents: a table to read, or one record a row."""

import re
from collections.abc import Mapping, Sequence

from ingestion.blocks import ReadDocument
from ingestion.limits import Limits
from ingestion.readers.records import record_document
from ingestion.readers.tables import Cell, Grid, row_blocks, spread
from ingestion.readers.words import without_blanks

# A sheet holds records when its header names a thing and two more facts of it (R§1 and R§4.4).
_NAMING = frozenset({"标题", "名称", "文件名称", "事项名称", "title", "name"})
_FIELDS = frozenset(
    {
        *(
            "文号",
            "发文字号",
            "发文机关",
            "发布机构",
            "正文",
            "内容",
            "索引号",
            "成文日期",
            "发布日期",
            "施行日期",
            "实施日期",
            "有效期至",
        ),
        *(
            "效力状态",
            "主题分类",
            "链接",
            "网址",
            "text",
            "doc_no",
            "issuer",
            "url",
            "region",
            "pub_date",
            "适用地区",
            "起草单位",
        ),
        *(
            "事项编码",
            "事项类型",
            "实施主体",
            "行政区划",
            "行使层级",
            "服务对象",
            "设定依据",
            "受理条件",
            "申请条件",
            "申请材料",
            "办理材料",
        ),
        *(
            "办理流程",
            "法定办结时限",
            "承诺办结时限",
            "收费标准",
            "办理地点",
            "办理时间",
            "网上办理",
            "到办事现场次数",
            "咨询电话",
        ),
        *("监督投诉电话", "咨询方式", "监督投诉方式", "联系电话", "责任单位"),
    }
)
_LEAST_FIELDS = 2


def sheet_documents(
    rows: Sequence[Sequence[Cell]], *, name: str, media_type: str, sheet: int, limits: Limits
) -> list[ReadDocument]:
    """The records of a sheet, or the sheet as one document; [] for an empty sheet."""
    grid = spread(rows, max_cells=limits.table_cells)
    header = next((index for index, row in enumerate(grid.rows[:5]) if _names_records(row)), None)
    if header is None:
        blocks = row_blocks(grid, table=sheet)
        return [ReadDocument(tuple(blocks), media_type)] if blocks else []
    records = (_record(grid, header, row) for row in grid.rows[header + 1 :])
    return [record_document(record, name=name, media_type=media_type, limits=limits) for record in records if record]


def one_document_of_tables(documents: Sequence[ReadDocument]) -> list[ReadDocument]:
    """The records as they are; sheets that are tables become one document, as the workbook is one."""
    tables = [document for document in documents if document.record is None]
    records = [document for document in documents if document.record is not None]
    blocks = tuple(block for document in tables for block in document.blocks)
    return ([ReadDocument(blocks, tables[0].media_type)] if tables else []) + records


def cells_of(
    values: Mapping[tuple[int, int], str], merged: Sequence[tuple[int, int, int, int]], *, rows: int, columns: int
) -> list[list[Cell]]:
    """Rows of cells with spans; values by (row, column), merged as (first row, last row, first column, last column)."""
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, bottom, left, right in merged}
    covered = {
        (row, column)
        for top, bottom, left, right in merged
        for row in range(top, min(bottom, rows - 1) + 1)
        for column in range(left, min(right, columns - 1) + 1)
        if (row, column) != (top, left)
    }
    return [
        [
            Cell(values.get((row, column), ""), *spans.get((row, column), (1, 1)))
            for column in range(columns)
            if (row, column) not in covered
        ]
        for row in range(rows)
    ]


def _names_records(row: Sequence[str]) -> bool:
    labels = {_label(cell) for cell in row}
    return bool(labels & _NAMING) and len(labels & _FIELDS) >= _LEAST_FIELDS


def _record(grid: Grid, header: int, row: Sequence[str]) -> dict[str, object]:
    fields = zip(map(_label, grid.rows[header]), row, strict=True)
    return {label: value for label, value in fields if label and value}


def _label(cell: str) -> str:
    return re.sub(r"[*＊:：]|[（(]必填[）)]", "", without_blanks(cell))
