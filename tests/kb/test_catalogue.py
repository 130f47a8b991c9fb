"""Documents going in: what is one document, what is a version, what outlives it."""

import dataclasses
import hashlib

import pytest

from kb.cards import Outcome
from kb.catalogue import Catalogue, Incoming
from kb.documents import Clause, Fact, PublicationState, Validity
from kb.errors import KnowledgeError, UnknownDocument
from kb.library import Library
from kb.sources import SourceFiles
from tests.kb.builders import NOW, incoming, measure, repeal


def test_a_new_document_is_added_whole(catalogue: Catalogue, library: Library) -> None:
    stored = catalogue.store(incoming(measure()), now=NOW)

    document = library.document(stored.document_id)
    assert stored.outcome is Outcome.ADDED
    assert document.card.number == "某民规字〔2025〕2号"
    assert [p.text for p in document.passages] == [document.version.text[p.start : p.end] for p in document.passages]
    assert [clause.labels for clause in document.clauses] == [("第1条",), ("第2条",)]


def test_the_same_bytes_again_change_nothing(catalogue: Catalogue, library: Library) -> None:
    catalogue.store(incoming(measure()), now=NOW)
    before = library.counts()

    again = catalogue.store(incoming(measure()), now=NOW)

    assert again.outcome is Outcome.UNCHANGED
    assert library.counts() == before


def test_the_same_bytes_at_another_place_are_the_same_document(catalogue: Catalogue, library: Library) -> None:
    first = catalogue.store(incoming(measure(key="a.txt")), now=NOW)

    second = catalogue.store(incoming(measure(key="b.txt")), now=NOW)

    assert second.outcome is Outcome.UNCHANGED
    assert second.document_id == first.document_id
    assert library.document(first.document_id).origins == ("a.txt", "b.txt")


def test_a_changed_file_is_a_new_version_and_unchanged_passages_keep_their_id(
    catalogue: Catalogue, library: Library
) -> None:
    first = catalogue.store(incoming(measure(paragraphs=("甲条不变。", "乙条旧文。"))), now=NOW)
    kept = library.passages_of(first.document_id)[0].id

    second = catalogue.store(incoming(measure(paragraphs=("新加的一条。", "甲条不变。", "乙条新文。"))), now=NOW)

    assert (second.outcome, second.document_id) == (Outcome.CHANGED, first.document_id)
    assert (second.passages_kept, second.passages_added, second.passages_removed) == (1, 2, 1)
    (passage,) = library.passages([kept])
    assert (passage.version_id, passage.start) == (second.version_id, 7)


def test_the_older_text_stays_readable(catalogue: Catalogue, library: Library) -> None:
    first = catalogue.store(incoming(measure(paragraphs=("旧文。",))), now=NOW)

    catalogue.store(incoming(measure(paragraphs=("新文。",))), now=NOW)

    assert library.version_text(first.version_id) == "旧文。"


def test_a_file_that_returns_to_its_older_text_is_a_new_version(catalogue: Catalogue, library: Library) -> None:
    catalogue.store(incoming(measure(paragraphs=("甲。",))), now=NOW)
    catalogue.store(incoming(measure(paragraphs=("乙。",))), now=NOW)

    back = catalogue.store(incoming(measure(paragraphs=("甲。",))), now=NOW)

    assert back.outcome is Outcome.CHANGED
    assert library.version(back.version_id).number == 3


def test_the_same_number_and_title_from_elsewhere_is_a_new_version(catalogue: Catalogue) -> None:
    first = catalogue.store(incoming(measure(key="page.html", paragraphs=("网页文本。",))), now=NOW)

    second = catalogue.store(incoming(measure(key="gazette.pdf", paragraphs=("公报文本。",))), now=NOW)

    assert (second.outcome, second.document_id) == (Outcome.CHANGED, first.document_id)


def test_two_sources_of_one_document_do_not_take_turns(catalogue: Catalogue) -> None:
    page, gazette = (measure(key=key, paragraphs=(f"{key}文本。",)) for key in ("page.html", "gazette.pdf"))
    catalogue.store_many([incoming(page), incoming(gazette)], now=NOW)

    again = catalogue.store_many([incoming(page), incoming(gazette)], now=NOW)

    assert [stored.outcome for stored in again] == [Outcome.UNCHANGED] * 2


def test_a_look_alike_number_is_another_document(catalogue: Catalogue) -> None:
    first = catalogue.store(incoming(measure(key="a", number="穗建规字〔2024〕5号")), now=NOW)

    second = catalogue.store(incoming(measure(key="b", number="穗民规字〔2024〕5号")), now=NOW)

    assert second.document_id != first.document_id


def test_a_copy_that_becomes_another_document_leaves_the_first_alone(catalogue: Catalogue, library: Library) -> None:
    first = catalogue.store(incoming(measure(key="a.txt")), now=NOW)
    catalogue.store(incoming(measure(key="b.txt")), now=NOW)

    other = catalogue.store(incoming(measure(key="a.txt", title="关于养犬的通知", number=None)), now=NOW)

    assert other.outcome is Outcome.ADDED
    assert library.document(first.document_id).origins == ("b.txt",)


