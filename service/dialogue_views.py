"""A person's own questions and answers as JSON objects."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.feedback import Feedback
from bot.transcripts import KeptAnswer
from channels.client.sequels import ToldSequel
from service.views import AnswerView, View, answer_view


class SequelView(View):
    """What became of the answer since. kind: corrected or withdrawn; at: null where it was not written down.

    told, ask: sentences to show above the answer; correction: what is right instead, "" where nothing was said.
    """

    kind: str
    at: datetime | None
    told: str
    correction: str
    ask: str


class KeptAnswerView(View):
    """An answer as it was given. question: with identifiers masked. on: the day the answer held for.

    sequel: null while nothing it rests on was recalled or withdrawn.
    """

    question: str
    asked_at: datetime
    on: date
    answer: AnswerView
    sequel: SequelView | None


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


def kept_answer_view(kept: KeptAnswer, sequel: ToldSequel | None) -> KeptAnswerView:
    """A stored answer as everyone who knows its id gets it."""
    answer = answer_view(kept.answer, explain=False)
    return KeptAnswerView(
        question=kept.question, asked_at=kept.asked_at, on=kept.on, answer=answer, sequel=_sequel_view(sequel)
    )


def conversation_view(
    conversation_id: str, kept: Sequence[KeptAnswer], sequels: Sequence[ToldSequel | None]
) -> ConversationView:
    """A conversation as its owner gets it. sequels: of each answer, in their order."""
    turns = [kept_answer_view(one, sequel) for one, sequel in zip(kept, sequels, strict=True)]
    return ConversationView(conversation_id=conversation_id, turns=turns)


def _sequel_view(sequel: ToldSequel | None) -> SequelView | None:
    if sequel is None:
        return None
    return SequelView(
        kind=sequel.kind.value, at=sequel.at, told=sequel.told, correction=sequel.correction, ask=sequel.ask
    )


def feedback_view(answer_id: str, feedback: Feedback) -> FeedbackView:
    """A person's word as it is kept."""
    return FeedbackView(answer_id=answer_id, verdict=feedback.verdict.value, words=feedback.words)
