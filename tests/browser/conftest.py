"""A real Chromium at a real server; whatever goes wrong in the browser fails the test.

Playwright and axe come with `pip install -e '.[browser]'`, Chromium from the system; without them nothing here runs.
"""

import shutil
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest
import uvicorn

from service.compose import build
from service.http.app import create_app
from service.loading import Loading
from service.settings import Settings
from tests.bot.small_library import small_library

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

PHONE = {"width": 390, "height": 844}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
PATIENCE_SECONDS = 60
ACTION_SECONDS = 10
QUESTION = "殡葬用船准运凭条要带什么材料？"
EXAMPLES = f"""
[[topic]]
name = "办事"
questions = ["{QUESTION}"]
[[topic]]
name = "救助"
questions = ["广州低保标准是多少？"]
"""


@dataclass(frozen=True)
class Site:
    """A running server and its home.

    host: a page of another site that may embed the widget; stranger: one that may not.
    """

    address: str
    host: str
    stranger: str
    home: Path


@dataclass
class Watched:
    """A page and what went wrong on it; a test names what it expects to go wrong."""

    page: "Page"
    site: Site
    expected: tuple[str, ...] = ()
    problems: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def open(self, path: str = "/") -> "Page":
        """The page at a path of the server."""
        self.page.goto(self.site.address + path)
        return self.page

    def ask(self, question: str) -> None:
        """The question is asked and its answer is there whole."""
        cards = self.page.locator("#talk .answer[data-answer]")
        before = cards.count()
        self.page.fill("#question", question)
        self.page.press("#question", "Enter")
        cards.nth(before).wait_for()

    def unexpected(self) -> list[str]:
        return [told for told in self.problems if not any(part in told for part in self.expected)]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The server over the small library, with two other sites beside it."""
    with small_library(tmp_path_factory) as parts:
        home = parts.desk.store.database.engine.url.database
    assert home
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(3)]
    address, host, stranger = (f"http://127.0.0.1:{one.getsockname()[1]}" for one in sockets)
    settings = Settings(home=Path(home).parent, operator="样州市人民政府办公室", widget_origins=host)
    settings.examples.write_text(EXAMPLES, "utf-8")
    loading = Loading(lambda: build(settings), on_failure=lambda: None)
    app = create_app(settings, loading, instance="browser")
    with _serving(app, sockets[0], lifespan="on"):
        _wait_until(lambda: loading.is_ready and bool(loading.wait(0).examples.topics))
        embedding = _embedding(address)
        with _serving(embedding, sockets[1], lifespan="off"), _serving(embedding, sockets[2], lifespan="off"):
            yield Site(address, host, stranger, settings.home)


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Chromium of the system."""
    playwright = pytest.importorskip("playwright.sync_api")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium in the system")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """axe-core, of Deque, as the package for tests brings it; never shipped."""
    return str(pytest.importorskip("axe_playwright_python.base").AXE_SCRIPT)


@pytest.fixture
def watch(browser: "Browser", site: Site) -> Iterator[Callable[..., Watched]]:
    """Opens watched pages, each in a context of its own; at the end none of them may have had a problem."""
    opened: list[Watched] = []
    contexts: list[BrowserContext] = []

    def start(**options: object) -> Watched:
        context = browser.new_context(**({"viewport": PHONE, "locale": "zh-CN"} | options))
        contexts.append(context)
        opened.append(_watched(context.new_page(), site))
        return opened[-1]

    yield start
    for context in contexts:
        context.close()
    assert [told for watched in opened for told in watched.unexpected()] == []


@pytest.fixture
def phone(watch: Callable[..., Watched]) -> Watched:
    """A page at the size of a phone."""
    return watch()


def _watched(page: "Page", site: Site) -> Watched:
    watched = Watched(page, site)

    def heard(message: "ConsoleMessage") -> None:
        if message.type in ("error", "warning"):
            watched.problems.append(f"console: {message.text}")

    def asked(request: "Request") -> None:
        watched.requests.append(request.url)
        if not request.url.startswith((site.address, site.host, site.stranger, "data:")):
            watched.problems.append(f"another host: {request.url}")

    page.set_default_timeout(ACTION_SECONDS * 1000)
    page.on("pageerror", lambda error: watched.problems.append(f"script: {error}"))
    page.on("console", heard)
    page.on("request", asked)
    return watched


@contextmanager
def _serving(app: object, listener: socket.socket, *, lifespan: str) -> Iterator[None]:
    server = uvicorn.Server(uvicorn.Config(app, lifespan=lifespan, log_config=None, access_log=False))
    thread = Thread(target=lambda: server.run(sockets=[listener]), daemon=True)
    thread.start()
    _wait_until(lambda: server.started)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(PATIENCE_SECONDS)
        listener.close()


def _wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, "the server did not get ready"
        time.sleep(0.05)


def _embedding(address: str) -> object:
    """Another site's page with the one script tag, as its own little application."""
    from fastapi import FastAPI
    from starlette.responses import HTMLResponse

    app = FastAPI()
    page = (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>样州市人民政府</title>'
        '<link rel="icon" href="data:,"></head>'
        "<body><main><h1>样州市人民政府</h1><p>通知公告</p></main>"
        f'<script src="{address}/widget.js" data-label="问政策" defer></script></body></html>'
    )

    @app.get("/")
    async def home() -> HTMLResponse:
        return HTMLResponse(page)

    return app
