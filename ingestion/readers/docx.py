"""Word documents (DOCX, and WPS files saved in that form): paragraphs, tables with merged cells, printed numbers."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

import docx
from docx.opc.exceptions import OpcError
from lxml import etree

from ingestion.blocks import Block, BlockKind, RawDocument, ReadDocument
from ingestion.errors import Unreadable
from ingestion.limits import Limits
from ingestion.readers.docx_numbering import Numbering, W
from ingestion.readers.package import Package
from ingestion.readers.tables import Cell, row_blocks, spread
from ingestion.readers.words import join_lines, one_line

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Deleted text, field codes and drawings' alternative forms are not on the page.
_NOT_PRINTED = frozenset({f"{W}del", f"{W}moveFrom", f"{W}instrText", _FALLBACK, f"{W}pPr", f"{W}rPr"})
_HEADING_STYLE = re.compile(r"^(?:heading|标题)\s*[1-9]$", re.IGNORECASE)
_TITLE_STYLES = frozenset({"title", "标题"})


def read(raw: RawDocument, limits: Limits) -> list[ReadDocument]:
    """One document in body order. Raises Unreadable or Refused."""
    Package(raw, limits)
    try:
        document = docx.Document(io.BytesIO(raw.data))
    except (OpcError, KeyError, ValueError, zipfile.BadZipFile, etree.XMLSyntaxError, AttributeError) as error:
        raise Unreadable(f"Word 文档“{raw.name}”已损坏，请重新另存为 docx 后提交") from error
    blocks = _Body(document, limits).blocks()
    if not blocks:
        raise Unreadable(f"Word 文档“{raw.name}”里没有文字（可能只有图片），请提交带文字的版本")
    return [ReadDocument(tuple(blocks), "application/vnd.openxmlformats-officedocument.wordprocessingml.document")]


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    number_id: str
    depth: int


class _Body:
    """The body of one document while it is read; counts its lists and tables."""

    def __init__(self, document: docx.document.Document, limits: Limits) -> None:
        self._root = document.element.body
        self._limits = limits
        self._styles = {style.style_id: _style(style.element) for style in document.styles}
        parts = [
            relation.target_part for relation in document.part.rels.values() if relation.reltype.endswith("/numbering")
        ]
        self._numbering = Numbering.of(parts[0].element if parts else None)
        self._tables = 0

    def blocks(self) -> list[Block]:
        found: list[Block] = []
        for element in _parts(self._root):
            found += self._paragraph(element) if element.tag == f"{W}p" else self._table(element)
        return found

    def _paragraph(self, element: etree._Element) -> list[Block]:
        style = self._style_of(element)
        label = self._label(element, style)
        lines = [line for line in map(one_line, "".join(_words(element)).split("\n")) if line]
        if lines and label:
            lines[0] = label + lines[0]
        kind = BlockKind.PARAGRAPH
        if style.name.lower() in _TITLE_STYLES:
            kind = BlockKind.TITLE
        elif _HEADING_STYLE.match(style.name):
            kind = BlockKind.HEADING
        boxes = [block for box in element.iter(f"{W}txbxContent") if not _in_fallback(box) for block in self._box(box)]
        return [Block(kind, line) for line in lines] + boxes

    def _box(self, box: etree._Element) -> Iterator[Block]:
        for element in _parts(box):
            yield from self._paragraph(element) if element.tag == f"{W}p" else self._table(element)

    def _table(self, element: etree._Element) -> list[Block]:
        number, self._tables = self._tables, self._tables + 1
        rows = self._rows(element)
        if all(len(row) <= 1 for row in rows):
            # A frame around text, not a table.
            return [block for cell in element.iter(f"{W}tc") for block in self._box(cell)]
        return row_blocks(spread(rows, max_cells=self._limits.table_cells), table=number)

    def _rows(self, table: etree._Element) -> list[list[Cell]]:
        """Cells with their spans; a cell continued from above is left out, its column is held by the one above."""
        rows = [_placed(row) for row in _children(table, f"{W}tr")]
        cells: list[list[Cell]] = []
        for index, (row, is_header) in enumerate(rows):
            cells.append([])
            for column, width, merge, element in row:
                if merge == "continue":
                    continue
                height = 1
                while merge == "restart" and index + height < len(rows) and _continues(rows[index + height][0], column):
                    height += 1
                cells[-1].append(Cell(self._cell_words(element), height, width, is_header))
        return cells

    def _cell_words(self, cell: etree._Element | None) -> str:
        words = ""
        for element in _parts(cell) if cell is not None else ():
            blocks = self._paragraph(element) if element.tag == f"{W}p" else self._table(element)
            for block in blocks:
                words = join_lines(words, block.text.replace("\t", " "))
        return words

    def _style_of(self, paragraph: etree._Element) -> _Style:
        node = paragraph.find(f"{W}pPr/{W}pStyle")
        return self._styles.get(node.get(f"{W}val") if node is not None else None, _Style("", "", 0))

    def _label(self, paragraph: etree._Element, style: _Style) -> str:
        number_id, depth = _number_of(paragraph) or (style.number_id, style.depth)
        return self._numbering.label(number_id, depth) if number_id not in {"", "0"} else ""


def _parts(parent: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables in order, also those inside content controls and tracked insertions."""
    for child in parent:
        if child.tag in {f"{W}p", f"{W}tbl"}:
            yield child
        elif child.tag in {f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"}:
            yield from _parts(child)


def _children(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in {f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"}:
            yield from _children(child, tag)


def _words(element: etree._Element) -> Iterator[str]:
    for child in element:
        if child.tag in _NOT_PRINTED or child.tag == f"{W}txbxContent":
            continue
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag == f"{W}tab":
            yield " "
        elif child.tag in {f"{W}br", f"{W}cr"}:
            yield "\n"
        elif child.tag == f"{W}noBreakHyphen":
            yield "-"
        else:
            yield from _words(child)


def _in_fallback(element: etree._Element) -> bool:
    return next(element.iterancestors(_FALLBACK), None) is not None


_Placed = list[tuple[int, int, str, etree._Element | None]]


def _placed(row: etree._Element) -> tuple[_Placed, bool]:
    """Of each cell its first column, its width, its vertical merge; and whether the row repeats as a header."""
    before = row.find(f"{W}trPr/{W}gridBefore")
    column = _integer(before, 0)
    placed: _Placed = [(0, column, "", None)] if column else []
    for cell in _children(row, f"{W}tc"):
        width = max(_integer(cell.find(f"{W}tcPr/{W}gridSpan"), 1), 1)
        merge = cell.find(f"{W}tcPr/{W}vMerge")
        placed.append((column, width, "" if merge is None else merge.get(f"{W}val") or "continue", cell))
        column += width
    return placed, row.find(f"{W}trPr/{W}tblHeader") is not None


def _continues(row: _Placed, column: int) -> bool:
    return any(at == column and merge == "continue" for at, _, merge, _ in row)


def _number_of(paragraph: etree._Element) -> tuple[str, int] | None:
    node = paragraph.find(f"{W}pPr/{W}numPr")
    if node is None or node.find(f"{W}numId") is None:
        return None
    return node.find(f"{W}numId").get(f"{W}val") or "", _integer(node.find(f"{W}ilvl"), 0)


def _style(element: etree._Element) -> _Style:
    name = element.find(f"{W}name")
    number_id, depth = _number_of(element) or ("", 0)
    return _Style((name.get(f"{W}val") or "") if name is not None else "", number_id, depth)


def _integer(node: etree._Element | None, otherwise: int) -> int:
    value = (node.get(f"{W}val") or "") if node is not None else ""
    return int(value) if value.isdigit() and len(value) < 6 else otherwise
