"""What the platform's error codes mean for a reply (R§10.6, R§10.8; developers.weixin.qq.com, read 2026-11-23)."""

from enum import Enum


class Verdict(Enum):
    """What to do after an error code; any code not listed here may pass and is tried again."""

    TRY_AGAIN = "try_again"
    NEW_TOKEN = "new_token"  # noqa: S105 - a verdict: the token is not or no longer good
    NEXT_MESSAGE = "next_message"  # nothing more for this person until they write again
    NO_RIGHT = "no_right"  # this account may not send by itself
    TOO_LONG = "too_long"  # the piece must be shorter
    NO_CARD = "no_card"  # the card must be a text
    NEVER = "never"  # the person cannot be reached


VERDICTS: dict[int, Verdict] = {
    -1: Verdict.TRY_AGAIN,  # system busy
    40001: Verdict.NEW_TOKEN,
    40014: Verdict.NEW_TOKEN,
    42001: Verdict.NEW_TOKEN,
    40003: Verdict.NEVER,  # bad openid
    43004: Verdict.NEVER,  # does not follow us
    40164: Verdict.TRY_AGAIN,  # our address is not in the allow-list: the operator must add it
    45009: Verdict.TRY_AGAIN,  # calls of the day used up
    45011: Verdict.TRY_AGAIN,  # calls too fast
    45002: Verdict.TOO_LONG,
    45008: Verdict.NO_CARD,
    45015: Verdict.NEXT_MESSAGE,  # 48 hours are over
    45047: Verdict.NEXT_MESSAGE,  # too many messages since the person wrote
    48001: Verdict.NO_RIGHT,
    48002: Verdict.NEXT_MESSAGE,  # the person switched our messages off
}


def verdict(code: int) -> Verdict:
    """What to do after this code."""
    return VERDICTS.get(code, Verdict.TRY_AGAIN)
