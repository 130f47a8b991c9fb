"""The engine keeps its promises whatever is typed: it answers, keeps the answer, and breaks politely."""

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from bot.answers import Answer, AnswerStatus
from bot.conversation import Turn
from bot.engine import Engine
from bot.pipeline import Pipeline
from bot.tables import AnswerRow
from bot.transcripts import Transcripts
from bot.understanding import Cues, load_cues
from bot.walk import Walk
from bot.wording import load_wording
from service.compose import Parts
from tests.bot.conftest import Ask
from tests.bot.small_library import NOW, TODAY


def kept(parts: Parts, answer: Answer) -> AnswerRow | None:
    with parts.desk.store.database.reading() as session:
        row = session.scalars(select(AnswerRow).where(AnswerRow.id == answer.id)).first()
        if row is not None:
            session.expunge(row)
        return row


def test_an_answer_is_kept_with_what_replays_it(parts: Parts, ask: Ask) -> None:
    answer = ask("孤儿养育标准是多少？", on=date(2025, 12, 1))

    row = kept(parts, answer)

    assert row
    assert (row.text, row.status, row.on_day, row.channel) == (answer.text, "answered", "2025-12-01", "api")
    assert [c["passage_id"] for c in json.loads(row.citations)] == [c.passage_id for c in answer.citations]
    assert {"understand", "find", "decide"} <= {step["step"] for step in json.loads(row.trace)}
    assert parts.desk.embedder.name in row.engine
    assert json.loads(row.timings)["total"] > 0


@pytest.mark.parametrize("question", ["", "你好", "家里着火了", "火星移民补贴怎么申请？", "低" * 2000])
def test_refusals_are_kept_as_well(question: str, parts: Parts, ask: Ask) -> None:
    answer = ask(question)

    row = kept(parts, answer)

    assert row and row.status == answer.status.value


def test_identifying_data_is_neither_kept_nor_told(parts: Parts, ask: Ask) -> None:
    answer = ask("我叫王小芳，身份证110101199003074512，手机13812345678，孤儿养育标准是多少？")

    row = kept(parts, answer)

    assert row
    everything = "".join(str(getattr(row, column.name)) for column in AnswerRow.__table__.columns) + answer.text
    assert not any(private in everything for private in ("王小芳", "110101199003074512", "13812345678"))
    assert "孤儿养育标准" in row.question


def test_the_same_question_gets_the_same_answer(ask: Ask) -> None:
    first, second = ask("公共充电桩建设补助标准是多少？"), ask("公共充电桩建设补助标准是多少？")

    assert (first.text, first.citations, first.status) == (second.text, second.citations, second.status)
    assert first.id != second.id
    assert first.conversation_id != second.conversation_id


def test_many_threads_get_the_same_answer(ask: Ask) -> None:
    with ThreadPoolExecutor(max_workers=4) as pool:
        answers = list(pool.map(ask, ["孤儿养育标准是多少？"] * 8))

    assert len({answer.text for answer in answers}) == 1
    assert len({answer.id for answer in answers}) == 8


def test_a_forgotten_conversation_is_gone(parts: Parts, engine: Engine, ask: Ask) -> None:
    first = ask("殡葬用船准运凭条核发在哪里办？")
    second = ask("那要带什么材料？", conversation_id=first.conversation_id)

    assert engine.forget(first.conversation_id) == 2

    assert kept(parts, first) is kept(parts, second) is None
    assert engine.forget(first.conversation_id) == 0


def test_forgetting_one_conversation_leaves_the_others(parts: Parts, engine: Engine, ask: Ask) -> None:
    mine, other = ask("孤儿养育标准是多少？"), ask("孤儿养育标准是多少？")

    engine.forget(mine.conversation_id)

    assert kept(parts, other)


def test_a_conversation_is_read_back_in_order_up_to_a_few_turns(parts: Parts, ask: Ask) -> None:
    questions = [
        "孤儿养育标准是多少？",
        "户口迁出在哪里办？",
        "职工年休假有几天？",
        "老年人坐公交免费吗？",
        "弩的购置审批要多久？",
    ]
    for question in questions:
        ask(question, conversation_id="c-order")

    turns = Transcripts(parts.desk.store.database, engine="test").history("c-order")

    assert [turn.question for turn in turns] == questions[-len(turns) :]
    assert 2 <= len(turns) <= 4


