"""Earlier questions that were told and not stored, understood again: what a follow-up goes on from.

Clients of chat interfaces send the whole conversation with every question, so nothing need be remembered for them.
"""

from collections.abc import Sequence
from datetime import date

from bot.conversation import Question, Turn
from bot.pipeline import Pipeline
from bot.walk import Walk
from kb.documents import DocumentKind

# A follow-up goes on from the turn before, which may itself be one: further back nobody refers.
TURNS_REHEARSED = 4


def rehearse(pipeline: Pipeline, questions: Sequence[str], *, on: date) -> tuple[Turn, ...]:
    """The turns of these questions, oldest first; nothing is stored."""
    turns: tuple[Turn, ...] = ()
    for text in questions[-TURNS_REHEARSED:]:
        walk, _ = pipeline.run(Walk(Question(text, on, "", history=turns), text))
        turns = (*turns, turn_of(walk))
    return turns


def turn_of(walk: Walk) -> Turn:
    """What a later question may go on from."""
    cited = dict.fromkeys(citation.document_id for citation in walk.citations)
    return Turn(question=walk.text, subject=subject_of(walk), document_ids=tuple(cited))


def subject_of(walk: Walk) -> str:
    """What a follow-up is about: the matter of the guide answered from, else what the conversation asked about.

    The title of a document is no subject. Its words would stand in the follow-up as if asked for, and a sentence that
    repeats them, such as 现将《…办法》印发给你们, would answer.
    """
    if walk.citations and walk.subject is not None and walk.subject.kind is DocumentKind.GUIDE:
        return walk.subject.title
    if walk.understanding is None:
        return ""
    before = walk.question.history[-1] if walk.citations and walk.understanding.goes_on else None
    return (before.subject or before.question) if before else walk.understanding.text
