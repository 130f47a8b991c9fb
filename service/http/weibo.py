"""The door of Weibo's 粉丝服务平台: the check of the address, and pushes answered within their request or later."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.background import BackgroundTask
from starlette.responses import PlainTextResponse, Response

from channels.errors import BadMessage
from channels.reception import Patience
from channels.weibo.incoming import message_of
from channels.weibo.payloads import Push, passive_reply, read_push
from channels.weibo.render import rendered
from channels.weibo.signature import is_fresh, is_signed
from channels.words import sentence
from service.clock import now_in_china
from service.http.failures import CallerError
from service.http.state import ServerState, state_of
from service.logs import log_event

PATH = "/weibo"

router = APIRouter(include_in_schema=False)

Parameter = Annotated[str, Query(max_length=200)]


@router.get(PATH)
async def check(
    request: Request, signature: Parameter, timestamp: Parameter, nonce: Parameter, echostr: Parameter
) -> Response:
    """The platform tests whether this address is ours: a signed request gets its words back."""
    _checked(request, signature, timestamp, nonce)
    return PlainTextResponse(echostr)


@router.post(PATH)
async def push(request: Request, signature: Parameter, timestamp: Parameter, nonce: Parameter) -> Response:
    """One push; an empty body says that it has arrived and ends the platform's deliveries."""
    state = _checked(request, signature, timestamp, nonce)
    try:
        pushed = read_push(await request.body())
    except BadMessage as error:
        log_event("weibo_push_refused", level=30, problem=str(error))
        raise CallerError(400, "bad_request", sentence("bad_push")) from error
    return await _answered(request, state, pushed) if pushed else Response()


async def _answered(request: Request, state: ServerState, pushed: Push) -> Response:
    message = message_of(pushed, now=now_in_china())
    if message is None:
        return Response()
    reception = (await state.parts()).office.reception
    patience = Patience(
        state.settings.channel_wait_seconds,
        state.settings.channel_busy_seconds,
        is_passive_only=not state.settings.weibo_access_token.get_secret_value(),
    )
    handover = await reception.take(message, patience)
    if handover is None:
        return Response()
    response = Response(passive_reply(pushed, rendered(handover.reply)), media_type="application/json")
    # Whoever hung up did not get the reply: it stays owed, and goes out another way.
    if not await request.is_disconnected():
        response.background = BackgroundTask(reception.carried, handover)
    return response


def _checked(request: Request, signature: str, timestamp: str, nonce: str) -> ServerState:
    """The state, when Weibo is on and the request is Weibo's. Raises CallerError (404, 403)."""
    state = state_of(request)
    if not state.settings.weibo:
        raise CallerError(404, "not_found", sentence("not_found"))
    secret = state.settings.weibo_app_secret.get_secret_value()
    if not is_signed(secret, signature=signature, timestamp=timestamp, nonce=nonce):
        raise CallerError(403, "bad_signature", sentence("bad_signature"))
    if not is_fresh(timestamp, now=now_in_china()):
        raise CallerError(403, "stale", sentence("stale"))
    return state
