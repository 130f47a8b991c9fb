"""Reading back: what may be quoted, and who says what about whom."""

import pytest

from kb.catalogue import Catalogue
from kb.documents import DocumentKind, Fact, PublicationState, Relation, RelationKind
from kb.library import Library
from tests.kb.builders import ALLOWANCE, NOW, incoming, measure, repeal


def test_passages_come_in_the_order_asked_with_their_document(catalogue: Catalogue, library: Library) -> None:
    stored = catalogue.store(incoming(measure()), now=NOW)
    first, second = (passage.id for passage in library.passages_of(stored.document_id))

    found = library.find([second, "p-gone", first])

    assert [hit.passage.id for hit in found] == [second, first]
    assert {hit.card.title for hit in found} == {"关于最低生活保障标准的通知"}


@pytest.mark.parametrize("state", [PublicationState.DRAFT, PublicationState.WITHDRAWN])
def test_only_published_documents_are_found(catalogue: Catalogue, library: Library, state: PublicationState) -> None:
    stored = catalogue.store(incoming(measure(), state=state), now=NOW)
    ids = [passage.id for passage in library.passages_of(stored.document_id)]

    assert library.find(ids) == []
    assert library.by_number("某民规字〔2025〕2号") == []


@pytest.mark.parametrize("disclosure", ["依申请公开", "不予公开", "此件不公开"])
def test_documents_that_are_not_open_are_not_found(catalogue: Catalogue, library: Library, disclosure: str) -> None:
    stored = catalogue.store(incoming(measure(facts={Fact.DISCLOSURE: disclosure})), now=NOW)
    ids = [passage.id for passage in library.passages_of(stored.document_id)]

    assert library.find(ids) == []


def test_a_withdrawal_counts_at_once_although_the_card_was_read_before(catalogue: Catalogue, library: Library) -> None:
    stored = catalogue.store(incoming(measure()), now=NOW)
    ids = [passage.id for passage in library.passages_of(stored.document_id)]
    library.find(ids)

    catalogue.withdraw(stored.document_id, now=NOW)

    assert library.find(ids) == []


def test_a_correction_is_seen_at_once_although_the_card_was_read_before(catalogue: Catalogue, library: Library) -> None:
    stored = catalogue.store(incoming(measure()), now=NOW)
    ids = [passage.id for passage in library.passages_of(stored.document_id)]
    library.find(ids)

    catalogue.correct(stored.document_id, Fact.PHONE, "020-12345", by="王芳", reason="电话已变", now=NOW)

    assert library.find(ids)[0].card.text(Fact.PHONE) == "020-12345"


def test_a_number_known_only_from_a_repeal_clause_is_answered_with_that_clause(
    catalogue: Catalogue, library: Library
) -> None:
    catalogue.store(incoming(measure(relations=(repeal("穗民规字〔2024〕5号"),))), now=NOW)

    (link,) = library.said_about("穗民规字〔2024〕5号")

    assert link.relation.evidence == "原通知同时废止。"
    assert link.other_id is None
    assert library.said_about("穗建规字〔2024〕5号") == []


@pytest.mark.parametrize("interpretation_first", [True, False])
def test_interpretation_and_document_are_linked_both_ways_in_any_order(
    catalogue: Catalogue, library: Library, interpretation_first: bool
) -> None:
    explains = Relation(RelationKind.INTERPRETS, "某民规字〔2025〕2号", "", "现就某民规字〔2025〕2号解读如下", 0, 4)
    interpretation = measure(
        key="why", title="政策解读", number=None, kind=DocumentKind.INTERPRETATION, relations=(explains,)
    )
    order = [measure(), interpretation]
    stored = catalogue.store_many([incoming(r) for r in (order[::-1] if interpretation_first else order)], now=NOW)
    document, reader = stored[::-1] if interpretation_first else stored

    (said,) = library.document(reader.document_id).said
    (heard,) = library.document(document.document_id).heard
    assert said.other_id == document.document_id
    assert heard.speaker_id == reader.document_id


def test_a_title_is_enough_for_a_relation_when_it_has_no_number(catalogue: Catalogue, library: Library) -> None:
    old = measure(key="old", number=None, title="信访条例", facts={Fact.WRITTEN_ON: "2005-01-10"})
    new = measure(
        key="new",
        number=None,
        title="信访工作条例",
        facts={Fact.WRITTEN_ON: "2022-02-25"},
        relations=(repeal(title="信访条例"),),
    )
    stored = catalogue.store_many([incoming(old), incoming(new)], now=NOW)

    (change,) = library.document(stored[0].document_id).changes

    assert (change.kind, change.by_name) == (RelationKind.REPEALS, "《信访工作条例》")


