"""Coming in through the city's sign-on, against a provider on a real port; every lie of it is refused."""

import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI
from httpx import Response
from joserfc.jwk import RSAKey
from starlette.testclient import TestClient

from governance.access import Role
from governance.first_people import at_terminal
from service.clock import now_in_china
from service.compose import Parts, Store, build
from service.http.app import create_app
from service.loading import Loading
from service.settings import Settings
from service.sso import SingleSignOn
from tests.service.provider import CLIENT_ID, CLIENT_SECRET, Provider
from tests.service.signing import cheap_hashes, new_user

__all__ = ["cheap_hashes"]

PUBLIC = "https://zc.example.gov.cn"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, cheap_hashes: None) -> Iterator[tuple[FastAPI, Store]]:
    settings = Settings(home=tmp_path_factory.mktemp("home"), public_url=PUBLIC)
    loading: Loading[Parts] = Loading(lambda: build(settings), on_failure=lambda: None)
    app = create_app(settings, loading, instance="test")
    with TestClient(app):
        store = loading.wait(60).desk.store
        new_user(store, "zhang.san", Role.DRAFTER, sso="44010001")
        yield app, store


@pytest.fixture
def provider() -> Iterator[Provider]:
    provider = Provider()
    yield provider
    provider.close()


@pytest.fixture
def browser(running: tuple[FastAPI, Store], provider: Provider) -> TestClient:
    app, _ = running
    told = Settings(
        public_url=PUBLIC, sso_issuer=provider.issuer, sso_client_id=CLIENT_ID, sso_client_secret=CLIENT_SECRET
    )
    app.state.sso = SingleSignOn(told)
    return TestClient(app, base_url=PUBLIC, raise_server_exceptions=False)


def leave(browser: TestClient) -> str:
    return browser.get("/login/sso", params={"next": "/admin/duties"}, follow_redirects=False).headers["location"]


def come_back(browser: TestClient, provider: Provider) -> Response:
    state, code = provider.authorise(leave(browser))
    return browser.get("/login/sso/return", params={"state": state, "code": code}, follow_redirects=False)


def test_whoever_the_city_knows_is_signed_in_and_led_on(browser: TestClient, provider: Provider) -> None:
    entered = come_back(browser, provider)

    assert (entered.status_code, entered.headers["location"]) == (303, "/admin/duties")
    assert browser.get("/login", follow_redirects=False).status_code == 303


def test_the_way_out_carries_proof_and_no_secret(browser: TestClient, provider: Provider) -> None:
    asked = {name: values[0] for name, values in parse_qs(urlsplit(leave(browser)).query).items()}

    assert asked["redirect_uri"] == f"{PUBLIC}/login/sso/return"
    assert asked["scope"] == "openid profile"
    assert {"state", "nonce", "code_challenge"} <= set(asked)
    assert CLIENT_SECRET not in leave(browser)


def test_a_person_without_an_account_here_stays_out(browser: TestClient, provider: Provider) -> None:
    provider.subject = "44019999"

    refused = come_back(browser, provider)

    assert refused.status_code == 403
    assert "联系系统管理员开通" in refused.text
    assert "__Host-jiedu" not in browser.cookies


@pytest.mark.parametrize(
    "lies",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another-client"},
        {"iss": "https://evil.example"},
        {"exp": int(time.time()) - 3600},
        {"exp": "soon"},
        {"sub": ""},
        {"sub": 44010001},
        {"aud": [CLIENT_ID, "another"], "azp": "another"},
    ],
)
def test_a_token_that_says_something_else_is_refused(
    browser: TestClient, provider: Provider, lies: dict[str, object]
) -> None:
    provider.lies = lies

    refused = come_back(browser, provider)

    assert refused.status_code == 502
    assert "没有完成" in refused.text
    assert "__Host-jiedu" not in browser.cookies


def test_a_token_signed_by_another_key_is_refused(browser: TestClient, provider: Provider) -> None:
    provider.signer = RSAKey.generate_key(2048, {"kid": "k1"})

    assert come_back(browser, provider).status_code == 502


def test_a_token_without_a_signature_is_refused(browser: TestClient, provider: Provider) -> None:
    provider.algorithm = "none"

    assert come_back(browser, provider).status_code == 502


def test_a_return_in_another_browser_is_refused(
    browser: TestClient, provider: Provider, running: tuple[FastAPI, Store]
) -> None:
    state, code = provider.authorise(leave(browser))
    other = TestClient(running[0], base_url=PUBLIC)

    refused = other.get("/login/sso/return", params={"state": state, "code": code}, follow_redirects=False)

    assert refused.status_code == 502
    assert provider.codes  # the code was not even redeemed


def test_a_return_is_good_once(browser: TestClient, provider: Provider) -> None:
    state, code = provider.authorise(leave(browser))
    browser.get("/login/sso/return", params={"state": state, "code": code}, follow_redirects=False)

    again = browser.get("/login/sso/return", params={"state": state, "code": code}, follow_redirects=False)

    assert again.status_code == 502


@pytest.mark.parametrize("query", ["", "?error=access_denied", "?state=x&code=y", "?state=%ff&code=%00"])
def test_a_return_nobody_asked_for_is_refused(browser: TestClient, query: str) -> None:
    assert browser.get(f"/login/sso/return{query}", follow_redirects=False).status_code == 502


def test_a_provider_that_is_down_or_calls_itself_otherwise_is_told(browser: TestClient, provider: Provider) -> None:
    provider.is_down = True
    down = browser.get("/login/sso", follow_redirects=False)
    provider.is_down, provider.issuer_told = False, "https://evil.example"
    other = browser.get("/login/sso", follow_redirects=False)

    assert (down.status_code, other.status_code) == (502, 502)
    assert "没有完成" in down.text


def test_a_disabled_person_stays_out(browser: TestClient, provider: Provider, running: tuple[FastAPI, Store]) -> None:
    store = running[1]
    gone = new_user(store, "li.si", Role.DRAFTER, sso="44010002")
    system = at_terminal("测试", Role.SYSTEM_ADMIN)
    store.governance.people.disable(gone.user_id, actor=system, reason="离职", now=now_in_china())
    provider.subject = "44010002"

    assert come_back(browser, provider).status_code == 403


def test_without_a_provider_the_page_offers_none(running: tuple[FastAPI, Store]) -> None:
    app, _ = running
    app.state.sso = SingleSignOn(Settings(public_url=PUBLIC))
    browser = TestClient(app, base_url=PUBLIC)

    assert "统一身份认证" not in browser.get("/login").text
    assert browser.get("/login/sso", follow_redirects=False).headers["location"] == "/login"
