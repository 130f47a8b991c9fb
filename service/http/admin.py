"""The pages of those who govern at /admin, built when somebody first comes to sign in: Gradio takes seconds to load.

A server that only answers citizens never loads it, and none starts later because of it.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future
from contextlib import asynccontextmanager, suppress

import anyio
from fastapi import FastAPI
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from channels.words import sentence
from service.compose import Parts
from service.http.failures import problem
from service.http.sessions import SIGN_IN_PATH, Doorkeeper
from service.loading import Loading
from service.logs import log_event
from service.settings import MEBIBYTE, Settings

PATH = "/admin"
UPLOAD_PATH = f"{PATH}/gradio_api/upload"
# An interpretation with all its elements, and what Gradio sends around it.
BODY_BYTES = 4 * MEBIBYTE
_START_SECONDS = 60.0
# In the home: files on their way in and out, gone within an hour.
UPLOADS = "uploads"


class AdminPages:
    """Middleware: answers everything under /admin, which SignedInOnly around it has let through."""

    def __init__(self, app: ASGIApp, mounted: "MountedAdmin") -> None:
        self._app = app
        self._mounted = mounted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if path == SIGN_IN_PATH:
            # Whoever opens the sign-in page needs the pages next: they load while the password is typed.
            self._mounted.warm()
        if not (path == PATH or path.startswith(f"{PATH}/")):
            await self._app(scope, receive, send)
            return
        try:
            admin = await self._mounted.app()
        except TimeoutError:
            await problem(path, 503, "not_ready", sentence("not_ready"))(scope, receive, send)
            return
        # A scope of its own: an application writes itself into it.
        await admin(dict(scope), receive, send)


class MountedAdmin:
    """Builds the pages once and keeps their background work running until the server ends."""

    def __init__(self, settings: Settings, loading: Loading[Parts]) -> None:
        self._settings = settings
        self._loading = loading
        self._loop: asyncio.AbstractEventLoop | None = None
        self._building: Future[ASGIApp] | None = None
        self._ending = asyncio.Event()
        self._running: list[asyncio.Task[None]] = []

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The pages may be used while the block runs."""
        self._loop = asyncio.get_running_loop()
        try:
            yield
        finally:
            self._loop = None
            self._ending.set()
            if self._building is not None:
                with suppress(Exception):
                    await asyncio.wrap_future(self._building)
            for task in self._running:
                await task

    def warm(self) -> None:
        """Building goes on from now, unless it has begun; one that failed is tried again."""
        failed = self._building is not None and self._building.done() and self._building.exception() is not None
        if self._loop is not None and (self._building is None or failed):
            # In the server's own loop, wherever the request is: what Gradio begins must outlive it.
            self._building = asyncio.run_coroutine_threadsafe(self._build(), self._loop)

    async def app(self) -> ASGIApp:
        """The pages, waited for while they are built. Raises TimeoutError when the parts do not come."""
        self.warm()
        if self._building is None:
            raise TimeoutError
        return await asyncio.shield(asyncio.wrap_future(self._building))

    async def _build(self) -> ASGIApp:
        inner, door = await anyio.to_thread.run_sync(self._loaded)
        begun = asyncio.Event()
        self._running.append(asyncio.create_task(self._keep(inner, begun.set)))
        await begun.wait()
        log_event("admin_ready")
        return door

    def _loaded(self) -> tuple[FastAPI, ASGIApp]:
        parts = self._loading.wait(_START_SECONDS)
        from admin_ui.environment import close_to_the_outside  # noqa: PLC0415

        close_to_the_outside(self._settings.home / UPLOADS)
        from admin_ui.door import Door  # noqa: PLC0415 - Gradio is heavy, see the head of this file
        from admin_ui.site import build_site  # noqa: PLC0415
        from service.compose_admin import open_workplace  # noqa: PLC0415

        keeper = Doorkeeper(self._settings, lambda: parts.desk.store.governance.sign_ins)

        async def user_id(request: Request) -> str | None:
            return await anyio.to_thread.run_sync(lambda: keeper.user_id(request))

        inner = build_site(open_workplace(self._settings, parts), user_id)
        return inner, Door(inner)

    async def _keep(self, inner: FastAPI, begun: Callable[[], None]) -> None:
        async with inner.router.lifespan_context(inner):
            begun()
            await self._ending.wait()