def test_a_law_that_repeals_its_namesake_does_not_repeal_what_came_after_it(
    catalogue: Catalogue, library: Library
) -> None:
    older = measure(
        key="2010",
        number=None,
        title="献血办法",
        facts={Fact.WRITTEN_ON: "2010-01-01"},
        relations=(repeal(title="献血办法"),),
    )
    newer = measure(
        key="2020", number=None, title="献血办法", facts={Fact.WRITTEN_ON: "2020-01-01"}, paragraphs=("新。",)
    )
    stored = catalogue.store_many([incoming(older), incoming(newer)], now=NOW)

    assert [library.document(one.document_id).changes for one in stored] == [(), ()]


def test_a_relation_with_another_number_never_matches_by_title(catalogue: Catalogue, library: Library) -> None:
    named = measure(key="a", number="穗建规字〔2024〕5号", title="资助办法")
    speaker = measure(
        key="b", number="某发〔2025〕1号", title="公告", relations=(repeal("穗民规字〔2024〕5号", title="资助办法"),)
    )
    stored = catalogue.store_many([incoming(named), incoming(speaker)], now=NOW)

    assert library.document(stored[0].document_id).changes == ()
    assert library.document(stored[1].document_id).said[0].other_id is None


def test_what_a_draft_says_about_others_does_not_count(catalogue: Catalogue, library: Library) -> None:
    old = catalogue.store(incoming(measure(key="old", number="某发〔2015〕1号")), now=NOW)
    speaker = measure(key="new", number="某发〔2020〕1号", title="新办法", relations=(repeal("某发〔2015〕1号"),))

    catalogue.store(incoming(speaker, state=PublicationState.DRAFT), now=NOW)

    assert library.document(old.document_id).changes == ()


def test_documents_are_found_by_a_fact_that_counts_now(catalogue: Catalogue, library: Library) -> None:
    stored = catalogue.store(incoming(measure(facts={Fact.INDEX_NUMBER: "0001"})), now=NOW)
    catalogue.correct(stored.document_id, Fact.INDEX_NUMBER, "0002", by="王芳", reason="录入有误", now=NOW)

    assert library.by_fact(Fact.INDEX_NUMBER, "0001") == []
    assert [card.id for card in library.by_fact(Fact.INDEX_NUMBER, "0002")] == [stored.document_id]


def test_the_list_comes_in_pages(catalogue: Catalogue, library: Library) -> None:
    readings = [measure(key=f"k{i}", number=f"某发〔2025〕{i}号", paragraphs=(f"第{i}号。",)) for i in range(1, 6)]
    catalogue.store_many([incoming(reading) for reading in readings], now=NOW)

    pages = [library.listed(offset=offset, limit=2) for offset in (0, 2, 4)]

    assert [len(page) for page in pages] == [2, 2, 1]
    assert len({card.id for page in pages for card in page}) == 5


def test_a_passage_that_moved_within_a_new_version_is_read_anew(catalogue: Catalogue, library: Library) -> None:
    stored = catalogue.store(incoming(measure(paragraphs=ALLOWANCE)), now=NOW)
    ids = [passage.id for passage in library.passages_of(stored.document_id)]
    before = {found.passage.id: found.passage for found in library.find(ids)}

    catalogue.store(incoming(measure(paragraphs=("新的开头。", *ALLOWANCE))), now=NOW)

    moved = library.find(ids)
    assert len(moved) == len(ids)
    for found in moved:
        version = library.version(found.passage.version_id)
        assert found.passage.version_id != before[found.passage.id].version_id
        assert version.text[found.passage.start : found.passage.end] == found.passage.text


def test_the_clauses_are_those_of_the_current_version_although_they_were_read_before(
    catalogue: Catalogue, library: Library
) -> None:
    stored = catalogue.store(incoming(measure()), now=NOW)
    assert len(library.clauses_of(stored.document_id)) == 2

    catalogue.store(incoming(measure(paragraphs=("新的开头。", *ALLOWANCE))), now=NOW)

    assert len(library.clauses_of(stored.document_id)) == 3
    assert library.clauses_of("d-unknown") == []
