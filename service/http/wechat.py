"""The door of the WeChat account: the check of the address, and messages answered in their request or later."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from fastapi import APIRouter, Request
from starlette.background import BackgroundTask
from starlette.responses import PlainTextResponse, Response

from channels.errors import BadMessage, NotFromPlatform
from channels.reception import Patience
from channels.words import sentence
from service.compose import Parts
from service.compose_channels import Channels
from service.http.failures import CallerError
from service.http.state import ServerState, state_of
from service.logs import log_event

# Loaded only where an account is configured, see compose_channels.py.
if TYPE_CHECKING:
    from channels.wechat.door import WeChatDoor

Door = TypeVar("Door")

PATH = "/wechat"
XML = "application/xml; charset=utf-8"
# Between two looks whether a server that starts is ready: no thread waits.
LOOK_SECONDS = 0.05

router = APIRouter(include_in_schema=False)


@router.get(PATH)
async def check(request: Request) -> Response:
    """The platform tests whether this address is ours: a signed request gets its words back."""
    _, door = await _opened(state_of(request))
    try:
        return PlainTextResponse(door.echo(request.query_params))
    except NotFromPlatform as error:
        raise refused(403, "bad_signature", error) from error


@router.post(PATH)
async def receive(request: Request) -> Response:
    """One message or event; a response that is not 200 makes the platform deliver it again."""
    parts, door = await _opened(state_of(request))
    return await received(request, parts, door, _patience(state_of(request)))


async def received(request: Request, parts: Parts, door: "WeChatDoor", patience: Patience) -> Response:
    """The response to a message that came to this door. Raises CallerError (403, 400)."""
    try:
        opened = door.open(request.query_params, await request.body())
    except NotFromPlatform as error:
        raise refused(403, "bad_signature", error) from error
    except BadMessage as error:
        raise refused(400, "bad_push", error) from error
    if opened.message is None:
        return Response(door.answer(opened, None))
    reception = parts.office.reception
    handover = await reception.take(opened.message, patience)
    response = Response(door.answer(opened, handover), media_type=XML)
    # Whoever hung up did not get the reply: it stays owed, and goes out another way.
    if handover and not await request.is_disconnected():
        response.background = BackgroundTask(reception.carried, handover)
    return response


async def door_of(state: ServerState, chosen: Callable[[Channels], Door | None], *, is_set: bool) -> tuple[Parts, Door]:
    """The parts and the door. Raises CallerError (404) where no account is set, (503) while the server starts."""
    if not is_set:
        raise CallerError(404, "not_found", sentence("not_found"))
    loop = asyncio.get_running_loop()
    deadline = loop.time() + state.settings.channel_wait_seconds
    while not state.loading.is_ready:
        if state.loading.failure or loop.time() > deadline:
            raise CallerError(503, "not_ready", sentence("not_ready"))
        await asyncio.sleep(LOOK_SECONDS)
    parts = state.loading.wait(0)
    door = chosen(parts.channels)
    if door is None:
        raise CallerError(404, "not_found", sentence("not_found"))
    return parts, door


async def _opened(state: ServerState) -> "tuple[Parts, WeChatDoor]":
    return await door_of(state, lambda channels: channels.wechat, is_set=bool(state.settings.wechat_appid))


def _patience(state: ServerState) -> Patience:
    settings = state.settings
    return Patience(
        settings.channel_wait_seconds,
        settings.channel_busy_seconds,
        is_passive_only=not (settings.wechat_customer_service and settings.wechat_secret.get_secret_value()),
    )


def refused(status: int, key: str, error: Exception) -> CallerError:
    """What the caller gets; the log gets why."""
    log_event("wechat_refused", level=30, problem=str(error))
    return CallerError(status, key, sentence(key))
