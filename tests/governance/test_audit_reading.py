"""Reading the audit trail: by one role, audited itself, exported exactly; and the anchors kept outside the database."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from governance.access import Act, Role
from governance.audit import Anchor, Damage, Fault, record, rows
from governance.audit_reading import AuditQuery, AuditTrail, as_csv, as_json_line
from governance.checkpoints import Checkpoints, anchor_printed
from governance.errors import Forbidden, Refused
from kb.database import Database
from tests.governance.acting import NOON, someone

READER = someone(Role.AUDIT_ADMIN, unit=None, user="p-audit", name="审计丙")
ALL = AuditQuery()


@pytest.fixture
def trail(database: Database, tmp_path: Path) -> AuditTrail:
    with database.writing() as session:
        for step, reason in enumerate(("更正日期", "=cmd()", "100%")):
            now = NOON + timedelta(days=step)
            record(session, actor=someone(), act=Act.CORRECT_FACT, subject=f"document:d-{step}", reason=reason, now=now)
    return AuditTrail(database, Checkpoints(tmp_path / "anchors"))


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDIT_ADMIN])
def test_nobody_else_reads_or_exports(trail: AuditTrail, role: Role) -> None:
    with pytest.raises(Forbidden):
        trail.search(ALL, actor=someone(role), now=NOON)
    with pytest.raises(Forbidden):
        trail.export(ALL, actor=someone(role), now=NOON)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (ALL, ["document:d-2", "document:d-1", "document:d-0"]),
        (AuditQuery(since=NOON + timedelta(days=1)), ["document:d-2", "document:d-1"]),
        (AuditQuery(until=NOON + timedelta(days=1)), ["document:d-0"]),
        (AuditQuery(subject="document:d-1"), ["document:d-1"]),
        (AuditQuery(words="更正"), ["document:d-0"]),
        (AuditQuery(words="100%"), ["document:d-2"]),
        (AuditQuery(words="%"), ["document:d-2"]),
        (AuditQuery(actor="张三", act=Act.CORRECT_FACT), ["document:d-2", "document:d-1", "document:d-0"]),
        (AuditQuery(act=Act.PUBLISH), []),
        (AuditQuery(words="' OR 1=1 --"), []),
    ],
)
def test_a_search_finds_what_fits_the_latest_first(trail: AuditTrail, query: AuditQuery, found: list[str]) -> None:
    entries = trail.search(query, actor=READER, now=NOON)

    assert [entry.subject for entry in entries if entry.subject != "audit"] == found


def test_reading_is_audited(trail: AuditTrail, database: Database) -> None:
    trail.search(AuditQuery(words="更正"), actor=READER, now=NOON)
    list(trail.export(ALL, actor=READER, now=NOON))

    with database.reading() as session:
        told = [(row.act, row.actor_name, json.loads(row.details)) for row in rows(session)][3:]
    assert told == [("audit.read", "审计丙", {"words": "更正"}), ("audit.export", "审计丙", {})]


def test_an_export_holds_every_row_with_its_digest(trail: AuditTrail) -> None:
    entries = list(trail.export(ALL, actor=READER, now=NOON))

    lines = [json.loads(as_json_line(entry)) for entry in entries]

    assert [line["seq"] for line in lines] == [1, 2, 3, 4]
    assert lines[0]["at"] == "2026-11-23T12:00:00.000+08:00"
    assert len({line["digest"] for line in lines}) == 4


def test_a_spreadsheet_gets_no_formula(trail: AuditTrail) -> None:
    table = "".join(as_csv(trail.export(ALL, actor=READER, now=NOON)))

    assert ",'=cmd()," in table
    assert "更正文件事实" in table


def test_a_checkpoint_is_kept_once_a_day_and_only_when_the_trail_has_grown(
    trail: AuditTrail, database: Database
) -> None:
    first = trail.keep_daily_checkpoint(now=NOON)
    same_day = trail.keep_daily_checkpoint(now=NOON)
    unchanged = trail.keep_daily_checkpoint(now=NOON + timedelta(days=1))
    trail.search(ALL, actor=READER, now=NOON)
    second = trail.keep_daily_checkpoint(now=NOON + timedelta(days=1))

    assert first and second and (first.anchor.count, second.anchor.count) == (3, 4)
    assert (same_day, unchanged) == (None, None)
    assert trail.verify(anchor_printed(first.printed), actor=READER).is_whole


def test_cutting_off_the_end_shows_against_the_kept_checkpoint(trail: AuditTrail, database: Database) -> None:
    trail.keep_checkpoint(now=NOON)
    with database.writing() as session:
        session.execute(text("DROP TRIGGER audit_no_delete"))
        session.execute(text("DELETE FROM audit WHERE seq = 3"))

    assert trail.verify(actor=READER).faults == (Fault(3, Damage.CUT_OFF),)


def test_cutting_off_the_end_and_the_folder_shows_against_a_line_on_paper(
    trail: AuditTrail, database: Database
) -> None:
    kept = trail.keep_checkpoint(now=NOON)
    assert kept
    with database.writing() as session:
        session.execute(text("DROP TRIGGER audit_no_delete"))
        session.execute(text("DELETE FROM audit WHERE seq = 3"))
    other = AuditTrail(database, Checkpoints(Path("/nonexistent")))

    assert other.verify(actor=READER).is_whole
    assert other.verify(anchor_printed(kept.printed), actor=READER).faults == (Fault(3, Damage.CUT_OFF),)


@pytest.mark.parametrize(("old", "new"), [('"count": 3', '"count": 2'), ('"digest": "', '"digest": "0'), ("{", "[")])
def test_a_changed_checkpoint_is_named(trail: AuditTrail, tmp_path: Path, old: str, new: str) -> None:
    trail.keep_checkpoint(now=NOON)
    file = tmp_path / "anchors" / "checkpoints.jsonl"
    file.write_text(file.read_text("utf-8").replace(old, new, 1), "utf-8")

    with pytest.raises(Refused, match="第 1 行"):
        trail.verify(actor=READER)


def test_a_checkpoint_whose_writing_was_cut_off_is_passed_over(trail: AuditTrail, tmp_path: Path) -> None:
    trail.keep_checkpoint(now=NOON)
    with (tmp_path / "anchors" / "checkpoints.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"at": "2026-11')

    assert trail.verify(actor=READER).is_whole


def test_the_key_is_readable_by_its_owner_only(trail: AuditTrail, tmp_path: Path) -> None:
    trail.keep_checkpoint(now=NOON)

    assert (tmp_path / "anchors" / "checkpoint.key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("printed", ["", "3", "3:abc", "x:" + "0" * 64, "３:" + "0" * 64])
def test_what_is_no_anchor_is_refused(printed: str) -> None:
    with pytest.raises(Refused, match="检查点"):
        anchor_printed(printed)


def test_a_printed_anchor_is_read_back() -> None:
    assert anchor_printed(f" 3:{'AB' * 32}\n") == Anchor(3, "ab" * 32)
