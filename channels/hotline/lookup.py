"""What an agent sees for a question: up to three answers with their scripts, and what to do next."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date

from bot.answers import Contact
from bot.engine import Engine
from bot.offering import Offer, OfferKind
from channels.hotline.script import HOTLINE_NUMBER, Script, ScriptWriter
from channels.hotline.words import HotlineWords
from channels.words import word
from kb.units import Unit, Units

ANSWERS = 3
_DIGEST_CHARACTERS = 16


@dataclass(frozen=True, slots=True)
class Card:
    """One answer to choose. next_step: for the agent, never spoken. unit: of the directory, None when not known there.

    digest: of what is shown; it is named when the card is chosen, so that nothing else can be kept than was seen.
    """

    offer: Offer
    script: Script
    label: str
    next_step: str
    contact: Contact | None
    unit: Unit | None
    digest: str


class Lookup:
    """Looks up while the caller speaks; stores nothing."""

    def __init__(self, engine: Engine, units: Units, writer: ScriptWriter, words: HotlineWords) -> None:
        self._engine = engine
        self._units = units
        self._writer = writer
        self._words = words

    def cards(self, text: str, *, on: date, conversation_id: str | None = None) -> list[Card]:
        """The answers to choose from, the one of every channel first. conversation_id: of the call so far."""
        offers = self._engine.offers(text, on=on, limit=ANSWERS, conversation_id=conversation_id)
        return [self._card(offer) for offer in offers]

    def _card(self, offer: Offer) -> Card:
        script = self._writer.script(offer)
        # The agents are the hotline themselves.
        contact = offer.answer.unit if offer.answer.unit and offer.answer.unit.phone != HOTLINE_NUMBER else None
        if offer.kind is OfferKind.LEAD:
            next_step = self._words.say("next_of_lead", "text")
        else:
            next_step = self._words.say("next", offer.answer.status.value)
        return Card(
            offer=offer,
            script=script,
            label=self._label(offer),
            next_step=next_step,
            contact=contact,
            unit=self._units.by_name(contact.name) if contact else None,
            digest=_digest(offer, script),
        )

    def _label(self, offer: Offer) -> str:
        """How far it may be relied on; of an answer without words to quote, how it ended."""
        if offer.answer.citations or offer.answer.status.has_quotations:
            return self._words.say("offer_kind", offer.kind.value)
        return word(offer.answer.status)


def _digest(offer: Offer, script: Script) -> str:
    """Short digest of what the agent saw: status, words and where they stand."""
    spans = [
        (one.document_id, one.version_id, one.start, one.end, one.validity.value) for one in offer.answer.citations
    ]
    seen = [offer.kind.value, offer.answer.status.value, offer.question, script.text, spans]
    return hashlib.sha256(json.dumps(seen, ensure_ascii=False).encode()).hexdigest()[:_DIGEST_CHARACTERS]
