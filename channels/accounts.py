"""The accounts of ours on the platforms: approved, with the unit that opened and manages each (谁开设、谁管理).

An account that is not on answers nobody; every callback looks, so switching off takes effect at once everywhere.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from channels.account_changes import AccountChange
from channels.errors import AccountError
from channels.places import Placed
from channels.tables import AccountChangeRow, AccountRow
from channels.words import sentence
from governance.access import Act, Actor, require
from governance.audit import record
from governance.postings import UnitAccount
from kb.database import Database
from kb.units import Units

_STANDING = select(AccountRow.is_on, AccountRow.passive_only_until).where(
    AccountRow.channel == bindparam("of_channel"), AccountRow.account == bindparam("of_account")
)
NAME_LIMIT, REASON_LIMIT = 64, 500


@dataclass(frozen=True, slots=True)
class Account:
    """An approved account, with who changed it last and why. passive_only_until: the platform refused us to send."""

    channel: str
    account: str
    name: str
    unit: str
    is_on: bool
    passive_only_until: datetime | None
    reason: str
    changed_by: str
    changed_at: datetime


class Accounts:
    """Adds, lists and switches accounts; each change is kept with its reason."""

    def __init__(self, database: Database, *, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def add(self, channel: str, account: str, *, name: str, unit: str, by: Actor, reason: str) -> None:
        """The account is approved and on. Raises AccountError when it is known or a word is missing; Forbidden."""
        require(by, Act.MANAGE_CHANNELS)
        row = AccountRow(
            channel=channel,
            account=_checked(account, NAME_LIMIT),
            name=_checked(name, NAME_LIMIT),
            unit=_checked(unit, NAME_LIMIT),
            is_on=True,
        )
        with self._database.writing() as session:
            if session.get(AccountRow, (channel, row.account)):
                raise AccountError(sentence("account_known", account=row.account))
            session.add(row)
            self._note(session, row, AccountChange.ADDED, by=by, reason=reason)

    def switch_off(self, channel: str, account: str, *, by: Actor, reason: str) -> None:
        """The account answers nobody from now on. Raises AccountError when it is not known; Forbidden."""
        self._switch(channel, account, AccountChange.OFF, by=by, reason=reason)

    def switch_on(self, channel: str, account: str, *, by: Actor, reason: str) -> None:
        """The account answers again. Raises AccountError when it is not known; Forbidden."""
        self._switch(channel, account, AccountChange.ON, by=by, reason=reason)

    def listed(self, *, by: Actor) -> list[Account]:
        """Every approved account with its latest change. Raises Forbidden."""
        require(by, Act.MANAGE_CHANNELS)
        with self._database.reading() as session:
            rows = session.scalars(select(AccountRow).order_by(AccountRow.channel, AccountRow.account)).all()
            return [_account(row, self._latest(session, row)) for row in rows]

    def _switch(self, channel: str, account: str, change: AccountChange, *, by: Actor, reason: str) -> None:
        require(by, Act.MANAGE_CHANNELS)
        with self._database.writing() as session:
            row = session.get(AccountRow, (channel, account))
            if row is None:
                raise AccountError(sentence("account_unknown", account=account))
            row.is_on = change is AccountChange.ON
            self._note(session, row, change, by=by, reason=reason)

    def _note(self, session: Session, row: AccountRow, change: AccountChange, *, by: Actor, reason: str) -> None:
        """The change with its reason, in our own list and in the audit trail."""
        who, why, now = _checked(by.name, NAME_LIMIT), _checked(reason, REASON_LIMIT), self._clock()
        session.add(
            AccountChangeRow(
                channel=row.channel,
                account=row.account,
                change=change.value,
                reason=why,
                made_by=who,
                made_at=now,
            )
        )
        record(
            session,
            actor=by,
            act=Act.MANAGE_CHANNELS,
            subject=f"account:{row.channel}:{row.account}",
            reason=why,
            details={"change": change.value, "name": row.name, "unit": row.unit},
            now=now,
        )

    @staticmethod
    def _latest(session: Session, row: AccountRow) -> AccountChangeRow:
        query = select(AccountChangeRow).where(
            AccountChangeRow.channel == row.channel, AccountChangeRow.account == row.account
        )
        return session.scalars(query.order_by(AccountChangeRow.id.desc()).limit(1)).one()


@dataclass(frozen=True, slots=True)
class Standing:
    """How an account stands at this moment. is_passive_only: the platform refused lately to let it send by itself."""

    is_on: bool
    is_passive_only: bool


def standing(session: Session, of: Placed, now: datetime) -> Standing:
    """How the account stands; one that was never approved is off."""
    place = {"of_channel": of.channel, "of_account": of.account}
    row = session.connection().execute(_STANDING, place).first()
    if row is None:
        return Standing(False, False)
    return Standing(row.is_on, row.passive_only_until is not None and row.passive_only_until > now)


def unit_accounts(database: Database, units: Units) -> list[UnitAccount]:
    """The accounts that are on whose unit stands in the directory, for the reports of units."""
    query = select(AccountRow).where(AccountRow.is_on).order_by(AccountRow.channel, AccountRow.account)
    with database.reading() as session:
        rows = session.scalars(query).all()
    held = [(row, units.by_name(row.unit)) for row in rows]
    return [UnitAccount(f"{row.channel}:{row.account}", row.name, unit.id) for row, unit in held if unit]


def forbid_sending(session: Session, channel: str, account: str, *, until: datetime) -> None:
    """The platform refused this account the right to send by itself; it is not tried again before then."""
    row = session.get(AccountRow, (channel, account))
    if row is not None:
        row.passive_only_until = until


def _checked(text: str, limit: int) -> str:
    stripped = text.strip()
    if not 0 < len(stripped) <= limit or not stripped.isprintable():
        raise AccountError(sentence("account_bad_text", text=stripped[:NAME_LIMIT], limit=limit))
    return stripped


def _account(row: AccountRow, latest: AccountChangeRow) -> Account:
    return Account(
        channel=row.channel,
        account=row.account,
        name=row.name,
        unit=row.unit,
        is_on=row.is_on,
        passive_only_until=row.passive_only_until,
        reason=latest.reason,
        changed_by=latest.made_by,
        changed_at=latest.made_at,
    )
