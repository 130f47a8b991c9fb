"""Who is on the way to the city's sign-on: what was sent along, good for one return within ten minutes."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete

from governance.user_rows import SsoVisitRow
from kb.database import Database

_LASTS = timedelta(minutes=10)
_BYTES = 32


@dataclass(frozen=True, slots=True)
class SsoVisit:
    """state: binds the return to this browser; nonce: to this request; verifier: proves it was us (PKCE)."""

    state: str
    nonce: str
    verifier: str
    next_path: str


class SsoVisits:
    """Remembers visits between leaving and coming back, in any process."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, next_path: str, *, now: datetime) -> SsoVisit:
        """A new visit; those too old are forgotten."""
        state, nonce, verifier = (secrets.token_urlsafe(_BYTES) for _ in range(3))
        visit = SsoVisit(state, nonce, verifier, next_path)
        with self._database.writing() as session:
            session.execute(delete(SsoVisitRow).where(SsoVisitRow.begun_at < now - _LASTS))
            session.add(
                SsoVisitRow(
                    digest=_digest(visit.state),
                    nonce=visit.nonce,
                    verifier=visit.verifier,
                    next_path=next_path,
                    begun_at=now,
                )
            )
        return visit

    def finish(self, state: str, *, now: datetime) -> SsoVisit | None:
        """The visit with this state, which is over now; None when there is none, or it took too long."""
        with self._database.writing() as session:
            row = session.get(SsoVisitRow, _digest(state), with_for_update=True)
            if row is None:
                return None
            session.delete(row)
            if now - row.begun_at > _LASTS:
                return None
            return SsoVisit(state, row.nonce, row.verifier, row.next_path)


def _digest(state: str) -> str:
    return hashlib.sha256(state.encode(errors="replace")).hexdigest()
