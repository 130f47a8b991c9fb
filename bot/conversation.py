"""What comes in: a question, and the earlier turns of the conversation it belongs to."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question (identifiers masked) with what it was about."""

    question: str
    subject: str = ""  # the matter or document the answer was about, "" when there was none
    document_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One question as a person put it.

    on: the day the answer shall hold for; evaluations and tests always state it.
    history: earlier turns of the same conversation, oldest first.
    """

    text: str
    on: date
    conversation_id: str
    channel: str = "api"
    history: tuple[Turn, ...] = ()
