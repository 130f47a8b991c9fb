"""Every count of a quarter by unit, taken from the registers themselves in a handful of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from governance.clocks import DutyKind
from governance.columns import Column, Freshness, load_freshness
from governance.duty_rows import DutyRow, DutyState
from governance.last_published import last_published
from governance.postings import UnitAccount, account_place, column_place
from governance.publication_rows import InterpretationRow, PublicationRow
from governance.quarters import Quarter
from governance.scorecard_values import AccountFreshness, Owing, Satisfaction, Scorecard, Share, TicketCounts
from governance.ticket_kinds import TicketState
from governance.ticket_rows import FollowUpRow, TicketRow
from kb.approved import ApprovedState
from kb.approved_rows import ApprovedAnswerRow
from kb.moments import china_day


class QuarterCounts:
    """Every count of the quarter, by unit. judged: by unit, what people said of answers; accounts: those that are on.

    Columns and accounts are looked at as they stood at the end of the quarter, or stand now.
    """

    def __init__(
        self,
        session: Session,
        quarter: Quarter,
        *,
        judged: Mapping[str, Share],
        accounts: Sequence[UnitAccount],
        now: datetime,
    ) -> None:
        at = min(now, quarter.ends - timedelta(microseconds=1))
        self._quarter = quarter
        self._on = china_day(at)
        self._rules = load_freshness()
        self._last = last_published(session, at)
        self._accounts = accounts
        self._judged = judged
        self._satisfaction = _satisfaction(session, quarter)
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
            satisfaction=replace(
                self._satisfaction.get(unit_id, Satisfaction()), judged=self._judged.get(unit_id, Share())
            ),
            columns=self._columns(unit_id),
            accounts=tuple(self._account(unit_id, one) for one in self._accounts if one.unit_id == unit_id),
        )

    def _columns(self, unit_id: str) -> dict[Column, Freshness]:
        last = {column: self._last.get((unit_id, column_place(column))) for column in Column}
        return {column: self._rules.of_column(column, day, on=self._on) for column, day in last.items()}

    def _account(self, unit_id: str, account: UnitAccount) -> AccountFreshness:
        last = self._last.get((unit_id, account_place(account.key)))
        return AccountFreshness(account.key, account.name, self._rules.of_account(last, on=self._on))


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
    found: dict[str, list[tuple[bool, bool, bool]]] = {}
    led = TicketRow.merged_into.is_(None)
    for unit_id, state, due_on, answered_at, returns in session.execute(query.where(led, *_opened_in(quarter))):
        if unit_id is None:
            continue
        answered = state == TicketState.ANSWERED.value
        in_time = answered and answered_at is not None and china_day(answered_at).isoformat() <= due_on
        found.setdefault(unit_id, []).append((answered, in_time, returns > 0))
    return {
        unit: TicketCounts(len(rows), *(sum(column) for column in zip(*rows, strict=True)))
        for unit, rows in found.items()
    }


def _satisfaction(session: Session, quarter: Quarter) -> dict[str, Satisfaction]:
    """By unit, the last word of everybody who was reached about a ticket of the quarter."""
    said = (FollowUpRow.was_contacted, FollowUpRow.is_solved, FollowUpRow.is_satisfied)
    query = (
        select(TicketRow.id, TicketRow.unit_id, *said)
        .join(FollowUpRow, FollowUpRow.ticket_id == TicketRow.id)
        .where(FollowUpRow.is_reached, TicketRow.is_excluded.is_(False), TicketRow.unit_id.is_not(None))
        .where(*_opened_in(quarter))
        .order_by(FollowUpRow.called_at)
    )
    last = {ticket_id: (unit_id, words) for ticket_id, unit_id, *words in session.execute(query)}
    by_unit: dict[str, list[Sequence[bool]]] = {}
    for unit_id, words in last.values():
        by_unit.setdefault(str(unit_id), []).append(words)
    return {
        unit_id: Satisfaction(*(Share(sum(column), len(rows)) for column in zip(*rows, strict=True)))
        for unit_id, rows in by_unit.items()
    }


def _opened_in(quarter: Quarter) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return TicketRow.opened_at >= quarter.begins, TicketRow.opened_at < quarter.ends
