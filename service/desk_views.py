"""What the desk of the hotline gets, as strict JSON."""

from channels.hotline.calls import Contacted
from channels.hotline.lookup import Card
from governance.ticket_cards import Ticket
from governance.words import word
from kb.moments import CHINA
from kb.units import Unit
from service.views import CitationView, View, citation_view


class PhraseView(View):
    """Some words of a script; is_quoted: they stand in the document, character for character."""

    text: str
    is_quoted: bool


class UnitView(View):
    """A unit of the directory."""

    id: str
    name: str
    region: str
    phone: str | None


class CardView(View):
    """One answer to choose."""

    digest: str
    kind: str
    label: str
    status: str
    script: list[PhraseView]
    is_cut: bool
    next_step: str
    text: str
    citations: list[CitationView]
    contact: str | None
    phone: str | None
    unit: UnitView | None


class SearchView(View):
    """The answers to choose from, best first."""

    cards: list[CardView]


class SaidView(View):
    """What was kept."""

    answer_id: str
    conversation_id: str
    said: str
    is_edited: bool


class TicketView(View):
    """A ticket as the agent who opened it sees it."""

    id: str
    kind: str
    state: str
    title: str
    unit: str
    due_on: str
    is_provisional: bool
    opened_at: str


class FollowUpView(View):
    """A ticket to call back about: what was asked and answered. calls: how many were tried since the answer."""

    id: str
    title: str
    content: str
    result: str
    unit: str
    caller: str
    answered_at: str | None
    calls: int


class WaitingView(View):
    """The tickets to call back about. now: the minute by the server's clock, to be told as the time of the call."""

    now: str
    tickets: list[FollowUpView]


class ContactedView(View):
    """An earlier question of the caller."""

    at: str
    question: str


class CallerView(View):
    """Who is on the line: shown masked, with what is open."""

    masked: str
    contacts: list[ContactedView]
    tickets: list[TicketView]


def card_view(card: Card) -> CardView:
    """A card as the page shows it."""
    answer = card.offer.answer
    return CardView(
        digest=card.digest,
        kind=card.offer.kind.value,
        label=card.label,
        status=answer.status.value,
        script=[PhraseView(text=phrase.text, is_quoted=phrase.is_quoted) for phrase in card.script.phrases],
        is_cut=card.script.is_cut,
        next_step=card.next_step,
        text=answer.text,
        citations=[citation_view(citation) for citation in answer.citations],
        contact=card.contact.name if card.contact else None,
        phone=card.contact.phone if card.contact else None,
        unit=unit_view(card.unit) if card.unit else None,
    )


def unit_view(unit: Unit) -> UnitView:
    """A unit to choose."""
    return UnitView(id=unit.id, name=unit.name, region=unit.region, phone=unit.phone)


def ticket_view(ticket: Ticket, unit: str) -> TicketView:
    """A ticket in one line. unit: the name of the unit that has it, "" for none."""
    return TicketView(
        id=ticket.id,
        kind=word(ticket.kind),
        state=word(ticket.state),
        title=ticket.title,
        unit=unit,
        due_on=ticket.due.day.isoformat(),
        is_provisional=ticket.due.is_provisional,
        opened_at=ticket.opened_at.astimezone(CHINA).isoformat(timespec="seconds"),
    )


def follow_up_view(ticket: Ticket, unit: str) -> FollowUpView:
    """A ticket to call back about. unit: the name of the unit that answered."""
    answered_at = ticket.answered_at
    return FollowUpView(
        id=ticket.id,
        title=ticket.title,
        content=ticket.content,
        result=ticket.result,
        unit=unit,
        caller=ticket.caller.masked,
        answered_at=answered_at.astimezone(CHINA).isoformat(timespec="seconds") if answered_at else None,
        calls=ticket.calls,
    )


def contacted_view(contacted: Contacted) -> ContactedView:
    """An earlier question in one line."""
    return ContactedView(at=contacted.at.astimezone(CHINA).isoformat(timespec="seconds"), question=contacted.question)
