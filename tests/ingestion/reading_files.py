"""Files for reader tests: shipped ones by name, small ones made here."""

import atexit
import io
import zipfile
from functools import cache
from pathlib import Path

import docx
import openpyxl
from docx.document import Document
from PIL import Image

from ingestion.blocks import RawDocument, ReadDocument
from ingestion.readers.words import without_blanks
from ingestion.reading import Reading

FOLDER = Path(__file__).parent.parent / "data" / "readers"


def shipped(name: str) -> RawDocument:
    return RawDocument((FOLDER / name).read_bytes(), name, f"/somewhere/{name}")


def raw(data: bytes | str, name: str = "文件") -> RawDocument:
    return RawDocument(data.encode() if isinstance(data, str) else data, name, f"/somewhere/{name}")


@cache
def _reading() -> Reading:
    """One for all tests, as starting its child process takes longer than most tests."""
    reading = Reading()
    atexit.register(reading.close)
    return reading


def read(document: RawDocument) -> list[ReadDocument]:
    return _reading().read(document)


def read_one(document: RawDocument) -> ReadDocument:
    (found,) = read(document)
    return found


def upper_part(name: str) -> bytes:
    """The part of a page image between its letterhead and its text; recognising a whole page takes seconds."""
    with Image.open(FOLDER / name) as image:
        buffer = io.BytesIO()
        image.crop((0, 370, image.width, 620)).save(buffer, "PNG")
    return buffer.getvalue()


def words(document: ReadDocument) -> str:
    """All words without blanks, to look sentences up in."""
    return without_blanks("".join(block.text for block in document.blocks))


def saved(document: Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def word_with_table() -> bytes:
    """A title, a paragraph, then a table whose first column is merged over two rows."""
    document = docx.Document()
    document.add_heading("关于补贴标准的通知", level=1)
    document.add_paragraph("各区民政局：")
    table = document.add_table(rows=3, cols=3)
    for row, texts in enumerate((("类别", "等级", "标准"), ("养老", "一级", "300元"), ("", "二级", "200元"))):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    return saved(document)


def workbook(rows: list[list[object]], merged: tuple[str, ...] = ()) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for area in merged:
        book.active.merge_cells(area)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def container(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()
