"""/desk: the page of the 12345 agents, and what it calls: look up, keep what was said, send on, report errors."""

from importlib.resources import files
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from channels.hotline.calls import CardChanged, SpokenNow
from channels.purposes import TokenPurpose
from channels.words import sentence
from governance.ticket_cards import NewTicket, Reference, Ticket
from kb.validity import validity_on
from service.clock import today_in_china
from service.compose import Parts
from service.desk_views import (
    CallerView,
    SaidView,
    SearchView,
    TicketView,
    UnitView,
    card_view,
    contacted_view,
    ticket_view,
    unit_view,
)
from service.http import desk_follow_ups
from service.http.callers import count_caller, is_from_our_page
from service.http.desk_agents import Agent, begin_session, end_session, may_see_page
from service.http.desk_bodies import CallerBody, ReferenceBody, SaidBody, SearchBody, SignInBody, TicketBody
from service.http.failures import CallerError
from service.http.reading import checked_span, public_document, version_of
from service.http.state import state_of

ASSETS = {
    "desk.css": "text/css; charset=utf-8",
    "desk.js": "text/javascript; charset=utf-8",
    "desk_forms.js": "text/javascript; charset=utf-8",
    "desk_follow_ups.js": "text/javascript; charset=utf-8",
    "sign_in.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
UNITS_SHOWN = 20

pages = APIRouter(include_in_schema=False)
api = APIRouter(prefix="/api/v1/desk", tags=["话务台"])


@pages.get("/desk")
async def page(request: Request) -> Response:
    """The desk, or the page that asks for the token."""
    name = "desk.html" if await may_see_page(request) else "sign_in.html"
    return HTMLResponse(_asset(name), headers={"Cache-Control": "no-store"})


@pages.get("/desk/{name}.{ending}")
async def asset(name: str, ending: str) -> Response:
    """One of the few files the page needs."""
    media_type = ASSETS.get(f"{name}.{ending}")
    if media_type is None:
        raise CallerError(404, "not_found", sentence("not_found"))
    return Response(_asset(f"{name}.{ending}"), media_type=media_type, headers={"Cache-Control": "no-cache"})


@pages.post("/desk/session")
async def sign_in(request: Request, body: SignInBody) -> Response:
    """The session begins when the token is good."""
    if not is_from_our_page(request):
        raise CallerError(403, "not_from_page", sentence("not_from_page"))
    count_caller(request)
    state = state_of(request)
    tokens = (await state.parts()).desk.store.tokens
    token = await state.in_thread(lambda: tokens.check(body.token, TokenPurpose.DESK))
    if token is None:
        raise CallerError(401, "token_refused", sentence("token_refused"))
    response = JSONResponse({"name": token.name})
    begin_session(request, response, body.token)
    return response


@pages.delete("/desk/session")
async def sign_out(request: Request) -> Response:
    """The session ends."""
    if not is_from_our_page(request):
        raise CallerError(403, "not_from_page", sentence("not_from_page"))
    response = Response(status_code=204)
    await end_session(request, response)
    return response


@api.post("/search", summary="边听边查")
async def search(request: Request, body: SearchBody, agent: Agent) -> SearchView:
    """至多三条答复，各附话术、出处、责任单位和下一步；只查不存。"""
    state = state_of(request)
    lookup = (await state.parts()).hotline.lookup
    day = today_in_china()
    cards = await state.in_thread(lambda: lookup.cards(body.text, on=day, conversation_id=body.conversation_id))
    return SearchView(cards=[card_view(card) for card in cards])


@api.post("/said", summary="记下问的和答的")
async def said(request: Request, body: SaidBody, agent: Agent) -> SaidView:
    """来电人问的（已遮盖个人信息）和座席念的，一次存好；同一个 key 只存一次。"""
    state = state_of(request)
    hotline = (await state.parts()).hotline
    spoken = SpokenNow(
        body.key, body.question, body.digest, body.said, body.conversation_id, hotline.callers.caller(body.caller)
    )
    try:
        kept = await state.in_thread(lambda: hotline.calls.keep(spoken, by=agent, on=today_in_china()))
    except CardChanged as error:
        raise CallerError(409, "card_changed", sentence("card_changed")) from error
    return SaidView(
        answer_id=kept.answer_id, conversation_id=kept.conversation_id, said=kept.said, is_edited=kept.is_edited
    )


@api.post("/tickets", summary="转责任单位，纠错", status_code=201)
async def open_ticket(request: Request, body: TicketBody, agent: Agent) -> TicketView:
    """问题连同上下文转给责任单位，或把错误报给文件的主人；同一个 key 只开一张工单。"""
    state = state_of(request)
    parts = await state.parts()

    def opened() -> TicketView:
        new = NewTicket(
            key=body.key,
            kind=body.kind,
            content=body.content,
            unit_id=body.unit_id,
            question=body.question,
            said=body.said,
            answer_id=body.answer_id,
            reference=_reference(parts, body.reference) if body.reference else None,
            against=body.against,
            is_confidential=body.is_confidential,
            caller=parts.hotline.callers.caller(body.caller),
        )
        return _line(parts, parts.desk.store.governance.tickets.open(new, by=agent))

    return await state.in_thread(opened)


@api.post("/caller", summary="来电人的近期来电和工单")
async def caller(request: Request, body: CallerBody, agent: Agent) -> CallerView:
    """号码只用于对照，不存原号；返回遮盖后的号码、近期问过的和未办结的工单。"""
    state = state_of(request)
    parts = await state.parts()

    def known() -> CallerView:
        who = parts.hotline.callers.caller(body.number)
        if who.key is None:
            return CallerView(masked="", contacts=[], tickets=[])
        contacts = parts.hotline.calls.of_caller(who.key, by=agent)
        tickets = parts.desk.store.governance.ticket_lists.of_caller(who.key, by=agent)
        return CallerView(
            masked=who.masked,
            contacts=[contacted_view(one) for one in contacts],
            tickets=[_line(parts, ticket) for ticket in tickets],
        )

    return await state.in_thread(known)


@api.get("/units", summary="单位名录")
async def units(
    request: Request, agent: Agent, q: Annotated[str, Query(max_length=60, description="名称中的几个字")] = ""
) -> list[UnitView]:
    """名称或曾用名里有这几个字的单位。"""
    state = state_of(request)
    directory = (await state.parts()).desk.store.units
    found = await state.in_thread(lambda: directory.matching(q.strip(), limit=UNITS_SHOWN))
    return [unit_view(unit) for unit in found]


def _reference(parts: Parts, body: ReferenceBody) -> Reference:
    """The words as they stand in the library: the page only says where. Raises CallerError (404, 422)."""
    stored = public_document(parts, body.document_id)
    version = version_of(parts, stored, body.version_id)
    checked_span(version.text, body.start, body.end)
    return Reference(
        document_id=stored.card.id,
        version_id=version.id,
        title=stored.card.title,
        number=stored.card.number,
        clause=body.clause_path,
        quote=version.text[body.start : body.end],
        start=body.start,
        end=body.end,
        validity=validity_on(stored.card, stored.changes, today_in_china()).status.value,
    )


def _line(parts: Parts, ticket: Ticket) -> TicketView:
    unit = parts.desk.store.units.get(ticket.unit_id) if ticket.unit_id else None
    return ticket_view(ticket, unit.name if unit else "")


def _asset(name: str) -> str:
    return files("channels.hotline").joinpath(name).read_text("utf-8")


router = APIRouter()
router.include_router(pages)
router.include_router(api)
router.include_router(desk_follow_ups.api)
