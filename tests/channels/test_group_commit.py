from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from channels.group_commit import GroupCommit
from kb.database import Database, open_database

WRITES = 20


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "jiedu.db")
    with opened.writing() as session:
        session.execute(text("CREATE TABLE notes (number INTEGER PRIMARY KEY)"))
    yield opened
    opened.close()


def note(number: int):
    def written(session: Session) -> int:
        session.execute(text("INSERT INTO notes VALUES (:number)"), {"number": number})
        return number

    return written


def noted(database: Database) -> list[int]:
    with database.reading() as session:
        return list(session.execute(text("SELECT number FROM notes ORDER BY number")).scalars())


def test_writes_that_come_together_share_a_commit_and_each_has_its_own_result(database: Database) -> None:
    commits: list[object] = []
    event.listen(database.engine, "commit", commits.append)
    writes = GroupCommit(database)
    futures = [writes.submit(note(number)) for number in range(WRITES)]

    writes.begin()
    results = [future.result() for future in futures]
    writes.end()

    assert results == noted(database) == list(range(WRITES))
    assert len(commits) == 1


def test_a_write_that_fails_takes_no_other_with_it(database: Database) -> None:
    writes = GroupCommit(database)
    futures = [writes.submit(note(number)) for number in (1, 2, 2, 3)]

    writes.begin()
    writes.end()

    failures = [future.exception() for future in futures]
    assert [failure is not None for failure in failures] == [False, False, True, False]
    assert noted(database) == [1, 2, 3]
