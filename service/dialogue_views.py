"""A person's own questions and answers as JSON objects."""

from datetime import date, datetime

from bot.feedback import Feedback
from bot.transcripts import KeptAnswer
from service.views import AnswerView, View, answer_view


class KeptAnswerView(View):
    """An answer as it was given. question: with identifiers masked. on: the day the answer held for."""

    question: str
    asked_at: datetime
    on: date
    answer: AnswerView


class ConversationView(View):
    """The answers of a conversation, oldest first; none for one that is unknown, deleted or past its term."""

    conversation_id: str
    turns: list[KeptAnswerView]


class DeletedView(View):
    """How many answers were deleted."""

    deleted: int


class FeedbackView(View):
    """What is now kept of the person's word. words: masked."""

    answer_id: str
    verdict: str
    words: str


def kept_answer_view(kept: KeptAnswer) -> KeptAnswerView:
    """A stored answer as everyone who knows its id gets it."""
    answer = answer_view(kept.answer, explain=False)
    return KeptAnswerView(question=kept.question, asked_at=kept.asked_at, on=kept.on, answer=answer)


def conversation_view(conversation_id: str, kept: list[KeptAnswer]) -> ConversationView:
    """A conversation as its owner gets it."""
    return ConversationView(conversation_id=conversation_id, turns=[kept_answer_view(one) for one in kept])


def feedback_view(answer_id: str, feedback: Feedback) -> FeedbackView:
    """A person's word as it is kept."""
    return FeedbackView(answer_id=answer_id, verdict=feedback.verdict.value, words=feedback.words)
