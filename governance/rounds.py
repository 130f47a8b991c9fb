"""The daily round: what fell due by itself is opened, what is late is reminded, urged and reported; and terms that
rest on provisional days are computed again when a calendar is loaded. It may run as often as it likes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.access import SYSTEM, Act, Actor
from governance.audit import record
from governance.calendars import Calendars
from governance.clocks import Clocks, Deadline, DutyKind
from governance.duties import Duties
from governance.duty_rows import DutyRow, DutyState, DutyStepRow, Step
from governance.workdays import WorkCalendar
from kb.database import Database
from kb.moments import china_day

_A_MOMENT = timedelta(microseconds=1)
_ROWS_AT_ONCE = 500
_MOST_TOLD = 200


@dataclass(frozen=True, slots=True)
class Owed:
    """Something that fell due by the calendar alone. subject: so particular that it is owed once for ever."""

    kind: DutyKind
    unit_id: str
    subject: str
    title: str
    began: datetime


class OwedSource(Protocol):
    """Knows what falls due by the calendar: heads' interpretations, documents about to end, overdue checks."""

    def owed(self, now: datetime) -> Iterable[Owed]:
        """What is owed on that day, whether it was opened before or not."""
        ...


@dataclass(frozen=True, slots=True)
class RoundReport:
    """What a round did."""

    opened: int
    moved: int
    steps: dict[Step, int]


class Round:
    """Runs the daily round over the whole register."""

    def __init__(
        self,
        database: Database,
        duties: Duties,
        calendars: Calendars,
        clocks: Clocks,
        sources: Sequence[OwedSource],
    ) -> None:
        self._database = database
        self._duties = duties
        self._calendars = calendars
        self._clocks = clocks
        self._sources = sources

    def run(self, now: datetime) -> RoundReport:
        """Everything that is due at this moment is opened and taken note of; what was before is not done twice."""
        # A new release may know a year that was provisional yesterday.
        moved = self.recompute(self._calendars.current(), actor=SYSTEM, now=now)
        return RoundReport(self._open_owed(now), moved, self._escalate(now))

    def load_calendar(self, text: str, *, actor: Actor, now: datetime) -> int:
        """The table in this text is in force and every open term stands by it, or nothing has changed.

        Returns how many duties moved. Raises as Calendars.load does.
        """
        with self._database.writing():
            return self.recompute(self._calendars.load(text, actor=actor, now=now), actor=actor, now=now)

    def recompute(self, calendar: WorkCalendar, *, actor: Actor, now: datetime) -> int:
        """The open duties that follow their clock stand by this calendar; returns how many moved."""
        moved = []
        with self._database.writing() as session:
            query = select(DutyRow).where(DutyRow.state == DutyState.OPEN.value, DutyRow.follows_clock)
            # Many duties began on one day: each deadline is counted once.
            deadline = cache(lambda kind, began: self._clocks.deadline(kind, began, calendar))
            for row in session.scalars(query.execution_options(yield_per=_ROWS_AT_ONCE)):
                if _moved(row, deadline(DutyKind(row.kind), date.fromisoformat(row.began_on))):
                    moved.append({"duty": row.id, "due_at": row.due_at.isoformat()})
            if moved:
                subject, details = "calendar:recomputed", {"count": len(moved), "moved": moved[:_MOST_TOLD]}
                record(session, actor=actor, act=Act.LOAD_CALENDAR, subject=subject, details=details, now=now)
        return len(moved)

    def _open_owed(self, now: datetime) -> int:
        opened = 0
        for source in self._sources:
            owed = {(one.kind, one.subject): one for one in source.owed(now)}
            for kind in {kind for kind, _ in owed}:
                subjects = [subject for held, subject in owed if held is kind]
                known = self._duties.ever_opened(kind, subjects)
                for subject in subjects:
                    if subject not in known:
                        one = owed[kind, subject]
                        self._duties.open(
                            kind, unit_id=one.unit_id, subject=subject, title=one.title, began=one.began, now=now
                        )
                        opened += 1
        return opened

    def _escalate(self, now: datetime) -> dict[Step, int]:
        calendar, done = self._calendars.current(), dict.fromkeys(Step, 0)
        with self._database.writing() as session:
            late = session.scalars(
                select(DutyRow).where(DutyRow.state == DutyState.OPEN.value, DutyRow.yellow_at <= now)
            ).all()
            taken = _taken(session)
            days_late = cache(lambda last_day: calendar.workdays_between(last_day, china_day(now)))
            for row in late:
                last_day = china_day(row.due_at - _A_MOMENT)
                for step in self._steps_due(days_late(last_day) if now >= row.due_at else 0):
                    if (row.id, step.value) not in taken:
                        session.add(DutyStepRow(duty_id=row.id, step=step.value, at=now))
                        done[step] += 1
            if any(done.values()):
                details = {step.value: count for step, count in done.items()}
                record(session, actor=SYSTEM, act=Act.MAKE_DUTY, subject="duty:round", details=details, now=now)
        return done

    def _steps_due(self, days_late: int) -> list[Step]:
        steps = [Step.REMINDED]
        if days_late >= self._clocks.escalation.urge_after:
            steps.append(Step.URGED)
        if days_late > self._clocks.escalation.report_after:
            steps.append(Step.REPORTED)
        return steps


def _moved(row: DutyRow, clock: Deadline) -> bool:
    now_stands = (clock.yellow_at, clock.due_at, clock.is_provisional)
    if now_stands == (row.yellow_at, row.due_at, row.is_provisional):
        return False
    row.yellow_at, row.due_at, row.is_provisional = now_stands
    row.row_version += 1
    return True


def _taken(session: Session) -> set[tuple[str, str]]:
    open_ones = select(DutyRow.id).where(DutyRow.state == DutyState.OPEN.value)
    rows = session.execute(select(DutyStepRow.duty_id, DutyStepRow.step).where(DutyStepRow.duty_id.in_(open_ones)))
    return {(duty_id, step) for duty_id, step in rows}
