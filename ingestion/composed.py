"""A document written in the house, as fields: an interpretation from its elements, a guide from its record."""

import hashlib
import json
from collections.abc import Mapping

from ingestion.blocks import Block, BlockKind, ReadDocument
from ingestion.errors import Refused
from ingestion.interpreting import interpret
from ingestion.lines import Line
from ingestion.records import record_blocks
from ingestion.secrecy import secrecy_mark_of
from ingestion.structure import find_clauses
from kb.catalogue import Incoming
from kb.documents import Clause, PublicationState

_MEDIA_TYPE = "application/json"


def read_record(record: Mapping[str, object], key: str) -> Incoming:
    """The fields as a draft on its way in, read as a record of any source is.

    Raises Refused for a secrecy mark, Unreadable for fields without words.
    """
    fields = dict(record)
    data = json.dumps(fields, ensure_ascii=False, sort_keys=True).encode("utf-8", errors="surrogatepass")
    read = ReadDocument(record_blocks(fields), _MEDIA_TYPE, record=fields)
    name = str(fields.get("title") or fields.get("name") or key)
    if mark := secrecy_mark_of(read):
        raise Refused(f"“{name[:60]}”带有密级标志“{mark[:20]}”，不得进入本系统，没有保存；请按保密规定处理原件")
    digest = hashlib.sha256(f"{key}\x1f".encode() + data).hexdigest()
    reading = interpret(read, key=key, source_digest=digest, url=None)
    return Incoming(reading, name, PublicationState.DRAFT, None)


def clauses_in(text: str) -> tuple[Clause, ...]:
    """The clauses of a text of which nothing else is kept, with their spans in it."""
    lines: list[Line] = []
    position = 0
    for words in text.split("\n"):
        if words.strip():
            lines.append(Line(Block(BlockKind.PARAGRAPH, words), position, position + len(words)))
        position += len(words) + 1
    return find_clauses(text, lines)
