"""The signature of Weibo's requests, with the vector its documentation gives."""

from datetime import UTC, datetime

import pytest

from channels.weibo.signature import is_fresh, is_signed

SECRET, TIMESTAMP, NONCE = "xyz123xyz", "1397022061823", "57155157"
SIGNATURE = "90e4c22c90a58f26526c2dd5b6c56c8822edeaa1"
THEN = datetime.fromtimestamp(1397022061.823, UTC)


def test_the_vector_of_the_documentation_is_accepted() -> None:
    assert is_signed(SECRET, signature=SIGNATURE, timestamp=TIMESTAMP, nonce=NONCE)


@pytest.mark.parametrize(
    ("secret", "signature", "timestamp", "nonce"),
    [
        ("other", SIGNATURE, TIMESTAMP, NONCE),
        (SECRET, SIGNATURE[:-1] + "0", TIMESTAMP, NONCE),
        (SECRET, SIGNATURE, "1397022061824", NONCE),
        (SECRET, SIGNATURE, TIMESTAMP, "57155158"),
        (SECRET, "", TIMESTAMP, NONCE),
        (SECRET, "签名", TIMESTAMP, NONCE),
    ],
)
def test_anything_else_is_not(secret: str, signature: str, timestamp: str, nonce: str) -> None:
    assert not is_signed(secret, signature=signature, timestamp=timestamp, nonce=nonce)


@pytest.mark.parametrize(("timestamp", "fresh"), [
    ("1397022061823", True), ("1397022061", True), ("1397021000000", False), ("1397023000", False),
    ("", False), ("-1397022061823", False), ("１３９７０２２０６１", False), ("9" * 40, False), ("soon", False),
])  # fmt: skip
def test_a_request_is_fresh_about_the_moment_it_was_made(timestamp: str, fresh: bool) -> None:
    assert is_fresh(timestamp, now=THEN) is fresh
