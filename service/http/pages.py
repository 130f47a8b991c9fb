"""The pages people open: the one to ask on, and the one that shows quoted words in their document."""

from datetime import date
from importlib.resources import files
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from channels.client.document_page import Quote, render_document
from channels.words import sentence
from kb.validity import validity_on
from service.clock import today_in_china
from service.http.failures import CallerError
from service.http.reading import checked_span, public_document, version_of
from service.http.state import state_of
from service.views import source_path

ASSETS = {
    "client.css": "text/css; charset=utf-8",
    "client.js": "text/javascript; charset=utf-8",
    "size.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
# An hour: a page opened after an update never runs with yesterday's script for long.
CACHED = {"Cache-Control": "public, max-age=3600"}

router = APIRouter(include_in_schema=False)


@router.get("/")
async def home() -> Response:
    """The page to ask on."""
    return HTMLResponse(_asset("index.html"))


@router.get("/{name}.{ending}")
async def asset(name: str, ending: str) -> Response:
    """One of the few files the pages need; nothing else of ours can be named."""
    media_type = ASSETS.get(f"{name}.{ending}")
    if media_type is None:
        raise CallerError(404, "not_found", sentence("not_found"))
    return Response(_asset(f"{name}.{ending}"), media_type=media_type, headers=CACHED)


@router.get("/documents/{document_id}")
async def document_page(
    request: Request,
    document_id: str,
    *,
    version: str | None = None,
    start: Annotated[int | None, Query(ge=0)] = None,
    end: Annotated[int | None, Query(ge=0)] = None,
    on: date | None = None,
) -> Response:
    """A document with the quoted words highlighted, and what it is worth today."""
    state = state_of(request)
    parts = await state.parts()
    day = on or today_in_china()

    def page() -> str:
        stored = public_document(parts, document_id)
        shown = version_of(parts, stored, version)
        span = checked_span(shown.text, start, end)
        validity = validity_on(stored.card, stored.changes, day)
        return render_document(stored, shown, validity, Quote(*span) if span else None)

    return HTMLResponse(await state.in_thread(page))


@router.get("/passages/{passage_id}")
async def passage_page(
    request: Request,
    passage_id: str,
    start: Annotated[int | None, Query(ge=0)] = None,
    end: Annotated[int | None, Query(ge=0)] = None,
) -> Response:
    """The page of its document, with the passage or the given words highlighted."""
    state = state_of(request)
    parts = await state.parts()
    found = await state.in_thread(lambda: parts.library.find([passage_id]))
    if not found:
        raise CallerError(404, "unknown_passage", sentence("unknown_passage", id=passage_id[:60]))
    passage = found[0].passage
    begin, stop = (start, end) if start is not None and end is not None else (passage.start, passage.end)
    return RedirectResponse(source_path(passage.document_id, passage.version_id, begin, stop))


def _asset(name: str) -> str:
    return files("channels.client").joinpath(name).read_text("utf-8")
