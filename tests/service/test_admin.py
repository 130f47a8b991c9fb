"""The frame of /admin over HTTP: closed to strangers and other sites, narrow behind the door, nothing from outside."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from governance.access import Actor, Role
from governance.duties import DutyKind
from governance.first_people import at_terminal
from service.clock import now_in_china
from service.compose import Parts, Store, build
from service.http.app import create_app
from service.loading import Loading
from service.settings import Settings
from tests.service.admin_side import OURS, Opened, person
from tests.service.signing import cheap_hashes, sign_in

__all__ = ["cheap_hashes"]

ROOT = Path(__file__).parents[2]
HOSTILE = '<img src=x onerror="alert(1)">${alert(2)}{{alert(3)}}'
GRADIO_GET = ("info", "queue/data?session_hash=a", "heartbeat/a", "file=/etc/passwd", "upload_progress?upload_id=a")
GRADIO_POST = ("queue/join", "upload", "reset", "cancel", "call/x", "run/predict", "api/predict", "vibe-edit/")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, cheap_hashes: None) -> Iterator[tuple[TestClient, Store]]:
    settings = Settings(home=tmp_path_factory.mktemp("home"), file_limit_bytes=200_000)
    loading: Loading[Parts] = Loading(lambda: build(settings), on_failure=lambda: None)
    with TestClient(create_app(settings, loading, instance="test"), raise_server_exceptions=False) as client:
        yield client, loading.wait(60).desk.store


@pytest.fixture
def browser(running: tuple[TestClient, Store]) -> TestClient:
    client, _ = running
    client.cookies.clear()
    return client


@pytest.fixture
def store(running: tuple[TestClient, Store]) -> Store:
    return running[1]


def signed(browser: TestClient, store: Store, *roles: Role) -> TestClient:
    login = "user." + ".".join(role.name.lower()[:9] for role in roles)
    if store.governance.people.by_login(login) is None:
        person(store, login, *roles)
    assert sign_in(browser, login).status_code == 303
    return browser


@pytest.mark.parametrize("path", ["", "config", "theme.css", *(f"gradio_api/{name}" for name in GRADIO_GET)])
def test_nobody_reads_anything_under_admin(browser: TestClient, path: str) -> None:
    assert browser.get(f"/admin/{path}").status_code == 401


@pytest.mark.parametrize("name", GRADIO_POST)
def test_nobody_sends_anything_there(browser: TestClient, name: str) -> None:
    answer = browser.post(f"/admin/gradio_api/{name}", json={}, headers=OURS)

    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "sign_in_needed")


def test_a_browser_of_nobody_is_led_to_the_sign_in(browser: TestClient) -> None:
    answer = browser.get("/admin/document?id=d-1", headers={"Accept": "text/html"}, follow_redirects=False)

    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=/admin/document%3Fid%3Dd-1")


@pytest.mark.parametrize("name", ["queue/join", "upload"])
@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_another_site_sends_nothing_in_the_name_of_who_is_signed_in(
    browser: TestClient, store: Store, name: str, headers: dict[str, str]
) -> None:
    signed(browser, store, Role.DRAFTER)

    assert browser.post(f"/admin/gradio_api/{name}", json={}, headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "gradio_api/proxy=https://evil.example/"),
        ("GET", "gradio_api/file=https://evil.example/"),
        ("GET", "gradio_api/openapi.json"),
        ("GET", "gradio_api/dev/reload"),
        ("GET", "gradio_api/runs"),
        ("GET", "monitoring"),
        ("GET", "gradio_api/vibe-code"),
        ("POST", "gradio_api/vibe-edit"),
        ("POST", "gradio_api/call/handle"),
        ("POST", "gradio_api/run/handle"),
        ("POST", "gradio_api/run-history/connect"),
        ("POST", "gradio_api/process_recording"),
        ("POST", "login"),
    ],
)
def test_what_our_pages_do_not_need_of_gradio_is_not_there(
    browser: TestClient, store: Store, method: str, path: str
) -> None:
    signed(browser, store, Role.DRAFTER)

    answer = browser.request(method, f"/admin/{path}", headers=OURS, follow_redirects=False)

    assert answer.status_code == 404


def test_a_file_of_the_machine_is_not_given_out(browser: TestClient, store: Store) -> None:
    signed(browser, store, Role.DRAFTER)
    database = store.database.engine.url.database

    for path in ("/etc/passwd", database, "/../../etc/passwd"):
        assert browser.get(f"/admin/gradio_api/file={path}").status_code in (403, 404)


def test_a_page_names_no_other_host_and_runs_only_its_own_scripts(browser: TestClient, store: Store) -> None:
    signed(browser, store, Role.DRAFTER)

    first, second = (browser.get("/admin/", headers={"Accept": "text/html"}) for _ in range(2))

    hosts = set(re.findall(r"(?:src|href|content)=\"?https?://([\w.-]+)", first.text))
    policies = [page.headers["content-security-policy"] for page in (first, second)]
    assert hosts == set()
    assert 'lang="zh-CN"' in first.text
    assert first.text.count("<script") == first.text.count('<script nonce="')
    assert policies[0] != policies[1]
    assert all("'unsafe-inline'" not in part for part in policies[0].split(";") if "script-src" in part)
    assert first.headers["x-frame-options"] == "DENY" and first.headers["cache-control"] == "no-store"


def test_the_theme_loads_no_font_from_elsewhere(browser: TestClient, store: Store) -> None:
    signed(browser, store, Role.DRAFTER)

    hosts = set(re.findall(r"https?://([\w.-]+)", browser.get("/admin/theme.css").text))

    assert hosts <= {"www.w3.org"}  # the name of SVG in data: addresses, asked of nobody
    assert Opened(browser, "").config["stylesheets"] == []


def test_the_pages_of_citizens_keep_their_policy(browser: TestClient) -> None:
    assert "unsafe" not in browser.get("/").headers["content-security-policy"]


def test_the_first_page_shows_what_the_unit_owes_and_escapes_it(browser: TestClient, store: Store) -> None:
    signed(browser, store, Role.DRAFTER)
    unit = store.units.by_name("甲市民政局")
    assert unit
    now = now_in_china()
    store.governance.duties.open(
        DutyKind.PUBLICATION, unit_id=unit.id, subject="document:d-1", title=HOSTILE, began=now, now=now
    )
    store.governance.duties.open(
        DutyKind.PUBLICATION, unit_id="u-other", subject="document:d-2", title="别的单位", began=now, now=now
    )

    shown = "".join(came.html for came in Opened(browser, "").loaded())

    assert "&lt;img src=x" in shown and "<img" not in shown
    assert "别的单位" not in shown
    assert "张三" in shown and "/admin/document?id=d-1" in shown


def test_who_owes_nothing_is_told_so(browser: TestClient, store: Store) -> None:
    signed(browser, store, Role.AUDIT_ADMIN)

    shown = "".join(came.html for came in Opened(browser, "").loaded())

    assert "不负责单位的职责" in shown and "<table" not in shown


def test_the_browser_cannot_say_who_acts(browser: TestClient, store: Store) -> None:
    signed(browser, store, Role.AUDIT_ADMIN)
    opened = Opened(browser, "", query="username=p-1&user=p-1")

    shown = "".join(came.html for came in opened.loaded())

    assert "审计管理员" in shown


def test_roles_taken_away_are_gone_at_the_next_call(browser: TestClient, store: Store) -> None:
    signed(browser, store, Role.REVIEWER)
    opened = Opened(browser, "")
    user = store.governance.people.by_login("user.reviewer")
    assert user
    system = signed_actor(store)
    store.governance.people.disable(user.id, actor=system, reason="离职", now=now_in_china())

    answer = browser.post("/admin/gradio_api/queue/join", json={}, headers=OURS)

    assert (opened.path, answer.status_code) == ("", 401)


def test_an_upload_over_the_limit_is_refused(browser: TestClient, store: Store) -> None:
    signed(browser, store, Role.DRAFTER)

    answer = browser.post("/admin/gradio_api/upload", files={"files": ("a.txt", b"x" * 300_000)}, headers=OURS)

    assert answer.status_code == 413


def test_a_handler_that_is_not_there_breaks_nothing(browser: TestClient, store: Store) -> None:
    signed(browser, store, Role.DRAFTER)
    body = {"data": [], "fn_index": 9999, "session_hash": "x", "trigger_id": None}

    answer = browser.post("/admin/gradio_api/queue/join", json=body, headers=OURS)

    assert answer.status_code < 600
    assert browser.get("/admin/", headers={"Accept": "text/html"}).status_code == 200


def signed_actor(store: Store) -> Actor:
    return at_terminal("测试", Role.SYSTEM_ADMIN)


def test_the_server_starts_without_gradio() -> None:
    program = "import service.http.app, sys; sys.exit('gradio' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], check=False, cwd=ROOT).returncode == 0
