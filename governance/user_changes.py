"""What every change of an account has in common: the row is found and not stale, and the change is audited."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from governance.access import Act, Actor, Event
from governance.audit import record
from governance.errors import Refused, Stale
from governance.user_rows import SignInRow, User, UserRow, user_value
from governance.words import sentence

_LOGIN = re.compile(r"[\w.@-]{2,64}")
_LONGEST_NAME, _LONGEST_SSO = 60, 200


@dataclass(frozen=True, slots=True)
class Change:
    """Who changes an account, by which act, and what of it."""

    actor: Actor
    act: Act | Event
    what: str
    now: datetime
    details: Mapping[str, object] = field(default_factory=dict)
    reason: str = ""


def held_row(session: Session, user_id: str, version: int | None) -> UserRow:
    """The row, locked for this change. Raises Refused when there is none, Stale when it has changed."""
    row = session.get(UserRow, user_id, with_for_update=True)
    if row is None:
        raise Refused("unknown_user", user=user_id[:60])
    if version is not None and version != row.row_version:
        raise Stale(sentence("thing_user", name=row.name))
    return row


def changed(session: Session, row: UserRow, change: Change) -> User:
    """The row counts one version more, and the change stands in the audit trail."""
    row.row_version += 1
    session.flush()
    record(
        session,
        actor=change.actor,
        act=change.act,
        subject=f"user:{row.id}",
        reason=change.reason,
        details={"what": change.what, **change.details},
        now=change.now,
    )
    session.refresh(row)
    return user_value(row)


def end_sign_ins(session: Session, user_id: str) -> None:
    """Every browser of that person is signed out."""
    session.execute(delete(SignInRow).where(SignInRow.user_id == user_id))


def folded(login: str) -> str:
    """One way to write a login: full-width and capital letters are the same person."""
    return unicodedata.normalize("NFKC", login.encode(errors="replace").decode()).strip().casefold()


def login_key(login: str) -> str:
    """Under what wrong passwords for a name are counted: not the name, because people type passwords there."""
    return hashlib.sha256(f"login {folded(login)}".encode()).hexdigest()


def checked_login(login: str) -> str:
    """The folded login, or Refused."""
    known = folded(login)
    if not _LOGIN.fullmatch(known):
        raise Refused("login_wrong", login=login[:40])
    return known


def checked_name(name: str) -> str:
    """The name without blanks around it, or Refused."""
    return _checked(name, _LONGEST_NAME, "name_wrong")


def checked_sso(name: str | None) -> str | None:
    """The name at the city's sign-on as it is, or Refused; None stays None."""
    return _checked(name, _LONGEST_SSO, "sso_wrong") if name is not None else None


def _checked(text: str, longest: int, code: str) -> str:
    stripped = text.strip()
    if not 1 <= len(stripped) <= longest or not stripped.isprintable():
        raise Refused(code)
    return stripped
