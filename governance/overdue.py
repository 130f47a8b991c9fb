"""What nobody looked at for too long: approved answers past their check or near their end, and guides (R§6.12)."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.resources import files

from sqlalchemy import select

from governance.clocks import DutyKind, months_after
from governance.publication_rows import PublicationRow
from governance.publication_states import CaseState
from governance.rounds import Owed
from kb.approved import ApprovedState
from kb.approved_rows import ApprovedAnswerRow
from kb.cards import iso_day
from kb.database import Database
from kb.documents import DocumentKind, Fact
from kb.library import Library
from kb.moments import CHINA, china_day
from kb.tables import DocumentRow


@dataclass(frozen=True, slots=True)
class OverdueRules:
    """overdue.toml."""

    answer_months: int
    guide_months: int
    expiry_days: int


def load_overdue_rules() -> OverdueRules:
    """The shipped rules."""
    return OverdueRules(**tomllib.loads(files("governance").joinpath("overdue.toml").read_text("utf-8")))


def answer_check_subject(approved_id: str, checked_on: str | None) -> str:
    """What the duty to look at an approved answer again is about: one duty for each day it was last checked."""
    return f"approved:{approved_id}:{checked_on or ''}"


def guide_check_subject(document_id: str, touched: datetime) -> str:
    """Likewise for a guide, by the day it was last changed or found right."""
    return f"guide:{document_id}:{china_day(touched).isoformat()}"


class OverdueAnswers:
    """Approved answers in use that were checked too long ago, or are about to run out."""

    def __init__(self, database: Database, rules: OverdueRules) -> None:
        self._database = database
        self._rules = rules

    def owed(self, now: datetime) -> Iterable[Owed]:
        today = china_day(now)
        horizon = (today + timedelta(days=self._rules.expiry_days)).isoformat()
        last = months_after(today, -self._rules.answer_months).isoformat()
        query = select(ApprovedAnswerRow).where(
            ApprovedAnswerRow.state == ApprovedState.ACTIVE.value,
            (ApprovedAnswerRow.checked_on <= last) | (ApprovedAnswerRow.expires_on <= horizon),
        )
        with self._database.reading() as session:
            rows = session.scalars(query.order_by(ApprovedAnswerRow.id)).all()
        for row in rows:
            subject = answer_check_subject(row.id, row.checked_on)
            yield Owed(DutyKind.ANSWER_CHECK, row.unit_id, subject, row.question, self._began(row, today))

    def _began(self, row: ApprovedAnswerRow, today: date) -> datetime:
        checked, expires = iso_day(row.checked_on), iso_day(row.expires_on)
        days = [months_after(checked, self._rules.answer_months)] if checked else []
        days += [expires - timedelta(days=self._rules.expiry_days)] if expires else []
        return _morning(min([day for day in days if day <= today], default=today))


class OverdueGuides:
    """Published guides that nobody of their unit changed or found right for too long."""

    def __init__(self, database: Database, library: Library, rules: OverdueRules) -> None:
        self._database = database
        self._library = library
        self._rules = rules

    def owed(self, now: datetime) -> Iterable[Owed]:
        today = china_day(now)
        last = _morning(months_after(today, -self._rules.guide_months) + timedelta(days=1))
        query = (
            select(PublicationRow)
            .join(DocumentRow, DocumentRow.id == PublicationRow.document_id)
            .where(
                DocumentRow.kind == DocumentKind.GUIDE.value,
                PublicationRow.state == CaseState.PUBLISHED.value,
                PublicationRow.updated_at < last,
            )
        )
        with self._database.reading() as session:
            rows = session.scalars(query.order_by(PublicationRow.document_id)).all()
        titles = self._library.cards([row.document_id for row in rows])
        for row in rows:
            subject = guide_check_subject(row.document_id, row.updated_at)
            began = _morning(months_after(china_day(row.updated_at), self._rules.guide_months))
            title = titles[row.document_id].text(Fact.TITLE)
            yield Owed(DutyKind.GUIDE_CHECK, row.unit_id, subject, title, began)


def _morning(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), CHINA)
