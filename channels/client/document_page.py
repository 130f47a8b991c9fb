"""The page of one document: its facts and validity, its whole text, and the quoted words highlighted in place."""

from dataclasses import dataclass
from html import escape
from importlib.resources import files
from string import Template

from channels.words import word
from kb.cards import StoredDocument, Version
from kb.documents import DocumentKind, Fact, current_values
from kb.validity import ValidityOn

# What citizens see of the head, in the order of the official form; the rest is for editors.
SHOWN_FACTS = (
    Fact.ISSUING_BODY,
    Fact.INDEX_NUMBER,
    Fact.WRITTEN_ON,
    Fact.PUBLISHED_ON,
    Fact.EFFECTIVE_ON,
    Fact.EXPIRES_ON,
    Fact.REGION,
    Fact.RESPONSIBLE_UNIT,
    Fact.PHONE,
    Fact.MATTER_CODE,
)


@dataclass(frozen=True, slots=True)
class Quote:
    """The span to highlight, in code points of the text; start < end."""

    start: int
    end: int


def render_document(document: StoredDocument, version: Version, validity: ValidityOn, quote: Quote | None) -> str:
    """The page as HTML; everything that came from a document is escaped. version: the text that is shown."""
    card = document.card
    return _template("document.html").substitute(
        title=escape(card.title),
        kind=escape(word(card.kind)),
        number=escape(card.number or ""),
        validity=escape(validity.status.value),
        standing="good" if validity.status.value == "现行有效" else "mind",
        basis=escape(validity.basis),
        notices=_notices(document, version),
        facts=_facts(document),
        origin=_origin(card.text(Fact.URL)),
        text=_paragraphs(version.text, quote),
    )


def _template(name: str) -> Template:
    return Template(files("channels.client").joinpath(name).read_text("utf-8"))


def _notices(document: StoredDocument, version: Version) -> str:
    notices = []
    if version.id != document.version.id:
        notices.append(f"这里显示的是引用时的第 {version.number} 版，文件后来有更新。")
    if document.card.kind is DocumentKind.INTERPRETATION:
        notices.append("这是政策解读，不具有文件效力，以文件为准。")
    return "".join(f'<p class="notice">{escape(notice)}</p>' for notice in notices)


def _facts(document: StoredDocument) -> str:
    current = current_values(tuple(made.claim for made in document.claims))
    rows = [
        f"<dt>{escape(word(fact))}</dt><dd>{escape(current[fact].value)}</dd>"
        for fact in SHOWN_FACTS
        if fact in current
    ]
    return "".join(rows)


def _origin(url: str) -> str:
    # A document's head may say anything; only what opens as a web page becomes a link.
    if not url.startswith(("http://", "https://")):
        return ""
    return f'<p><a href="{escape(url, quote=True)}" rel="noopener noreferrer external">到发布网站查看原文</a></p>'


def _paragraphs(text: str, quote: Quote | None) -> str:
    """One paragraph a line, the quoted span marked across them; the first mark can be jumped to."""
    parts, position, is_first = [], 0, True
    for line in text.split("\n"):
        end = position + len(line)
        marked = escape(line)
        if quote and quote.start < end and quote.end > position:
            begin, stop = max(quote.start - position, 0), min(quote.end - position, len(line))
            identity = ' id="quote"' if is_first else ""
            is_first = False
            marked = f"{escape(line[:begin])}<mark{identity}>{escape(line[begin:stop])}</mark>{escape(line[stop:])}"
        if line:
            parts.append(f"<p>{marked}</p>")
        position = end + 1
    return "\n".join(parts)
