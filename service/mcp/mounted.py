"""The MCP server at /mcp of the running server: Streamable HTTP, one exchange a request, no session to be lost."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from service.http.callers import asker, bearer_of
from service.http.failures import CallerError, problem
from service.http.state import START_PATIENCE_SECONDS, ServerState
from service.mcp.sources import CHANNEL, OpenParts

PATH = "/mcp"


class MountedMcp:
    """An ASGI application: who calls is checked and counted as for /api/v1, then the SDK answers."""

    def __init__(self) -> None:
        self._app: ASGIApp | None = None

    @asynccontextmanager
    async def running(self, state: ServerState) -> AsyncIterator[None]:
        """The tools answer while the block runs."""
        from mcp.server.transport_security import TransportSecuritySettings  # noqa: PLC0415 - heavy, and off by default

        from service.mcp.server import make_server  # noqa: PLC0415 - likewise

        source = OpenParts(
            lambda: state.loading.wait(START_PATIENCE_SECONDS),
            count=lambda status, seconds: state.metrics.count_question(status, seconds, CHANNEL),
        )
        server = make_server(source, base=state.settings.public_url.rstrip("/"), limiter=state.limiter)
        self._app = server.streamable_http_app(
            streamable_http_path=PATH,
            stateless_http=True,
            json_response=True,
            # The check of host names protects programs that trust whoever reaches them; these tools are public.
            transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        )
        async with server.session_manager.run():
            yield
        self._app = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            await asker(request, await bearer_of(request))
        except CallerError as error:
            refused = problem(PATH, error.status, error.code, str(error), headers=error.headers)
            await refused(scope, receive, send)
            return
        if self._app is not None:
            await self._app(scope, receive, send)
