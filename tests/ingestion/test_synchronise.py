"""The path of a file into the catalogue, and what is reported of it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingestion.blocks import RawDocument
from ingestion.reading import Reading
from ingestion.sources.source import Unavailable
from ingestion.synchronise import Line, Synchroniser, Visit
from kb.cards import Outcome
from kb.catalogue import Catalogue
from kb.database import Database, open_database
from kb.documents import Fact, PublicationState
from kb.library import Library
from kb.sources import SourceFiles
from migrations import upgrade

NOW = datetime(2026, 11, 23, tzinfo=UTC)
NOTICE = (
    "关于调整停车收费的通知\n\n某政发〔2025〕5号\n\n"
    "一、收费标准\n小型车每小时五元。\n二、施行时间\n自2025年6月1日起施行。\n"
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(tmp_path / "jiedu.db")
    upgrade(database.engine)
    yield database
    database.close()


@pytest.fixture
def library(database: Database) -> Library:
    return Library(database)


@pytest.fixture
def synchroniser(database: Database, library: Library, tmp_path: Path) -> Iterator[Synchroniser]:
    with Reading() as reading:
        catalogue = Catalogue(database, SourceFiles(tmp_path / "originals"))
        yield Synchroniser(reading, library, catalogue, clock=lambda: NOW, reviewers=None)


def raw(text: str, name: str = "notice.txt") -> RawDocument:
    return RawDocument(text.encode(), name, f"/in/{name}")


def take_in(synchroniser: Synchroniser, *found: RawDocument | Unavailable) -> list[Line]:
    return list(synchroniser.take_in([Visit(one) for one in found], state=PublicationState.PUBLISHED))


def outcomes(lines: list[Line]) -> list[Outcome | None]:
    return [line.outcome for line in lines]


def test_a_new_file_is_added_under_its_title(synchroniser: Synchroniser) -> None:
    (line,) = take_in(synchroniser, raw(NOTICE))

    assert (line.outcome, line.title) == (Outcome.ADDED, "关于调整停车收费的通知")


def test_the_same_file_again_is_unchanged(synchroniser: Synchroniser) -> None:
    (first,) = take_in(synchroniser, raw(NOTICE))

    (again,) = take_in(synchroniser, raw(NOTICE))

    assert (again.outcome, again.document_id) == (Outcome.UNCHANGED, first.document_id)


def test_a_changed_file_is_a_new_version_of_its_document(synchroniser: Synchroniser, library: Library) -> None:
    (first,) = take_in(synchroniser, raw(NOTICE))

    (changed,) = take_in(synchroniser, raw(NOTICE.replace("五元", "六元")))

    assert (changed.outcome, changed.document_id) == (Outcome.CHANGED, first.document_id)
    assert library.document(str(first.document_id)).version.number == 2


def test_a_file_that_cannot_be_read_stops_no_other(synchroniser: Synchroniser) -> None:
    lines = take_in(synchroniser, raw("", "empty.txt"), raw(NOTICE))

    assert outcomes(lines) == [None, Outcome.ADDED]
    assert "empty.txt" in lines[0].reason


def test_what_a_source_could_not_hand_over_is_reported(synchroniser: Synchroniser) -> None:
    lines = take_in(synchroniser, Unavailable("/in/link", "是符号链接，未读取"))

    assert [(line.outcome, line.reason) for line in lines] == [(None, "是符号链接，未读取")]


def test_a_secret_paper_is_refused_and_leaves_nothing(
    synchroniser: Synchroniser, library: Library, tmp_path: Path
) -> None:
    (line,) = take_in(synchroniser, raw("机密★1年\n\n" + NOTICE))

    assert line.outcome is None
    assert "密级" in line.reason
    assert library.counts().documents == 0
    assert not list((tmp_path / "originals").rglob("*"))


def test_records_sorted_anew_are_the_same_documents(synchroniser: Synchroniser) -> None:
    records = [{"id": f"n-{n}", "title": f"关于第{n}件事的通知", "text": f"一、标准\n标准是{n}元。"} for n in range(3)]
    lines = [json.dumps(record, ensure_ascii=False) for record in records]
    take_in(synchroniser, raw("\n".join(lines), "all.jsonl"))

    again = take_in(synchroniser, raw("\n".join(reversed(lines)), "all.jsonl"))

    assert outcomes(again) == [Outcome.UNCHANGED] * 3


def test_one_changed_record_changes_one_document(synchroniser: Synchroniser) -> None:
    records = [{"id": f"n-{n}", "title": f"关于第{n}件事的通知", "text": f"一、标准\n标准是{n}元。"} for n in range(3)]
    take_in(synchroniser, raw("\n".join(json.dumps(record) for record in records), "all.jsonl"))
    records[1]["text"] = "一、标准\n标准是一百元。"

    again = take_in(synchroniser, raw("\n".join(json.dumps(record) for record in records), "all.jsonl"))

    assert sorted(str(outcome) for outcome in outcomes(again)) == sorted(
        map(str, [Outcome.UNCHANGED, Outcome.CHANGED, Outcome.UNCHANGED])
    )


def test_a_name_that_is_no_text_can_be_stored(synchroniser: Synchroniser) -> None:
    odd = RawDocument(NOTICE.encode(), "\udcff通知.txt", "/in/\udcff通知.txt")

    (line,) = take_in(synchroniser, odd)

    assert line.outcome is Outcome.ADDED


def test_what_a_source_knows_beside_the_file_is_kept_as_its_word(synchroniser: Synchroniser, library: Library) -> None:
    visit = Visit(raw(NOTICE), {Fact.REGION: "湖北省荆门市"})

    (line,) = list(synchroniser.take_in([visit], state=PublicationState.PUBLISHED))

    assert library.document(str(line.document_id)).card.text(Fact.REGION) == "湖北省荆门市"
