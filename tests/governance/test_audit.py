"""The audit trail: written with the act, refused every change, and any tampering found."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from governance.access import SYSTEM, Act
from governance.audit import Anchor, Damage, Fault, record, rows, verify
from kb.database import Database
from tests.governance.acting import NOON, someone


def written(database: Database, count: int = 5) -> None:
    with database.writing() as session:
        for step in range(count):
            now = NOON + timedelta(minutes=step)
            record(session, actor=someone(), act=Act.CORRECT_FACT, subject=f"document:d-{step}", reason="更正", now=now)


def test_a_row_tells_who_what_when_and_why(database: Database) -> None:
    with database.writing() as session:
        record(
            session,
            actor=someone(),
            act=Act.CORRECT_FACT,
            subject="document:d-1",
            reason="日期有误",
            details={"fact": "written_on", "to": "2026-01-01"},
            now=NOON,
        )

    with database.reading() as session:
        (row,) = rows(session)
        assert (row.seq, row.at, row.actor_name, row.reason) == (1, NOON, "张三", "日期有误")
        assert row.details == '{"fact":"written_on","to":"2026-01-01"}'
        assert verify(session).is_whole


def test_an_act_that_fails_leaves_no_row(database: Database) -> None:
    written(database, 1)
    with pytest.raises(RuntimeError), database.writing() as session:
        record(session, actor=SYSTEM, act=Act.PUBLISH, subject="document:d-1", now=NOON)
        raise RuntimeError

    with database.reading() as session:
        assert verify(session).end.count == 1


def test_an_inner_act_that_fails_breaks_no_link(database: Database) -> None:
    with database.writing() as session:
        record(session, actor=SYSTEM, act=Act.PUBLISH, subject="document:d-1", now=NOON)
        with pytest.raises(RuntimeError), database.writing() as inner:
            record(inner, actor=SYSTEM, act=Act.PUBLISH, subject="document:d-2", now=NOON)
            raise RuntimeError
        record(session, actor=SYSTEM, act=Act.PUBLISH, subject="document:d-3", now=NOON)

    with database.reading() as session:
        assert [row.subject for row in rows(session)] == ["document:d-1", "document:d-3"]
        assert verify(session).is_whole


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET reason = 'x' WHERE seq = 2",
        "DELETE FROM audit WHERE seq = 2",
        "INSERT OR REPLACE INTO audit SELECT 2, at, actor_id, actor_name, roles, unit_id, act, subject, 'x', details, "
        "previous, digest || 'x' FROM audit WHERE seq = 2",
    ],
)
def test_the_database_refuses_to_change_a_row(database: Database, statement: str) -> None:
    written(database)

    with pytest.raises(IntegrityError, match="append-only"), database.writing() as session:
        session.execute(text(statement))

    with database.reading() as session:
        assert verify(session).is_whole


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE audit SET reason = 'x' WHERE seq = 2", Fault(2, Damage.CHANGED)),
        ("UPDATE audit SET at = '2020-01-01 00:00:00.000000' WHERE seq = 2", Fault(2, Damage.CHANGED)),
        ("DELETE FROM audit WHERE seq = 2", Fault(3, Damage.MISSING)),
        ("DELETE FROM audit WHERE seq = 1", Fault(2, Damage.MISSING)),
        ("UPDATE audit SET previous = digest WHERE seq = 3", Fault(3, Damage.REORDERED)),
    ],
)
def test_whoever_removes_the_triggers_is_found_out(database: Database, statement: str, fault: Fault) -> None:
    written(database)

    _behind_the_triggers(database, statement)

    with database.reading() as session:
        assert fault in verify(session).faults


def test_cutting_off_the_last_rows_shows_against_an_anchor(database: Database) -> None:
    written(database)
    with database.reading() as session:
        anchor = verify(session).end

    _behind_the_triggers(database, "DELETE FROM audit WHERE seq > 3")

    with database.reading() as session:
        assert verify(session).is_whole
        assert verify(session, anchor).faults == (Fault(5, Damage.CUT_OFF),)


def test_a_chain_written_anew_shows_against_an_anchor(database: Database) -> None:
    written(database, 3)
    with database.reading() as session:
        anchor = verify(session).end
    _behind_the_triggers(database, "DELETE FROM audit")
    with database.writing() as session:
        for step in range(3):
            record(session, actor=someone(name="李四"), act=Act.PUBLISH, subject=f"document:d-{step}", now=NOON)

    with database.reading() as session:
        assert verify(session).is_whole
        assert verify(session, anchor).faults == (Fault(3, Damage.REPLACED),)


def test_an_empty_trail_is_whole(database: Database) -> None:
    with database.reading() as session:
        assert verify(session).end == Anchor(0, "0" * 64)


def _behind_the_triggers(database: Database, statement: str) -> None:
    with database.writing() as session:
        for trigger in ("audit_no_update", "audit_no_delete", "audit_no_replace"):
            session.execute(text(f"DROP TRIGGER {trigger}"))
        session.execute(text(statement))


def test_acts_of_many_at_once_make_one_chain(database: Database) -> None:
    def act(number: int) -> None:
        with database.writing() as session:
            record(session, actor=someone(), act=Act.CORRECT_FACT, subject=f"document:d-{number}", now=NOON)

    with ThreadPoolExecutor(max_workers=8) as pool:
        list(pool.map(act, range(80)))

    with database.reading() as session:
        verdict = verify(session)
        assert (verdict.is_whole, verdict.end.count) == (True, 80)
        assert {row.subject for row in rows(session)} == {f"document:d-{number}" for number in range(80)}
