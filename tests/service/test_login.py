"""The sign-in pages over HTTP: cookies, other sites' forms, fixation, lock-out, forced change, the door to /admin."""

from collections.abc import Iterator

import pytest
from fastapi import Depends, FastAPI
from starlette.testclient import TestClient

from governance.access import Actor, Role
from governance.first_people import at_terminal
from service.clock import now_in_china
from service.compose import Parts, Store, build
from service.http.app import create_app
from service.http.sessions import Doorkeeper, SignedInOnly, current_actor, safe_path
from service.loading import Loading
from service.settings import Settings
from tests.service.signing import OWN, cheap_hashes, key_in, new_user, one_time, sign_in

__all__ = ["cheap_hashes"]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, cheap_hashes: None) -> Iterator[tuple[FastAPI, Store]]:
    settings = Settings(home=tmp_path_factory.mktemp("home"), public_url="https://zc.example.gov.cn")
    loading: Loading[Parts] = Loading(lambda: build(settings), on_failure=lambda: None)
    app = create_app(settings, loading, instance="test")
    with TestClient(app):
        store = loading.wait(60).desk.store
        _add_probes(app, settings, store)
        yield app, store


def _add_probes(app: FastAPI, settings: Settings, store: Store) -> None:
    """Something to protect, as a mounted application and an interface of ours would be."""

    async def whoever(actor: Actor) -> dict[str, str]:
        return {"name": actor.name}

    async def probe(actor: Actor = Depends(current_actor)) -> dict[str, str]:  # noqa: B008 - FastAPI's way
        return await whoever(actor)

    async def behind_the_door() -> dict[str, str]:
        return {"passed": "yes"}

    app.add_api_route("/api/v1/probe", probe, methods=["GET", "POST"])
    app.add_api_route("/guarded/gradio_api/upload", behind_the_door, methods=["GET", "POST"])
    app.add_api_route("/guarded", behind_the_door, methods=["GET"])
    app.middleware_stack = None
    door = Doorkeeper(settings, lambda: store.governance.sign_ins)
    app.add_middleware(SignedInOnly, prefix="/guarded", doorkeeper=door)


@pytest.fixture
def store(running: tuple[FastAPI, Store]) -> Store:
    return running[1]


@pytest.fixture
def browser(running: tuple[FastAPI, Store]) -> TestClient:
    return TestClient(running[0], base_url="https://zc.example.gov.cn", raise_server_exceptions=False)


def test_the_right_password_leads_on_with_a_cookie_no_script_can_read(browser: TestClient, store: Store) -> None:
    new_user(store, "user.one")

    entered = sign_in(browser, "user.one")

    assert (entered.status_code, entered.headers["location"]) == (303, "/admin")
    cookie = next(value for value in entered.headers.get_list("set-cookie") if value.startswith("__Host-jiedu="))
    assert all(part in cookie for part in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"))
    assert browser.get("/api/v1/probe").json() == {"name": "张三"}


@pytest.mark.parametrize(("login", "password"), [("user.two", "wrong"), ("nobody", OWN), ("", "")])
def test_a_wrong_try_gets_the_form_again_and_no_cookie(
    browser: TestClient, store: Store, login: str, password: str
) -> None:
    if not store.governance.people.by_login("user.two"):
        new_user(store, "user.two")

    refused = sign_in(browser, login, password)

    assert refused.status_code == 401
    assert "登录名或密码不正确" in refused.text
    assert 'role="alert"' in refused.text
    assert "__Host-jiedu" not in browser.cookies
    assert browser.get("/api/v1/probe").status_code == 401


def test_a_locked_name_is_told_so(browser: TestClient) -> None:
    for _ in range(5):
        sign_in(browser, "locked.name", "wrong")

    refused = sign_in(browser, "locked.name", "wrong")

    assert refused.status_code == 429
    assert "分钟后再试" in refused.text


def test_what_was_typed_comes_back_as_text(browser: TestClient) -> None:
    refused = sign_in(browser, '"><script>alert(1)</script>', "x")

    assert "<script>alert" not in refused.text
    assert "&lt;script&gt;" in refused.text


def test_a_form_of_another_site_signs_nobody_in(browser: TestClient, store: Store) -> None:
    new_user(store, "user.three")
    fields = {"login": "user.three", "password": OWN, "key": "guess", "next": "/admin"}

    without_visit = browser.post("/login", data=fields, follow_redirects=False)
    browser.get("/login")
    with_visit = browser.post("/login", data=fields, follow_redirects=False)

    assert (without_visit.status_code, with_visit.status_code) == (403, 403)
    assert "__Host-jiedu" not in browser.cookies


def test_a_planted_cookie_is_not_taken_over(browser: TestClient, store: Store) -> None:
    new_user(store, "user.four")
    browser.cookies.set("__Host-jiedu", "planted-by-somebody", domain="zc.example.gov.cn")

    entered = sign_in(browser, "user.four")

    assert "planted-by-somebody" not in " ".join(entered.headers.get_list("set-cookie"))
    assert store.governance.sign_ins.who("planted-by-somebody", now=now_in_china()) is None


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "https://zc.example.gov.cn"},
        {"X-Jiedu-Form": "guess", "Origin": "https://zc.example.gov.cn"},
    ],
)
def test_a_changing_request_of_another_site_is_refused(
    browser: TestClient, store: Store, headers: dict[str, str]
) -> None:
    _signed(browser, store, "user.five")

    assert browser.post("/api/v1/probe", headers=headers).status_code == 403
    assert browser.post("/guarded/gradio_api/upload", headers=headers).status_code == 403


