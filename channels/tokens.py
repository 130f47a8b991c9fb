"""Who may use the interfaces for programs and the desk: access tokens, each for one client and one purpose.

The plain token is shown once. Only its digest is stored: whoever reads the database can use none.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from channels.errors import TokenError
from channels.purposes import TokenPurpose
from channels.words import sentence
from governance.access import Act, Actor, require
from governance.audit import record
from kb.database import Base, Database
from kb.moments import china_day
from kb.owned import by_unit_name
from kb.tables import Moment

PREFIX = "jiedu-"
NAME_LIMIT, REASON_LIMIT = 60, 500
_ID_BYTES, _SECRET_BYTES = 5, 32
# Longer than any token of ours: nothing a caller sends is digested beyond it.
_LIMIT_CHARACTERS = 120


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is known after issuing; id: its public part, for lists, logs and revoking.

    per_minute: requests allowed in a minute, None for what the settings say. last_used_on: Chinese calendar day.
    """

    id: str
    name: str
    purpose: TokenPurpose
    unit: str | None
    per_minute: int | None
    issued_at: datetime
    issued_by: str
    revoked_at: datetime | None = None
    revoked_by: str | None = None
    reason: str | None = None
    last_used_on: date | None = None


class TokenRow(Base):
    """An access token; digest: SHA-256 of the plain token, which has 256 bits of chance in it."""

    __tablename__ = "access_tokens"

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(Text)
    purpose: Mapped[str] = mapped_column(String(10))
    unit: Mapped[str | None] = mapped_column(Text, info=by_unit_name())
    per_minute: Mapped[int | None]
    issued_at: Mapped[datetime] = mapped_column(Moment)
    issued_by: Mapped[str] = mapped_column(Text)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_by: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    last_used_on: Mapped[str | None] = mapped_column(String(10))


class Tokens:
    """Issues, checks and revokes; every check reads the database, so that a revoked token ends at once.

    Both issuing and revoking stand in the audit trail.
    """

    def __init__(self, database: Database, *, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def issue(
        self, name: str, purpose: TokenPurpose, *, by: Actor, unit: str | None = None, per_minute: int | None = None
    ) -> str:
        """A new token in plain text, which nobody can read back. Raises TokenError for a name in use or unusable.

        Raises Forbidden.
        """
        require(by, Act.MANAGE_TOKENS)
        called, issuer = _checked(name, NAME_LIMIT), _checked(by.name, NAME_LIMIT)
        token_id = secrets.token_hex(_ID_BYTES)
        plain = f"{PREFIX}{token_id}-{secrets.token_urlsafe(_SECRET_BYTES)}"
        with self._database.writing() as session:
            if _held(session, called, purpose):
                raise TokenError(sentence("token_name_taken", name=called))
            session.add(
                TokenRow(
                    id=token_id,
                    digest=_digest(plain),
                    name=called,
                    purpose=purpose.value,
                    unit=_checked(unit, NAME_LIMIT) if unit else None,
                    per_minute=per_minute,
                    issued_at=self._clock(),
                    issued_by=issuer,
                )
            )
            details = {"name": called, "purpose": purpose.value, "unit": unit, "per_minute": per_minute}
            self._record(session, token_id, by, details=details)
        return plain

    def check(self, plain: str, purpose: TokenPurpose) -> Token | None:
        """The token, when it was issued for this purpose and is not revoked; its day of last use is noted."""
        token_id = plain.removeprefix(PREFIX).partition("-")[0]
        if not plain.startswith(PREFIX) or len(plain) > _LIMIT_CHARACTERS or not plain.isascii():
            return None
        with self._database.reading() as session:
            row = session.get(TokenRow, token_id)
        # The id is no secret; the rest is compared in constant time.
        if row is None or not hmac.compare_digest(row.digest, _digest(plain)):
            return None
        if row.revoked_at is not None or row.purpose != purpose.value:
            return None
        self._note_use(row)
        return _token(row)

    def revoke(self, token_id: str, *, by: Actor, reason: str) -> Token:
        """The token opens nothing from now on. Raises TokenError for an unknown or revoked one; Forbidden."""
        require(by, Act.MANAGE_TOKENS)
        revoker, why = _checked(by.name, NAME_LIMIT), _checked(reason, REASON_LIMIT)
        with self._database.writing() as session:
            row = session.get(TokenRow, token_id)
            if row is None:
                raise TokenError(sentence("token_unknown", id=token_id[:_LIMIT_CHARACTERS]))
            if row.revoked_at is not None:
                raise TokenError(sentence("token_revoked_before", id=row.id))
            row.revoked_at, row.revoked_by, row.reason = self._clock(), revoker, why
            self._record(session, row.id, by, reason=why, details={"name": row.name, "revoked": True})
            return _token(row)

    def listed(self, *, by: Actor) -> list[Token]:
        """Every token ever issued, the latest first. Raises Forbidden."""
        require(by, Act.MANAGE_TOKENS)
        with self._database.reading() as session:
            rows = session.scalars(select(TokenRow).order_by(TokenRow.issued_at.desc(), TokenRow.id))
            return [_token(row) for row in rows]

    def _record(
        self, session: Session, token_id: str, by: Actor, *, reason: str = "", details: Mapping[str, object]
    ) -> None:
        record(
            session,
            actor=by,
            act=Act.MANAGE_TOKENS,
            subject=f"token:{token_id}",
            reason=reason,
            details=details,
            now=self._clock(),
        )

    def _note_use(self, row: TokenRow) -> None:
        """Once a day: a write for every request would be an fsync for every question."""
        today = china_day(self._clock()).isoformat()
        if row.last_used_on == today:
            return
        with self._database.writing() as session:
            stored = session.get_one(TokenRow, row.id)
            stored.last_used_on = today


def _held(session: Session, name: str, purpose: TokenPurpose) -> bool:
    query = select(TokenRow.id).where(
        TokenRow.name == name, TokenRow.purpose == purpose.value, TokenRow.revoked_at.is_(None)
    )
    return session.scalar(query.limit(1)) is not None


def _checked(text: str, limit: int) -> str:
    stripped = text.strip()
    if not 0 < len(stripped) <= limit or not stripped.isprintable():
        raise TokenError(sentence("token_bad_text", text=stripped[:NAME_LIMIT], limit=limit))
    return stripped


def _digest(plain: str) -> str:
    return hashlib.sha256(plain.encode()).hexdigest()


def _token(row: TokenRow) -> Token:
    return Token(
        id=row.id,
        name=row.name,
        purpose=TokenPurpose(row.purpose),
        unit=row.unit,
        per_minute=row.per_minute,
        issued_at=row.issued_at,
        issued_by=row.issued_by,
        revoked_at=row.revoked_at,
        revoked_by=row.revoked_by,
        reason=row.reason,
        last_used_on=date.fromisoformat(row.last_used_on) if row.last_used_on else None,
    )
