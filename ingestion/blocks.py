"""What a reader yields: the parts of a page or file in reading order, with the facts its head stated."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol


class BlockKind(Enum):
    """How a part stood in the source, not what it means: structure.py decides what a heading is."""

    TITLE = "title"  # marked as the title of the document by the source
    HEADING = "heading"  # marked as a heading by the source (h1-h6, a heading style)
    PARAGRAPH = "paragraph"
    TABLE_ROW = "table_row"


@dataclass(frozen=True, slots=True)
class Block:
    """One part, its words as published (outer blanks removed, inner line breaks kept out).

    cells: of a table row, merged cells repeated in every column or row they cover; text is the cells that begin in this
    row, joined by a tab: a cell merged down from above is said once, where it stands in the source. is_header: the row
    heads its table. table: ordinal of the table in the source. page: 1-based. text never holds a line break.
    """

    kind: BlockKind
    text: str
    page: int | None = None
    cells: tuple[str, ...] = ()
    is_header: bool = False
    table: int | None = None


@dataclass(frozen=True, slots=True)
class RawDocument:
    """Bytes with where they came from. name is for messages and hints only, never a path to open."""

    data: bytes
    name: str
    origin: str  # file path or web address as given; identifies the source on the next visit
    url: str | None = None  # where the public finds it, when known


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """What one document of a source said.

    head: labels as printed with inner blanks removed ("索引号", "文号", "发布机构", "信息来源", "meta:PubDate", …)
    to values, for pages with a head table or meta tags.
    record: fields of a structured record (JSON Lines, one-row-a-record spreadsheet); then blocks may be empty.
    """

    blocks: tuple[Block, ...]
    media_type: str
    head: dict[str, str] = field(default_factory=dict)
    record: dict[str, object] | None = None
    ocr: bool = False  # the words were recognised from an image


class Reader(Protocol):
    """Turns the bytes of one format into documents. Raises Unreadable with a reason, never another library's error."""

    def accepts(self, raw: RawDocument) -> bool:
        """Judged by content, the name is at most a hint among text formats."""
        ...

    def read(self, raw: RawDocument) -> list[ReadDocument]:
        """One document for a file; one a record for record files."""
        ...
