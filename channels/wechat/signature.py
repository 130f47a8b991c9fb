"""Whether a request comes from the platform, and is not an old one sent again (R§10.1)."""

import hmac
from datetime import datetime

from wechatpy.utils import WeChatSigner


def signature_of(*words: str) -> str:
    """SHA-1 over the sorted words, as the platform signs: token, timestamp, nonce, and what is sealed, if anything."""
    signer = WeChatSigner()
    signer.add_data(*words)
    return str(signer.signature)


def is_signed(signature: str, *words: str) -> bool:
    """Whether this is the signature of these words; takes the same time wherever a forged one differs."""
    return hmac.compare_digest(signature_of(*words).encode(), signature.encode("utf-8", errors="replace"))


def is_fresh(timestamp: str, *, now: datetime, tolerance_seconds: float) -> bool:
    """Whether a timestamp (seconds since 1970) is near enough to now; the platform's repeats come within 15 s."""
    if not timestamp.isascii() or not timestamp.isdecimal() or len(timestamp) > 12:
        return False
    return abs(now.timestamp() - int(timestamp)) <= tolerance_seconds
