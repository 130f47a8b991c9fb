"""A follow-up goes on from earlier questions that are told with it, as if they had been stored."""

from dataclasses import replace

from bot.rehearsing import TURNS_REHEARSED, rehearse
from bot.steps.compose import ComposeAnswer
from bot.walk import Walk
from service.compose import Parts
from tests.bot.conftest import Ask
from tests.bot.small_library import TODAY

FIRST, THEN = "殡葬用船准运凭条核发在哪里办？", "那要带什么材料？"


def test_told_questions_lead_to_the_same_answer_as_stored_ones(parts: Parts, ask: Ask) -> None:
    stored = ask(THEN, conversation_id=ask(FIRST).conversation_id)

    told = parts.engine.ask(THEN, on=TODAY, earlier=[FIRST])

    assert (told.text, told.citations) == (stored.text, stored.citations)
    assert told.continued


def test_a_follow_up_of_a_follow_up_keeps_its_subject(parts: Parts) -> None:
    turns = rehearse(parts.engine.pipeline, [FIRST, THEN], on=TODAY)

    assert [turn.subject for turn in turns] == ["殡葬用船准运凭条核发"] * 2


def test_stored_turns_outweigh_told_ones(parts: Parts, ask: Ask) -> None:
    first = ask(FIRST)

    answer = parts.engine.ask(
        THEN, on=TODAY, conversation_id=first.conversation_id, earlier=["高等学校教师资格认定在哪里办？"]
    )

    assert {citation.title for citation in answer.citations} == {"殡葬用船准运凭条核发"}


def test_nothing_told_is_stored(parts: Parts) -> None:
    answer = parts.engine.ask(THEN, on=TODAY, earlier=[FIRST])

    assert len(parts.transcripts.conversation(answer.conversation_id)) == 1


def test_a_long_chat_is_rehearsed_from_its_last_turns(parts: Parts) -> None:
    assert len(rehearse(parts.engine.pipeline, ["你好"] * 50, on=TODAY)) == TURNS_REHEARSED


class Model:
    """Stands where a model would be asked."""

    name = ComposeAnswer.name

    def take(self, walk: Walk) -> Walk:
        raise AssertionError(walk.text)


def test_no_model_is_asked_for_a_question_that_was_answered_before(parts: Parts) -> None:
    steps = parts.engine.pipeline
    generating = replace(steps, checking=[*steps.checking, Model()])

    turns = rehearse(generating.quoting, [FIRST], on=TODAY)

    assert turns[0].subject == "殡葬用船准运凭条核发"
