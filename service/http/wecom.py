"""The door of the WeCom application: the same way in as WeChat's, with another lock."""

from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse, Response

from channels.errors import BadMessage, NotFromPlatform
from channels.reception import Patience
from service.http.state import state_of
from service.http.wechat import door_of, received, refused

PATH = "/wecom"

router = APIRouter(include_in_schema=False)


@router.get(PATH)
async def check(request: Request) -> Response:
    """The platform tests whether this address is ours: a sealed request gets the words inside it back."""
    state = state_of(request)
    _, door = await door_of(state, lambda channels: channels.wecom, is_set=bool(state.settings.wecom_corp_id))
    try:
        return PlainTextResponse(door.echo(request.query_params))
    except NotFromPlatform as error:
        raise refused(403, "bad_signature", error) from error
    except BadMessage as error:
        raise refused(400, "bad_push", error) from error


@router.post(PATH)
async def receive(request: Request) -> Response:
    """One message or event of a member."""
    state = state_of(request)
    parts, door = await door_of(state, lambda channels: channels.wecom, is_set=bool(state.settings.wecom_corp_id))
    settings = state.settings
    patience = Patience(settings.channel_wait_seconds, settings.channel_busy_seconds, is_passive_only=True)
    return await received(request, parts, door, patience)