@pytest.mark.parametrize("headers", [{"Origin": "https://zc.example.gov.cn"}, {"Sec-Fetch-Site": "same-origin"}])
def test_a_changing_request_of_our_own_page_passes(browser: TestClient, store: Store, headers: dict[str, str]) -> None:
    _signed(browser, store, "user.five")

    assert browser.post("/api/v1/probe", headers=headers).status_code == 200
    assert browser.post("/guarded/gradio_api/upload", headers=headers).json() == {"passed": "yes"}


def test_the_form_key_passes_without_a_word_of_the_browser(browser: TestClient, store: Store) -> None:
    _signed(browser, store, "user.five")
    key = key_in(browser.get("/login/password"))

    assert browser.post("/api/v1/probe", headers={"X-Jiedu-Form": key}).status_code == 200


def test_nobody_passes_the_door_without_signing_in(browser: TestClient) -> None:
    page = browser.get("/guarded", headers={"Accept": "text/html"}, follow_redirects=False)
    data = browser.get("/guarded/gradio_api/upload")
    upload = browser.post("/guarded/gradio_api/upload", headers={"Sec-Fetch-Site": "same-origin"})

    assert (page.status_code, page.headers["location"]) == (303, "/login?next=/guarded")
    assert (data.status_code, upload.status_code) == (401, 401)
    assert data.json()["error"]["code"] == "sign_in_needed"


def test_a_one_time_password_opens_nothing_but_its_own_change(browser: TestClient, store: Store) -> None:
    once = one_time(store, new_user(store, "user.six", own=None))

    entered = sign_in(browser, "user.six", once)
    change = browser.get(entered.headers["location"])
    closed = [browser.get(path).status_code for path in ("/api/v1/probe", "/guarded/gradio_api/upload")]
    fields = {"key": key_in(change), "old": once, "new": OWN, "again": OWN, "next": "/admin"}
    changed = browser.post("/login/password", data=fields, follow_redirects=False)

    assert entered.headers["location"].startswith("/login/password")
    assert "一次性密码" in change.text
    assert closed == [403, 401]
    assert (changed.status_code, changed.headers["location"]) == (303, "/admin")
    assert browser.get("/api/v1/probe").status_code == 200


@pytest.mark.parametrize(
    ("new", "again", "told"),
    [
        ("Harbour+Violin+27", "other", "不一样"),
        ("short", "short", "10 至"),
        ("", "", "10 至"),
        (OWN, OWN, "用过的密码"),
    ],
)
def test_a_new_password_that_cannot_be_is_told(
    browser: TestClient, store: Store, new: str, again: str, told: str
) -> None:
    _signed(browser, store, "user.seven")
    key = key_in(browser.get("/login/password"))

    refused = browser.post("/login/password", data={"key": key, "old": OWN, "new": new, "again": again})

    assert refused.status_code == 422
    assert told in refused.text


def test_signing_out_needs_our_form_and_ends_the_sign_in(browser: TestClient, store: Store) -> None:
    _signed(browser, store, "user.eight")
    token = browser.cookies["__Host-jiedu"]

    foreign = browser.post("/logout", data={"key": "guess"})
    still = store.governance.sign_ins.who(token, now=now_in_china())
    left = browser.post("/logout", data={"key": key_in(browser.get("/login/password"))})

    assert (foreign.status_code, still is not None) == (403, True)
    assert "已退出" in left.text
    assert store.governance.sign_ins.who(token, now=now_in_china()) is None
    assert "__Host-jiedu" not in browser.cookies


def test_roles_taken_away_are_gone_at_the_next_request(browser: TestClient, store: Store) -> None:
    actor = _signed(browser, store, "user.nine")

    store.governance.people.disable(actor.user_id, actor=_system(), reason="离职", now=now_in_china())

    assert browser.get("/api/v1/probe").status_code == 401


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil",
        "javascript:alert(1)",
        "",
        "/a\nb",
        "admin",
    ],
)
def test_nobody_is_sent_to_another_host(wanted: str) -> None:
    assert safe_path(wanted) == "/admin"


def test_a_path_of_ours_is_kept() -> None:
    assert safe_path("/admin/duties?unit=1") == "/admin/duties?unit=1"


@pytest.mark.parametrize("body", [b"\xff\xfe", b"a=1&" * 200, b"key=%ff&login=%00", b"{}"])
def test_a_strange_body_is_no_form(browser: TestClient, body: bytes) -> None:
    browser.get("/login")

    refused = browser.post("/login", content=body, headers={"Content-Type": "application/x-www-form-urlencoded"})

    assert refused.status_code == 403


def test_the_pages_are_closed_to_other_hosts_and_not_kept(browser: TestClient) -> None:
    page = browser.get("/login")

    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"
    assert '<html lang="zh-CN">' in page.text
    assert all(f'<label for="{name}">' in page.text for name in ("login", "password"))
    assert "http://" not in page.text
    assert "https://" not in page.text


def _signed(browser: TestClient, store: Store, login: str) -> Actor:
    known = store.governance.people.by_login(login)
    actor = known.actor if known else new_user(store, login, Role.DRAFTER)
    assert sign_in(browser, login).status_code == 303
    return actor


def _system() -> Actor:
    return at_terminal("测试", Role.SYSTEM_ADMIN)
