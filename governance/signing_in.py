"""Signing in and staying signed in: lock-out with back-off, sessions kept on the server, one's own password.

The cookie is made anew at each sign-in and only its digest is stored, so a cookie planted before is worth nothing.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from governance.access import Actor, Event
from governance.audit import record
from governance.errors import Refused
from governance.passwords import Hashing, PasswordPolicy
from governance.user_changes import Change, changed, end_sign_ins, folded, held_row, login_key
from governance.user_rows import FailedSignInRow, FormerPasswordRow, SignInRow, User, UserRow, user_value
from kb.database import Database

_NOTE_SEEN_EVERY = timedelta(seconds=60)
_TOKEN_BYTES = 32
# Long enough against guessing (some fifty tries a day), short enough that nobody can lock an official out for good.
_LONGEST_LOCK = timedelta(minutes=30)
_FORGET_FAILURES_AFTER = timedelta(days=1)
# A password that was printed or told is good for a week.
_ONE_TIME_LASTS = timedelta(days=7)
_STRANGER = Actor("stranger", "—", frozenset())


@dataclass(frozen=True, slots=True)
class SignInRules:
    """How long a sign-in lasts, and what wrong passwords lead to (R§8.6)."""

    idle: timedelta = timedelta(minutes=30)
    whole: timedelta = timedelta(hours=10)
    tries: int = 5
    first_lock: timedelta = timedelta(minutes=1)

    def lock_after(self, failures: int) -> timedelta:
        """How long after so many failures in a row nobody may try: nothing at first, then doubling."""
        if failures < self.tries:
            return timedelta(0)
        return min(self.first_lock * (1 << min(failures - self.tries, 20)), _LONGEST_LOCK)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody at a browser. must_change: nothing but changing the password is open to them."""

    user: User
    token: str
    must_change: bool

    @property
    def form_key(self) -> str:
        """What every form of theirs carries back: another site can neither read nor guess it."""
        return form_key(self.token)


