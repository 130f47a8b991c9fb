"""The register of what each unit owes: opened by events, closed by doing or by a reasoned waiver, never deleted."""

import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from governance.access import SYSTEM, Act, Actor, require
from governance.audit import record
from governance.calendars import Calendars
from governance.clocks import Clocks, Deadline, DutyKind
from governance.duty_queries import about_document, about_its_interpretation, visible
from governance.duty_rows import Colour, Duty, DutyRow, DutyState, DutyStepRow, Step, duty_value
from governance.errors import Refused, Stale
from governance.words import sentence, word
from kb.database import Database
from kb.moments import china_day

__all__ = ["Colour", "Duties", "Duty", "DutyKind", "DutyState", "Step"]

_ID_BYTES = 10
_MOST_LISTED = 1000
_LONGEST_TITLE = 300


def _new_id() -> str:
    return f"y-{secrets.token_hex(_ID_BYTES)}"


class Duties:
    """Opens, closes and lists duties; every change by a person is audited in its own transaction."""

    def __init__(
        self, database: Database, calendars: Calendars, clocks: Clocks, *, new_id: Callable[[], str] = _new_id
    ) -> None:
        self._database = database
        self._calendars = calendars
        self._clocks = clocks
        self._new_id = new_id

    def open(
        self,
        kind: DutyKind,
        *,
        unit_id: str,
        subject: str,
        title: str,
        began: datetime,
        now: datetime,
        actor: Actor = SYSTEM,
        deadline: Deadline | None = None,
    ) -> Duty:
        """The unit owes this from now; when it already does, the duty there is stays as it is and is returned.

        began: the moment its clock runs from. deadline: given where another rule than clocks.toml sets it.
        An event opens duties for SYSTEM; a person needs Act.MAKE_DUTY.
        """
        if actor is not SYSTEM:
            require(actor, Act.MAKE_DUTY, unit_id=unit_id)
        began_on = china_day(began)
        clock = deadline or self._clocks.deadline(kind, began_on, self._calendars.current())
        key = f"{kind.value} {subject}"
        with self._database.writing() as session:
            held = session.scalars(select(DutyRow).where(DutyRow.open_key == key)).first()
            if held:
                return duty_value(held)
            row = DutyRow(
                id=self._new_id(),
                kind=kind.value,
                unit_id=unit_id,
                subject=subject,
                title=title[:_LONGEST_TITLE],
                began_on=began_on.isoformat(),
                opened_at=now,
                opened_by=actor.name,
                yellow_at=clock.yellow_at,
                due_at=clock.due_at,
                is_provisional=clock.is_provisional,
                follows_clock=deadline is None,
                state=DutyState.OPEN.value,
                open_key=key,
                row_version=1,
            )
            session.add(row)
            details = {"kind": kind.value, "unit": unit_id, "subject": subject, "due_at": clock.due_at.isoformat()}
            record(session, actor=actor, act=Act.MAKE_DUTY, subject=f"duty:{row.id}", details=details, now=now)
            session.refresh(row)
            return duty_value(row)

    def fulfil(
        self, duty_id: str, *, actor: Actor, now: datetime, reason: str = "", version: int | None = None
    ) -> Duty:
        """The duty is done. version: as it was shown; Stale is raised when somebody changed it since."""
        return self._close(duty_id, _Closing(DutyState.DONE, Act.FULFIL_DUTY, actor, reason, now), version)

    def waive(self, duty_id: str, *, actor: Actor, reason: str, now: datetime, version: int | None = None) -> Duty:
        """The duty is no longer owed, and it stands there why. Raises Refused without a reason."""
        if not reason.strip():
            raise Refused("reason_needed", act=word(Act.WAIVE_DUTY))
        return self._close(duty_id, _Closing(DutyState.WAIVED, Act.WAIVE_DUTY, actor, reason, now), version)

    def fulfilled_by_event(self, kind: DutyKind, subject: str, *, now: datetime, by: Actor = SYSTEM) -> Duty | None:
        """What was owed about this subject is done, because it happened: an interpretation was published.

        by: whose act it was; no permission of its own is needed. None when nothing was owed.
        """
        with self._database.writing() as session:
            key = f"{kind.value} {subject}"
            row = session.scalars(select(DutyRow).where(DutyRow.open_key == key)).first()
            closing = _Closing(DutyState.DONE, Act.FULFIL_DUTY, by, "", now)
            return _closed(session, row, closing) if row else None

    def ended_by_event(
        self, kind: DutyKind, subject: str, *, reason: str, now: datetime, by: Actor = SYSTEM
    ) -> Duty | None:
        """What was owed about this subject is owed no more, or not as it was: a ticket went back or got a longer term.

        by: whose act it was; no permission of its own is needed. None when nothing was owed.
        """
        with self._database.writing() as session:
            key = f"{kind.value} {subject}"
            row = session.scalars(select(DutyRow).where(DutyRow.open_key == key)).first()
            closing = _Closing(DutyState.WAIVED, Act.WAIVE_DUTY, by, reason, now)
            return _closed(session, row, closing) if row else None

    def close_about(
        self,
        document_id: str,
        kinds: Collection[DutyKind],
        state: DutyState,
        *,
        reason: str = "",
        now: datetime,
        by: Actor = SYSTEM,
    ) -> None:
        """What is owed of these kinds about a document is done (or owed no more, as state says), whatever its day.

        by: whose act it was; no permission of its own is needed.
        """
        act = Act.FULFIL_DUTY if state is DutyState.DONE else Act.WAIVE_DUTY
        with self._database.writing() as session:
            query = select(DutyRow).where(
                DutyRow.state == DutyState.OPEN.value,
                DutyRow.kind.in_([kind.value for kind in kinds]),
                about_document(document_id),
            )
            for row in session.scalars(query).all():
                _closed(session, row, _Closing(state, act, by, reason, now))

    def get(self, duty_id: str, *, actor: Actor) -> Duty | None:
        """None for an id that names nothing. Raises Forbidden."""
        with self._database.reading() as session:
            row = session.get(DutyRow, duty_id)
            require(actor, Act.SEE_DUTIES, unit_id=row.unit_id if row else actor.unit_id)
            return duty_value(row) if row else None

    def ever_opened(self, kind: DutyKind, subjects: Collection[str]) -> set[str]:
        """Those of the subjects about which a duty of this kind was opened at any time, closed or not."""
        with self._database.reading() as session:
            query = select(DutyRow.subject).where(DutyRow.kind == kind.value, DutyRow.subject.in_(subjects))
            return set(session.scalars(query))

    def listed(
        self,
        *,
        actor: Actor,
        unit_id: str | None = None,
        state: DutyState | None = DutyState.OPEN,
        kind: DutyKind | None = None,
        about: str | None = None,
        offset: int = 0,
        limit: int = 100,
    ) -> list[Duty]:
        """One page of the duties the actor may see, the most urgent first.

        unit_id: of this unit only; about: of this document or its interpretation only.
        """
        query = visible(select(DutyRow), actor, unit_id).order_by(DutyRow.due_at, DutyRow.id)
        if state:
            query = query.where(DutyRow.state == state.value)
        if kind:
            query = query.where(DutyRow.kind == kind.value)
        if about:
            query = query.where(about_document(about) | about_its_interpretation(about))
        with self._database.reading() as session:
            rows = session.scalars(query.offset(max(0, offset)).limit(min(limit, _MOST_LISTED)))
            return [duty_value(row) for row in rows]

    def counts(self, *, actor: Actor, unit_id: str | None = None, now: datetime) -> Mapping[Colour, int]:
        """How many open duties the actor may see have which colour now."""
        colour = case(
            (DutyRow.due_at <= now, Colour.RED.value),
            (DutyRow.yellow_at <= now, Colour.YELLOW.value),
            else_=Colour.GREEN.value,
        )
        query = visible(select(colour, func.count()), actor, unit_id).where(DutyRow.state == DutyState.OPEN.value)
        with self._database.reading() as session:
            found = {Colour(value): count for value, count in session.execute(query.group_by(colour))}
        return {colour: found.get(colour, 0) for colour in Colour}

    def steps(self, duty_id: str, *, actor: Actor) -> list[tuple[Step, datetime]]:
        """The reminders and escalations of a duty, the first one first. Raises Forbidden."""
        if self.get(duty_id, actor=actor) is None:
            return []
        query = select(DutyStepRow).where(DutyStepRow.duty_id == duty_id).order_by(DutyStepRow.at, DutyStepRow.step)
        with self._database.reading() as session:
            return [(Step(row.step), row.at) for row in session.scalars(query)]

    def _close(self, duty_id: str, closing: "_Closing", version: int | None) -> Duty:
        with self._database.writing() as session:
            row = session.get(DutyRow, duty_id, with_for_update=True)
            if row is None:
                raise Refused("unknown_duty", id=duty_id[:60])
            require(closing.actor, closing.act, unit_id=row.unit_id)
            if (version is not None and version != row.row_version) or row.state != DutyState.OPEN.value:
                raise Stale(sentence("thing_duty", title=row.title))
            return _closed(session, row, closing)


@dataclass(frozen=True, slots=True)
class _Closing:
    state: DutyState
    act: Act
    actor: Actor
    reason: str
    now: datetime


def _closed(session: Session, row: DutyRow, closing: _Closing) -> Duty:
    row.state = closing.state.value
    row.closed_at, row.closed_by, row.closing_reason = closing.now, closing.actor.name, closing.reason
    row.open_key = None
    row.row_version += 1
    subject = f"duty:{row.id}"
    record(session, actor=closing.actor, act=closing.act, subject=subject, reason=closing.reason, now=closing.now)
    session.refresh(row)
    return duty_value(row)
