"""Requests are signed as the platform signs, and of now."""

from datetime import UTC, datetime

import pytest

from channels.wechat.signature import is_fresh, is_signed, signature_of

SENT_AT = 1714037059
NOW = datetime.fromtimestamp(SENT_AT, tz=UTC)


def test_the_vector_of_the_platform() -> None:
    assert signature_of("AAAAA", "1714037059", "486452656") == "899cf89e464efb63f54ddac96b0a0a235f53aa78"


def test_the_order_of_the_words_does_not_count() -> None:
    assert is_signed("899cf89e464efb63f54ddac96b0a0a235f53aa78", "486452656", "AAAAA", "1714037059")


@pytest.mark.parametrize("forged", ["", "899cf89e464efb63f54ddac96b0a0a235f53aa79", "伪造", "\ud800", "8" * 10_000])
def test_anything_else_is_not_signed(forged: str) -> None:
    assert not is_signed(forged, "AAAAA", "1714037059", "486452656")


@pytest.mark.parametrize("seconds", [-300, 0, 15, 300])
def test_a_timestamp_near_now_is_fresh(seconds: int) -> None:
    assert is_fresh(str(SENT_AT + seconds), now=NOW, tolerance_seconds=300)


@pytest.mark.parametrize("timestamp", [str(SENT_AT - 301), str(SENT_AT + 301), "", "now", "-5", "１７", "9" * 400])
def test_any_other_is_not(timestamp: str) -> None:
    assert not is_fresh(timestamp, now=NOW, tolerance_seconds=300)
