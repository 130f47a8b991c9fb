"""People and their sign-ins as rows. Password hashes stay in this folder: no value outside carries one."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from governance.access import Actor, Role
from kb.database import Base
from kb.owned import by_unit
from kb.tables import Moment


class UserRow(Base):
    """A person. login: folded. roles: their words joined by a blank. sso_name: how the city's sign-on calls them.

    password_hash: argon2, null for people who only come through the city's sign-on.
    """

    __tablename__ = "users"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    login: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(Text)
    unit_id: Mapped[str | None] = mapped_column(String(40), index=True, info=by_unit())
    roles: Mapped[str] = mapped_column(Text)
    sso_name: Mapped[str | None] = mapped_column(String(200), unique=True)
    is_active: Mapped[bool]
    password_hash: Mapped[str | None] = mapped_column(Text)
    password_set_at: Mapped[datetime | None] = mapped_column(Moment)
    must_change: Mapped[bool]  # the password was printed or told: good for one sign-in only
    created_at: Mapped[datetime] = mapped_column(Moment)
    row_version: Mapped[int]


class FormerPasswordRow(Base):
    """A password a person had, so that it is not used again at once."""

    __tablename__ = "former_passwords"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    password_hash: Mapped[str] = mapped_column(Text)


class SignInRow(Base):
    """A browser that is signed in. digest: SHA-256 of the cookie, which itself is stored nowhere."""

    __tablename__ = "sign_ins"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    begun_at: Mapped[datetime] = mapped_column(Moment, index=True)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    way: Mapped[str] = mapped_column(String(10))


class FailedSignInRow(Base):
    """Wrong passwords for a name in a row. key: SHA-256 of the name, known or not, as people type passwords there."""

    __tablename__ = "failed_sign_ins"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(Moment, index=True)


class SsoVisitRow(Base):
    """Somebody on the way to the city's sign-on and back. digest: SHA-256 of the state."""

    __tablename__ = "sso_visits"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    nonce: Mapped[str] = mapped_column(String(80))
    verifier: Mapped[str] = mapped_column(String(128))
    next_path: Mapped[str] = mapped_column(Text)
    begun_at: Mapped[datetime] = mapped_column(Moment, index=True)


@dataclass(frozen=True, slots=True)
class User:
    """A person as lists and pages show them. version: to change them."""

    id: str
    login: str
    name: str
    unit_id: str | None
    roles: frozenset[Role]
    sso_name: str | None
    is_active: bool
    has_password: bool
    must_change: bool
    created_at: datetime
    version: int

    @property
    def actor(self) -> Actor:
        return Actor(self.id, self.name, self.roles, self.unit_id)


def user_value(row: UserRow) -> User:
    return User(
        row.id,
        row.login,
        row.name,
        row.unit_id,
        frozenset(Role(word) for word in row.roles.split()),
        row.sso_name,
        row.is_active,
        row.password_hash is not None,
        row.must_change,
        row.created_at,
        row.row_version,
    )
