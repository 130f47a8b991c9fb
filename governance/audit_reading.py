"""Reading the audit trail: by the audit administrator only, and reading it is audited as well."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select

from governance.access import Act, Actor, Event, require
from governance.audit import Anchor, AuditRow, Verdict, end_of, record, rows, verify
from governance.checkpoints import Checkpoint, Checkpoints
from governance.words import word
from kb.database import Database
from kb.moments import CHINA, china_day

MOST_SHOWN = 500
# Spreadsheets run what begins so.
_FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One act as it is shown and exported. at: in China's time. act: the stored key, act_word: its words."""

    seq: int
    at: datetime
    actor_id: str
    actor_name: str
    roles: tuple[str, ...]
    unit_id: str | None
    act: str
    act_word: str
    subject: str
    reason: str
    details: str
    digest: str


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """What to look for; what is None does not matter. words: in the subject, reason, details or name."""

    since: datetime | None = None
    until: datetime | None = None
    actor: str | None = None
    act: Act | Event | None = None
    subject: str | None = None
    words: str | None = None


class AuditTrail:
    """Searches, exports and checks the trail."""

    def __init__(self, database: Database, checkpoints: Checkpoints) -> None:
        self._database = database
        self._checkpoints = checkpoints

    def search(
        self, query: AuditQuery, *, actor: Actor, now: datetime, offset: int = 0, limit: int = 50
    ) -> list[AuditEntry]:
        """One page of what fits, the latest first."""
        require(actor, Act.READ_AUDIT)
        self._note(actor, Act.READ_AUDIT, query, now)
        found = _filtered(query).order_by(AuditRow.seq.desc()).offset(max(0, offset)).limit(min(limit, MOST_SHOWN))
        with self._database.reading() as session:
            return [_entry(row) for row in session.scalars(found)]

    def export(self, query: AuditQuery, *, actor: Actor, now: datetime) -> Iterator[AuditEntry]:
        """All of what fits, the oldest first, one at a time."""
        require(actor, Act.EXPORT_AUDIT)
        self._note(actor, Act.EXPORT_AUDIT, query, now)
        return self._exported(query)

    def verify(self, *written_down: Anchor, actor: Actor) -> Verdict:
        """The whole chain held against every anchor kept in the folder, and those written down elsewhere.

        Tells no contents. Raises Forbidden, Refused when the anchors cannot be trusted.
        """
        require(actor, Act.READ_AUDIT)
        kept = [checkpoint.anchor for checkpoint in self._checkpoints.kept()]
        with self._database.reading() as session:
            return verify(session, *kept, *written_down)

    def keep_checkpoint(self, *, now: datetime) -> Checkpoint | None:
        """An anchor of now is kept; None when the chain has not grown since the last one."""
        with self._database.reading() as session:
            end = end_of(session)
        kept = self._checkpoints.kept()
        if not end.count or (kept and kept[-1].anchor == end):
            return None
        return self._checkpoints.keep(end, now=now)

    def keep_daily_checkpoint(self, *, now: datetime) -> Checkpoint | None:
        """As keep_checkpoint, at most once a day."""
        kept = self._checkpoints.kept()
        today = china_day(now).isoformat()
        return None if kept and kept[-1].at.startswith(today) else self.keep_checkpoint(now=now)

    def _exported(self, query: AuditQuery) -> Iterator[AuditEntry]:
        with self._database.reading() as session:
            for row in rows(session, _filtered(query)):
                yield _entry(row)

    def _note(self, actor: Actor, act: Act, query: AuditQuery, now: datetime) -> None:
        asked = {key: str(getattr(value, "value", value)) for key, value in asdict(query).items() if value is not None}
        with self._database.writing() as session:
            record(session, actor=actor, act=act, subject="audit", details=asked, now=now)


def as_json_line(entry: AuditEntry) -> str:
    """The entry as one line of JSON; details as an object."""
    told = {**asdict(entry), "at": entry.at.isoformat(timespec="milliseconds"), "details": json.loads(entry.details)}
    return json.dumps(told, ensure_ascii=False)


def as_csv(entries: Iterable[AuditEntry]) -> Iterator[str]:
    """Lines of a table that spreadsheets open; what they would run as a formula is shown as text."""
    headings = ("序号", "时间", "用户", "角色", "行为", "对象", "理由", "详情", "摘要")
    yield _csv_line(headings)
    for entry in entries:
        cells = (
            entry.seq,
            entry.at.strftime("%Y-%m-%d %H:%M:%S"),
            f"{entry.actor_name}（{entry.actor_id}）",
            "、".join(entry.roles),
            entry.act_word,
            entry.subject,
            entry.reason,
            entry.details,
            entry.digest,
        )
        yield _csv_line(cells)


def _csv_line(cells: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([_plain(str(cell)) for cell in cells])
    return line.getvalue()


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_BEGINS) else cell


def _filtered(query: AuditQuery) -> Select[AuditRow]:
    found = select(AuditRow)
    if query.since:
        found = found.where(AuditRow.at >= query.since)
    if query.until:
        found = found.where(AuditRow.at < query.until)
    if query.actor:
        found = found.where(or_(AuditRow.actor_id == query.actor, AuditRow.actor_name == query.actor))
    if query.act:
        found = found.where(AuditRow.act == query.act.value)
    if query.subject:
        found = found.where(AuditRow.subject == query.subject)
    if query.words:
        places = (AuditRow.subject, AuditRow.reason, AuditRow.details, AuditRow.actor_name)
        found = found.where(or_(*(place.contains(query.words, autoescape=True) for place in places)))
    return found


def _entry(row: AuditRow) -> AuditEntry:
    return AuditEntry(
        row.seq,
        row.at.astimezone(CHINA),
        row.actor_id,
        row.actor_name,
        tuple(json.loads(row.roles)),
        row.unit_id,
        row.act,
        _word(row.act),
        row.subject,
        row.reason,
        row.details,
        row.digest,
    )


def _word(act: str) -> str:
    known: dict[str, Act | Event] = {member.value: member for closed in (Act, Event) for member in closed}
    # An act of an older release keeps its key.
    return word(known[act]) if act in known else act
