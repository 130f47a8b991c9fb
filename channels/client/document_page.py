"""The page of one document: its standing, its facts, whom to ask, its whole text with the quoted words in place."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from bot.answers import Contact
from channels.client.site import Site, dialled
from channels.client.wording import say
from channels.words import word
from kb.cards import Link, StoredDocument, Version
from kb.documents import DocumentKind, Fact, Validity, current_values
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


@dataclass(frozen=True, slots=True)
class ShownFact:
    """A line of the head. call: the number to dial, for a telephone."""

    label: str
    value: str
    call: str | None


@dataclass(frozen=True, slots=True)
class ShownLink:
    """Another document that speaks of this one, or this of it. id: None while it cannot be opened here."""

    told: str
    name: str
    id: str | None


@dataclass(frozen=True, slots=True)
class ShownDocument:
    """Everything the template shows."""

    title: str
    kind: str
    number: str
    validity: str
    basis: str
    is_in_force: bool
    notices: tuple[str, ...]
    facts: tuple[ShownFact, ...]
    unit: Contact | None
    unit_call: str | None
    links: tuple[ShownLink, ...]
    url: str
    is_quoted: bool
    paragraphs: tuple[Markup, ...]


def render_document(
    site: Site,
    document: StoredDocument,
    *,
    version: Version,
    validity: ValidityOn,
    quote: Quote | None,
    unit: Contact | None,
    links: tuple[ShownLink, ...],
) -> str:
    """The page as HTML. version: the text that is shown. links: see shown_links."""
    card = document.card
    url = card.text(Fact.URL)
    shown = ShownDocument(
        title=card.title,
        kind=word(card.kind),
        number=card.number or "",
        validity=validity.status.value,
        basis=validity.basis,
        is_in_force=validity.status is Validity.IN_FORCE,
        notices=tuple(_notices(document, version, quote)),
        facts=tuple(_facts(document)),
        unit=unit,
        unit_call=dialled(unit.phone) if unit else None,
        links=links,
        # A document's head may say anything; only what opens as a web page becomes a link.
        url=url if url.startswith(("http://", "https://")) else "",
        is_quoted=quote is not None,
        paragraphs=tuple(_paragraphs(version.text, quote)),
    )
    return site.render("document.html", document=shown)


def shown_link(link: Link, own_id: str, title: str, other_id: str | None) -> ShownLink:
    """A relation as people read it. title: of the document at the other end, "" when it is not known here.

    other_id: of that document when citizens may open it.
    """
    kind, is_said = word(link.relation.kind), link.speaker_id == own_id
    name = title or link.relation.target_title or link.relation.target_number or ""
    return ShownLink(say("document", "says" if is_said else "is_said", kind=kind), name, other_id)


def _notices(document: StoredDocument, version: Version, quote: Quote | None) -> Iterator[str]:
    if version.id != document.version.id:
        yield say("document", "older_version", number=version.number)
    if document.card.kind is DocumentKind.INTERPRETATION:
        yield say("document", "interpretation")
    if quote is not None:
        yield say("document", "quoted")


def _facts(document: StoredDocument) -> Iterator[ShownFact]:
    current = current_values(tuple(made.claim for made in document.claims))
    for fact in SHOWN_FACTS:
        if fact in current:
            value = current[fact].value
            yield ShownFact(word(fact), value, dialled(value) if fact is Fact.PHONE else None)


def _paragraphs(text: str, quote: Quote | None) -> Iterator[Markup]:
    """One paragraph a line, the quoted span marked across them; the first mark can be jumped to."""
    position, is_first = 0, True
    for line in text.split("\n"):
        end = position + len(line)
        marked = escape(line)
        if quote and quote.start < end and quote.end > position:
            begin, stop = max(quote.start - position, 0), min(quote.end - position, len(line))
            opening = Markup('<mark id="quote" tabindex="-1">') if is_first else Markup("<mark>")
            is_first = False
            marked = escape(line[:begin]) + opening + escape(line[begin:stop]) + Markup("</mark>") + escape(line[stop:])
        if line:
            yield marked
        position = end + 1
