"""What a unit published where jiedu does not see it (栏目、账号的更新登记): a column of the site, a post of an account.

Entered by people, because no interface tells it; only the day counts, for the freshness in the scorecards (R§13).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.access import Act, Actor, require
from governance.audit import record
from governance.case_lists import visible_unit
from governance.columns import Column
from governance.errors import Refused
from governance.posting_rows import PostingRow
from governance.words import word
from kb.database import Database
from kb.moments import china_day

MOST_LISTED = 100
_TITLE_LIMIT, _URL_LIMIT = 200, 500
_EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class UnitAccount:
    """A channel account and the unit that manages it. key: <channel>:<account>."""

    key: str
    name: str
    unit_id: str


AccountsOfUnits = Callable[[], Sequence[UnitAccount]]
"""The accounts that are on; channels has them."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something can be published: the key that is stored, and what people call it."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class NewPosting:
    """What is to be entered. place: the key of a Place."""

    unit_id: str
    place: str
    posted_on: date
    title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Posting:
    """What was entered, by whom and when."""

    id: str
    unit_id: str
    place: Place
    posted_on: date
    title: str
    url: str
    entered_by: str
    entered_at: datetime


class Postings:
    """Enters postings, lists them, and takes back what was entered wrongly."""

    def __init__(
        self,
        database: Database,
        *,
        accounts: AccountsOfUnits,
        new_id: Callable[[], str] = lambda: f"o-{uuid4().hex[:20]}",
    ) -> None:
        self._database = database
        self._accounts = accounts
        self._new_id = new_id

    def places(self, actor: Actor, unit_id: str) -> list[Place]:
        """Where this unit can publish: every column, and its own accounts. Raises Forbidden."""
        require(actor, Act.ENTER_POSTING, unit_id=unit_id)
        return self._places(unit_id)

    def enter(self, actor: Actor, new: NewPosting, *, now: datetime) -> Posting:
        """It stands there, once however often it is sent. Raises Forbidden, Refused naming what is wrong."""
        require(actor, Act.ENTER_POSTING, unit_id=new.unit_id)
        self._check(new, china_day(now))
        title = new.title.strip()
        with self._database.writing() as session:
            same = select(PostingRow).where(
                PostingRow.unit_id == new.unit_id,
                PostingRow.place == new.place,
                PostingRow.posted_on == new.posted_on.isoformat(),
                PostingRow.title == title,
            )
            row = session.scalars(same).first()
            if row is None:
                row = PostingRow(
                    id=self._new_id(),
                    unit_id=new.unit_id,
                    place=new.place,
                    posted_on=new.posted_on.isoformat(),
                    title=title,
                    url=new.url.strip(),
                    entered_by=actor.name,
                    entered_at=now,
                )
                session.add(row)
                _recorded(session, actor, row, now)
            return _value(row, self._names())

    def take_back(self, actor: Actor, posting_id: str, *, reason: str, now: datetime) -> None:
        """What was entered wrongly is gone; the trail keeps it with the reason. Raises Forbidden, Refused."""
        with self._database.writing() as session:
            row = session.get(PostingRow, posting_id)
            if row is None:
                raise Refused("posting_unknown")
            require(actor, Act.ENTER_POSTING, unit_id=row.unit_id)
            if not reason.strip():
                raise Refused("reason_needed", act=word(Act.ENTER_POSTING))
            session.delete(row)
            _recorded(session, actor, row, now, reason=reason.strip())

    def listed(self, actor: Actor, *, unit_id: str | None = None) -> list[Posting]:
        """The latest postings of the units the actor enters for, the last day first. Raises Forbidden."""
        unit = visible_unit(actor, unit_id, Act.ENTER_POSTING)
        query = select(PostingRow).order_by(PostingRow.posted_on.desc(), PostingRow.entered_at.desc())
        if unit is not None:
            query = query.where(PostingRow.unit_id == unit)
        names = self._names()
        with self._database.reading() as session:
            return [_value(row, names) for row in session.scalars(query.limit(MOST_LISTED))]

    def _places(self, unit_id: str) -> list[Place]:
        accounts = [one for one in self._accounts() if one.unit_id == unit_id]
        columns = [Place(column_place(column), word(column)) for column in Column]
        return [*columns, *(Place(account_place(one.key), one.name) for one in accounts)]

    def _check(self, new: NewPosting, today: date) -> None:
        if new.place not in {place.key for place in self._places(new.unit_id)}:
            raise Refused("posting_place")
        if not _EARLIEST <= new.posted_on <= today:
            raise Refused("posting_day")
        if not 0 < len(new.title.strip()) <= _TITLE_LIMIT:
            raise Refused("posting_title", limit=_TITLE_LIMIT)
        url = new.url.strip()
        if url and (not url.startswith(("https://", "http://")) or len(url) > _URL_LIMIT or not url.isprintable()):
            raise Refused("posting_url", limit=_URL_LIMIT)

    def _names(self) -> Mapping[str, str]:
        accounts = {account_place(one.key): one.name for one in self._accounts()}
        return accounts | {column_place(column): word(column) for column in Column}


def column_place(column: Column) -> str:
    """The place of a column."""
    return f"column:{column.value}"


def account_place(key: str) -> str:
    """The place of an account."""
    return f"account:{key}"


def _value(row: PostingRow, names: Mapping[str, str]) -> Posting:
    # An account that is off by now is called by its key.
    place = Place(row.place, names.get(row.place, row.place.removeprefix("account:")))
    day = date.fromisoformat(row.posted_on)
    return Posting(row.id, row.unit_id, place, day, row.title, row.url, row.entered_by, row.entered_at)


def _recorded(session: Session, actor: Actor, row: PostingRow, now: datetime, *, reason: str = "") -> None:
    details = {"unit": row.unit_id, "place": row.place, "posted_on": row.posted_on, "title": row.title, "url": row.url}
    subject = f"posting:{row.id}"
    told = {**details, "taken_back": bool(reason)}
    record(session, actor=actor, act=Act.ENTER_POSTING, subject=subject, reason=reason, details=told, now=now)