def test_steps_are_told_as_they_begin(engine: Engine) -> None:
    told: list[str] = []

    answer = engine.ask("孤儿养育标准是多少？", on=TODAY, on_step=told.append)

    assert told == [name for name in answer.timings_ms if name != "total"]
    assert told[0] == "screen"


def test_the_trace_is_told_only_when_asked_for(engine: Engine, ask: Ask) -> None:
    assert ask("孤儿养育标准是多少？").trace == ()
    assert engine.ask("孤儿养育标准是多少？", on=TODAY, explain=True).trace


class Broken:
    """A step in which something breaks that nobody thought of."""

    name = "broken"

    def take(self, walk: Walk) -> Walk:
        raise ZeroDivisionError(walk.text)


def with_steps(parts: Parts, pipeline: Pipeline) -> Engine:
    desk = parts.desk
    return Engine(
        pipeline=pipeline,
        search=parts.engine._search,
        transcripts=Transcripts(desk.store.database, engine="test"),
        vocabulary=desk.vocabulary,
        cues=Cues(load_cues()),
        wording=load_wording(),
        clock=lambda: NOW,
    )


def test_a_step_that_breaks_ends_in_a_true_sentence_that_is_kept(
    parts: Parts, caplog: pytest.LogCaptureFixture
) -> None:
    broken = with_steps(parts, Pipeline(finding=[Broken()], checking=[], telling=[]))

    with caplog.at_level(logging.ERROR):
        answer = broken.ask("我叫王小芳，手机13812345678，孤儿养育标准是多少？", on=TODAY)

    row = kept(parts, answer)
    assert (answer.status, answer.citations) == (AnswerStatus.FAILED, ())
    assert "12345" in answer.text
    assert answer.unit and answer.unit.phone == "12345"
    assert row and row.status == "failed"
    assert "王小芳" not in row.question
    assert "13812345678" not in row.question
    assert caplog.records


def test_a_step_that_breaks_while_telling_invents_nothing_either(parts: Parts) -> None:
    steps = parts.engine._pipeline

    answer = with_steps(parts, replace(steps, telling=[Broken()])).ask("孤儿养育标准是多少？", on=TODAY)

    assert (answer.status, answer.citations) == (AnswerStatus.FAILED, ())


class Unwilling(Transcripts):
    """A store that neither writes nor reads."""

    def keep(self, *args: object, **values: object) -> None:
        raise OSError("the disk is full")

    def history(self, conversation_id: str) -> tuple[Turn, ...]:
        raise OSError("the disk is gone")


def unwilling(parts: Parts) -> Engine:
    engine = with_steps(parts, parts.engine._pipeline)
    engine._transcripts = Unwilling(parts.desk.store.database, engine="test")
    return engine


@pytest.mark.parametrize("conversation", [None, "c-some"])
def test_an_answer_that_cannot_be_kept_is_not_given(
    conversation: str | None, parts: Parts, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        answer = unwilling(parts).ask("孤儿养育标准是多少？", on=TODAY, conversation_id=conversation)

    assert (answer.status, answer.citations) == (AnswerStatus.FAILED, ())
    assert answer.unit and answer.unit.phone == "12345"
    assert "12345" in answer.text
    assert "已记录" not in answer.text
    assert caplog.records


def test_danger_is_answered_even_where_nothing_can_be_kept_or_read(parts: Parts) -> None:
    answer = unwilling(parts).ask("家里着火了", on=TODAY, conversation_id="c-some")

    assert answer.status is AnswerStatus.EMERGENCY
    assert "119" in answer.text


def test_a_failure_on_a_huge_text_keeps_only_its_masked_beginning(parts: Parts) -> None:
    broken = with_steps(parts, Pipeline(finding=[Broken()], checking=[], telling=[]))

    answer = broken.ask("身份证110101199003074512，" * 10_000, on=TODAY)

    row = kept(parts, answer)
    assert row and len(row.question) <= 1000
    assert "110101" not in row.question


def test_finding_brings_the_best_first_and_no_more_than_asked(engine: Engine) -> None:
    hits = engine.find("孤儿养育标准是多少？", on=TODAY, limit=3)

    assert len(hits) == 3
    assert hits[0].found.card.number == "穗民规字〔2025〕2号"
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_every_answer_that_is_no_refusal_by_sight_names_somebody_to_ask(ask: Ask) -> None:
    for question in ("孤儿养育标准是多少？", "火星移民补贴", "样州市每户可以养几只犬？", "深圳低保标准是多少？"):
        assert ask(question).unit
