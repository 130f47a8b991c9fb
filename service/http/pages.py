"""The pages people open that belong to nobody's dialogue: to ask on, documents, privacy, and what embeds the widget."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.contacts import contact_of
from channels.client.addresses import source_path
from channels.client.document_page import Quote, ShownLink, render_document, shown_link
from channels.words import sentence
from kb.cards import StoredDocument
from kb.documents import Fact
from kb.validity import validity_on
from service.clock import today_in_china
from service.compose import Parts
from service.http.callers import reader
from service.http.failures import CallerError
from service.http.guards import content_policy
from service.http.reading import checked_span, public_document, version_of
from service.http.state import ServerState, state_of

# Their address changes with their content.
KEPT_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
# Named by the pages of others, so its address stays: a change is there within the hour.
KEPT_AN_HOUR = {"Cache-Control": "public, max-age=3600"}
# Enough to see how a document hangs together; a law that hundreds rest on is not listed with all of them.
LINKS_SHOWN = 12

router = APIRouter(include_in_schema=False)


@router.get("/")
async def home(request: Request) -> Response:
    """The page to ask on."""
    state = state_of(request)
    return HTMLResponse(state.site.render("ask.html", topics=state.topics()))


@router.get("/widget")
async def widget(request: Request) -> Response:
    """The same page for the frame that widget.js opens; only the sites of the settings may hold it."""
    state = _embeddable(request)
    headers = {"Content-Security-Policy": content_policy(state.site.operator.widget_origins)}
    return HTMLResponse(state.site.render("ask.html", topics=state.topics(), framed=True), headers=headers)


@router.get("/widget.js")
async def widget_script(request: Request) -> Response:
    """The one script that another site needs."""
    asset = _embeddable(request).site.assets.held["widget.js"]
    return Response(asset.data, media_type=asset.media_type, headers=KEPT_AN_HOUR)


@router.get("/privacy")
async def privacy(request: Request) -> Response:
    """Who processes what, why, how long, and what one may ask for."""
    return HTMLResponse(state_of(request).site.render("privacy.html"))


@router.get("/history")
async def history(request: Request) -> Response:
    """The frame that a script fills with the conversations whose ids the browser keeps."""
    return HTMLResponse(state_of(request).site.render("history.html"))


@router.get("/assets/{digest}/{name}")
async def asset(request: Request, digest: str, name: str) -> Response:
    """One of the few files the pages need; nothing else of ours can be named."""
    assets = state_of(request).site.assets
    held = assets.held.get(name)
    if held is None:
        raise CallerError(404, "not_found", sentence("not_found"))
    # A page opened before an upgrade still asks under the old digest: it gets what there is, and does not keep it.
    headers = KEPT_FOREVER if digest == assets.digest else {"Cache-Control": "no-store"}
    return Response(held.data, media_type=held.media_type, headers=headers)


@router.get("/documents/{document_id}", dependencies=[Depends(reader)])
async def document_page(
    request: Request,
    document_id: str,
    *,
    version: str | None = None,
    start: Annotated[int | None, Query(ge=0)] = None,
    end: Annotated[int | None, Query(ge=0)] = None,
    on: date | None = None,
) -> Response:
    """A document with the quoted words highlighted, what it is worth today, and whom to ask."""
    state = state_of(request)
    parts = await state.parts()
    day = on or today_in_china()

    def page() -> str:
        stored = public_document(parts, document_id)
        shown = version_of(parts, stored, version)
        span = checked_span(shown.text, start, end)
        return render_document(
            state.site,
            stored,
            version=shown,
            validity=validity_on(stored.card, stored.changes, day),
            quote=Quote(*span) if span else None,
            unit=contact_of(stored.card, parts.desk.store.units),
            links=_links(parts, stored),
        )

    return HTMLResponse(await state.in_thread(page))


@router.get("/passages/{passage_id}", dependencies=[Depends(reader)])
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


def _embeddable(request: Request) -> ServerState:
    state = state_of(request)
    if not state.site.operator.widget_origins:
        raise CallerError(404, "not_found", sentence("not_found"))
    return state


def _links(parts: Parts, stored: StoredDocument) -> tuple[ShownLink, ...]:
    """What it says of others and others of it, once each; only what citizens may see becomes a link."""
    links = []
    for link in (*stored.heard, *stored.said):
        other = link.speaker_id if link.speaker_id != stored.card.id else link.other_id
        card = parts.library.cards([other]).get(other) if other and parts.library.is_public(other) else None
        if link.speaker_id != stored.card.id and card is None:
            continue  # what a document says that citizens may not see is not for them either
        links.append(shown_link(link, stored.card.id, card.text(Fact.TITLE) if card else "", other if card else None))
    return tuple(dict.fromkeys(link for link in links if link.name))[:LINKS_SHOWN]
