"""The words of the shipped source files, taken out by the simplest means: a second opinion on our readers.

Nothing of ingestion is used here. Blanks do not count; everything else does.
"""

import json
import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdfium2

DEMO = Path(__file__).parents[2] / "demo"
# What no quotation holds: keeps the words of two fields, or of two articles, from meeting in one.
_BETWEEN = "\0"
# What the browser printed below every page: time and title, address and page number. A sentence runs on past it.
_PAGE_FOOT = re.compile(r"\s*^\d{4}/\d+/\d+ \d+:\d+ .*\s+https://www\.gov\.cn\S+ \d+/\d+\s*\Z", re.MULTILINE)


def is_published(words: str, key: str) -> bool:
    """Whether the source a document was stored from holds these words, in two pieces where a page ends between them.

    key: of the document's origin, demo:FILE or demo:FILE#RECORD.
    """
    sought, pages = without_blanks(words), _published(key)
    return sought in "".join(pages) or any(
        # The text of a page need not begin with what stands at its top: a table below may come first.
        above.endswith(sought[:cut]) and sought[cut:] in below
        for above, below in pairwise(pages)
        for cut in range(1, len(sought))
    )


@cache
def _published(key: str) -> tuple[str, ...]:
    """The words of the source without blanks: of a PDF page by page, of anything else in one."""
    name, _, record = key.removeprefix("demo:").partition("#")
    path = DEMO / name
    if record:
        return (_records(path)[record],)
    pages = _pdf_pages(path) if path.suffix == ".pdf" else [_words(path)]
    return tuple(map(without_blanks, pages))


def without_blanks(text: str) -> str:
    """The text without white space and characters that print nothing."""
    return "".join(char for char in text if not char.isspace() and unicodedata.category(char) != "Cf")


class _Page(HTMLParser):
    """Collects what stands between the tags, scripts and styles left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            self._inside = ""

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.found.append(data)


def _words(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        page = _Page()
        page.feed(text)
        page.close()
        return "".join(page.found)
    return _unmarked(text) if path.suffix == ".md" else text


def _pdf_pages(path: Path) -> list[str]:
    pdf = pypdfium2.PdfDocument(path)
    try:
        pages = [page.get_textpage().get_text_bounded().replace("\r\n", "\n") for page in pdf]
    finally:
        pdf.close()
    return [_PAGE_FOOT.sub("", page) for page in pages]


@cache
def _records(path: Path) -> dict[str, str]:
    """The words of each record by what the origin's key calls it; of a law, those of its articles in order."""
    words: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line:
            record = json.loads(line)
            name = f"{record['law_id']}@{record['version']}" if "law_id" in record else record["id"]
            words[name] = words.get(name, "") + _BETWEEN + _record_words(record)
    return words


def _record_words(record: dict[str, Any]) -> str:
    # 第五条 and what it says are two fields and one sentence to a reader.
    article = _field(record.pop("article", "")) + _field(record.pop("text", ""))
    return _BETWEEN.join([*map(_field, record.values()), article])


def _field(value: object) -> str:
    """A field's words; the items of a list one after the other."""
    if isinstance(value, list):
        return "".join(map(_field, value))
    return without_blanks(_unmarked(str(value)))


def _unmarked(text: str) -> str:
    """Markdown without the marks of headings, quotations, list items and emphasis."""
    return re.sub(r"(?m)^(?:#{1,6}|>|-)\s+|\*\*", "", text)
