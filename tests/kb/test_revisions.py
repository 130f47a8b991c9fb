"""What is remembered of the catalogue is forgotten with its next change, whoever makes it, and not before."""

from collections.abc import Callable

import pytest

from kb.catalogue import Catalogue
from kb.database import Database
from kb.documents import Fact, PublicationState, Validity
from kb.library import Library
from kb.revisions import Remembered, grow, revision
from kb.sources import SourceFiles
from tests.kb.builders import NOW, incoming, measure, repeal

Act = Callable[[Catalogue, str], object]

ACTS: dict[str, Act] = {
    "store": lambda catalogue, _: catalogue.store(incoming(measure(paragraphs=("第一条 新的。",))), now=NOW),
    "correct": lambda catalogue, known: catalogue.correct(
        known, Fact.PHONE, "12345", by="甲", reason="核对", now=NOW, evidence=""
    ),
    "confirm_validity": lambda catalogue, known: catalogue.confirm_validity(
        known, Validity.IN_FORCE, by="甲", reason="核对", now=NOW
    ),
    "withdraw": lambda catalogue, known: catalogue.withdraw(known, now=NOW),
    "publish": lambda catalogue, known: catalogue.publish(known, now=NOW),
    "known_as": lambda catalogue, known: catalogue.known_as(known, "别处.txt", now=NOW),
}


def now_at(database: Database) -> int:
    with database.reading() as session:
        return revision(session)


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_every_change_of_a_document_makes_a_new_revision(catalogue: Catalogue, database: Database, act: Act) -> None:
    known = catalogue.store(incoming(measure()), now=NOW).document_id
    before = now_at(database)

    act(catalogue, known)

    assert now_at(database) > before


def test_confirming_a_repeal_makes_a_new_revision(catalogue: Catalogue, library: Library, database: Database) -> None:
    catalogue.store(incoming(measure()), now=NOW)
    later = measure(
        key="later.txt", title="新通知", number="某民规字〔2026〕1号", relations=(repeal("某民规字〔2025〕2号"),)
    )
    speaker = catalogue.store(incoming(later), now=NOW).document_id
    before = now_at(database)

    catalogue.confirm_relation(library.document(speaker).said[0].relation_id, by="甲", now=NOW)

    assert now_at(database) > before


def test_storing_the_same_again_keeps_the_revision(catalogue: Catalogue, database: Database) -> None:
    catalogue.store(incoming(measure()), now=NOW)
    before = now_at(database)

    catalogue.store(incoming(measure()), now=NOW)

    assert now_at(database) == before


def test_a_change_by_another_process_counts_at_once(
    catalogue: Catalogue, library: Library, database: Database, sources: SourceFiles
) -> None:
    stored = catalogue.store(incoming(measure()), now=NOW)
    passages = [passage.id for passage in library.passages_of(stored.document_id)]
    assert len(library.find(passages)) == 2
    other = Database(database.engine)

    Catalogue(other, sources).withdraw(stored.document_id, now=NOW)

    assert library.find(passages) == []


def test_a_passage_unknown_before_is_found_once_it_is_stored(catalogue: Catalogue, library: Library) -> None:
    draft = catalogue.store(incoming(measure(), state=PublicationState.DRAFT), now=NOW)
    passages = [passage.id for passage in library.passages_of(draft.document_id)]
    assert library.find([*passages, "p-none"]) == []

    catalogue.publish(draft.document_id, now=NOW)

    assert [found.passage.id for found in library.find([passages[1], "p-none", passages[0]])] == passages[::-1]


def test_words_struck_out_do_not_come_back_from_memory(catalogue: Catalogue, library: Library) -> None:
    reading = measure(paragraphs=("第一条 手机13812345678。",))
    stored = catalogue.store(incoming(reading), now=NOW)
    passages = [passage.id for passage in library.passages_of(stored.document_id)]
    start = reading.text.index("13812345678")
    assert "13812345678" in repr(library.find(passages)) + library.version_text(
        library.find(passages)[0].card.version_id
    )

    catalogue.withdraw(stored.document_id, now=NOW)
    catalogue.strike_out(stored.document_id, [(start, start + 11)], now=NOW)
    catalogue.publish(stored.document_id, now=NOW)

    found = library.find(passages)[0]
    assert "13812345678" not in repr(found)
    assert "13812345678" not in library.version_text(found.card.version_id)


def test_a_reader_from_before_a_change_neither_sees_nor_keeps_what_came_after(database: Database) -> None:
    remembered: Remembered[str, str] = Remembered(10)
    with database.reading() as early:
        revision(early)  # what it sees is settled by its first look
        with database.writing() as session:
            grow(session)
        with database.reading() as late:
            remembered.at(late).keep({"a": "new"})
        old = remembered.at(early)
        assert old.held("a") == {}
        old.keep({"a": "old"})

    with database.reading() as late:
        assert remembered.at(late).held("a") == {"a": "new"}
