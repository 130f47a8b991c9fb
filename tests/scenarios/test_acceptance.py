"""What was promised of the whole: six questions on the demo corpus, and no quotation that was not published."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.answers import Answer, AnswerStatus, Citation
from bot.engine import Engine
from evals.asking import Asked, ask_all
from evals.corpus import opened, prepare_demo
from evals.forms import read_questions
from kb.documents import Validity
from service.clock import now_in_china
from service.compose import Parts
from tests.bot.quotations import unsupported
from tests.scenarios.published_words import is_published

TODAY = date(2026, 11, 23)
QUESTIONS = Path(__file__).parents[2] / "evals" / "questions"
# The evaluation set alone has fewer than 300 answers that quote; every fourth training question makes up for it.
TRAINING_STEP = 4
LEAST_QUOTING = 300

NOTICE = "荆政办文〔2018〕13号"
STANDARD = "穗民规字〔2025〕2号"
STANDARD_ASKED = "广州低保标准是多少？"


@pytest.fixture(scope="module")
def parts(demo_home: Path) -> Iterator[Parts]:
    """The production engine on the whole demo corpus."""
    now = now_in_china()
    corpus = prepare_demo(demo_home, now=now, progress=silent)
    with opened(corpus, now=now, progress=silent) as parts:
        yield parts


@pytest.fixture(scope="module")
def engine(parts: Parts) -> Engine:
    return parts.engine


def silent(doing: str, done: int, total: int) -> None:
    """Tests show no progress."""


def cited(answer: Answer, *, holding: str) -> Citation:
    """The one citation that quotes these words."""
    [found] = [citation for citation in answer.citations if holding in citation.quote]
    return found


@pytest.mark.slow
def test_who_is_responsible_for_the_hotline_is_quoted_from_its_task(engine: Engine, parts: Parts) -> None:
    answer = engine.ask("12345热线由哪个单位负责？", on=TODAY)

    citation = cited(answer, holding="市信访局")
    assert answer.status is AnswerStatus.ANSWERED
    assert (citation.doc_no, citation.clause_path, citation.validity) == (NOTICE, "三（三）", Validity.IN_FORCE)
    assert all(words in answer.text for words in ("市信访局", NOTICE, "三（三）", "现行有效"))
    assert {other.clause_path for other in answer.citations} == {"三（三）"}
    assert unsupported(answer, parts.library) == []


@pytest.mark.slow
def test_how_often_heads_of_departments_interpret_policies_is_quoted(engine: Engine, parts: Parts) -> None:
    answer = engine.ask("政府部门主要负责人每年至少解读几次政策？", on=TODAY)

    citation = cited(answer, holding="不少于1次")
    assert answer.status is AnswerStatus.ANSWERED
    assert (citation.doc_no, citation.clause_path) == (NOTICE, "一（三）")
    assert "市政府部门主要负责人" in citation.quote
    assert all(words in answer.text for words in ("不少于1次", NOTICE, "一（三）"))
    assert unsupported(answer, parts.library) == []


@pytest.mark.slow
def test_how_soon_changed_conditions_are_published_is_quoted(engine: Engine, parts: Parts) -> None:
    answer = engine.ask("办事条件变了多久要公开？", on=TODAY)

    citation = cited(answer, holding="办事条件发生变化的事项,应在1个工作日内公开变更后的信息")
    assert answer.status is AnswerStatus.ANSWERED
    assert (citation.doc_no, citation.clause_path) == (NOTICE, "二（二）")
    assert all(words in answer.text for words in ("1个工作日内", NOTICE, "二（二）"))
    assert unsupported(answer, parts.library) == []


@pytest.mark.slow
def test_an_amount_that_has_run_out_is_told_after_its_reservation(engine: Engine, parts: Parts) -> None:
    answer = engine.ask(STANDARD_ASKED, on=TODAY)

    citation = cited(answer, holding="每人每月1309元")
    reservation = answer.text[: answer.text.index("1309")]
    assert answer.status is AnswerStatus.ANSWERED_UNCONFIRMED
    assert (citation.doc_no, citation.clause_path, citation.validity) == (STANDARD, "一（一）", Validity.UNCONFIRMED)
    assert all(words in reservation for words in ("有效期1年", "已经期满", "没有见到更新的规定", "广州市民政局"))
    assert all(words in answer.text for words in (STANDARD, "一（一）", "待确认"))
    assert answer.unit and answer.unit.name == "广州市民政局"
    assert unsupported(answer, parts.library) == []


@pytest.mark.slow
def test_where_the_law_leaves_the_amount_to_each_place_the_notice_of_a_place_tells_it(engine: Engine) -> None:
    answer = engine.ask("低保标准是多少？", on=TODAY)

    assert cited(answer, holding="每人每月1309元").doc_no == STANDARD
    assert "以下是广东省广州市的规定" in answer.text


@pytest.mark.slow
def test_a_number_known_from_its_repeal_alone_is_told_by_that_clause(engine: Engine, parts: Parts) -> None:
    answer = engine.ask("穗民规字〔2024〕5号还有效吗？", on=TODAY)

    citation = cited(answer, holding="穗民规字〔2024〕5号）同时废止")
    assert answer.status is AnswerStatus.ANSWERED
    assert answer.text.startswith("穗民规字〔2024〕5号已废止")
    assert citation.doc_no == STANDARD
    # Of another office, in force, and one character away.
    assert "穗建规字" not in answer.text
    assert unsupported(answer, parts.library) == []


@pytest.mark.slow
def test_what_was_never_published_gets_an_honest_no(engine: Engine) -> None:
    answer = engine.ask("火星移民补贴怎么申请？", on=TODAY)

    assert answer.status is AnswerStatus.NO_POLICY_FOUND
    assert answer.citations == ()
    assert "没有查到" in answer.text
    assert answer.unit and answer.unit.phone == "12345"


@pytest.mark.slow
def test_the_amount_was_told_without_reservation_while_it_held(engine: Engine) -> None:
    answer = engine.ask(STANDARD_ASKED, on=date(2025, 12, 1))

    citation = cited(answer, holding="每人每月1309元")
    assert answer.status is AnswerStatus.ANSWERED
    assert (citation.doc_no, citation.validity) == (STANDARD, Validity.IN_FORCE)
    assert answer.text.startswith(citation.quote)
    assert not any(words in answer.text for words in ("期满", "待确认", "请注意"))


@pytest.mark.slow
def test_the_amount_is_not_told_for_a_day_before_it_was_set(engine: Engine) -> None:
    answer = engine.ask(STANDARD_ASKED, on=date(2024, 1, 1))

    assert "1309" not in answer.text
    assert STANDARD not in {citation.doc_no for citation in answer.citations}


@pytest.mark.slow
def test_every_quotation_stands_in_the_file_it_was_published_in(parts: Parts) -> None:
    questions = read_questions(QUESTIONS / "demo.jsonl")
    questions += read_questions(QUESTIONS / "training.jsonl")[::TRAINING_STEP]

    rows = list(ask_all(parts.engine, questions, tick=lambda: None))

    quoting = [row for row in rows if row.answer.citations]
    assert len(quoting) >= LEAST_QUOTING
    assert [(row.question.id, found) for row in quoting if (found := unsupported(row.answer, parts.library))] == []
    assert [(row.question.id, found) for row in quoting if (found := unpublished(row, parts))] == []
    # Each kind of source has been seen, so that no way of taking words out went untried.
    assert kinds_of_source(quoting, parts) >= {".txt", ".html", ".pdf", ".jsonl"}


@pytest.mark.slow
def test_changed_words_are_found_in_no_file(parts: Parts) -> None:
    answer = parts.engine.ask(STANDARD_ASKED, on=TODAY)

    [key] = keys_of(cited(answer, holding="1309元"), parts)
    assert is_published("每人每月 1309 元", key)
    assert not is_published("每人每月1390元", key)


@pytest.mark.slow
def test_every_stored_line_stands_in_the_file_it_was_read_from(parts: Parts) -> None:
    documents = [parts.library.document(card.id) for card in parts.library.listed(limit=10_000)]

    strange = [
        (key, line)
        for document in documents
        for key in document.origins
        for line in document.version.text.split("\n")
        if not is_published(line, key)
    ]

    assert len(documents) > 600
    assert strange == []


def unpublished(row: Asked, parts: Parts) -> list[str]:
    """The quotations that are not in the source file of their document."""
    return [
        citation.quote
        for citation in row.answer.citations
        if not all(is_published(citation.quote, key) for key in keys_of(citation, parts))
    ]


def keys_of(citation: Citation, parts: Parts) -> tuple[str, ...]:
    """Where the cited document was taken from; a document of this corpus has one source."""
    keys = parts.library.document(citation.document_id).origins
    assert len(keys) == 1, keys
    return keys


def kinds_of_source(rows: list[Asked], parts: Parts) -> set[str]:
    keys = {key for row in rows for citation in row.answer.citations for key in keys_of(citation, parts)}
    return {Path(key.partition("#")[0]).suffix for key in keys}
