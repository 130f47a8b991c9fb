"""What falls due by the calendar alone: the yearly interpretation by heads (R§2.5), documents about to end (R§3.4)."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import select

from governance.clocks import DutyKind, months_after
from governance.rounds import Owed
from kb.cards import DocumentCard
from kb.database import Database
from kb.documents import Fact, PublicationState
from kb.library import Library
from kb.moments import CHINA, china_day
from kb.tables import ClaimRow
from kb.units import Unit, Units

_WARNED_MONTHS = 6
_IDS_AT_ONCE = 500


class YearlyInterpretations:
    """One a calendar year for each unit whose head must interpret."""

    def __init__(self, units: Units) -> None:
        self._units = units

    def owed(self, now: datetime) -> Iterable[Owed]:
        year = china_day(now).year
        begun = datetime(year, 1, 1, tzinfo=CHINA)
        for unit in self._units.listed():
            if unit.interprets_yearly:
                subject = yearly_subject(unit.id, year)
                yield Owed(DutyKind.YEARLY_INTERPRETATION, unit.id, subject, f"{unit.name} {year}", begun)


class EndingDocuments:
    """Published documents that end within six months, for the unit that answers for them."""

    def __init__(self, database: Database, library: Library, units: Units) -> None:
        self._database = database
        self._library = library
        self._units = units

    def owed(self, now: datetime) -> Iterable[Owed]:
        today = china_day(now)
        horizon = months_after(today, _WARNED_MONTHS)
        for card in self._claimed_to_end(today, horizon):
            ends = card.day(Fact.EXPIRES_ON)
            unit = owner_of(card, self._units)
            if card.state is PublicationState.PUBLISHED and ends and today <= ends <= horizon and unit:
                began = datetime.combine(months_after(ends, -_WARNED_MONTHS), datetime.min.time(), CHINA)
                subject = f"document:{card.id}:{ends.isoformat()}"
                yield Owed(DutyKind.VALIDITY, unit.id, subject, card.title, began)

    def _claimed_to_end(self, today: date, horizon: date) -> Iterator[DocumentCard]:
        # Any claim is enough to look at the card: which claim counts is decided there.
        query = (
            select(ClaimRow.document_id)
            .distinct()
            .where(
                ClaimRow.fact == Fact.EXPIRES_ON.value,
                ClaimRow.value >= today.isoformat(),
                ClaimRow.value < (horizon + timedelta(days=1)).isoformat(),
            )
        )
        with self._database.reading() as session:
            ids = sorted(session.scalars(query))
        for place in range(0, len(ids), _IDS_AT_ONCE):
            yield from self._library.cards(ids[place : place + _IDS_AT_ONCE]).values()


def yearly_subject(unit_id: str, year: int) -> str:
    """What the duty of a head to interpret in a year is about; closing it names the same."""
    return f"unit:{unit_id}:{year}"


def owner_of(card: DocumentCard, units: Units) -> Unit | None:
    """The unit that answers for a document: named responsible, else its (first) drafter, else who issued it."""
    for fact in (Fact.RESPONSIBLE_UNIT, Fact.DRAFTING_UNIT, Fact.ISSUING_BODY):
        for name in card.text(fact).replace("、", " ").replace("，", " ").split():
            unit = units.by_name(name, region=card.text(Fact.REGION))
            if unit:
                return unit
    return None
