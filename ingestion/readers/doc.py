"""Old Word and WPS documents (.doc, .wps): DocVortex, or LibreOffice where it is installed.

DocVortex is a young library, so its answer is taken apart here and nowhere else; what it cannot read LibreOffice may.
"""

import io
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from docvortex.analyzers.native import DocModel
from lxml import html as lxml_html

from ingestion.blocks import Block, BlockKind, RawDocument, ReadDocument
from ingestion.errors import Unreadable
from ingestion.limits import Limits
from ingestion.readers import docx
from ingestion.readers.html_blocks import blocks_of
from ingestion.readers.words import one_line, visible

MEDIA_TYPE = "application/msword"
_KINDS = {"doc_title": BlockKind.TITLE, "paragraph_title": BlockKind.HEADING}
_LEFT_OUT = frozenset({"header", "footer", "page_number", "image", "chart"})


def read(raw: RawDocument, limits: Limits) -> list[ReadDocument]:
    """One document. Raises Unreadable with the advice to save it as docx."""
    try:
        pages = DocModel().predict(io.BytesIO(raw.data))
    # The library names no errors of its own for damaged files; whatever it raises, the file is not readable by it.
    except Exception as error:  # noqa: BLE001
        return _by_libreoffice(raw, limits, error)
    elements = [element for page in pages for element in page]
    blocks = [block for number, element in enumerate(elements) for block in _blocks(element, number, limits)]
    if not blocks:
        return _by_libreoffice(raw, limits, None)
    return [ReadDocument(tuple(blocks), MEDIA_TYPE)]


def _blocks(element: Mapping[str, object], number: int, limits: Limits) -> Iterator[Block]:
    kind, content = str(getattr(element["type"], "value", element["type"])), element.get("content")
    if kind in _LEFT_OUT:
        return
    if kind == "table" and isinstance(content, str):
        yield from _table(content, number, limits)
    elif isinstance(content, str):
        yield from _lines(content, BlockKind.PARAGRAPH)
    elif isinstance(content, list) and any(
        "type" in part and isinstance(part.get("content"), list) for part in content
    ):
        for part in content:
            yield from _blocks(part, number, limits)
    elif isinstance(content, list):
        words = str(element.get("list_label") or "") + "".join(str(part.get("content") or "") for part in content)
        yield from _lines(words, _KINDS.get(kind, BlockKind.PARAGRAPH))


def _lines(words: str, kind: BlockKind) -> Iterator[Block]:
    yield from (Block(kind, line) for line in map(one_line, visible(words).split("\n")) if line)


def _table(markup: str, number: int, limits: Limits) -> Iterator[Block]:
    """The rows of a table given as HTML; the element's number tells tables apart."""
    rows = blocks_of(lxml_html.fragment_fromstring(markup, create_parent="div"), max_cells=limits.table_cells)
    yield from (replace(row, table=number) if row.kind is BlockKind.TABLE_ROW else row for row in rows)


def _by_libreoffice(raw: RawDocument, limits: Limits, error: Exception | None) -> list[ReadDocument]:
    """The document after conversion to docx. The converter runs in a folder of its own, without macros or network."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise Unreadable(f"“{raw.name}”是旧版 Word/WPS 文档，无法读取，请用 Word 或 WPS 另存为 docx 后提交") from error
    with tempfile.TemporaryDirectory(prefix="jiedu-doc-") as folder:
        source = Path(folder, "document.doc")
        source.write_bytes(raw.data)
        command = [program, "--headless", "--norestore", f"-env:UserInstallation=file://{folder}/profile"]
        try:
            subprocess.run(  # noqa: S603  (a fixed program, our own file names)
                [*command, "--convert-to", "docx", "--outdir", folder, str(source)],
                check=True,
                capture_output=True,
                timeout=limits.seconds * 0.8,
            )
            converted = Path(folder, "document.docx").read_bytes()
        except (subprocess.SubprocessError, OSError) as failure:
            raise Unreadable(f"“{raw.name}”是旧版 Word/WPS 文档，转换失败，请另存为 docx 后提交") from failure
    return docx.read(RawDocument(converted, raw.name, raw.origin, raw.url), limits)
