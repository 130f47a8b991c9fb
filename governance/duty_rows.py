"""The register of duties as rows, and a duty as a value with its colour at a moment."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from governance.clocks import DutyKind
from kb.database import Base
from kb.owned import by_unit
from kb.tables import Moment


class DutyState(Enum):
    """Whether a duty is still owed."""

    OPEN = "open"
    DONE = "done"
    WAIVED = "waived"  # by the disclosure office, with a reason


class Colour(Enum):
    """What the clock of a duty says at a moment; of a closed one, what it said when it was closed."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


class Step(Enum):
    """What was done because a duty was late or about to be (R§6.5); each at most once for a duty."""

    REMINDED = "reminded"
    URGED = "urged"
    REPORTED = "reported"


class DutyRow(Base):
    """One duty. open_key: kind and subject while it is open, so that one thing is owed once; null when closed.

    began_on: ISO day its clock runs from. row_version grows with every change.
    """

    __tablename__ = "duties"
    __table_args__ = (
        Index("ix_duties_unit_id_state_due_at_id", "unit_id", "state", "due_at", "id"),
        Index("ix_duties_state_yellow_at", "state", "yellow_at"),
        Index("ix_duties_subject", "subject"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    unit_id: Mapped[str] = mapped_column(String(40), info=by_unit())
    subject: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    began_on: Mapped[str] = mapped_column(String(10))
    opened_at: Mapped[datetime] = mapped_column(Moment)
    opened_by: Mapped[str] = mapped_column(Text)
    yellow_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment)
    is_provisional: Mapped[bool]
    follows_clock: Mapped[bool]  # false: the one who opened it gave the deadline, which is not computed again
    state: Mapped[str] = mapped_column(String(10))
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_by: Mapped[str | None] = mapped_column(Text)
    closing_reason: Mapped[str | None] = mapped_column(Text)
    open_key: Mapped[str | None] = mapped_column(Text, unique=True)
    row_version: Mapped[int]


class DutyStepRow(Base):
    """A reminder or escalation; the key makes that the daily job may run as often as it likes."""

    __tablename__ = "duty_steps"

    duty_id: Mapped[str] = mapped_column(ForeignKey("duties.id"), primary_key=True)
    step: Mapped[str] = mapped_column(String(20), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)


@dataclass(frozen=True, slots=True)
class Duty:
    """What a unit owes. subject: what it is about, as kind:id. title: its name for people. version: to change it."""

    id: str
    kind: DutyKind
    unit_id: str
    subject: str
    title: str
    began_on: date
    opened_at: datetime
    yellow_at: datetime
    due_at: datetime
    is_provisional: bool
    state: DutyState
    closed_at: datetime | None
    closed_by: str | None
    closing_reason: str | None
    version: int

    def colour(self, now: datetime) -> Colour:
        """Green, yellow or red at that moment; a closed duty keeps the colour it was closed in."""
        moment = self.closed_at or now
        if moment >= self.due_at:
            return Colour.RED
        return Colour.YELLOW if moment >= self.yellow_at else Colour.GREEN


def duty_value(row: DutyRow) -> Duty:
    return Duty(
        row.id,
        DutyKind(row.kind),
        row.unit_id,
        row.subject,
        row.title,
        date.fromisoformat(row.began_on),
        row.opened_at,
        row.yellow_at,
        row.due_at,
        row.is_provisional,
        DutyState(row.state),
        row.closed_at,
        row.closed_by,
        row.closing_reason,
        row.row_version,
    )
