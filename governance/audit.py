"""The audit trail: who did what to what, when and why; one chain of rows that nobody can change unseen.

A row is written in the transaction of the act itself. Each carries the digest of the row before it; the table's
triggers refuse changing and deleting. That the last rows were cut off shows only against an anchor kept elsewhere
(governance/checkpoints.py).
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

from sqlalchemy import Select, String, Text, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from governance.access import Act, Actor, Event
from kb.database import Base
from kb.tables import Moment

NOTHING_BEFORE = "0" * 64

# A number of our own for PostgreSQL's advisory locks; SQLite has one writer at a time anyway.
_CHAIN_LOCK = 7_261_105_017
_ROWS_AT_ONCE = 500


class AuditRow(Base):
    """One act. roles, details: JSON. digest: over all of it and the digest of the row before."""

    __tablename__ = "audit"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    actor_id: Mapped[str] = mapped_column(String(64), index=True)
    actor_name: Mapped[str] = mapped_column(Text)
    roles: Mapped[str] = mapped_column(Text)
    unit_id: Mapped[str | None] = mapped_column(String(40))
    act: Mapped[str] = mapped_column(String(40), index=True)
    subject: Mapped[str] = mapped_column(Text, index=True)
    reason: Mapped[str] = mapped_column(Text)
    details: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64), unique=True)


class Damage(Enum):
    """What is wrong with a chain; its words stand in words.toml."""

    CHANGED = "changed"  # a row does not match its own digest
    MISSING = "missing"  # rows are absent between two others, or before the first
    REORDERED = "reordered"  # a row does not follow on the one before it
    CUT_OFF = "cut_off"  # an anchor knows of rows that are no longer there
    REPLACED = "replaced"  # the row an anchor knows is another now


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, first seen at this row."""

    seq: int
    damage: Damage


@dataclass(frozen=True, slots=True)
class Anchor:
    """What the chain was at some moment, kept outside the database: how many rows, and the last one's digest."""

    count: int
    digest: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What checking the whole chain came to. end: the chain as it is now, worth keeping elsewhere."""

    end: Anchor
    faults: tuple[Fault, ...]

    @property
    def is_whole(self) -> bool:
        return not self.faults


def record(
    session: Session,
    *,
    actor: Actor,
    act: Act | Event,
    subject: str,
    reason: str = "",
    details: Mapping[str, object] | None = None,
    now: datetime,
) -> int:
    """The act stands in the trail when the caller's transaction commits; returns the row's number.

    subject: what it was done to, as kind:id ("document:d-0123", "user:u-17"). details: what changed, JSON values;
    never a password, a token or personal data of citizens.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CHAIN_LOCK})
    session.flush()
    last = end_of(session)
    row = AuditRow(
        seq=last.count + 1,
        at=now.astimezone(UTC),
        actor_id=actor.user_id,
        actor_name=actor.name,
        roles=_json(sorted(role.value for role in actor.roles)),
        unit_id=actor.unit_id,
        act=act.value,
        subject=subject,
        reason=reason,
        details=_json(details or {}),
        previous=last.digest,
    )
    row.digest = _digest(row)
    session.add(row)
    session.flush()
    return row.seq


def verify(session: Session, *anchors: Anchor) -> Verdict:
    """Every row looked at, from the first; anchors are held against the rows they name."""
    faults: list[Fault] = []
    expected, previous = 1, NOTHING_BEFORE
    known = {anchor.count: anchor.digest for anchor in anchors}
    for row in rows(session):
        faults.extend(Fault(row.seq, damage) for damage in _damage(row, expected, previous))
        if known.get(row.seq, row.digest) != row.digest:
            faults.append(Fault(row.seq, Damage.REPLACED))
        expected, previous = row.seq + 1, row.digest
    end = Anchor(expected - 1, previous)
    faults.extend(Fault(count, Damage.CUT_OFF) for count in sorted(known) if count > end.count)
    return Verdict(end, tuple(faults))


def end_of(session: Session) -> Anchor:
    """The end of the chain as it is, unchecked: an older anchor still shows what was done to the rows before."""
    last = session.execute(select(AuditRow.seq, AuditRow.digest).order_by(AuditRow.seq.desc()).limit(1)).first()
    return Anchor(last.seq, last.digest) if last else Anchor(0, NOTHING_BEFORE)


def rows(session: Session, found: Select[AuditRow] | None = None) -> Iterator[AuditRow]:
    """The whole trail in order, or what was found in it, a few hundred rows at a time."""
    query = select(AuditRow) if found is None else found
    yield from session.scalars(query.order_by(AuditRow.seq).execution_options(yield_per=_ROWS_AT_ONCE))


def _damage(row: AuditRow, expected: int, previous: str) -> Iterator[Damage]:
    if row.digest != _digest(row):
        yield Damage.CHANGED
    if row.seq != expected:
        yield Damage.MISSING
    elif row.previous != previous:
        yield Damage.REORDERED


def _digest(row: AuditRow) -> str:
    # Numbered and named fields in JSON: two different rows can never be written as the same bytes.
    body = [
        row.seq,
        row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        row.actor_id,
        row.actor_name,
        row.roles,
        row.unit_id,
        row.act,
        row.subject,
        row.reason,
        row.details,
        row.previous,
    ]
    return hashlib.sha256(_json(body).encode()).hexdigest()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
