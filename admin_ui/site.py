"""The pages as one application: built once, in one process, when somebody comes to sign in."""

from collections.abc import Awaitable, Callable
from importlib.resources import files
from typing import Any

import gradio as gr
from fastapi import FastAPI
from starlette.requests import Request

from admin_ui.frame import Frame, Visit
from admin_ui.pages import PAGES, menu
from admin_ui.rendering import render
from admin_ui.theme import office_theme
from admin_ui.words import text
from admin_ui.workplace import Workplace

PATH = "/admin"
# Files on their way through Gradio's folder are gone after an hour.
_TIDY_SECONDS = (600, 3600)
# As many handlers at once; each takes milliseconds but the reading of a scan.
_AT_ONCE = 8
_MOST_WAITING = 200


def build_site(workplace: Workplace, user_id: Callable[[Request], Awaitable[str | None]]) -> FastAPI:
    """The application that serves /admin. user_id: who is signed in at a request, None for nobody."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    blocks = _blocks(workplace)
    # Gradio 6.31 checks only in applications that it started itself that a file which the browser names was uploaded:
    # without this line anybody signed in could have any file of this machine read (tests/service/test_admin_matrix.py).
    blocks.has_launched = True
    gr.mount_gradio_app(
        app,
        blocks,
        PATH,
        auth_dependency=user_id,
        footer_links=[],
        run_history=False,
        max_file_size=workplace.file_limit_bytes,
        show_error=False,
        ssr_mode=False,
        mcp_server=False,
        enable_monitoring=False,
        theme=office_theme(),
        css=files("admin_ui").joinpath("style.css").read_text("utf-8"),
    )
    return app


def _blocks(workplace: Workplace) -> gr.Blocks:
    blocks = gr.Blocks(title=text("frame.title"), analytics_enabled=False, fill_width=True, delete_cache=_TIDY_SECONDS)
    for page in PAGES:
        with blocks if page.path == "" else blocks.route(text(f"pages.{page.name}"), page.path):
            frame = Frame(blocks, workplace, page.path)
            head = gr.HTML(apply_default_css=False, elem_id="head")
            frame.load(_head(workplace, page.path), outputs=[head])
            page.build(frame)
    blocks.queue(max_size=_MOST_WAITING, default_concurrency_limit=_AT_ONCE, api_open=False)
    return blocks


def _head(workplace: Workplace, here: str) -> Callable[[Visit], str]:
    """The menu of whoever is signed in, drawn here because Gradio's own shows every page to everybody."""

    def drawn(visit: Visit) -> str:
        unit = workplace.units.get(visit.actor.unit_id) if visit.actor.unit_id else None
        pages: list[dict[str, Any]] = [
            {"address": f"{PATH}/{page.path}", "name": text(f"pages.{page.name}"), "is_here": page.path == here}
            for page in menu(visit.actor)
        ]
        roles = "、".join(sorted(role.value for role in visit.actor.roles))
        name = text(f"pages.{next(page.name for page in PAGES if page.path == here)}")
        return render(
            "head.html", pages=pages, name=name, actor=visit.actor, unit=unit.name if unit else "", roles=roles
        )

    return drawn
