"""The scorecard of each unit for a quarter (R§13): what it owed, what was done in time, what lies open.

Counted from the registers themselves when asked for; nothing is kept that could differ from them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from governance.access import Act, Actor
from governance.case_lists import visible_unit
from governance.clocks import DutyKind
from governance.duty_rows import DutyRow, DutyState
from governance.publication_rows import InterpretationRow, PublicationRow
from governance.quarters import Quarter
from governance.sheets import write_sheets
from governance.ticket_kinds import TicketState
from governance.ticket_rows import TicketRow
from governance.words import sentence, word
from kb.approved import ApprovedState
from kb.approved_rows import ApprovedAnswerRow
from kb.database import Database
from kb.moments import china_day
from kb.units import Units


@dataclass(frozen=True, slots=True)
class Owing:
    """Of one kind of duty that was due in the quarter: in time, late and done, late and open, waived."""

    due: int = 0
    in_time: int = 0
    late: int = 0
    overdue: int = 0
    waived: int = 0

    @property
    def rate(self) -> float | None:
        """The share done in time, 0..1; None when nothing was due."""
        counted = self.due - self.waived
        return self.in_time / counted if counted else None


@dataclass(frozen=True, slots=True)
class TicketCounts:
    """Tickets of the quarter: received, answered, answered in time, returned."""

    received: int = 0
    answered: int = 0
    in_time: int = 0
    returned: int = 0


@dataclass(frozen=True, slots=True)
class Scorecard:
    """One unit in one quarter. owing: by kind of duty. heads_interpretations: in the calendar year so far."""

    unit_id: str
    unit: str
    quarter: Quarter
    owing: dict[DutyKind, Owing]
    published: int
    withdrawn: int
    heads_interpretations: int
    approved_active: int
    approved_reopened: int
    tickets: TicketCounts


class Scorecards:
    """Counts."""

    def __init__(self, database: Database, units: Units) -> None:
        self._database = database
        self._units = units

    def of(self, actor: Actor, quarter: Quarter, *, now: datetime, unit_id: str | None = None) -> list[Scorecard]:
        """The scorecards the actor may see, by name of the unit; units with nothing to count are left out.

        now: what was due and is not done by then counts as overdue.
        """
        unit = visible_unit(actor, unit_id, Act.SEE_REPORTS)
        units = [one for one in self._units.listed() if unit is None or one.id == unit]
        with self._database.reading() as session:
            count = _Counts(session, quarter, now)
            cards = [count.card(one.id, one.name) for one in units]
        return [card for card in cards if unit is not None or _says_something(card)]

    def as_sheet(self, actor: Actor, quarter: Quarter, *, now: datetime, unit_id: str | None = None) -> bytes:
        """The scorecards as XLSX: a row a unit, and a sheet with every kind of duty."""
        cards = self.of(actor, quarter, now=now, unit_id=unit_id)
        totals = [sentence(f"column_{name}") for name in ("unit", *(name for name, _ in _TOTALS))]
        rows = [[card.unit, *(total(card) for _, total in _TOTALS)] for card in cards]
        details = [sentence(f"column_{name}") for name in ("unit", "duty", *(f.name for f in fields(Owing)), "rate")]
        return write_sheets(
            [
                (f"{sentence('sheet_scorecards')} {quarter}", totals, rows),
                (sentence("sheet_duties"), details, _detail_rows(cards)),
            ]
        )


class _Counts:
    """Every count of the quarter, by unit, taken in a handful of queries."""

    def __init__(self, session: Session, quarter: Quarter, now: datetime) -> None:
        self._quarter = quarter
        self._owing = _owing(session, quarter, now)
        self._published = _within(session, quarter, PublicationRow.published_at)
        self._withdrawn = _within(session, quarter, PublicationRow.withdrawn_at)
        self._heads = _heads(session, quarter)
        self._approved = _approved(session)
        self._tickets = _tickets(session, quarter)

    def card(self, unit_id: str, name: str) -> Scorecard:
        return Scorecard(
            unit_id=unit_id,
            unit=name,
            quarter=self._quarter,
            owing={kind: owing for (unit, kind), owing in self._owing.items() if unit == unit_id},
            published=self._published.get(unit_id, 0),
            withdrawn=self._withdrawn.get(unit_id, 0),
            heads_interpretations=self._heads.get(unit_id, 0),
            approved_active=self._approved.get((unit_id, ApprovedState.ACTIVE), 0),
            approved_reopened=self._approved.get((unit_id, ApprovedState.REOPENED), 0),
            tickets=self._tickets.get(unit_id, TicketCounts()),
        )


def _owing(session: Session, quarter: Quarter, now: datetime) -> dict[tuple[str, DutyKind], Owing]:
    query = select(DutyRow.unit_id, DutyRow.kind, DutyRow.state, DutyRow.due_at, DutyRow.closed_at)
    # Due at 24:00 is stored as the first moment of the next day: what ends with the quarter belongs to it.
    due = session.execute(query.where(DutyRow.due_at > quarter.begins, DutyRow.due_at <= quarter.ends))
    found: dict[tuple[str, DutyKind], list[str]] = {}
    for unit_id, kind, state, due_at, closed_at in due:
        place = (unit_id, DutyKind(kind))
        found.setdefault(place, []).append(_outcome(DutyState(state), due_at, closed_at, now))
    names = [field.name for field in fields(Owing) if field.name != "due"]
    return {
        place: Owing(len(outcomes), **{name: outcomes.count(name) for name in names})
        for place, outcomes in found.items()
    }


def _outcome(state: DutyState, due_at: datetime, closed_at: datetime | None, now: datetime) -> str:
    if state is DutyState.WAIVED:
        return "waived"
    if closed_at is not None:
        return "in_time" if closed_at < due_at else "late"
    return "overdue" if now >= due_at else "open"


def _within(session: Session, quarter: Quarter, moment: InstrumentedAttribute[datetime | None]) -> dict[str, int]:
    query = select(PublicationRow.unit_id, func.count()).where(moment >= quarter.begins, moment < quarter.ends)
    return {unit: int(count) for unit, count in session.execute(query.group_by(PublicationRow.unit_id))}


def _heads(session: Session, quarter: Quarter) -> dict[str, int]:
    query = select(InterpretationRow.unit_id, func.count()).where(
        InterpretationRow.is_by_head,
        InterpretationRow.published_at >= Quarter(quarter.year, 1).begins,
        InterpretationRow.published_at < quarter.ends,
    )
    return {unit: int(count) for unit, count in session.execute(query.group_by(InterpretationRow.unit_id))}


def _approved(session: Session) -> dict[tuple[str, ApprovedState], int]:
    columns = (ApprovedAnswerRow.unit_id, ApprovedAnswerRow.state)
    found = session.execute(select(*columns, func.count()).group_by(*columns))
    return {(unit, ApprovedState(state)): count for unit, state, count in found}


def _tickets(session: Session, quarter: Quarter) -> dict[str, TicketCounts]:
    query = select(TicketRow.unit_id, TicketRow.state, TicketRow.due_on, TicketRow.answered_at, TicketRow.returns)
    within = (TicketRow.opened_at >= quarter.begins, TicketRow.opened_at < quarter.ends)
    found: dict[str, list[tuple[bool, bool, bool]]] = {}
    for unit_id, state, due_on, answered_at, returns in session.execute(query.where(*within)):
        if unit_id is None:
            continue
        answered = state == TicketState.ANSWERED.value
        in_time = answered and answered_at is not None and china_day(answered_at).isoformat() <= due_on
        found.setdefault(unit_id, []).append((answered, in_time, returns > 0))
    return {
        unit: TicketCounts(len(rows), *(sum(column) for column in zip(*rows, strict=True)))
        for unit, rows in found.items()
    }


def _says_something(card: Scorecard) -> bool:
    counted = (card.published, card.withdrawn, card.approved_active, card.approved_reopened, card.tickets.received)
    return bool(card.owing) or any(counted)


def _sum(card: Scorecard, name: str, *kinds: DutyKind) -> int:
    return sum(getattr(owing, name) for kind, owing in card.owing.items() if not kinds or kind in kinds)


_TOTALS: tuple[tuple[str, Callable[[Scorecard], object]], ...] = (
    ("interpretations_due", lambda card: _sum(card, "due", DutyKind.INTERPRETATION)),
    ("interpretations_in_time", lambda card: _sum(card, "in_time", DutyKind.INTERPRETATION)),
    ("heads_interpretations", lambda card: card.heads_interpretations),
    ("guides_changed", lambda card: _sum(card, "due", DutyKind.GUIDE_CHANGE)),
    ("guides_in_time", lambda card: _sum(card, "in_time", DutyKind.GUIDE_CHANGE)),
    ("published", lambda card: card.published),
    ("withdrawn", lambda card: card.withdrawn),
    ("checks_overdue", lambda card: _sum(card, "overdue", DutyKind.GUIDE_CHECK, DutyKind.ANSWER_CHECK)),
    ("duties_late", lambda card: _sum(card, "late") + _sum(card, "overdue")),
    ("approved_active", lambda card: card.approved_active),
    ("approved_reopened", lambda card: card.approved_reopened),
    ("tickets_received", lambda card: card.tickets.received),
    ("tickets_answered", lambda card: card.tickets.answered),
    ("tickets_in_time", lambda card: card.tickets.in_time),
    ("tickets_returned", lambda card: card.tickets.returned),
)


def _detail_rows(cards: Iterable[Scorecard]) -> list[list[object]]:
    rows: list[list[object]] = []
    for card in cards:
        for kind, owing in sorted(card.owing.items(), key=lambda item: list(DutyKind).index(item[0])):
            rate = owing.rate
            counts = [getattr(owing, field.name) for field in fields(Owing)]
            rows.append([card.unit, word(kind), *counts, None if rate is None else round(rate, 3)])
    return rows
