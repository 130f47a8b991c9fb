"""Whether a request comes from Weibo, and recently. Rules: R§11, open.weibo.com/wiki of 粉丝服务平台."""

import hashlib
import hmac
from datetime import datetime, timedelta

# The platform delivers up to three times within a minute; our clocks may differ by some more.
FRESH_FOR = timedelta(minutes=10)
_MILLISECONDS_FROM = 10**12


def is_signed(app_secret: str, *, signature: str, timestamp: str, nonce: str) -> bool:
    """Whether the signature is the one that the holder of the secret makes."""
    joined = "".join(sorted([app_secret, timestamp, nonce]))
    made = hashlib.sha1(joined.encode()).hexdigest()  # noqa: S324 - the platform's choice
    return hmac.compare_digest(made.encode(), signature.lower().encode())


def is_fresh(timestamp: str, *, now: datetime) -> bool:
    """Whether a request was made about now. Weibo counts milliseconds, some of its test tools seconds."""
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 14):
        return False
    number = int(timestamp)
    seconds = number / 1000 if number >= _MILLISECONDS_FROM else float(number)
    return abs(now.timestamp() - seconds) <= FRESH_FOR.total_seconds()
