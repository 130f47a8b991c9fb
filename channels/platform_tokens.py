"""Tokens that platforms give us, held once for all processes in SQL: who finds one too old renews it for everybody."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy.orm import Session

from channels.errors import DeliveryError
from channels.tables import PlatformTokenRow
from kb.database import Database
from kb.moments import china_day

# The last five minutes of a token, in which the platform already gives the next while this one is still good.
OVERLAP = timedelta(minutes=5)
# Longer than one request for a token takes with its time limit.
LEASE = timedelta(seconds=20)
FORCED_A_DAY = 20
FORCED_APART = timedelta(seconds=30)
LOOK_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Granted:
    """A token as the platform gave it."""

    token: str
    seconds: int


class Grant(Protocol):
    """Asks the platform for a token; is_forced: one that differs from the present one, which ends."""

    def __call__(self, *, is_forced: bool) -> Granted:
        """The token. Raises DeliveryError."""
        ...


class PlatformTokens:
    """The token of one account of ours."""

    def __init__(
        self,
        database: Database,
        grant: Grant,
        *,
        channel: str,
        account: str,
        worker: str,
        clock: Callable[[], datetime],
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        """wait: for another process that is renewing the token."""
        self._database = database
        self._grant = grant
        self._place = (channel, account)
        self._worker = worker
        self._clock = clock
        self._wait = wait

    def current(self) -> str:
        """A token that is good for now; asked for where there is none, or only for minutes. Raises DeliveryError."""
        until = self._clock() + LEASE
        while True:
            token, is_mine = self._looked()
            if is_mine:
                return self._renewed_or(token)
            if token or self._clock() > until:
                return token
            # Another process is asking for the first token: it is there in a moment.
            self._wait(LOOK_SECONDS)

    def replace(self, refused: str) -> str:
        """Another token than the one the platform just refused. Raises DeliveryError."""
        with self._database.reading() as session:
            row = session.get(PlatformTokenRow, self._place)
            held = row.token if row else ""
        # Another process was refused before us and has renewed it already.
        if held and held != refused:
            return held
        token = self._renewed(is_forced=False)
        if token != refused or not self._may_force():
            return token
        return self._renewed(is_forced=True)

    def _looked(self) -> tuple[str, bool]:
        """The token while it is good ("" when there is none), and whether it is ours to renew it now."""
        now = self._clock()
        with self._database.reading() as session:
            row = session.get(PlatformTokenRow, self._place)
            if row and row.token and row.expires_at > now + OVERLAP:
                return row.token, False
        with self._database.writing() as session:
            return self._claim(session, now)

    def _claim(self, session: Session, now: datetime) -> tuple[str, bool]:
        row = session.get(PlatformTokenRow, self._place)
        if row is None:
            row = self._empty_row(now)
            session.add(row)
        good = row.token if row.expires_at > now else ""
        if row.expires_at > now + OVERLAP or row.leased_until > now:
            return good, False
        row.worker, row.leased_until = self._worker, now + LEASE
        return good, True

    def _renewed_or(self, good: str) -> str:
        """The next token, or the present one while that is still good and the next is not to be had."""
        try:
            return self._renewed(is_forced=False)
        except DeliveryError:
            with self._database.writing() as session:
                session.get_one(PlatformTokenRow, self._place).leased_until = self._clock()
            if not good:
                raise
            return good

    def _renewed(self, *, is_forced: bool) -> str:
        granted = self._grant(is_forced=is_forced)
        with self._database.writing() as session:
            self._store(session, granted)
        return granted.token

    def _store(self, session: Session, granted: Granted) -> None:
        now = self._clock()
        row = session.get(PlatformTokenRow, self._place)
        if row is None:
            row = self._empty_row(now)
            session.add(row)
        row.token, row.expires_at, row.leased_until = granted.token, now + timedelta(seconds=granted.seconds), now

    def _may_force(self) -> bool:
        """Whether a forced renewal is allowed now; it is counted."""
        now = self._clock()
        with self._database.writing() as session:
            row = session.get_one(PlatformTokenRow, self._place)
            last = row.forced_at
            today = row.forced_today if last and china_day(last) == china_day(now) else 0
            if today >= FORCED_A_DAY or (last and now - last < FORCED_APART):
                return False
            row.forced_at, row.forced_today = now, today + 1
            return True

    def _empty_row(self, now: datetime) -> PlatformTokenRow:
        channel, account = self._place
        return PlatformTokenRow(
            channel=channel,
            account=account,
            token="",
            expires_at=now,
            worker="",
            leased_until=now,
            forced_at=None,
            forced_today=0,
        )
