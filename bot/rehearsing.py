"""Earlier questions that were told and not stored, understood again: what a follow-up goes on from.

Clients of chat interfaces send the whole conversation with every question, so nothing need be remembered for them.
"""

from collections.abc import Sequence
from datetime import date

from bot.conversation import Question, Turn
from bot.pipeline import Pipeline
from bot.walk import Walk

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
    """The name of the guide or document answered from, else the question's own."""
    if walk.citations and walk.subject is not None:
        return walk.subject.title
    return walk.understanding.text if walk.understanding else ""
