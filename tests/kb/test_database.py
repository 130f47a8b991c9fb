"""Sessions on a real file: whole or not at all, and several at once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select

import kb.database
from kb.database import Database, open_database
from kb.errors import KnowledgeError
from kb.tables import UnitRow


def count(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(UnitRow)) or 0


def unit(number: int) -> UnitRow:
    return UnitRow(id=f"u-{number}", name=f"第{number}局", region="")


def test_a_block_that_fails_leaves_nothing(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.writing() as session:
        session.add(unit(1))
        session.flush()
        raise ZeroDivisionError

    assert count(database) == 0


def test_a_block_within_a_block_is_committed_with_it_or_not_at_all(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.writing() as outer:
        with database.writing() as inner:
            inner.add(unit(1))
        assert outer.get(UnitRow, "u-1") is not None
        raise ZeroDivisionError

    assert count(database) == 0


def test_a_block_within_a_block_that_fails_takes_back_its_own_part_only(database: Database) -> None:
    with database.writing() as outer:
        outer.add(unit(1))
        with pytest.raises(ZeroDivisionError), database.writing() as inner:
            inner.add(unit(2))
            raise ZeroDivisionError

    assert count(database) == 1


def test_a_reader_sees_one_state_while_others_write(database: Database) -> None:
    with database.reading() as session:
        before = session.scalar(select(func.count()).select_from(UnitRow))
        with database.writing() as writer:
            writer.add(unit(1))
        after = session.scalar(select(func.count()).select_from(UnitRow))

    assert (before, after, count(database)) == (0, 0, 1)


def test_writers_of_several_threads_wait_for_each_other(database: Database) -> None:
    def write(start: int) -> None:
        for number in range(start, start + 10):
            with database.writing() as session:
                held = session.scalar(select(func.count()).select_from(UnitRow)) or 0
                session.add(UnitRow(id=f"u-{number}", name=f"第{held}个", region=""))

    threads = [threading.Thread(target=write, args=(start,)) for start in (0, 10, 20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert count(database) == 30  # names count what was read: unique only if no writer saw another's half


def test_a_lock_held_too_long_is_told_as_such(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kb.database, "BUSY_TIMEOUT_SECONDS", 0.05)
    other = open_database(tmp_path / "jiedu.db")

    with database.writing() as session:
        session.add(unit(1))
        session.flush()
        with pytest.raises(KnowledgeError, match="try again"), other.writing() as late:
            late.add(unit(2))
    other.close()


def test_a_folder_in_place_of_the_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "jiedu.db").mkdir()

    with pytest.raises(KnowledgeError, match=r"jiedu\.db"):
        open_database(tmp_path / "jiedu.db")


def test_many_waiting_writers_leave_the_one_who_writes_a_connection_to_read_with(database: Database) -> None:
    together = threading.Barrier(40)

    def write(number: int) -> None:
        together.wait(20)
        with database.writing() as session:
            session.add(unit(number))
            session.flush()
            # What a writer asks of other parts of the program reads on a connection of its own.
            count(database)

    with ThreadPoolExecutor(max_workers=40) as pool:
        list(pool.map(write, range(40)))

    assert count(database) == 40


def test_who_gets_no_turn_to_write_is_told_so(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kb.database, "TURN_TIMEOUT_SECONDS", 0.05)
    with ThreadPoolExecutor(max_workers=1) as pool, database.writing():
        waiting = pool.submit(lambda: database.writing().__enter__())
        with pytest.raises(KnowledgeError, match="try again"):
            waiting.result(20)
