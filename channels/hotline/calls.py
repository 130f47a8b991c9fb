"""What was asked on the telephone and what was said: kept with one key, once, and found again for the same caller."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from bot.engine import Engine
from bot.tables import AnswerRow
from channels.errors import ChannelError
from channels.hotline.lookup import Card, Lookup
from channels.hotline.tables import SpokenRow
from governance.access import Act, Actor, require
from governance.ticket_cards import NOBODY_KNOWN, Caller
from kb.database import Database
from kb.masking import mask

# As long as a question may be.
SAID_CHARACTERS = 1000
CONTACTS_SHOWN = 5


class CardChanged(ChannelError):
    """What was chosen is not what would be answered now: a document changed meanwhile; look again."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was kept: the answer, its conversation, and the words as they were said."""

    answer_id: str
    conversation_id: str
    said: str
    is_edited: bool


@dataclass(frozen=True, slots=True)
class SpokenNow:
    """What an agent says was said. key: made by the page for this press. digest: of the card as it was seen.

    said: "" for the script as it stands.
    """

    key: str
    question: str
    digest: str
    said: str = ""
    conversation_id: str | None = None
    caller: Caller = NOBODY_KNOWN


@dataclass(frozen=True, slots=True)
class Contacted:
    """An earlier question of a caller."""

    at: datetime
    question: str
    status: str


class Calls:
    """Keeps what was said; the answer and the words of the agent are stored together or not at all."""

    def __init__(self, database: Database, engine: Engine, lookup: Lookup, *, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._engine = engine
        self._lookup = lookup
        self._clock = clock

    def keep(self, spoken: SpokenNow, *, by: Actor, on: date) -> Spoken:
        """The question and what was said are stored when this returns; the same key stores nothing again.

        Raises Forbidden, and CardChanged when the card chosen is no longer what would be answered.
        """
        require(by, Act.USE_DESK)
        key = f"{by.user_id} {spoken.key}"
        if held := self._kept(key):
            return held
        card = self._chosen(spoken, on)
        with self._database.writing() as session:
            if held := self._kept(key):
                return held
            self._engine.keep(card.offer)
            words = mask(spoken.said.strip()[:SAID_CHARACTERS]) or card.script.text
            session.add(
                SpokenRow(
                    key=key,
                    answer_id=card.offer.answer.id,
                    agent_id=by.user_id,
                    agent_name=by.name,
                    said=words,
                    is_edited=words != card.script.text,
                    caller=spoken.caller.masked,
                    caller_key=spoken.caller.key,
                    said_at=self._clock(),
                )
            )
        return Spoken(card.offer.answer.id, card.offer.answer.conversation_id, words, words != card.script.text)

    def of_caller(self, caller_key: str, *, by: Actor) -> list[Contacted]:
        """The latest questions of a caller, the last one first."""
        require(by, Act.USE_DESK)
        query = (
            select(SpokenRow.said_at, AnswerRow.question, AnswerRow.status)
            .join(AnswerRow, AnswerRow.id == SpokenRow.answer_id)
            .where(SpokenRow.caller_key == caller_key)
            .order_by(SpokenRow.said_at.desc())
            .limit(CONTACTS_SHOWN)
        )
        with self._database.reading() as session:
            return [Contacted(at, question, status) for at, question, status in session.execute(query)]

    def _chosen(self, spoken: SpokenNow, on: date) -> Card:
        cards = self._lookup.cards(spoken.question, on=on, conversation_id=spoken.conversation_id)
        for card in cards:
            if card.digest == spoken.digest:
                return card
        raise CardChanged("the answer is no longer what was shown: look it up again")

    def _kept(self, key: str) -> Spoken | None:
        query = select(SpokenRow, AnswerRow.conversation_id).join(AnswerRow, AnswerRow.id == SpokenRow.answer_id)
        with self._database.reading() as session:
            found = session.execute(query.where(SpokenRow.key == key)).first()
            return Spoken(found[0].answer_id, found[1], found[0].said, found[0].is_edited) if found else None
