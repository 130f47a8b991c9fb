"""Who is on the line, without keeping the number: shown masked, and known again by a keyed digest (R§8.2, R§6.11)."""

import hashlib
import hmac
import re

from governance.ticket_cards import NOBODY_KNOWN, Caller

_NUMBER = re.compile(r"\+?[0-9]{5,20}")
_FILLING = re.compile(r"[\s()（）-]")
_SHOWN_AFTER = 4
_KEY_BYTES = 16


class Callers:
    """Makes callers of numbers. The numbers of a country can all be tried: only the secret keeps a digest closed."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def caller(self, number: str) -> Caller:
        """The caller with this number; nobody for what is no telephone number."""
        digits = _FILLING.sub("", number)
        if not _NUMBER.fullmatch(digits):
            return NOBODY_KNOWN
        national = re.sub(r"^(?:\+?86)(?=1\d{10}$)", "", digits)
        key = hmac.new(self._secret, national.encode(), hashlib.sha256).digest()[:_KEY_BYTES].hex()
        return Caller(masked(national), key)


def masked(number: str) -> str:
    """138****5678: enough to tell two callers apart at a glance, not to call anyone."""
    shown_before = 3 if len(number) > 8 else 1
    shown_after = _SHOWN_AFTER if len(number) > 8 else 2
    return number[:shown_before] + "*" * (len(number) - shown_before - shown_after) + number[-shown_after:]