class SignIns:
    """Checks passwords, and knows who is behind a cookie."""

    def __init__(
        self,
        database: Database,
        hashing: Hashing,
        policy: PasswordPolicy,
        rules: SignInRules,
        *,
        new_token: Callable[[], str] = lambda: secrets.token_urlsafe(_TOKEN_BYTES),
    ) -> None:
        self._database = database
        self._hashing = hashing
        self._policy = policy
        self._rules = rules
        self._new_token = new_token

    def sign_in(self, login: str, password: str, *, now: datetime) -> SignedIn:
        """The person is signed in with a new cookie. Raises Refused, telling nobody whether the name exists.

        After some wrong passwords in a row the name is locked for a minute, then two, four and so on.
        """
        key = login_key(login[:200])
        with self._database.reading() as session:
            self._refuse_locked(session, key, now)
            row = session.scalars(select(UserRow).where(UserRow.login == folded(login[:200]))).first()
        fits = self._hashing.matches(row.password_hash if row else None, password)
        if row is None or not fits or not row.is_active or self._ran_out(row, now):
            self._note_failure(key, row, now)
            raise Refused("sign_in_wrong")
        with self._database.writing() as session:
            # Looked at again: tries made side by side must not get past the lock.
            self._refuse_locked(session, key, now)
            session.execute(delete(FailedSignInRow).where(FailedSignInRow.key == key))
            return self._begin(session, held_row(session, row.id, row.row_version), "password", now)

    def sign_in_known(self, user_id: str, *, now: datetime) -> SignedIn:
        """The person whom the city's sign-on has recognised is signed in. Raises Refused when disabled."""
        with self._database.writing() as session:
            row = held_row(session, user_id, None)
            if not row.is_active:
                raise Refused("sign_in_wrong")
            return self._begin(session, row, "sso", now)

    def who(self, token: str | None, *, now: datetime) -> SignedIn | None:
        """Who is behind this cookie now, with the roles of now; None for nobody, an ended or a timed-out one."""
        if not token or len(token) > 200:
            return None
        with self._database.reading() as session:
            held = session.get(SignInRow, _digest(token))
            row = session.get(UserRow, held.user_id) if held else None
            if held is None or row is None or not row.is_active:
                return None
            if now - held.seen_at >= self._rules.idle or now - held.begun_at >= self._rules.whole:
                return None
            user, seen_at = user_value(row), held.seen_at
            must_change = held.way == "password" and (row.must_change or self._is_old(row, now))
        if now - seen_at >= _NOTE_SEEN_EVERY:
            self._note_seen(token, now)
        return SignedIn(user, token, must_change)

    def sign_out(self, token: str, *, now: datetime) -> None:
        """The cookie is worth nothing any more."""
        with self._database.writing() as session:
            held = session.get(SignInRow, _digest(token))
            row = session.get(UserRow, held.user_id) if held else None
            if held and row:
                session.delete(held)
                _note(session, user_value(row).actor, Event.SIGNED_OUT, f"user:{row.id}", now)

    def change_password(self, user_id: str, *, old: str, new: str, now: datetime) -> SignedIn:
        """The new password is in force; every browser of theirs is signed out and this one signed in anew.

        Raises Refused when the old one is wrong, or the new one too easy or used not long ago; wrong ones count
        towards the lock.
        """
        with self._database.reading() as session:
            row = held_row(session, user_id, None)
            key = login_key(row.login)
            self._refuse_locked(session, key, now)
            former = session.scalars(
                select(FormerPasswordRow.password_hash)
                .where(FormerPasswordRow.user_id == user_id)
                .order_by(FormerPasswordRow.id.desc())
                .limit(self._policy.remembered)
            ).all()
        if not self._hashing.matches(row.password_hash, old):
            self._note_failure(key, row, now)
            raise Refused("password_old_wrong")
        self._policy.check(new, login=row.login, name=row.name)
        if any(self._hashing.matches(held, new) for held in (row.password_hash, *former)):
            raise Refused("password_used", count=self._policy.remembered)
        hashed = self._hashing.hash(new)
        with self._database.writing() as session:
            current = held_row(session, user_id, row.row_version)
            session.add(FormerPasswordRow(user_id=user_id, password_hash=current.password_hash or ""))
            current.password_hash, current.password_set_at, current.must_change = hashed, now, False
            end_sign_ins(session, user_id)
            actor = user_value(current).actor
            changed(session, current, Change(actor, Event.PASSWORD_CHANGED, "password_changed", now))
            return self._begin(session, current, "password", now)

    def tidy(self, *, now: datetime) -> None:
        """Sign-ins that have run out and old failures are forgotten; run once a day."""
        with self._database.writing() as session:
            session.execute(delete(SignInRow).where(SignInRow.begun_at < now - self._rules.whole))
            session.execute(delete(FailedSignInRow).where(FailedSignInRow.last_at < now - _FORGET_FAILURES_AFTER))

    def _begin(self, session: Session, row: UserRow, way: str, now: datetime) -> SignedIn:
        token = self._new_token()
        session.add(SignInRow(digest=_digest(token), user_id=row.id, begun_at=now, seen_at=now, way=way))
        user = user_value(row)
        _note(session, user.actor, Event.SIGNED_IN, f"user:{row.id}", now, way=way)
        return SignedIn(user, token, way == "password" and (row.must_change or self._is_old(row, now)))

    def _refuse_locked(self, session: Session, key: str, now: datetime) -> None:
        held = session.get(FailedSignInRow, key)
        lock = self._rules.lock_after(held.count) if held else timedelta(0)
        until = held.last_at + lock if held else now
        if lock and until > now:
            minutes = -(-int((until - now).total_seconds()) // 60)
            raise Refused("sign_in_locked", minutes=max(1, minutes))

    def _note_failure(self, key: str, row: UserRow | None, now: datetime) -> None:
        subject = f"user:{row.id}" if row else "user:unknown"
        with self._database.writing() as session:
            held = session.get(FailedSignInRow, key) or FailedSignInRow(key=key, count=0)
            held.count, held.last_at = held.count + 1, now
            session.add(held)
            locked = self._rules.lock_after(held.count) > timedelta(0)
            event = Event.SIGN_IN_LOCKED if locked else Event.SIGN_IN_FAILED
            _note(session, _STRANGER, event, subject, now, failures=held.count)

    def _note_seen(self, token: str, now: datetime) -> None:
        with self._database.writing() as session:
            held = session.get(SignInRow, _digest(token))
            if held:
                held.seen_at = max(held.seen_at, now)

    def _ran_out(self, row: UserRow, now: datetime) -> bool:
        return bool(row.must_change and row.password_set_at and now - row.password_set_at > _ONE_TIME_LASTS)

    def _is_old(self, row: UserRow, now: datetime) -> bool:
        days = self._policy.max_days
        return bool(days and row.password_set_at and now - row.password_set_at > timedelta(days=days))


def form_key(token: str) -> str:
    """The key of the forms of whoever holds this cookie."""
    return hmac.new(token.encode(), b"jiedu form", hashlib.sha256).hexdigest()


def fits_form(token: str, given: str) -> bool:
    """Whether a form came back with the key of this cookie."""
    return hmac.compare_digest(form_key(token).encode(), given.encode(errors="replace"))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


def _note(session: Session, actor: Actor, event: Event, subject: str, now: datetime, **details: object) -> None:
    record(session, actor=actor, act=event, subject=subject, details=details, now=now)
