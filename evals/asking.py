"""Puts questions to the production engine, one after the other, and keeps answer and time."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.answers import Answer
from evals.forms import EvalQuestion

# Evaluations never depend on today: the day the shipped questions were written for.
ASKED_ON = date(2026, 11, 23)


class Answering(Protocol):
    """What can be asked: the production engine, or a baseline in its shape."""

    def ask(
        self, text: str, *, on: date, conversation_id: str | None = None, channel: str = "api", explain: bool = False
    ) -> Answer:
        """See bot.engine.Engine."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its answer and the milliseconds it took."""

    question: EvalQuestion
    answer: Answer
    milliseconds: float

    @property
    def confidence(self) -> float:
        """How sure the engine was that the evidence answers the question, whatever it then decided.

        Answers that end before evidence is weighed (exact matches, emergencies) have said so with certainty:
        1.0 with quotations, else 0.0.
        """
        for line in reversed(self.answer.trace):
            value = line.get("confidence")
            if isinstance(value, int | float):
                return float(value)
        return float(self.answer.status.has_quotations)


def day_of(question: EvalQuestion) -> date:
    """The day the answer shall hold for."""
    return question.asked_on or ASKED_ON


def ask_all(engine: Answering, questions: Sequence[EvalQuestion], *, tick: Callable[[], None]) -> Iterator[Asked]:
    """Each question with its earlier turns in a conversation of its own; tick is called after each."""
    for question in questions:
        conversation: str | None = None
        for earlier in question.history:
            answer = engine.ask(earlier, on=day_of(question), conversation_id=conversation, channel="eval")
            conversation = answer.conversation_id
        start = time.perf_counter()
        answer = engine.ask(
            question.text, on=day_of(question), conversation_id=conversation, channel="eval", explain=True
        )
        yield Asked(question, answer, (time.perf_counter() - start) * 1000)
        tick()
