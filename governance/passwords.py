"""Passwords: what one must be like (R§8.6), how it is kept, and one made up for a person to change at once."""

import secrets
import threading
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from governance.errors import Refused

# Longer than anybody types, short enough that hashing a hostile one costs nothing.
LONGEST = 200
_KINDS_NEEDED = 3
# Without 0 O 1 l I: it is read from a screen and typed.
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnpqrstuvwxyz", "23456789", "-+=%"
_MADE_UP_LENGTH = 16
# Each hash takes 64 MiB while it is computed: two at once are a cheap enough defence and a bounded cost.
_AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class PasswordPolicy:
    """What the city asks of passwords. max_days: how long one may be used, 0 for ever. remembered: not used again."""

    min_length: int = 10
    max_days: int = 90
    remembered: int = 5

    def check(self, password: str, *, login: str, name: str) -> None:
        """Raises Refused, naming what is missing, when the password is too easy to guess."""
        if not self.min_length <= len(password) <= LONGEST:
            raise Refused("password_length", least=self.min_length, most=LONGEST)
        if len(kinds_of(password)) < _KINDS_NEEDED:
            raise Refused("password_kinds", needed=_KINDS_NEEDED)
        folded = _folded(password)
        if any(part and _folded(part) in folded for part in (login, name)):
            raise Refused("password_named")
        if any(word in folded for word in _too_common()) or len(set(folded)) < self.min_length // 2:
            raise Refused("password_common")


class Hashing:
    """Makes and checks argon2id hashes, a few at a time."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turns = threading.Semaphore(_AT_ONCE)

    def hash(self, password: str) -> str:
        with self._turns:
            return self._hasher.hash(password.encode(errors="replace"))

    def matches(self, hashed: str | None, password: str) -> bool:
        """Whether this is the password; without a hash it takes as long and is never."""
        with self._turns:
            try:
                given = password[: LONGEST + 1].encode(errors="replace")
                return self._hasher.verify(hashed or self._nobody, given) and hashed is not None
            except (VerificationError, InvalidHashError):
                return False

    @cached_property
    def _nobody(self) -> str:
        return self._hasher.hash(secrets.token_urlsafe())


def made_up() -> str:
    """A password nobody has thought of, for one sign-in."""
    chosen = [secrets.choice(kind) for kind in _LETTERS]
    chosen += [secrets.choice("".join(_LETTERS)) for _ in range(_MADE_UP_LENGTH - len(chosen))]
    secrets.SystemRandom().shuffle(chosen)
    return "".join(chosen)


def kinds_of(password: str) -> set[str]:
    """Which kinds of characters it has: upper, lower, digit, other (Chinese characters count as other)."""
    return {
        "digit" if one.isdigit() else "upper" if one.isupper() else "lower" if one.islower() else "other"
        for one in password
    }


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().replace(" ", "")


@cache
def _too_common() -> tuple[str, ...]:
    told = tomllib.loads(files("governance").joinpath("common_passwords.toml").read_text("utf-8"))
    return tuple(_folded(word) for word in told["parts"])
