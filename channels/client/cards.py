"""An answer as people see it: its words, where they stand, what that is worth, whom to call."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.answers import Answer, AnswerStatus, Citation, Contact, Generated
from channels.client.addresses import quote_path, source_path
from channels.client.sequels import ToldSequel
from channels.client.site import dialled
from channels.client.wording import repeated_beginnings, say
from channels.words import word
from kb.documents import DocumentKind, Validity
from kb.validity import ValidityOn

# The numbers one calls at once; 12110 takes text messages only.
_CALLED = re.compile(r"(?<![\d-])(?:110|119|120|122|12(?!110)\d{3})(?![\d-])")
_CALLING = {AnswerStatus.EMERGENCY, AnswerStatus.OTHER_CHANNEL}
# Nobody need be called about a greeting, and an emergency is no matter of the hotline.
_WITHOUT_CONTACT = {AnswerStatus.EMERGENCY, AnswerStatus.OTHER_CHANNEL, AnswerStatus.UNUSABLE}
HOTLINE = "12345"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of an answer; is_quoted: they stand so in a document."""

    text: str
    is_quoted: bool


@dataclass(frozen=True, slots=True)
class Place:
    """One quotation to open. path: the page with the words highlighted. quote_path: the same for scripts."""

    told: str
    path: str
    quote_path: str


@dataclass(frozen=True, slots=True)
class Source:
    """A document that was quoted, as it stood when the answer was given, and what has changed since ("" if nothing).

    is_open: citizens may still see it.
    """

    title: str
    number: str
    note: str
    validity: str
    basis: str
    is_in_force: bool
    change: str
    is_open: bool
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """Everything the template of an answer shows. repeated: lines that the card says again with links.

    sequel: what became of the answer since it was given, None for nothing.
    """

    id: str
    pieces: tuple[Piece, ...]
    repeated: str
    sources: tuple[Source, ...]
    unit: Contact | None
    unit_call: str | None
    related: tuple[str, ...]
    calls: tuple[str, ...]
    generated: Generated | None
    is_urgent: bool
    has_contacts: bool
    is_kept: bool
    sequel: ToldSequel | None

    @property
    def has_quotes(self) -> bool:
        return any(piece.is_quoted for piece in self.pieces)

    @property
    def is_hotline(self) -> bool:
        """Whether the one to ask is the hotline itself."""
        return self.unit_call == HOTLINE


def card_of(
    answer: Answer,
    *,
    standings: Mapping[str, ValidityOn | None] | None = None,
    sequel: ToldSequel | None = None,
) -> Card:
    """An answer to show. standings: of each document quoted, today; None for one that citizens may not see any more."""
    # The card shows the label of generated words in a frame of its own, above them.
    text = answer.text.removeprefix(f"{answer.generated.label}\n") if answer.generated else answer.text
    body, repeated = _without_repeated(text)
    return Card(
        id=answer.id,
        pieces=tuple(_pieces(body, [citation.quote for citation in answer.citations])),
        repeated=repeated,
        sources=tuple(_sources(answer, standings)),
        unit=answer.unit,
        unit_call=dialled(answer.unit.phone) if answer.unit else None,
        related=answer.related,
        calls=tuple(dict.fromkeys(_CALLED.findall(answer.text))) if answer.status in _CALLING else (),
        generated=answer.generated,
        is_urgent=answer.status is AnswerStatus.EMERGENCY,
        has_contacts=answer.status not in _WITHOUT_CONTACT,
        is_kept=answer.status is not AnswerStatus.FAILED,
        sequel=sequel,
    )


def _without_repeated(text: str) -> tuple[str, str]:
    """The text, and the lines at its end that only repeat what the card shows with links."""
    lines = text.split("\n")
    end = len(lines)
    while end > 1 and lines[end - 1].startswith(repeated_beginnings()):
        end -= 1
    return "\n".join(lines[:end]), "".join(f"\n{line}" for line in lines[end:])


def _pieces(text: str, quotes: list[str]) -> Iterator[Piece]:
    """The text cut at its quotations, which stand in it in their order."""
    position = 0
    for quote in quotes:
        found = text.find(quote, position)
        if found < 0:
            continue
        if found > position:
            yield Piece(text[position:found], is_quoted=False)
        yield Piece(quote, is_quoted=True)
        position = found + len(quote)
    if position < len(text):
        yield Piece(text[position:], is_quoted=False)


def _sources(answer: Answer, standings: Mapping[str, ValidityOn | None] | None) -> Iterator[Source]:
    """One entry a document, with all the places quoted from it."""
    together: dict[tuple[str, Validity], list[int]] = {}
    for number, citation in enumerate(answer.citations):
        together.setdefault((citation.version_id, citation.validity), []).append(number)
    for numbers in together.values():
        yield _source(answer, numbers, standings)


def _source(answer: Answer, numbers: list[int], standings: Mapping[str, ValidityOn | None] | None) -> Source:
    first = answer.citations[numbers[0]]
    today = standings.get(first.document_id) if standings is not None else None
    is_open = standings is None or today is not None
    return Source(
        title=_bare(first.title),
        number=first.doc_no or "",
        note=_note(first),
        validity=first.validity.value,
        basis=first.validity_basis,
        is_in_force=first.validity is Validity.IN_FORCE,
        change=_change(first, today) if is_open else say("card", "withdrawn"),
        is_open=is_open,
        places=tuple(_places(answer, numbers)),
    )


def _bare(title: str) -> str:
    """The title without book marks around the whole of it; the card puts its own."""
    is_marked = title.startswith("《") and title.endswith("》") and title.count("《") == 1
    return title[1:-1] if is_marked else title


def _note(citation: Citation) -> str:
    if citation.kind is DocumentKind.POLICY:
        return ""
    body = f"，{citation.issuing_body}" if citation.kind is DocumentKind.GUIDE and citation.issuing_body else ""
    told = say("document", "interpretation") if citation.kind is DocumentKind.INTERPRETATION else word(citation.kind)
    return told + body


def _change(citation: Citation, today: ValidityOn | None) -> str:
    if today is None or today.status is citation.validity:
        return ""
    return say("card", "changed", validity=today.status.value, basis=today.basis)


def _places(answer: Answer, numbers: list[int]) -> Iterator[Place]:
    seen: dict[str, int] = {}
    for number in numbers:
        citation = answer.citations[number]
        told = _told(citation)
        # Generated words point at their sources by number.
        if answer.generated:
            told = say("card", "numbered", told=told, n=number + 1)
        seen[told] = seen.get(told, 0) + 1
        if seen[told] > 1:
            told = say("card", "again", told=told, n=seen[told])
        span = (citation.document_id, citation.version_id, citation.start, citation.end)
        yield Place(told, source_path(*span), quote_path(*span))


def _told(citation: Citation) -> str:
    if not citation.clause_path:
        return say("card", "whole")
    return say("card", "element" if citation.kind is DocumentKind.GUIDE else "clause", clause=citation.clause_path)