def test_an_editors_correction_outlives_a_new_version(catalogue: Catalogue, library: Library) -> None:
    stored = catalogue.store(incoming(measure()), now=NOW)
    catalogue.correct(stored.document_id, Fact.ISSUING_BODY, "某市民政局", by="王芳", reason="信息来源栏有误", now=NOW)

    catalogue.store(incoming(measure(facts={Fact.ISSUING_BODY: "本网"}, paragraphs=("新文。",))), now=NOW)

    document = library.document(stored.document_id)
    assert document.card.text(Fact.ISSUING_BODY) == "某市民政局"
    assert [made.made_by for made in document.claims if made.claim.fact is Fact.ISSUING_BODY] == ["王芳", None]


def test_an_editor_can_say_that_there_is_no_such_fact(catalogue: Catalogue, library: Library) -> None:
    stored = catalogue.store(incoming(measure(facts={Fact.EXPIRES_ON: "2025-05-30"})), now=NOW)

    catalogue.correct(stored.document_id, Fact.EXPIRES_ON, "", by="王芳", reason="所引为他文期限", now=NOW)

    assert library.document(stored.document_id).card.day(Fact.EXPIRES_ON) is None


@pytest.mark.parametrize(("fact", "value"), [(Fact.EXPIRES_ON, "2025年5月"), (Fact.VALIDITY, "有效")])
def test_a_value_the_fact_cannot_have_is_refused(
    catalogue: Catalogue, library: Library, fact: Fact, value: str
) -> None:
    stored = catalogue.store(incoming(measure()), now=NOW)

    with pytest.raises(KnowledgeError, match=value):
        catalogue.correct(stored.document_id, fact, value, by="王芳", reason="理由", now=NOW)

    assert library.document(stored.document_id).card.row_version == 1


@pytest.mark.parametrize(("by", "reason"), [(" ", "理由"), ("王芳", "")])
def test_a_correction_without_name_or_reason_is_refused(catalogue: Catalogue, by: str, reason: str) -> None:
    stored = catalogue.store(incoming(measure()), now=NOW)

    with pytest.raises(KnowledgeError, match="reason"):
        catalogue.correct(stored.document_id, Fact.TITLE, "新标题", by=by, reason=reason, now=NOW)


def test_what_a_person_withdrew_stays_withdrawn(catalogue: Catalogue, library: Library) -> None:
    stored = catalogue.store(incoming(measure()), now=NOW)
    catalogue.withdraw(stored.document_id, now=NOW)

    catalogue.store(incoming(measure(paragraphs=("新文。",))), now=NOW)

    assert library.document(stored.document_id).card.state is PublicationState.WITHDRAWN


@pytest.mark.parametrize("span", [(-1, 3), (3, 3), (5, 2), (0, 10_000)])
def test_spans_outside_the_text_are_refused_and_nothing_is_stored(
    catalogue: Catalogue, library: Library, span: tuple[int, int]
) -> None:
    bad = dataclasses.replace(measure(key="bad.txt"), clauses=(Clause(("一",), ("",), *span),))

    with pytest.raises(KnowledgeError, match=r"bad\.txt"):
        catalogue.store_many([incoming(measure()), incoming(bad)], now=NOW)

    assert library.counts().documents == 0


def test_original_bytes_are_kept_under_their_digest(catalogue: Catalogue, sources: SourceFiles) -> None:
    data = "原件".encode("gb18030")
    reading = dataclasses.replace(measure(), source_digest=hashlib.sha256(data).hexdigest())

    catalogue.store(Incoming(reading, name="原件.txt", source_bytes=data), now=NOW)

    assert sources.read(reading.source_digest) == data


def test_bytes_of_another_digest_are_refused(catalogue: Catalogue, library: Library) -> None:
    with pytest.raises(KnowledgeError, match="digest"):
        catalogue.store(Incoming(measure(), name="a", source_bytes=b"something else"), now=NOW)

    assert library.counts().documents == 0


def test_a_confirmed_repeal_is_remembered_over_a_new_version_of_the_document_that_says_it(
    catalogue: Catalogue, library: Library
) -> None:
    old = catalogue.store(incoming(measure(key="old", number="某发〔2015〕1号", title="旧办法")), now=NOW)
    speaker = measure(key="new", number="某发〔2020〕1号", title="新办法", relations=(repeal("某发〔2015〕1号"),))
    new = catalogue.store(incoming(speaker), now=NOW)
    (link,) = library.document(new.document_id).said
    catalogue.confirm_relation(link.relation_id, by="李明", now=NOW)

    catalogue.store(incoming(dataclasses.replace(speaker, source_digest="f" * 64)), now=NOW)

    (change,) = library.document(old.document_id).changes
    assert change.confirmed


def test_unknown_ids_are_named(catalogue: Catalogue, library: Library) -> None:
    with pytest.raises(UnknownDocument, match="d-nothing"):
        catalogue.confirm_validity("d-nothing", Validity.REPEALED, by="王芳", reason="理由", now=NOW)
    with pytest.raises(UnknownDocument, match="d-nothing"):
        library.document("d-nothing")


@pytest.mark.parametrize(
    ("fact", "value"),
    [(Fact.DOCUMENT_NUMBER, "胡说八道"), (Fact.URL, "javascript:alert(1)"), (Fact.EFFECTIVE_ON, "昨天")],
)
def test_a_correction_that_cannot_be_true_is_refused(
    catalogue: Catalogue, library: Library, fact: Fact, value: str
) -> None:
    stored = catalogue.store(incoming(measure()), now=NOW)

    with pytest.raises(KnowledgeError):
        catalogue.correct(stored.document_id, fact, value, by="编辑", reason="试", now=NOW)

    assert library.cards([stored.document_id])[stored.document_id].text(fact) != value
