"""Who calls is known by token, by our own page or by address; each has its limit and its channel."""

from collections.abc import Callable, Iterator
from ipaddress import ip_network
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.transcripts import AnswerRow
from channels.purposes import TokenPurpose
from service.compose import Parts, build
from service.http.addresses import caller_address
from service.http.app import create_app
from service.loading import Loading
from service.settings import Settings
from tests.operators import security

ASK = "/api/v1/ask"
QUESTION = {"question": "你好", "on": "2026-11-23"}
PROXY = {"X-Forwarded-For": "203.0.113.9"}

Serve = Callable[..., tuple[TestClient, Parts]]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Starts the application on an empty home with the given settings."""
    opened: list[TestClient] = []

    def start(**chosen: object) -> tuple[TestClient, Parts]:
        settings = Settings(home=tmp_path, port=8000, **chosen)  # type: ignore[arg-type]  # a test names what it sets
        loading = Loading(lambda: build(settings), on_failure=lambda: None)
        client = TestClient(create_app(settings, loading, instance="test"), raise_server_exceptions=False)
        opened.append(client)
        client.__enter__()
        return client, loading.wait(60)

    yield start
    for client in opened:
        client.__exit__(None, None, None)


def _bearer(plain: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {plain}"}


def test_a_program_needs_a_token_where_the_settings_say_so_and_the_page_does_not(serve: Serve) -> None:
    client, parts = serve(api_needs_token=True)
    plain = parts.desk.store.tokens.issue("在荆门", TokenPurpose.API, by=security("李工"))

    bare = client.post(ASK, json=QUESTION)
    page = client.post(ASK, json=QUESTION, headers={"Sec-Fetch-Site": "same-origin"})
    old_page = client.post(ASK, json=QUESTION, headers={"Origin": "http://testserver"})
    other_site = client.post(ASK, json=QUESTION, headers={"Origin": "http://elsewhere.example"})
    program = client.post(ASK, json=QUESTION, headers=_bearer(plain))

    assert [r.status_code for r in (bare, page, old_page, other_site, program)] == [401, 200, 200, 401, 200]
    assert bare.headers["WWW-Authenticate"].startswith("Bearer")
    assert "令牌" in bare.json()["error"]["message"]


def test_answers_are_stored_under_the_channel_they_came_by(serve: Serve) -> None:
    client, parts = serve()
    asked = {
        "client": client.post(ASK, json=QUESTION, headers={"Sec-Fetch-Site": "same-origin"}).json()["id"],
        "api": client.post(ASK, json=QUESTION).json()["id"],
    }

    with parts.desk.store.database.reading() as session:
        stored = {row.id: row.channel for row in session.scalars(select(AnswerRow))}

    assert {channel: stored[answer] for channel, answer in asked.items()} == {"client": "client", "api": "api"}


@pytest.mark.parametrize("kind", ["wrong", "desk", "revoked"])
def test_a_token_that_is_not_good_for_it_is_refused_even_where_none_is_needed(serve: Serve, kind: str) -> None:
    client, parts = serve()
    tokens = parts.desk.store.tokens
    plain = tokens.issue("一号", TokenPurpose.DESK if kind == "desk" else TokenPurpose.API, by=security("李工"))
    if kind == "revoked":
        tokens.revoke(tokens.listed(by=security())[0].id, by=security("李工"), reason="试")

    refused = client.post(ASK, json=QUESTION, headers=_bearer("nonsense" if kind == "wrong" else plain))

    assert refused.status_code == 401
    assert refused.json()["error"]["code"] == "token_refused"


def test_each_client_has_its_own_limit_and_is_told_how_long_to_wait(serve: Serve) -> None:
    client, parts = serve(token_requests_per_minute=50)
    tokens = parts.desk.store.tokens
    few = _bearer(tokens.issue("少", TokenPurpose.API, by=security("李工"), per_minute=2))
    many = _bearer(tokens.issue("多", TokenPurpose.API, by=security("李工")))

    answers = [client.post(ASK, json=QUESTION, headers=few) for _ in range(3)]
    other = client.post(ASK, json=QUESTION, headers=many)

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 1 <= int(answers[2].headers["Retry-After"]) <= 30
    assert answers[2].headers["Retry-After"] in answers[2].json()["error"]["message"]
    assert other.status_code == 200
    assert 'jiedu_client_requests_total{client="多"} 1.0' in client.get("/metrics").text


def test_addresses_behind_a_trusted_proxy_are_limited_apart_and_this_machine_is_not(serve: Serve) -> None:
    client, _ = serve(requests_per_minute=2)

    one = [client.get("/api/v1/documents", headers=PROXY).status_code for _ in range(3)]
    other = client.get("/api/v1/documents", headers={"X-Forwarded-For": "198.51.100.7"}).status_code
    local = [client.get("/api/v1/documents").status_code for _ in range(5)]

    assert (one, other, local) == ([200, 200, 429], 200, [200] * 5)


TRUSTED = (ip_network("127.0.0.1"), ip_network("10.0.0.0/8"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("203.0.113.9", [], "203.0.113.9"),
        ("203.0.113.9", ["198.51.100.7"], "203.0.113.9"),
        ("127.0.0.1", [], None),
        (None, [], None),
        ("127.0.0.1", ["203.0.113.9"], "203.0.113.9"),
        ("127.0.0.1", ["1.1.1.1", "203.0.113.9"], "203.0.113.9"),
        ("127.0.0.1", ["203.0.113.9", "10.1.2.3"], "203.0.113.9"),
        ("127.0.0.1", ["me; DROP TABLE"], "unknown"),
        ("::ffff:127.0.0.1", ["203.0.113.9"], "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", [], "2001:db8:1:2::/64"),
        ("127.0.0.1", [" 2001:db8:1:2::9 "], "2001:db8:1:2::/64"),
    ],
)
def test_only_trusted_proxies_are_believed(peer: str | None, forwarded: list[str], address: str | None) -> None:
    assert caller_address(peer, forwarded, TRUSTED) == address
