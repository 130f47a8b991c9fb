"""Sockets are opened before anything loads, and a taken port is told with what to do."""

import socket

import pytest

from service.errors import PortTaken
from service.listening import addresses, local_url, open_sockets


def test_a_taken_port_is_told_with_another_to_try() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        with pytest.raises(PortTaken, match=f"{port}.*JIEDU_PORT={port + 1}"):
            open_sockets("127.0.0.1", port, ipv6=False)


@pytest.mark.parametrize(
    ("host", "ipv6", "expected"),
    [
        ("127.0.0.1", False, ["127.0.0.1"]),
        ("127.0.0.1", True, ["127.0.0.1", "::1"]),
        ("0.0.0.0", True, ["0.0.0.0", "::"]),
        ("::", False, ["0.0.0.0", "::"]),
        ("10.0.0.7", True, ["10.0.0.7"]),
    ],
)
def test_the_addresses_meant_by_a_host(host: str, ipv6: bool, expected: list[str]) -> None:
    assert addresses(host, ipv6=ipv6) == expected


def test_the_address_told_is_one_that_answers_here() -> None:
    opened = open_sockets("0.0.0.0", 0, ipv6=False)

    url = local_url(opened)

    opened[0].close()
    assert url.startswith("http://127.0.0.1:")


def test_an_unknown_host_is_told() -> None:
    with pytest.raises(PortTaken, match="JIEDU_HOST"):
        open_sockets("256.256.256.256", 8000, ipv6=False)
