"""The scorecard of each unit for a quarter (R§13): what it owed, what was done in time, what lies open, what people say
of it, and how fresh its columns and accounts are.

Counted from the registers themselves when asked for; nothing is kept that could differ from them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from datetime import datetime

from governance.access import Act, Actor
from governance.case_lists import visible_unit
from governance.clocks import DutyKind
from governance.columns import Freshness
from governance.postings import AccountsOfUnits
from governance.quarters import Quarter
from governance.scorecard_counts import QuarterCounts
from governance.scorecard_values import Owing, Scorecard, Share
from governance.sheets import write_sheets
from governance.words import sentence, word
from kb.database import Database
from kb.given import JudgedAnswers
from kb.units import Units

Judged = Callable[[datetime, datetime], Sequence[JudgedAnswers]]
"""What people said of the answers given in a span of time, by unit; bot has it."""


class Scorecards:
    """Counts."""

    def __init__(self, database: Database, units: Units, *, judged: Judged, accounts: AccountsOfUnits) -> None:
        self._database = database
        self._units = units
        self._judged = judged
        self._accounts = accounts

    def of(self, actor: Actor, quarter: Quarter, *, now: datetime, unit_id: str | None = None) -> list[Scorecard]:
        """The scorecards the actor may see, by name of the unit; units with nothing to count are left out.

        now: what was due and is not done by then counts as overdue.
        """
        unit = visible_unit(actor, unit_id, Act.SEE_REPORTS)
        units = [one for one in self._units.listed() if unit is None or one.id == unit]
        judged, accounts = self._judged_shares(quarter), self._accounts()
        with self._database.reading() as session:
            count = QuarterCounts(session, quarter, judged=judged, accounts=accounts, now=now)
            cards = [count.card(one.id, one.name) for one in units]
        return [card for card in cards if unit is not None or card.says_something]

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
                (sentence("sheet_freshness"), [sentence(f"column_{name}") for name in _FRESH], _fresh_rows(cards)),
            ]
        )

    def _judged_shares(self, quarter: Quarter) -> dict[str, Share]:
        """By unit; answers name the unit as it was called that day."""
        shares: dict[str, Share] = {}
        for said in self._judged(quarter.begins, quarter.ends):
            unit = self._units.by_name(said.unit)
            if unit:
                before = shares.get(unit.id, Share())
                shares[unit.id] = Share(before.part + said.satisfied, before.whole + said.judged)
        return shares


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
    ("followed_up", lambda card: card.satisfaction.satisfied.whole),
    ("contacted", lambda card: _rate(card.satisfaction.contacted)),
    ("solved", lambda card: _rate(card.satisfaction.solved)),
    ("satisfied", lambda card: _rate(card.satisfaction.satisfied)),
    ("judged", lambda card: card.satisfaction.judged.whole),
    ("judged_good", lambda card: _rate(card.satisfaction.judged)),
)
_FRESH = ("unit", "place", "last", "next", "is_overdue")


def _detail_rows(cards: Iterable[Scorecard]) -> list[list[object]]:
    rows: list[list[object]] = []
    for card in cards:
        for kind, owing in sorted(card.owing.items(), key=lambda item: list(DutyKind).index(item[0])):
            rate = owing.rate
            counts = [getattr(owing, field.name) for field in fields(Owing)]
            rows.append([card.unit, word(kind), *counts, None if rate is None else round(rate, 3)])
    return rows


def _fresh_rows(cards: Iterable[Scorecard]) -> list[list[object]]:
    rows: list[list[object]] = []
    for card in cards:
        rows += [[card.unit, word(column), *_fresh_cells(one)] for column, one in card.columns.items()]
        rows += [[card.unit, one.name, *_fresh_cells(one.freshness)] for one in card.accounts]
    return rows


def _fresh_cells(one: Freshness) -> list[object]:
    if one.last is None:
        return [sentence("no_data")] * 3
    if one.due is None:
        return [one.last.isoformat(), sentence("not_judged"), sentence("not_judged")]
    return [one.last.isoformat(), one.due.isoformat(), sentence("overdue" if one.is_overdue else "in_term")]


def _rate(share: Share) -> object:
    """Nobody asked is no nought."""
    return sentence("no_data") if share.rate is None else round(share.rate, 3)
