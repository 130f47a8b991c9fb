"""Structured records: JSON Lines with one document, guide or law article a line.

What a field means is decided in ingestion/metadata.py; here a line becomes a record with the blocks of its text.
"""

import json
import re
from collections.abc import Iterator

from ingestion.blocks import Block, BlockKind, RawDocument, ReadDocument
from ingestion.errors import Refused, Unreadable
from ingestion.limits import Limits
from ingestion.readers.decoding import decode
from ingestion.readers.html import read_page
from ingestion.readers.text import text_blocks
from ingestion.readers.words import one_line, visible
from ingestion.sniffing import FileType, sniff

Record = dict[str, object]

# Fields that hold the whole text of a document, the best one first.
HTML_FIELD = "html"
TEXT_FIELDS = ("text", "正文", "内容", "content", "body")
_MARKDOWN_HEADING = re.compile(r"^#{1,6}\s+")
# Where a text lost its line breaks, a blank after a sentence or before a number was one.
_LOST_BREAK = re.compile(
    r"(?<=[。；：！？])\s+(?=\S)"
    r"|\s+(?=(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|第[一二三四五六七八九十百]{1,5}[章条节]|\d{1,2}[.．、](?!\d)))"
)
_FLAT_TEXT_CHARACTERS = 400
_TITLE_CHARACTERS = 80


class RecordReader:
    """Reads JSON Lines, and JSON files that hold a list of records."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def accepts(self, raw: RawDocument) -> bool:
        return sniff(raw) is FileType.JSON_LINES

    def read(self, raw: RawDocument) -> list[ReadDocument]:
        records = list(self._records(decode(raw.data, name=raw.name), raw.name))
        if not records:
            raise Unreadable(f"“{raw.name}”里没有记录，请检查文件内容后重新提交")
        return [
            record_document(record, name=raw.name, media_type="application/jsonl", limits=self._limits)
            for record in join_articles(records)
        ]

    def _records(self, text: str, name: str) -> Iterator[Record]:
        whole = _whole_file(text, name, self._limits)
        numbered = whole if whole is not None else _lines(text, name, self._limits)
        for count, (number, value) in enumerate(numbered, start=1):
            if count > self._limits.records:
                raise Refused(f"“{name}”的记录超过 {self._limits.records} 条，请拆分后重新提交")
            if not isinstance(value, dict):
                raise Unreadable(f"“{name}”第 {number} 行不是一条记录（应为 JSON 对象 {{…}}），请改正后重新提交")
            yield {str(key): _clean(field) for key, field in value.items()}


def record_document(record: Record, *, name: str, media_type: str, limits: Limits) -> ReadDocument:
    """A record with the blocks of its text; of its original page, where it carries one."""
    page = record.get(HTML_FIELD)
    if isinstance(page, str) and page.strip():
        blocks, head = read_page(page, name=name, max_cells=limits.table_cells)
        return ReadDocument(tuple(blocks), media_type, head, record)
    articles = record.get("articles")
    if isinstance(articles, list):
        return ReadDocument(tuple(_article_blocks(record, articles)), media_type, record=record)
    text = next((value for field in TEXT_FIELDS if isinstance(value := record.get(field), str) and value.strip()), "")
    blocks, head = text_blocks(_with_lost_breaks(text))
    return ReadDocument(tuple(_unmarked(block) for block in blocks), media_type, head, record)


def join_articles(records: list[Record]) -> list[Record]:
    """Rows that each hold one article of a law become one record a law, in order of its first row."""
    joined: dict[tuple[object, ...], Record] = {}
    for number, record in enumerate(records):
        if not {"law", "article", "text"} <= record.keys():
            joined[("row", number)] = record
            continue
        key = ("law", str(record["law"]), str(record.get("law_id")), str(record.get("version")))
        law = joined.setdefault(key, {field: value for field, value in record.items() if field not in _ARTICLE_FIELDS})
        articles = law.setdefault("articles", [])
        if isinstance(articles, list):
            articles.append({field: record.get(field, "") for field in _ARTICLE_FIELDS})
    return list(joined.values())


_ARTICLE_FIELDS = ("chapter", "article", "text")


def _article_blocks(record: Record, articles: list[object]) -> list[Block]:
    title = one_line(str(record.get("law") or record.get("title") or ""))
    blocks = [Block(BlockKind.TITLE, title)] if title else []
    chapter = ""
    for article in articles:
        if not isinstance(article, dict):
            continue
        above = one_line(str(article.get("chapter") or ""))
        if above and above != chapter:
            blocks.append(Block(BlockKind.HEADING, above))
            chapter = above
        lines = [line for line in map(one_line, visible(str(article.get("text") or "")).split("\n")) if line]
        label = one_line(str(article.get("article") or ""))
        if lines and label and not lines[0].startswith(label):
            lines[0] = f"{label}\u3000{lines[0]}"
        blocks += [Block(BlockKind.PARAGRAPH, line) for line in lines]
    return blocks


def _unmarked(block: Block) -> Block:
    """“## 第一章 总则” is a heading written in Markdown."""
    words = _MARKDOWN_HEADING.sub("", block.text)
    return block if words == block.text or not words else Block(BlockKind.HEADING, words)


def _with_lost_breaks(text: str) -> str:
    """Give a long text in one line its breaks back where blanks show them; not a word changes."""
    if "\n" in text.strip() or len(text) < _FLAT_TEXT_CHARACTERS:
        return text
    first, blank, rest = text.strip().partition(" ")
    if blank and len(first) <= _TITLE_CHARACTERS and not re.search(r"[。；：，]", first):
        return f"{first}\n{_LOST_BREAK.sub(chr(10), rest)}"
    return _LOST_BREAK.sub("\n", text)


def _whole_file(text: str, name: str, limits: Limits) -> Iterator[tuple[int, object]] | None:
    """The records of a file that is one JSON list or one JSON object over several lines, else None."""
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("["):
        value = _parse(start, name, 1, limits)
        return iter(enumerate(value, start=1)) if isinstance(value, list) else iter([(1, value)])
    if start.startswith("{") and start.partition("\n")[0].strip() == "{":
        return iter([(1, _parse(start, name, 1, limits))])
    return None


def _lines(text: str, name: str, limits: Limits) -> Iterator[tuple[int, object]]:
    # Not splitlines(): records may hold U+2028 and the like inside strings.
    for number, line in enumerate(text.lstrip("\ufeff").split("\n"), start=1):
        if line.strip():
            yield number, _parse(line, name, number, limits)


def _parse(line: str, name: str, number: int, limits: Limits) -> object:
    try:
        value: object = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"“{name}”第 {number} 行不是完整的 JSON 记录，请改正这一行后重新提交") from error
    if _is_deeper(value, limits.json_depth):
        raise Refused(f"“{name}”第 {number} 行的嵌套超过 {limits.json_depth} 层，请简化后重新提交")
    return value


def _is_deeper(value: object, depth: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    if depth == 0:
        return True
    return any(_is_deeper(inner, depth - 1) for inner in (value.values() if isinstance(value, dict) else value))


def _clean(value: object) -> object:
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, list):
        return [_clean(inner) for inner in value]
    if isinstance(value, dict):
        return {str(key): _clean(inner) for key, inner in value.items()}
    return value
