"""An interpretation stands as long as the document it explains: what ended is not told by way of its explanation."""

from collections.abc import Iterator
from datetime import date

import pytest

from bot.answers import Answer, AnswerStatus
from kb.documents import DocumentKind, Fact, Origin, Relation, RelationKind, Validity
from service.compose import Parts
from tests.bot.small_library import NOW, TODAY, small_library
from tests.kb.builders import incoming, measure

HEATING = "样建规〔2026〕3号"
LIFTS = "样建规〔2026〕9号"
HEATING_QUESTION = "冬季供暖补贴标准是每户每年多少？"
LIFTS_QUESTION = "既有住宅加装电梯每台补助多少？"


@pytest.fixture
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    """A library of one's own: these tests write."""
    with small_library(tmp_path_factory) as parts:
        yield parts


def ask(parts: Parts, text: str, *, on: date = TODAY) -> Answer:
    return parts.engine.ask(text, on=on)


def add_lifts(parts: Parts, **facts: str) -> str:
    """The measure that the small library knows only from its interpretation, in words no question finds."""
    reading = measure(
        key="own:lifts",
        title="样州市住房和城乡建设局关于印发若干办法的通知",
        number=LIFTS,
        paragraphs=("现予印发。",),
        facts={Fact(key): value for key, value in facts.items()},
        origin=Origin.RECORD,
    )
    return parts.desk.store.catalogue.store(incoming(reading), now=NOW).document_id


def end(parts: Parts, document_id: str, *, ends_on: date | None = None) -> None:
    catalogue = parts.desk.store.catalogue
    catalogue.confirm_validity(document_id, Validity.REPEALED, ends_on=ends_on, by="测试编辑", reason="测试", now=NOW)


def test_a_document_that_ended_is_not_told_by_its_interpretation(parts: Parts) -> None:
    before = ask(parts, HEATING_QUESTION)
    (heating,) = parts.library.by_number(HEATING)
    end(parts, heating.id)

    answer = ask(parts, HEATING_QUESTION)

    assert "1600元" in before.text
    assert (answer.status, answer.citations) == (AnswerStatus.NO_LONGER_IN_FORCE, ())
    assert HEATING in answer.text
    assert "1600元" not in answer.text


def test_an_interpretation_found_alone_is_refused_naming_the_document_that_ended(parts: Parts) -> None:
    lifts = add_lifts(parts)
    before = ask(parts, LIFTS_QUESTION)
    end(parts, lifts, ends_on=date(2026, 6, 30))

    answer = ask(parts, LIFTS_QUESTION)

    assert {citation.kind for citation in before.citations} == {DocumentKind.INTERPRETATION}
    assert (answer.status, answer.citations) == (AnswerStatus.NO_LONGER_IN_FORCE, ())
    assert f"现为“已失效”（所解读的{LIFTS}自2026年7月1日起不再有效）" in answer.text


def test_on_a_day_before_that_end_the_interpretation_is_quoted(parts: Parts) -> None:
    end(parts, add_lifts(parts), ends_on=date(2026, 6, 30))

    answer = ask(parts, LIFTS_QUESTION, on=date(2026, 6, 30))

    assert answer.status is AnswerStatus.ANSWERED
    assert {citation.kind for citation in answer.citations} == {DocumentKind.INTERPRETATION}
    assert "以下引自政策解读，解读不具有文件效力" in answer.text.splitlines()[0]


def test_an_end_that_nobody_confirmed_is_said_before_its_interpretation_is_quoted(parts: Parts) -> None:
    add_lifts(parts, expires_on="2026-06-30")

    answer = ask(parts, LIFTS_QUESTION)

    assert answer.status is AnswerStatus.ANSWERED_UNCONFIRMED
    assert {citation.validity for citation in answer.citations} == {Validity.UNCONFIRMED}
    assert f"以下引自政策解读，所解读的{LIFTS}自2026年7月1日起不再有效" in answer.text.splitlines()[0]
    assert "尚未经人工确认" in answer.text.splitlines()[0]


def test_a_question_about_the_past_is_told_that_it_explains_past_rules(parts: Parts) -> None:
    end(parts, add_lifts(parts), ends_on=date(2026, 6, 30))

    answer = ask(parts, f"以前{LIFTS_QUESTION}")

    assert answer.status is AnswerStatus.ANSWERED_PAST
    assert answer.text.startswith("以下引自对过去规定的政策解读")
    assert "不再有效" in answer.text.splitlines()[0]


def test_for_the_past_too_the_document_prevails_over_its_interpretation(parts: Parts) -> None:
    (heating,) = parts.library.by_number(HEATING)
    end(parts, heating.id)

    answer = ask(parts, f"以前{HEATING_QUESTION}")

    assert {citation.kind for citation in answer.citations} == {DocumentKind.POLICY}


def test_whether_an_interpretation_is_in_force_is_told_in_the_words_that_ended_its_document(parts: Parts) -> None:
    lifts = add_lifts(parts)
    store = parts.desk.store
    closing = "样建规〔2026〕9号同时废止。"
    store.catalogue.store(
        incoming(
            measure(
                key="own:lifts-new",
                title="样州市电梯补助新办法",
                number="样建规〔2026〕20号",
                paragraphs=(closing,),
                facts={Fact.WRITTEN_ON: "2026-07-01"},
                relations=(Relation(RelationKind.REPEALS, LIFTS, "", closing, 0, len(closing)),),
            )
        ),
        now=NOW,
    )
    for link in store.library.document(lifts).heard:
        if link.relation.kind is RelationKind.REPEALS:
            store.catalogue.confirm_relation(link.relation_id, by="测试编辑", now=NOW)

    answer = ask(parts, "《〈样州市既有住宅加装电梯财政补助办法〉政策解读》还有效吗？")

    assert "已失效" in answer.text and LIFTS in answer.text
    assert [citation.quote for citation in answer.citations] == [closing]


def test_of_what_was_withdrawn_after_its_end_no_word_is_quoted(parts: Parts) -> None:
    lifts = add_lifts(parts, expires_on="2026-06-30")
    end(parts, lifts)
    parts.desk.store.catalogue.withdraw(lifts, now=NOW)

    answer = ask(parts, "《〈样州市既有住宅加装电梯财政补助办法〉政策解读》还有效吗？")

    assert "已失效" in answer.text
    assert lifts not in {citation.document_id for citation in answer.citations}


def test_nobody_is_told_that_nothing_took_the_place_of_what_was_made_anew(parts: Parts) -> None:
    (heating,) = parts.library.by_number(HEATING)
    anew = measure(
        key="own:heating-new",
        title=heating.title,
        number="样建规〔2026〕30号",
        paragraphs=("第一条 本办法自公布之日起施行。",),
        facts={Fact.WRITTEN_ON: "2026-07-01"},
    )
    parts.desk.store.catalogue.store(incoming(anew), now=NOW)
    parts.desk.indexer.apply(now=NOW)
    end(parts, heating.id)

    answer = ask(parts, HEATING_QUESTION)

    assert answer.citations == ()
    assert "没有见到接替" not in answer.text
