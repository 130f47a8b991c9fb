"""The parent's patience with the child that reads binary formats."""

import subprocess

import pytest

from ingestion.confined import receive
from ingestion.limits import Limits

PAGE_DONE = r"printf '\0\0\0\0\0\0\0\0'"
ANSWER = r"""printf '\0\0\0\0\0\0\0\14{"a": ["b"]}'"""


def child(script: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(["sh", "-c", script], stdout=subprocess.PIPE, bufsize=0)


def test_a_recognised_page_buys_time_for_the_next():
    with child(f"{PAGE_DONE}; sleep 1.5; {ANSWER}") as slow:
        answer = receive(slow, Limits(seconds=1.0, seconds_per_page=60.0))

    assert answer == {"a": ["b"]}


def test_a_child_that_claims_pages_without_end_is_given_up():
    with child("exec cat /dev/zero") as endless:
        with pytest.raises(TimeoutError):
            receive(endless, Limits(seconds=0.2, seconds_per_page=0.01, recognised_pages=10))
        endless.kill()
