"""Errors for people: a browser that asked for a page gets one that says what is wrong, and not a JSON object."""

import json

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# What programs ask for keeps its shape, whatever their Accept header says.
PROGRAMS = ("/api/", "/v1/", "/mcp")


class TellPeople:
    """Puts the sentence of an error into a page of ours."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _is_for_people(scope):
            await self._app(scope, receive, send)
            return
        held: list[Message] = []

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_error(message):
                held.append(message)
            elif not held:
                await send(message)
            else:
                held.append(message)
                if not message.get("more_body", False):
                    await _page(scope, held)(scope, receive, send)

        await self._app(scope, receive, told)


def _is_for_people(scope: Scope) -> bool:
    return "text/html" in Headers(scope=scope).get("accept", "") and not scope["path"].startswith(PROGRAMS)


def _is_error(start: Message) -> bool:
    return start["status"] >= 400 and MutableHeaders(scope=start).get("content-type") == "application/json"


def _page(scope: Scope, held: list[Message]) -> HTMLResponse:
    start, *rest = held
    error = json.loads(b"".join(message.get("body", b"") for message in rest))["error"]
    kept = {name: value for name, value in MutableHeaders(scope=start).items() if not name.startswith("content-")}
    page = scope["app"].state.server.site.notice(error["message"])
    return HTMLResponse(page, status_code=start["status"], headers=kept)
