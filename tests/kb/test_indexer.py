"""The indexes follow SQL: what is filed where, what is embedded, what a crash leaves."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from kb.catalogue import Catalogue
from kb.database import Database
from kb.documents import Fact, PublicationState, Validity
from kb.errors import IndexUnavailable
from kb.index import IndexQuery
from kb.indexer import Indexer
from kb.library import Library
from kb.shelves import Shelf, Shelves
from kb.vectors import Vectors
from kb.verifying import verify
from tests.fakes import CharacterEmbedder, characters
from tests.kb.builders import NOW, incoming, interpretation, measure, repeal


def held(shelves: Shelves, shelf: Shelf) -> set[str]:
    """The ids on a shelf, the same in both indexes."""
    with shelves.using() as generation:
        dense, words = generation.dense(shelf).ids(), generation.lexical(shelf).ids()
    assert dense == words
    return dense


def test_what_was_stored_is_found_by_meaning_and_by_words(
    catalogue: Catalogue, indexer: Indexer, shelves: Shelves, embedder: CharacterEmbedder, library: Library
) -> None:
    stored = catalogue.store(incoming(measure()), now=NOW)
    first = library.passages_of(stored.document_id)[0]

    indexer.apply(now=NOW)

    query = IndexQuery(embedder.embed_query(first.text), tuple((term, 1.0) for term in "低保"))
    with shelves.using() as generation:
        assert generation.dense(Shelf.CURRENT).search(query, limit=1)[0].id == first.id
        assert generation.lexical(Shelf.CURRENT).search(query, limit=1)[0].id == first.id


def test_applying_again_does_nothing(catalogue: Catalogue, indexer: Indexer, embedder: CharacterEmbedder) -> None:
    catalogue.store(incoming(measure()), now=NOW)
    indexer.apply(now=NOW)

    assert indexer.apply(now=NOW) == 0
    assert len(embedder.embedded) == 2


def test_unchanged_passages_are_not_embedded_again(
    catalogue: Catalogue, indexer: Indexer, embedder: CharacterEmbedder
) -> None:
    catalogue.store(incoming(measure(paragraphs=("甲条不变。", "乙条旧文。"))), now=NOW)
    indexer.apply(now=NOW)

    catalogue.store(incoming(measure(paragraphs=("甲条不变。", "乙条新文。"))), now=NOW)
    indexer.apply(now=NOW)

    assert embedder.embedded == ["甲条不变。", "乙条旧文。", "乙条新文。"]


def test_passages_of_an_older_version_leave_the_index(
    catalogue: Catalogue, indexer: Indexer, shelves: Shelves, library: Library
) -> None:
    stored = catalogue.store(incoming(measure(paragraphs=("旧文。",))), now=NOW)
    indexer.apply(now=NOW)

    catalogue.store(incoming(measure(paragraphs=("新文。",))), now=NOW)
    indexer.apply(now=NOW)

    assert held(shelves, Shelf.CURRENT) == {p.id for p in library.passages_of(stored.document_id)}


def test_a_corrected_title_is_found_by_its_new_words(catalogue: Catalogue, indexer: Indexer, shelves: Shelves) -> None:
    stored = catalogue.store(incoming(measure()), now=NOW)
    indexer.apply(now=NOW)

    catalogue.correct(stored.document_id, Fact.TITLE, "鲸", by="王芳", reason="标题有误", now=NOW)
    indexer.apply(now=NOW)

    with shelves.using() as generation:
        hits = generation.lexical(Shelf.CURRENT).search(
            IndexQuery(terms=(("鲸", 1.0),), fields={"title": 1.0}), limit=5
        )
    assert len(hits) == 2


@pytest.mark.parametrize("state", [PublicationState.DRAFT, PublicationState.WITHDRAWN])
def test_what_is_not_published_is_not_indexed(
    catalogue: Catalogue, indexer: Indexer, shelves: Shelves, state: PublicationState
) -> None:
    catalogue.store(incoming(measure(), state=state), now=NOW)

    indexer.apply(now=NOW)

    assert held(shelves, Shelf.CURRENT) == set()


def test_a_withdrawn_document_leaves_the_index(catalogue: Catalogue, indexer: Indexer, shelves: Shelves) -> None:
    stored = catalogue.store(incoming(measure()), now=NOW)
    indexer.apply(now=NOW)

    catalogue.withdraw(stored.document_id, now=NOW)
    indexer.apply(now=NOW)

    assert held(shelves, Shelf.CURRENT) == set()


def test_a_document_confirmed_as_repealed_moves_to_the_past(
    catalogue: Catalogue, indexer: Indexer, shelves: Shelves
) -> None:
    stored = catalogue.store(incoming(measure()), now=NOW)
    indexer.apply(now=NOW)

    catalogue.confirm_validity(stored.document_id, Validity.REPEALED, by="王芳", reason="某发〔2026〕1号", now=NOW)
    indexer.apply(now=NOW)

    assert (len(held(shelves, Shelf.CURRENT)), len(held(shelves, Shelf.PAST))) == (0, 2)


def test_an_interpretation_goes_to_the_past_and_back_with_what_it_explains(
    catalogue: Catalogue, indexer: Indexer, shelves: Shelves, library: Library
) -> None:
    catalogue.store(incoming(interpretation()), now=NOW)
    stored = catalogue.store(incoming(measure()), now=NOW)
    everything = len(library.passages_of(stored.document_id)) + 1
    filed = []
    for validity in (Validity.REPEALED, Validity.IN_FORCE):
        catalogue.confirm_validity(stored.document_id, validity, by="王芳", reason="核对", now=NOW)
        indexer.apply(now=NOW)
        filed.append((len(held(shelves, Shelf.CURRENT)), len(held(shelves, Shelf.PAST))))

    assert filed == [(0, everything), (everything, 0)]


@pytest.mark.parametrize("fact", [Fact.DOCUMENT_NUMBER, Fact.TITLE])
def test_an_interpretation_leaves_the_past_when_the_document_turns_out_to_be_another(
    catalogue: Catalogue, indexer: Indexer, shelves: Shelves, fact: Fact
) -> None:
    by_name = (
        interpretation() if fact is Fact.DOCUMENT_NUMBER else interpretation(None, title="关于最低生活保障标准的通知")
    )
    catalogue.store(incoming(by_name), now=NOW)
    stored = catalogue.store(incoming(measure()), now=NOW)
    catalogue.confirm_validity(stored.document_id, Validity.REPEALED, by="王芳", reason="核对", now=NOW)
    indexer.apply(now=NOW)
    before = len(held(shelves, Shelf.CURRENT))
    value = "某民规字〔2025〕12号" if fact is Fact.DOCUMENT_NUMBER else "另一个通知"
    catalogue.correct(stored.document_id, fact, value, by="王芳", reason="核对", now=NOW)
    indexer.apply(now=NOW)

    assert (before, len(held(shelves, Shelf.CURRENT))) == (0, 1)


def test_a_proposed_repeal_leaves_the_document_where_it_is_until_confirmed(
    catalogue: Catalogue, library: Library, indexer: Indexer, shelves: Shelves
) -> None:
    catalogue.store(incoming(measure(key="old", number="某发〔2015〕1号")), now=NOW)
    speaker = measure(key="new", number="某发〔2020〕1号", title="新办法", relations=(repeal("某发〔2015〕1号"),))
    new = catalogue.store(incoming(speaker), now=NOW)
    indexer.apply(now=NOW)
    proposed = len(held(shelves, Shelf.PAST))

    catalogue.confirm_relation(library.document(new.document_id).said[0].relation_id, by="李明", now=NOW)
    indexer.apply(now=NOW)

    assert (proposed, len(held(shelves, Shelf.PAST))) == (0, 2)


def test_withdrawing_the_document_that_repealed_brings_the_other_back(
    catalogue: Catalogue, library: Library, indexer: Indexer, shelves: Shelves
) -> None:
    catalogue.store(incoming(measure(key="old", number="某发〔2015〕1号")), now=NOW)
    speaker = measure(key="new", number="某发〔2020〕1号", title="新办法", relations=(repeal("某发〔2015〕1号"),))
    new = catalogue.store(incoming(speaker), now=NOW)
    catalogue.confirm_relation(library.document(new.document_id).said[0].relation_id, by="李明", now=NOW)
    indexer.apply(now=NOW)

    catalogue.withdraw(new.document_id, now=NOW)
    indexer.apply(now=NOW)

    assert (len(held(shelves, Shelf.CURRENT)), len(held(shelves, Shelf.PAST))) == (2, 0)


def test_a_new_version_that_repeals_no_more_brings_the_other_back(
    catalogue: Catalogue, library: Library, indexer: Indexer, shelves: Shelves
) -> None:
    catalogue.store(incoming(measure(key="old", number="某发〔2015〕1号")), now=NOW)
    speaker = measure(key="new", number="某发〔2020〕1号", title="新办法", relations=(repeal("某发〔2015〕1号"),))
    new = catalogue.store(incoming(speaker), now=NOW)
    catalogue.confirm_relation(library.document(new.document_id).said[0].relation_id, by="李明", now=NOW)
    indexer.apply(now=NOW)

    catalogue.store(incoming(measure(key="new", number="某发〔2020〕1号", title="新办法")), now=NOW)
    indexer.apply(now=NOW)

    assert (len(held(shelves, Shelf.CURRENT)), len(held(shelves, Shelf.PAST))) == (4, 0)


def test_a_confirmed_end_moves_the_document_on_the_day_after(
    catalogue: Catalogue, indexer: Indexer, shelves: Shelves
) -> None:
    stored = catalogue.store(incoming(measure()), now=NOW)
    last = date(2026, 6, 30)
    catalogue.confirm_validity(stored.document_id, Validity.EXPIRED, by="王芳", reason="到期", now=NOW, ends_on=last)
    indexer.apply(now=NOW)

    on_last_day = indexer.refile(now=datetime(2026, 6, 30, 15, 59, tzinfo=UTC))
    after_midnight = indexer.refile(now=datetime(2026, 6, 30, 16, 1, tzinfo=UTC))

    assert (on_last_day, after_midnight) == (0, 1)
    assert len(held(shelves, Shelf.PAST)) == 2


def test_a_change_during_the_work_is_not_lost(catalogue: Catalogue, database: Database, shelves: Shelves) -> None:
    first = catalogue.store(incoming(measure(paragraphs=("甲。",))), now=NOW)

    class Meddling(CharacterEmbedder):
        def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
            if not self.embedded:
                catalogue.withdraw(first.document_id, now=NOW)
            return super().embed_passages(texts)

    meddled = Indexer(database, shelves, Vectors(database, Meddling()), characters)
    meddled.apply(now=NOW, limit=1)

    assert meddled.pending() == 1
    meddled.apply(now=NOW)
    assert held(shelves, Shelf.CURRENT) == set()


def test_work_in_portions_reports_how_far_it_is(catalogue: Catalogue, indexer: Indexer) -> None:
    readings = [measure(key=f"k{i}", number=f"某发〔2025〕{i}号", paragraphs=(f"第{i}号。",)) for i in range(1, 8)]
    catalogue.store_many([incoming(reading) for reading in readings], now=NOW)
    steps: list[tuple[int, int]] = []

    done = indexer.apply(now=NOW, limit=5, progress=lambda done, total: steps.append((done, total)))

    assert (done, indexer.pending(), steps) == (5, 2, [(5, 5)])


def test_a_lost_index_folder_is_filled_again_without_embedding(
    catalogue: Catalogue, database: Database, embedder: CharacterEmbedder, tmp_path: Path
) -> None:
    catalogue.store(incoming(measure()), now=NOW)
    lost, found = (Shelves(tmp_path / name, recipe="characters") for name in ("lost", "found"))
    vectors = Vectors(database, embedder)
    Indexer(database, lost, vectors, characters).apply(now=NOW)
    lost.close()

    Indexer(database, found, vectors, characters).apply(now=NOW)

    assert verify(database, found, now=NOW).is_sound
    assert len(held(found, Shelf.CURRENT)) == len(embedder.embedded) == 2
    found.close()


def test_an_index_of_another_model_must_be_rebuilt_and_then_works(
    catalogue: Catalogue, database: Database, embedder: CharacterEmbedder, tmp_path: Path
) -> None:
    catalogue.store(incoming(measure()), now=NOW)
    Shelves(tmp_path / "index", recipe="older model").close()
    shelves = Shelves(tmp_path / "index", recipe="characters")
    indexer = Indexer(database, shelves, Vectors(database, embedder), characters)

    with pytest.raises(IndexUnavailable, match="rebuild"):
        indexer.apply(now=NOW)
    indexer.rebuild(now=NOW)

    assert indexer.apply(now=NOW) == 1
    assert verify(database, shelves, now=NOW).is_sound
    shelves.close()


def test_a_rebuild_is_in_use_at_once_and_after_a_restart(
    catalogue: Catalogue, database: Database, indexer: Indexer, shelves: Shelves, tmp_path: Path
) -> None:
    catalogue.store(incoming(measure()), now=NOW)
    indexer.apply(now=NOW)
    before = shelves.generation_name

    indexer.rebuild(now=NOW)

    assert shelves.generation_name != before
    assert verify(database, shelves, now=NOW).is_sound
    assert not (tmp_path / "index" / before).exists()
    shelves.close()
    again = Shelves(tmp_path / "index", recipe="characters")
    assert len(held(again, Shelf.CURRENT)) == 2
    again.close()


def test_verifying_names_what_is_missing_surplus_and_stale(
    catalogue: Catalogue, database: Database, indexer: Indexer, shelves: Shelves, library: Library
) -> None:
    stored = catalogue.store(incoming(measure()), now=NOW)
    indexer.apply(now=NOW)
    first, second = (passage.id for passage in library.passages_of(stored.document_id))
    with shelves.using() as generation:
        generation.dense(Shelf.CURRENT).remove([first])
    with database.writing() as session:
        session.connection().exec_driver_sql("UPDATE indexed SET digest = 'older' WHERE passage_id = ?", (second,))
        session.connection().exec_driver_sql("DELETE FROM passages WHERE id = 'none'")

    verification = verify(database, shelves, now=NOW)

    verdicts = {verdict.name: verdict for verdict in verification.verdicts}
    assert not verification.is_sound
    assert verdicts["dense/current"].missing == (first,)
    assert verdicts["words/current"].missing == ()
    assert verdicts["words/current"].stale == (second,)


def test_what_waits_in_the_outbox_is_late_and_no_fault(
    catalogue: Catalogue, database: Database, indexer: Indexer, shelves: Shelves
) -> None:
    stored = catalogue.store(incoming(measure()), now=NOW)
    indexer.apply(now=NOW)
    catalogue.withdraw(stored.document_id, now=NOW)

    verification = verify(database, shelves, now=NOW)

    assert (verification.is_sound, verification.late) == (True, 1)
