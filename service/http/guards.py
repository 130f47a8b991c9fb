"""What stands around every route: a bound on the body, headers that shut the page in, and one log line a request."""

import re
import time
from collections import deque
from collections.abc import Mapping, Sequence

import anyio
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from channels.words import sentence
from service.http.failures import problem
from service.logs import log_event
from service.metrics import Metrics


def content_policy(ancestors: Sequence[str] = ()) -> str:
    """Nothing but our own host, no inline script or style: text from documents can never run.

    ancestors: origins whose pages may hold ours in a frame.
    """
    framing = " ".join(ancestors) or "'none'"
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        f"base-uri 'none'; form-action 'self'; frame-ancestors {framing}"
    )


SECURITY_HEADERS = {
    "Content-Security-Policy": content_policy(),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


# A sender that is cut off while it still writes sees a reset connection and not our answer: what it sends is
# thrown away first, up to this much and this long.
DRAINED_BYTES = 32 * 1024 * 1024
DRAINED_SECONDS = 10.0


class LimitBody:
    """Refuses a body over the bound: at once when its length is stated, else while it is read.

    Bodies are small here, so they are received whole before a route sees them.
    """

    def __init__(self, app: ASGIApp, limit_bytes: int, limits: Mapping[str, int]) -> None:
        """limits: bounds of their own for paths that begin so."""
        self._app = app
        self._limit = limit_bytes
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = next((limit for begin, limit in self._limits.items() if scope["path"].startswith(begin)), self._limit)
        headers = Headers(scope=scope)
        stated = headers.get("content-length", "0")
        if not stated.isdecimal() or int(stated) > limit:
            # Who waits for "100 Continue" sends nothing before it has our answer.
            if headers.get("expect", "").lower() != "100-continue":
                await _drain(receive)
            await _refusal(scope["path"], limit)(scope, receive, send)
            return
        parts = await _received(receive, limit)
        if parts is None:
            await _refusal(scope["path"], limit)(scope, receive, send)
            return

        async def replayed() -> Message:
            return parts.popleft() if parts else await receive()

        await self._app(scope, replayed, send)


async def _received(receive: Receive, limit: int) -> deque[Message] | None:
    """The messages of the body, None once it is larger than the bound; the rest of it is then drained."""
    parts: deque[Message] = deque()
    seen, is_open = 0, True
    while is_open:
        message = await receive()
        parts.append(message)
        seen += len(message.get("body", b""))
        is_open = _goes_on(message)
        if seen > limit:
            if is_open:
                await _drain(receive)
            return None
    return parts


async def _drain(receive: Receive) -> None:
    """What is still sent is read and forgotten, within bounds."""
    seen, is_open = 0, True
    with anyio.move_on_after(DRAINED_SECONDS):
        while is_open and seen < DRAINED_BYTES:
            message = await receive()
            seen += len(message.get("body", b""))
            is_open = _goes_on(message)


def _goes_on(message: Message) -> bool:
    return message["type"] == "http.request" and bool(message.get("more_body", False))


def _refusal(path: str, limit: int) -> JSONResponse:
    """413, and the connection ends."""
    return problem(path, 413, "too_large", sentence("too_large", limit=limit), headers={"Connection": "close"})


class AddHeaders:
    """Puts the security headers on every response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                # Older browsers know this one only; it cannot name a site, so a page with a policy of its own goes
                # without.
                if "content-security-policy" not in headers:
                    headers["X-Frame-Options"] = "DENY"
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith("/api/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


# Who knows such an id may read the dialogue: it has no place in a log.
_UNGUESSABLE = re.compile(r"(?<![0-9A-Za-z])([ac]-)[0-9A-Za-z_-]{16,}")


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
            log_event(
                "request",
                method=scope["method"],
                path=_UNGUESSABLE.sub(r"\1…", scope["path"][:200]),
                status=status,
                ms=spent,
            )
