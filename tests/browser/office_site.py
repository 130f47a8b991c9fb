"""A real server with three officials, for a browser: each in a window of their own, with a clock that can be moved."""

import io
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from governance.access import Actor, Role
from service import compose_admin
from service.clock import now_in_china
from service.compose import Parts, build
from service.http.app import create_app
from service.loading import Loading
from service.settings import Settings
from tests.browser.conftest import Site, Watched, _serving, _wait_until, _watched
from tests.service.admin_side import person
from tests.service.signing import OWN

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

UNIT = "广州市民政局"
WIDE = {"width": 1280, "height": 860}
PATIENCE = 30_000
# What Gradio's script says when a page is left while it still listens to an event.
LEFT = ("AbortError: signal is aborted", "Connection errored out")
# A folder for pictures of the pages, where somebody wants them for the documentation.
PICTURES = os.environ.get("PICTURES")


@dataclass
class OfficeSite:
    """The server, the people, and the clock. later: how far the pages' clock is ahead."""

    site: Site
    parts: Parts
    drafter: Actor
    reviewer: Actor
    office: Actor
    later: timedelta = timedelta()

    @property
    def now(self) -> datetime:
        return now_in_china() + self.later


@contextmanager
def office_site(home: Path) -> Iterator[OfficeSite]:
    """The server runs while the block does."""
    settings = Settings(home=home)
    loading: Loading[Parts] = Loading(lambda: build(settings), on_failure=lambda: None)
    listener = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    app = create_app(settings, loading, instance="browser")
    with pytest.MonkeyPatch.context() as patch, _serving(app, listener, lifespan="on"):
        _wait_until(lambda: loading.is_ready)
        parts = loading.wait(0)
        store = parts.desk.store
        people = (
            person(store, "zhang.san", Role.DRAFTER, unit=UNIT, name="张三"),
            person(store, "li.si", Role.REVIEWER, unit=UNIT, name="李四"),
            person(store, "wang.wu", Role.DISCLOSURE_OFFICE, unit="广州市人民政府办公厅", name="王五"),
        )
        office = OfficeSite(Site(address, address, address, home), parts, *people)
        patch.setattr(compose_admin, "now_in_china", lambda: office.now)
        yield office


@dataclass
class Official:
    """Somebody at the pages in a browser."""

    watched: Watched

    @property
    def page(self) -> "Page":
        return self.watched.page

    def open(self, path: str) -> "Page":
        """The page at a path under /admin is there with its menu."""
        self.page.goto(f"{self.watched.site.address}/admin/{path}")
        self.page.locator(".head .who").wait_for()
        return self.page

    def tab(self, name: str) -> None:
        self.page.get_by_role("tab", name=name, exact=True).click()

    def fill(self, label: str, words: str) -> None:
        self.page.get_by_label(label, exact=True).locator("visible=true").fill(words)

    def pick(self, label: str, choice: str) -> None:
        """An entry of a list to choose from."""
        self.page.get_by_label(label, exact=True).locator("visible=true").click()
        self.page.get_by_role("option", name=choice, exact=True).click()

    def press(self, name: str, told: str) -> None:
        """The button is pressed, and a toast says so."""
        self.page.get_by_role("button", name=name, exact=True).click()
        self.toast(told)

    def toast(self, told: str) -> None:
        toast = self.page.locator(".toast-body", has_text=told)
        toast.wait_for()
        toast.locator(".toast-close").click()
        toast.wait_for(state="hidden")

    def sees(self, words: str) -> "Locator":
        found = self.page.get_by_text(words).locator("visible=true").first
        found.wait_for()
        return found

    def picture(self, name: str) -> None:
        """Kept for the documentation, where a folder for it is named."""
        if PICTURES:
            from PIL import Image

            self.page.wait_for_timeout(400)
            taken = Image.open(io.BytesIO(self.page.screenshot()))
            small = taken.convert("P", palette=Image.Palette.ADAPTIVE, colors=48)
            small.save(Path(PICTURES) / f"admin-{name}.png", optimize=True)


def signed_in(browser: "Browser", office: OfficeSite, login: str) -> Official:
    """A window in which this person has signed in by the form."""
    context = browser.new_context(viewport=WIDE, locale="zh-CN")
    official = Official(_watched(context.new_page(), office.site))
    # What Gradio's own field for files says of itself when one is chosen.
    official.watched.expected = ("Method not implemented.", *LEFT)
    official.page.set_default_timeout(PATIENCE)
    official.page.goto(f"{office.site.address}/login?next=/admin/")
    official.page.fill("[name=login]", login)
    official.page.fill("[name=password]", OWN)
    official.page.press("[name=password]", "Enter")
    official.page.locator(".head .who").wait_for()
    return official
