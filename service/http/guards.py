"""What stands around every route: a bound on the body, headers that shut the page in, and one log line a request."""

import time
from collections import deque

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from channels.words import sentence
from service.logs import log_event
from service.metrics import Metrics

# Nothing but our own host, no inline script or style: text from documents can never run.
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class LimitBody:
    """Refuses a body over the bound before it is read, or while it is when its length is not stated.

    Bodies are small here, so they are received whole before a route sees them.
    """

    def __init__(self, app: ASGIApp, limit_bytes: int) -> None:
        self._app = app
        self._limit = limit_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        stated = Headers(scope=scope).get("content-length", "0")
        if not stated.isdecimal() or int(stated) > self._limit:
            await self.refusal()(scope, receive, send)
            return
        parts = await self._received(receive)
        if parts is None:
            await self.refusal()(scope, receive, send)
            return

        async def replayed() -> Message:
            return parts.popleft() if parts else await receive()

        await self._app(scope, replayed, send)

    async def _received(self, receive: Receive) -> deque[Message] | None:
        """The messages of the body, None once it is larger than the bound."""
        parts: deque[Message] = deque()
        seen, is_open = 0, True
        while is_open:
            message = await receive()
            parts.append(message)
            seen += len(message.get("body", b""))
            if seen > self._limit:
                return None
            is_open = message["type"] == "http.request" and message.get("more_body", False)
        return parts

    def refusal(self) -> JSONResponse:
        """413, and the connection ends: the rest of the body is not waited for."""
        problem = {"error": {"code": "too_large", "message": sentence("too_large", limit=self._limit)}}
        return JSONResponse(problem, status_code=413, headers={"Connection": "close"})


class AddHeaders:
    """Puts the security headers on every response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith("/api/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


class RecordRequests:
    """Counts each request and writes one line about it: method, path, status, time; never a body or a query."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        status = 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            self._metrics.count_request(status)
            spent = round((time.perf_counter() - begun) * 1000, 1)
            log_event("request", method=scope["method"], path=scope["path"][:200], status=status, ms=spent)
