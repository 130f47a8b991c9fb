"""Who the people are: accounts made by the system administrator, roles granted by the security administrator (R§8.6).

Every change is audited in its own transaction. Signing in is governance/signing_in.py.
"""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from governance.access import ADMINISTRATORS, Act, Actor, Role, check_roles, require
from governance.errors import Refused
from governance.passwords import Hashing, made_up
from governance.user_changes import (
    Change,
    changed,
    checked_login,
    checked_name,
    checked_sso,
    end_sign_ins,
    folded,
    held_row,
    login_key,
)
from governance.user_rows import FailedSignInRow, User, UserRow, user_value
from kb.database import Database
from kb.tables import UnitRow

_ID_BYTES = 10


@dataclass(frozen=True, slots=True)
class NewUser:
    """A person to be known. sso_name: how the city's sign-on calls them; has_password: they may also sign in here."""

    login: str
    name: str
    unit_id: str | None = None
    sso_name: str | None = None
    has_password: bool = True


class People:
    """Makes, changes and lists accounts."""

    def __init__(
        self,
        database: Database,
        hashing: Hashing,
        *,
        new_password: Callable[[], str] = made_up,
    ) -> None:
        self._database = database
        self._hashing = hashing
        self._new_password = new_password

    def add(self, new: NewUser, *, actor: Actor, now: datetime) -> tuple[User, str | None]:
        """The account is there, without roles; returns it with its one-time password, which is kept nowhere.

        Raises Forbidden, and Refused for a login or sign-on name in use or unusable, or an unknown unit.
        """
        require(actor, Act.MANAGE_USERS)
        login, name = checked_login(new.login), checked_name(new.name)
        password = self._new_password() if new.has_password else None
        hashed = self._hashing.hash(password) if password else None
        with self._database.writing() as session:
            _refuse_taken(session, login, new.sso_name)
            _refuse_unknown_unit(session, new.unit_id)
            row = UserRow(
                id=f"p-{secrets.token_hex(_ID_BYTES)}",
                login=login,
                name=name,
                unit_id=new.unit_id,
                roles="",
                sso_name=checked_sso(new.sso_name),
                is_active=True,
                password_hash=hashed,
                password_set_at=now if hashed else None,
                must_change=hashed is not None,
                created_at=now,
                row_version=0,
            )
            session.add(row)
            details = {"login": login, "name": name, "unit": new.unit_id, "sso": bool(new.sso_name)}
            return changed(session, row, Change(actor, Act.MANAGE_USERS, "added", now, details=details)), password

    def grant(
        self, user_id: str, roles: Iterable[Role], *, actor: Actor, now: datetime, version: int | None = None
    ) -> User:
        """The person holds exactly these roles; whoever is signed in under the account works with them at once.

        Raises Forbidden, Refused when the roles may not be held together, when a business role that works for a unit
        is given to a person without one, or when the last security administrator would be gone; Stale.
        """
        require(actor, Act.GRANT_ROLES)
        held = check_roles(roles)
        with self._database.writing() as session:
            row = held_row(session, user_id, version)
            if row.id == actor.user_id:
                raise Refused("own_roles")
            before = user_value(row).roles
            if held - ADMINISTRATORS and row.unit_id is None:
                raise Refused("unit_needed", name=row.name)
            if held & ADMINISTRATORS and row.unit_id is not None:
                raise Refused("unit_not_for_admins", name=row.name)
            _keep_one(session, row, before - held)
            row.roles = " ".join(_words(held))
            details = {"from": _words(before), "to": _words(held)}
            return changed(session, row, Change(actor, Act.GRANT_ROLES, "roles", now, details=details))

    def move(
        self, user_id: str, unit_id: str | None, *, actor: Actor, now: datetime, version: int | None = None
    ) -> User:
        """The person belongs to that unit from now; their roles are taken away, for they were given for the old one."""
        require(actor, Act.MANAGE_USERS)
        with self._database.writing() as session:
            row = held_row(session, user_id, version)
            _refuse_unknown_unit(session, unit_id)
            _keep_one(session, row, user_value(row).roles)
            details = {"from": row.unit_id, "to": unit_id, "roles_taken": row.roles.split()}
            row.unit_id, row.roles = unit_id, ""
            return changed(session, row, Change(actor, Act.MANAGE_USERS, "moved", now, details=details))

    def disable(self, user_id: str, *, actor: Actor, reason: str, now: datetime, version: int | None = None) -> User:
        """The person can do nothing from this moment; the account stays, because the audit trail names it."""
        require(actor, Act.MANAGE_USERS)
        with self._database.writing() as session:
            row = held_row(session, user_id, version)
            _keep_one(session, row, user_value(row).roles)
            row.is_active = False
            end_sign_ins(session, row.id)
            return changed(session, row, Change(actor, Act.MANAGE_USERS, "disabled", now, reason=reason))

    def enable(self, user_id: str, *, actor: Actor, reason: str, now: datetime, version: int | None = None) -> User:
        """The person may sign in again."""
        require(actor, Act.MANAGE_USERS)
        with self._database.writing() as session:
            row = held_row(session, user_id, version)
            row.is_active = True
            return changed(session, row, Change(actor, Act.MANAGE_USERS, "enabled", now, reason=reason))

    def reset_password(self, user_id: str, *, actor: Actor, now: datetime) -> str:
        """A one-time password in place of the old one, returned once; the person is signed out everywhere."""
        require(actor, Act.MANAGE_USERS)
        password = self._new_password()
        hashed = self._hashing.hash(password)
        with self._database.writing() as session:
            row = held_row(session, user_id, None)
            row.password_hash, row.password_set_at, row.must_change = hashed, now, True
            end_sign_ins(session, row.id)
            changed(session, row, Change(actor, Act.MANAGE_USERS, "password_reset", now))
        return password

    def unlock(self, user_id: str, *, actor: Actor, reason: str, now: datetime) -> User:
        """Wrong passwords so far are forgotten: the person may try again at once."""
        require(actor, Act.UNLOCK_USER)
        with self._database.writing() as session:
            row = held_row(session, user_id, None)
            session.execute(delete(FailedSignInRow).where(FailedSignInRow.key == login_key(row.login)))
            return changed(session, row, Change(actor, Act.UNLOCK_USER, "unlocked", now, reason=reason))

    def get(self, user_id: str) -> User | None:
        with self._database.reading() as session:
            row = session.get(UserRow, user_id)
            return user_value(row) if row else None

    def by_login(self, login: str) -> User | None:
        with self._database.reading() as session:
            row = session.scalars(select(UserRow).where(UserRow.login == folded(login))).first()
            return user_value(row) if row else None

    def by_sso_name(self, sso_name: str) -> User | None:
        with self._database.reading() as session:
            row = session.scalars(select(UserRow).where(UserRow.sso_name == sso_name)).first()
            return user_value(row) if row else None

    def listed(self, *, actor: Actor) -> list[User]:
        """Everybody, by login."""
        require(actor, Act.SEE_USERS)
        with self._database.reading() as session:
            return [user_value(row) for row in session.scalars(select(UserRow).order_by(UserRow.login))]

    def is_empty(self) -> bool:
        """Whether nobody is known yet: the first start."""
        with self._database.reading() as session:
            return not session.scalar(select(func.count()).select_from(UserRow))


def _words(roles: Iterable[Role]) -> list[str]:
    return sorted(role.value for role in roles)


def _refuse_taken(session: Session, login: str, sso_name: str | None) -> None:
    same = UserRow.login == login
    if sso_name:
        same = or_(same, UserRow.sso_name == sso_name)
    if session.scalars(select(UserRow).where(same)).first():
        raise Refused("login_taken", login=login)


def _refuse_unknown_unit(session: Session, unit_id: str | None) -> None:
    unit = session.get(UnitRow, unit_id) if unit_id else None
    if unit_id and (unit is None or unit.ended_on):
        raise Refused("unknown_unit", unit=unit_id[:60])


def _keep_one(session: Session, row: UserRow, leaving: Iterable[Role]) -> None:
    """Raises Refused when nobody would be left to hold an administrator's role that this person gives up."""
    for role in set(leaving) & ADMINISTRATORS:
        others = session.scalars(select(UserRow).where(UserRow.id != row.id, UserRow.is_active))
        if not any(role in user_value(other).roles for other in others):
            raise Refused("last_administrator", role=role.value)
