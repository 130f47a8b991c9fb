"""The readers of binary formats, as the child process chooses among them. Importing a reader imports its library."""

from collections.abc import Callable
from importlib import import_module

from ingestion.blocks import RawDocument, ReadDocument
from ingestion.errors import Unreadable
from ingestion.limits import Limits
from ingestion.sniffing import FileType, sniff

# Each module has one function read(raw, limits), or read(raw, limits, on_page) where pages may have to be recognised;
# a module is imported when its first file comes.
MODULES: dict[FileType, str] = {
    FileType.PDF: "ingestion.readers.pdf",
    FileType.IMAGE: "ingestion.readers.scan",
    FileType.DOCX: "ingestion.readers.docx",
    FileType.XLSX: "ingestion.readers.xlsx",
    FileType.XLS: "ingestion.readers.xls",
    FileType.DOC: "ingestion.readers.doc",
    FileType.OFD: "ingestion.readers.ofd",
}


RECOGNISING = frozenset({FileType.PDF, FileType.IMAGE, FileType.OFD})


def read_binary(raw: RawDocument, limits: Limits, on_page: Callable[[], None]) -> list[ReadDocument]:
    """Read with the reader of the type found; on_page is called after each recognised page.

    Raises Unreadable or Refused.
    """
    found = sniff(raw)
    try:
        read: Callable[..., list[ReadDocument]] = import_module(MODULES[found]).read
    except ImportError as error:
        raise Unreadable(
            f"“{raw.name}”是{found.value}，本机没有安装读取它的程序，请另存为 PDF 或 docx 后重新提交"
        ) from error
    return read(raw, limits, on_page) if found in RECOGNISING else read(raw, limits)
