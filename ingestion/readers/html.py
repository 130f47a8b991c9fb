"""Web pages: the document of a government page with its head, any other page through a general extractor."""

import re
from copy import deepcopy

from lxml import html as lxml_html

from ingestion.blocks import Block, BlockKind, RawDocument, ReadDocument
from ingestion.errors import Unreadable
from ingestion.limits import Limits
from ingestion.readers.decoding import decode
from ingestion.readers.html_blocks import blocks_of
from ingestion.readers.html_body import find_body
from ingestion.readers.html_head import find_title, labels_around, meta_tags
from ingestion.readers.html_tree import drop_furniture, drop_scripts, parse
from ingestion.readers.page_head import is_furniture
from ingestion.readers.words import without_blanks
from ingestion.secrecy import secrecy_mark
from ingestion.sniffing import FileType, sniff

_REPRINTED = re.compile(r"^[（(]转载[）)]")


class HtmlReader:
    """Reads pages saved or fetched from the web."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def accepts(self, raw: RawDocument) -> bool:
        return sniff(raw) is FileType.HTML

    def read(self, raw: RawDocument) -> list[ReadDocument]:
        text = decode(raw.data, name=raw.name)
        blocks, head = read_page(text, name=raw.name, max_cells=self._limits.table_cells)
        return [ReadDocument(tuple(blocks), "text/html", head)]


def read_page(text: str, *, name: str, max_cells: int) -> tuple[list[Block], dict[str, str]]:
    """The blocks and the head of a page given as text. Raises Unreadable when it holds no words."""
    root = parse(text, name=name)
    metas = meta_tags(root)
    title_tags = deepcopy(root.find(".//title"))
    drop_scripts(root)
    whole = deepcopy(root)
    drop_furniture(root)
    body, is_sure = find_body(root)
    blocks = _document_blocks(body, text, is_sure=is_sure, max_cells=max_cells)
    outside = _around(whole, body, root, max_cells=max_cells)
    head = labels_around(outside) | metas
    # What is furniture to the reader may be the corner of an official paper: a mark anywhere on the page counts.
    if mark := secrecy_mark(outside):
        head["密级"] = mark
    if title_tags is not None:
        root.append(title_tags)
    blocks = _with_title(blocks, find_title(root, head))
    if not blocks:
        raise Unreadable(f"网页“{name}”里没有文字（内容可能由脚本或图片呈现），请另存为 PDF 或文本后提交")
    return blocks, head


def _document_blocks(body: lxml_html.HtmlElement, text: str, *, is_sure: bool, max_cells: int) -> list[Block]:
    blocks = [block for block in blocks_of(body, max_cells=max_cells) if not is_furniture(block.text)]
    if is_sure and blocks:
        return blocks
    return _general_extraction(text, max_cells=max_cells) or blocks


def _general_extraction(text: str, *, max_cells: int) -> list[Block]:
    """A page that is no government article; [] when the extractor finds nothing in it."""
    # Half a second to import, and most pages never need it.
    import trafilatura  # noqa: PLC0415

    found = trafilatura.extract(text, output_format="html", include_tables=True, include_comments=False)
    return blocks_of(lxml_html.document_fromstring(found), max_cells=max_cells) if found else []


def _around(
    whole: lxml_html.HtmlElement, body: lxml_html.HtmlElement, root: lxml_html.HtmlElement, *, max_cells: int
) -> list[Block]:
    """The lines of the page outside the body. Hidden parts count: some sites fold the head away."""
    body_words = without_blanks(body.text_content())
    blocks = blocks_of(whole, max_cells=max_cells)
    if body is root:
        return blocks[:40]
    return [block for block in blocks if without_blanks(block.text) not in body_words]


def _with_title(blocks: list[Block], title: str) -> list[Block]:
    """Mark the line that is the title, or put the title first when the body does not begin with it."""
    wanted = without_blanks(_REPRINTED.sub("", title))
    if not wanted or not blocks:
        return blocks
    for index, block in enumerate(blocks[:12]):
        if without_blanks(block.text) == wanted:
            return [*blocks[:index], Block(BlockKind.TITLE, block.text), *blocks[index + 1 :]]
    if wanted in without_blanks("".join(block.text for block in blocks[:12])):
        return blocks
    return [Block(BlockKind.TITLE, title), *blocks]
