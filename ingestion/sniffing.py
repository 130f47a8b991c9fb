"""What a file is, judged by its bytes. Names lie: several “.doc” forms of government sites are really OOXML."""

import io
import re
import zipfile
from enum import Enum

from ingestion.blocks import RawDocument


class FileType(Enum):
    """The formats we know, with the words used for them in messages."""

    HTML = "网页"
    PDF = "PDF"
    IMAGE = "图片"
    DOCX = "Word 文档（docx）"
    XLSX = "Excel 工作簿（xlsx）"
    OFD = "OFD 版式文件"
    DOC = "旧版 Word/WPS 文档"
    XLS = "旧版 Excel 工作簿（xls）"
    JSON_LINES = "JSON Lines 记录"
    MARKDOWN = "Markdown 文本"
    TEXT = "文本"
    ENCRYPTED_OFFICE = "加密的 Office 文档"
    OTHER = "未知格式"


_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"BM", b"II*\x00", b"MM\x00*", b"GIF8")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML_START = re.compile(
    rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]|<(?:div|table|article|section|meta|title|center|p|h1)[\s>/]",
    re.IGNORECASE,
)
_BINARY = (
    b"\x7fELF",
    b"MZ",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"\xca\xfe\xba\xbe",
    b"SQLite format 3",
    b"%!PS",
    b"OggS",
    b"ID3",
)


def sniff(raw: RawDocument) -> FileType:
    """The type of the bytes; the name decides only between kinds of text."""
    data = raw.data
    if b"%PDF-" in data[:1024]:
        return FileType.PDF
    if data.startswith(b"PK\x03\x04"):
        return _kind_of_zip(data)
    if data.startswith(_COMPOUND):
        return _kind_of_compound(data)
    if data.startswith(_IMAGES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return FileType.IMAGE
    if data.startswith(_BINARY):
        return FileType.OTHER
    return _kind_of_text(data, raw.name)


def _kind_of_zip(data: bytes) -> FileType:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {name.lstrip("/") for name in archive.namelist()[:20_000]}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        # Broken archives keep their first names readable, so that the message can say what the file was.
        start = data[:65536]
        names = {name.decode() for name in (b"word/document.xml", b"xl/workbook.xml", b"OFD.xml") if name in start}
    if "word/document.xml" in names or any(name.startswith("word/document") for name in names):
        return FileType.DOCX
    if any(name.startswith("xl/workbook") for name in names):
        return FileType.XLSX
    if any(name.upper() == "OFD.XML" for name in names):
        return FileType.OFD
    return FileType.OTHER


def _kind_of_compound(data: bytes) -> FileType:
    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if has("EncryptedPackage"):
        return FileType.ENCRYPTED_OFFICE
    if has("WordDocument"):
        return FileType.DOC
    return FileType.XLS if has("Workbook") or has("Book") else FileType.OTHER


def _kind_of_text(data: bytes, name: str) -> FileType:
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = data[:8192].decode("utf-16", errors="ignore").encode().lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{") or (start.startswith(b"[") and name.lower().endswith((".json", ".jsonl"))):
        return FileType.JSON_LINES
    suffix = name.lower().rpartition(".")[2]
    if _HTML_START.match(start) or (
        start.startswith(b"<") and re.search(rb"<html[\s>]|<!doctype\s+html", data[:20_000], re.IGNORECASE)
    ):
        return FileType.HTML
    if start.startswith((b"<?xml", b"{\\rtf")):
        return FileType.OTHER
    if suffix in {"jsonl", "ndjson"}:
        return FileType.JSON_LINES
    if suffix in {"html", "htm", "shtml"} and b"<" in data[:20_000]:
        return FileType.HTML
    return FileType.MARKDOWN if suffix in {"md", "markdown"} else FileType.TEXT
