"""What an interpretation hears of the document it explains: found by number or title, at once, in few queries."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import event

from kb.catalogue import Catalogue, Incoming
from kb.database import Database
from kb.documents import Fact, PublicationState, RelationKind, Validity
from kb.library import Library
from kb.validity import ValidityOn, validity_on
from tests.kb.builders import NOW, incoming, interpretation, measure, repeal

TODAY = date(2026, 6, 1)
ENDED = {Fact.EXPIRES_ON: "2025-12-31"}


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements run meanwhile."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def standing(library: Library, document_id: str, on: date = TODAY) -> ValidityOn:
    """As a question finds it, by way of everything that is kept at hand."""
    (found, *_) = library.find([passage.id for passage in library.passages_of(document_id)])
    assert found.changes == library.document(document_id).changes
    return validity_on(found.card, found.changes, on)


def test_an_end_that_comes_later_is_seen_at_once(catalogue: Catalogue, library: Library) -> None:
    explaining = catalogue.store(incoming(interpretation()), now=NOW).document_id
    seen = [standing(library, explaining).status]
    document = catalogue.store(incoming(measure(facts=ENDED)), now=NOW).document_id
    seen.append(standing(library, explaining).status)
    for validity in (Validity.EXPIRED, Validity.IN_FORCE):
        catalogue.confirm_validity(document, validity, by="王芳", reason="核对", now=NOW)
        seen.append(standing(library, explaining).status)

    assert seen == [Validity.IN_FORCE, Validity.UNCONFIRMED, Validity.EXPIRED, Validity.IN_FORCE]


def test_it_is_told_by_the_name_and_in_the_words_that_ended_the_document(
    catalogue: Catalogue, library: Library
) -> None:
    explaining = catalogue.store(incoming(interpretation()), now=NOW).document_id
    document = catalogue.store(incoming(measure()), now=NOW).document_id
    speaker = measure(
        key="new",
        number="某发〔2026〕1号",
        title="新标准",
        facts={Fact.WRITTEN_ON: "2026-03-01"},
        relations=(repeal("某民规字〔2025〕2号"),),
    )
    catalogue.store(incoming(speaker), now=NOW)

    told = standing(library, explaining)

    assert (told.status, told.basis) == (
        Validity.UNCONFIRMED,
        "所解读的某民规字〔2025〕2号自2026年3月1日起不再有效",
    )
    assert (told.by_document, told.evidence) == (document, "原通知同时废止。")
    assert standing(library, explaining, date(2026, 2, 28)).status is Validity.IN_FORCE


@pytest.mark.parametrize("written", ["《关于最低生活保障标准的通知》", "关于最低生活保障标准的通知"])
def test_a_title_is_enough(catalogue: Catalogue, library: Library, written: str) -> None:
    explaining = catalogue.store(incoming(interpretation(None, title=written)), now=NOW).document_id
    catalogue.store(incoming(measure(facts=ENDED)), now=NOW)

    assert standing(library, explaining).status is Validity.UNCONFIRMED


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("某市低保办法", "某市人民政府关于印发《某市低保办法》的通知"),
        ("某市低保办法（试行）", "某市人民政府办公室关于印发某市低保办法（试行）的通知"),
        ("关于加强低保工作的意见", "关于印发《关于加强低保工作的意见》的通知"),
    ],
)
def test_the_title_of_what_a_notice_issues_is_enough(
    catalogue: Catalogue, library: Library, written: str, title: str
) -> None:
    explaining = catalogue.store(incoming(interpretation(None, title=written)), now=NOW).document_id
    document = catalogue.store(incoming(measure(title=title, facts=ENDED)), now=NOW).document_id

    assert standing(library, explaining).status is Validity.UNCONFIRMED
    assert [link.other_id for link in library.document(explaining).said] == [document]
    assert [link.speaker_id for link in library.document(document).heard] == [explaining]


@pytest.mark.parametrize("title", ["某县关于转发某市低保办法的通知", "关于印发某市低保办法实施细则的通知"])
def test_what_a_notice_forwards_or_details_is_not_what_it_issues(
    catalogue: Catalogue, library: Library, title: str
) -> None:
    explaining = catalogue.store(incoming(interpretation(None, title="某市低保办法")), now=NOW).document_id
    catalogue.store(incoming(measure(title=title, facts=ENDED)), now=NOW)

    assert standing(library, explaining).status is Validity.IN_FORCE


@pytest.mark.parametrize(
    ("number", "status"), [(None, Validity.UNCONFIRMED), ("某民规字〔2025〕12号", Validity.IN_FORCE)]
)
def test_of_one_that_gives_number_and_title_the_title_counts_where_the_document_has_no_number(
    catalogue: Catalogue, library: Library, number: str | None, status: Validity
) -> None:
    title = "关于最低生活保障标准的通知"
    explaining = catalogue.store(incoming(interpretation("某民规字〔2025〕2号", title=title)), now=NOW).document_id
    catalogue.store(incoming(measure(number=number, title=title, facts=ENDED)), now=NOW)

    assert standing(library, explaining).status is status


def test_what_an_editor_says_it_explains_counts(catalogue: Catalogue, library: Library) -> None:
    explaining = catalogue.store(incoming(interpretation(None, title="别的办法")), now=NOW).document_id
    catalogue.store(incoming(measure(facts=ENDED)), now=NOW)
    seen = [standing(library, explaining).status]
    for value in ("某民规字〔2025〕2号", "关于最低生活保障标准的通知", ""):
        catalogue.correct(explaining, Fact.INTERPRETS, value, by="王芳", reason="核对", now=NOW)
        seen.append(standing(library, explaining).status)

    assert seen == [Validity.IN_FORCE, Validity.UNCONFIRMED, Validity.UNCONFIRMED, Validity.IN_FORCE]


@pytest.mark.parametrize("confirmed", [True, False])
def test_the_withdrawal_of_what_ended_does_not_bring_its_explanation_back(
    catalogue: Catalogue, library: Library, confirmed: bool
) -> None:
    explaining = catalogue.store(incoming(interpretation()), now=NOW).document_id
    document = catalogue.store(incoming(measure(facts=ENDED)), now=NOW).document_id
    if confirmed:
        catalogue.confirm_validity(document, Validity.REPEALED, by="王芳", reason="核对", now=NOW)
    before = standing(library, explaining)
    catalogue.withdraw(document, now=NOW)

    after = standing(library, explaining)

    assert after == replace(before, evidence="")
    assert after.status is (Validity.EXPIRED if confirmed else Validity.UNCONFIRMED)
    assert [link.other_id for link in library.document(explaining).said] == [None]


def test_the_withdrawal_of_what_stands_leaves_its_explanation(catalogue: Catalogue, library: Library) -> None:
    explaining = catalogue.store(incoming(interpretation()), now=NOW).document_id
    document = catalogue.store(incoming(measure()), now=NOW).document_id
    catalogue.withdraw(document, now=NOW)

    assert standing(library, explaining).status is Validity.IN_FORCE


def test_what_was_published_again_counts_and_not_what_was_withdrawn(catalogue: Catalogue, library: Library) -> None:
    explaining = catalogue.store(incoming(interpretation()), now=NOW).document_id
    wrong = catalogue.store(incoming(measure(facts=ENDED)), now=NOW).document_id
    catalogue.withdraw(wrong, now=NOW)
    catalogue.store(incoming(measure(key="anew", title="改正后的通知", paragraphs=("第一条 新。",))), now=NOW)

    assert standing(library, explaining).status is Validity.IN_FORCE


@pytest.mark.parametrize(
    ("written_on", "status"), [("2021-06-01", Validity.UNCONFIRMED), ("2024-06-01", Validity.IN_FORCE)]
)
def test_of_two_of_one_title_it_explains_the_latest_before_it(
    catalogue: Catalogue, library: Library, written_on: str, status: Validity
) -> None:
    title = "低保办法"
    reader = interpretation(None, title=title, written_on=written_on)
    explaining = catalogue.store(incoming(reader), now=NOW).document_id
    older = measure(key="1", number="某发〔2020〕1号", title=title, facts=ENDED | {Fact.WRITTEN_ON: "2020-01-01"})
    newer = measure(
        key="2", number="某发〔2024〕1号", title=title, facts={Fact.WRITTEN_ON: "2024-01-01"}, paragraphs=("新。",)
    )
    catalogue.store_many([incoming(older), incoming(newer)], now=NOW)

    assert standing(library, explaining).status is status


def test_where_all_of_its_title_are_later_it_explains_the_earliest(catalogue: Catalogue, library: Library) -> None:
    title = "低保办法"
    reader = interpretation(None, title=title, written_on="2021-06-01")
    explaining = catalogue.store(incoming(reader), now=NOW).document_id
    first = measure(key="1", number="某发〔2024〕1号", title=title, facts={Fact.WRITTEN_ON: "2024-01-01"})
    last = measure(
        key="2",
        number="某发〔2026〕1号",
        title=title,
        facts={Fact.WRITTEN_ON: "2026-01-01", Fact.EXPIRES_ON: "2026-03-01"},
        paragraphs=("新。",),
    )
    catalogue.store_many([incoming(first), incoming(last)], now=NOW)

    assert standing(library, explaining).status is Validity.IN_FORCE


@pytest.mark.parametrize(
    "reading",
    [
        incoming(measure(facts=ENDED), state=PublicationState.DRAFT),
        incoming(measure(facts=ENDED | {Fact.DISCLOSURE: "依申请公开"})),
        incoming(measure(facts=ENDED, number="某民规字〔2025〕12号")),
    ],
    ids=["a draft", "not open", "another number"],
)
def test_of_what_citizens_may_not_see_or_another_nothing_is_heard(
    catalogue: Catalogue, library: Library, reading: Incoming
) -> None:
    explaining = catalogue.store(incoming(interpretation()), now=NOW).document_id
    catalogue.store(reading, now=NOW)

    assert standing(library, explaining) == ValidityOn(Validity.IN_FORCE, "未载明期限")


def test_an_interpretation_of_an_interpretation_hears_nothing(catalogue: Catalogue, library: Library) -> None:
    first = interpretation(None, title="二政策解读", key="一", expires_on="2025-12-31")
    second = interpretation(None, title="一政策解读", key="二", expires_on="2025-12-31")
    stored = catalogue.store_many([incoming(first), incoming(second)], now=NOW)

    assert [library.document(one.document_id).changes for one in stored] == [(), ()]


def test_an_amendment_is_not_handed_down(catalogue: Catalogue, library: Library) -> None:
    explaining = catalogue.store(incoming(interpretation()), now=NOW).document_id
    catalogue.store(incoming(measure()), now=NOW)
    amends = replace(repeal("某民规字〔2025〕2号", from_day="2026-01-01"), kind=RelationKind.AMENDS)
    catalogue.store(incoming(measure(key="n", number="某发〔2026〕1号", title="修改", relations=(amends,))), now=NOW)

    assert standing(library, explaining).status is Validity.IN_FORCE


def test_many_interpretations_cost_as_few_queries_as_one_and_none_costs_nothing(
    catalogue: Catalogue, library: Library, database: Database
) -> None:
    numbers = [f"某发〔2025〕{i}号" for i in range(1, 31)]
    documents = [measure(key=n, number=n, title=n, paragraphs=(n,), facts=ENDED) for n in numbers]
    readers = [interpretation(n, key=f"r{n}") for n in numbers]
    policies = [one.document_id for one in catalogue.store_many([incoming(one) for one in documents], now=NOW)]
    explaining = [one.document_id for one in catalogue.store_many([incoming(one) for one in readers], now=NOW)]
    cards = library.cards([*policies, *explaining])

    def queries(ids: list[str]) -> int:
        with counted(database) as statements:
            library.changes([cards[one] for one in ids])
        return sum(statement.startswith("SELECT") for statement in statements)

    assert queries(explaining) == queries(explaining[:1]) <= queries(policies) + 1
