"""What is kept of dialogues, and what is left of them when they are deleted: only numbers."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.answer_counts import BATCH, AnswerCounts
from bot.answers import Answer, AnswerStatus, Citation, Contact
from bot.feedback import LIMIT_CHARACTERS, Feedback, FeedbackBook, Verdict
from bot.tables import FeedbackRow
from bot.transcripts import Transcripts
from kb.database import Database, open_database
from kb.documents import DocumentKind, Validity
from kb.moments import CHINA
from migrations import upgrade

NOW = datetime(2026, 7, 15, 9, 0, tzinfo=CHINA)
TODAY = NOW.date()
CITED = Citation(
    document_id="d-1",
    version_id="v-1",
    passage_id="p-1",
    kind=DocumentKind.POLICY,
    title="关于热线的通知",
    doc_no="荆政办文〔2018〕13号",
    clause_path="三（三）",
    quote="市信访局负责",
    start=10,
    end=16,
    validity=Validity.IN_FORCE,
    validity_basis="未见废止",
)
ANSWER = Answer(
    "a-1",
    AnswerStatus.ANSWERED,
    "市信访局负责。",
    "c-1",
    citations=(CITED,),
    unit=Contact("荆门市信访局", "12345"),
    related=("热线办理",),
    timings_ms={"total": 1.5},
    trace=({"step": "find", "hits": 3},),
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(tmp_path / "jiedu.db")
    upgrade(database.engine)
    yield database
    database.close()


@pytest.fixture
def transcripts(database: Database) -> Transcripts:
    return Transcripts(database, engine="test")


@pytest.fixture
def feedback(database: Database) -> FeedbackBook:
    return FeedbackBook(database)


@pytest.fixture
def counts(database: Database) -> AnswerCounts:
    return AnswerCounts(database)


def keep(transcripts: Transcripts, name: str = "a-1", *, asked_at: datetime = NOW, conversation: str = "c-1") -> None:
    answer = replace(ANSWER, id=name, conversation_id=conversation)
    transcripts.keep(answer, question="谁负责？", subject="热线", on="2026-07-15", channel="client", now=asked_at)


def test_an_answer_reads_back_as_it_was_given(transcripts: Transcripts) -> None:
    keep(transcripts)

    kept = transcripts.answer("a-1")

    assert kept is not None
    assert kept.answer == ANSWER
    assert (kept.question, kept.on, kept.channel, kept.asked_at) == ("谁负责？", TODAY, "client", NOW)


def test_an_unknown_answer_is_none(transcripts: Transcripts) -> None:
    assert transcripts.answer("a-none") is None


def test_a_conversation_reads_oldest_first(transcripts: Transcripts) -> None:
    for name, minutes in (("a-2", 2), ("a-1", 1), ("a-3", 3)):
        keep(transcripts, name, asked_at=NOW + timedelta(minutes=minutes))
    keep(transcripts, "a-other", conversation="c-2")

    assert [kept.answer.id for kept in transcripts.conversation("c-1")] == ["a-1", "a-2", "a-3"]


def test_the_last_word_on_an_answer_counts(transcripts: Transcripts, feedback: FeedbackBook) -> None:
    keep(transcripts)
    feedback.put("a-1", Verdict.WRONG, words="号码不对", now=NOW)

    feedback.put("a-1", Verdict.SATISFIED, words="", now=NOW)

    assert feedback.of("a-1") == Feedback(Verdict.SATISFIED)


def test_an_answer_that_is_not_kept_cannot_be_judged(feedback: FeedbackBook) -> None:
    assert feedback.put("a-none", Verdict.SATISFIED, words="", now=NOW) is None


def test_words_are_masked_and_bounded(transcripts: Transcripts, feedback: FeedbackBook) -> None:
    keep(transcripts)

    given = feedback.put("a-1", Verdict.OTHER, words="打13812345678找我。" + "长" * 5000, now=NOW)

    assert given is not None
    assert "13812345678" not in given.words
    assert len(given.words) == LIMIT_CHARACTERS


def test_deleting_a_conversation_leaves_only_its_numbers(
    database: Database, transcripts: Transcripts, feedback: FeedbackBook, counts: AnswerCounts
) -> None:
    keep(transcripts, "a-1")
    keep(transcripts, "a-2")
    feedback.put("a-1", Verdict.SATISFIED, words="谢谢", now=NOW)
    before = counts.between(TODAY, TODAY)

    assert transcripts.forget("c-1") == 2

    assert transcripts.conversation("c-1") == []
    assert counts.between(TODAY, TODAY) == before
    assert [(one.verdict, one.count) for one in before] == [("", 1), ("satisfied", 1)]
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(FeedbackRow)) == 0


def test_what_is_older_than_the_term_is_deleted_and_counted(transcripts: Transcripts, counts: AnswerCounts) -> None:
    old = NOW - timedelta(days=181)
    for number in range(BATCH + 3):
        keep(transcripts, f"a-old-{number}", asked_at=old)
    keep(transcripts, "a-new")

    assert counts.expire(NOW - timedelta(days=180)) == BATCH + 3

    assert [kept.answer.id for kept in transcripts.conversation("c-1")] == ["a-new"]
    assert [one.count for one in counts.between(old.date(), old.date())] == [BATCH + 3]
    assert counts.expire(NOW - timedelta(days=180)) == 0


def test_a_day_is_counted_in_chinese_time(transcripts: Transcripts, counts: AnswerCounts) -> None:
    keep(transcripts, asked_at=datetime(2026, 7, 15, 0, 30, tzinfo=CHINA))
    transcripts.forget("c-1")

    assert [one.day for one in counts.between(date(2026, 7, 1), date(2026, 7, 31))] == [date(2026, 7, 15)]


def test_deletions_add_to_the_same_number(transcripts: Transcripts, counts: AnswerCounts) -> None:
    for name in ("a-1", "a-2"):
        keep(transcripts, name)
        transcripts.forget("c-1")

    assert [one.count for one in counts.between(TODAY, TODAY)] == [2]
