"""What stands around every route, seen from a real socket."""

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.testclient import TestClient

from tests.service.serving import running

MEBIBYTE = 1024 * 1024


@pytest.fixture(scope="module")
def address(client: TestClient) -> Iterator[str]:
    with running(client) as address:
        yield address


@pytest.mark.parametrize("path", ["/api/v1/ask", "/v1/chat/completions"])
def test_whoever_sends_five_megabytes_reads_why_they_are_refused(address: str, path: str) -> None:
    refused = httpx.post(f"{address}{path}", content=b"x" * (5 * MEBIBYTE), trust_env=False)

    assert refused.status_code == 413
    assert refused.json()["error"]["code"] == "too_large"


def test_the_same_without_a_stated_length(address: str) -> None:
    refused = httpx.post(f"{address}/api/v1/ask", content=(b"x" * 65536 for _ in range(80)), trust_env=False)

    assert refused.status_code == 413


def test_whoever_waits_for_leave_to_send_is_refused_before_sending(address: str) -> None:
    where = urlsplit(address)
    head = (
        "POST /api/v1/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        f"Content-Length: {5 * MEBIBYTE}\r\nExpect: 100-continue\r\n\r\n"
    )

    with socket.create_connection((where.hostname, where.port), timeout=10) as connection:
        connection.sendall(head.encode())
        answered = connection.recv(65536)

    assert answered.startswith(b"HTTP/1.1 413")


def test_a_body_of_exactly_the_limit_is_read(address: str) -> None:
    body = b'{"question": "' + b"a" * (65536 - 16) + b'"}'

    answered = httpx.post(
        f"{address}/api/v1/ask", content=body, headers={"Content-Type": "application/json"}, trust_env=False
    )

    assert (len(body), answered.status_code) == (65536, 200)
