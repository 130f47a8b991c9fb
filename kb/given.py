"""An answer that was given, as far as those who keep the knowledge right need to know of it; the question is masked."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What was asked, when and where, and how it ended (the value of bot.answers.AnswerStatus)."""

    id: str
    conversation_id: str
    asked_at: datetime
    channel: str
    question: str
    status: str


@dataclass(frozen=True, slots=True)
class JudgedAnswers:
    """How many answers that name a unit (by the name given there) people judged, and how many satisfied them."""

    unit: str
    judged: int
    satisfied: int
