"""What comes in on a channel and what goes back: the same values for every platform."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class MessageKind(Enum):
    """What a message asks of us; the channel decides when it reads the platform's form."""

    QUESTION = "question"  # words for the engine
    TOLD = "told"  # answered with a sentence of the channel's own: help, a menu entry, a welcome
    PICKUP = "pickup"  # the word that fetches an answer which could not be sent
    FORGET = "forget"  # the person wants the record of the conversation deleted (R§8.4)
    CORRECTION = "correction"  # not asked for: an answer given before was wrong, and the person is told
    LEFT = "left"  # the person left: nothing may be sent any more


@dataclass(frozen=True, slots=True)
class Allowance:
    """What the platform lets us send by ourselves after a message: so many messages within so many seconds.

    kind: allowances of one kind replace each other, those of different kinds stand side by side.
    """

    kind: str
    count: int
    seconds: int


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """One message of one person, whatever the platform.

    account: our account there. person: who wrote, as the platform names them to this account.
    key: the same for every delivery of this message, and for no other message of the account.
    text: the question; identifiers in it are masked before it is stored. told: what to answer without the engine.
    is_follow: the person just came to the account; the notice of privacy and machine is then part of the answer.
    """

    channel: str
    account: str
    person: str
    key: str
    kind: MessageKind
    received_at: datetime
    text: str = ""
    told: str = ""
    allowance: Allowance | None = None
    is_follow: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A picture-less link to one document, where a platform shows such; description: the whole answer, to be cut."""

    title: str
    description: str
    url: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back, complete: no channel adds, leaves out or changes words, it only cuts and then links.

    notice: who answers and what becomes of the words, at first contact (R§8.1, R§8.9). text: of the answer.
    choices: matters to choose from. label: that it was generated, only where it was (R§8.8).
    link: the page of ours with the whole answer, "" where there is none. card: of the one document asked for.
    """

    text: str
    notice: str = ""
    choices: tuple[str, ...] = ()
    label: str = ""
    link: str = ""
    card: Card | None = None
    answer_id: str = ""

    @property
    def body(self) -> str:
        """The answer with what may be chosen, uncut."""
        return "\n".join((self.text, *(f"· {choice}" for choice in self.choices)))


@dataclass(frozen=True, slots=True)
class Part:
    """One message as the platform takes it: a text, or a card instead of it."""

    text: str
    card: Card | None = None
