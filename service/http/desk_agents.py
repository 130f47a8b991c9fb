"""Who works at the desk, told in one place: a person who signed in, else whoever has a token for the desk."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials
from starlette.responses import Response

from channels.purposes import TokenPurpose
from channels.words import sentence
from governance.access import Act, Actor, Role, reach_of, require
from service.clock import now_in_china
from service.http.callers import Bearer, agent, count_person, is_from_our_page
from service.http.failures import CallerError
from service.http.sessions import current_actor, drop_session_cookie, is_secure, signed_in
from service.http.state import state_of

COOKIE = "jiedu_desk"


async def agent_at_desk(request: Request, bearer: Bearer) -> Actor:
    """The agent: by signing in, by the token of the page's session, or by a program's token.

    Raises CallerError (401, 403, 429), and Forbidden for somebody who signed in and is no agent.
    """
    plain = request.cookies.get(COOKIE)
    if bearer is None and not plain and await signed_in(request):
        actor = await current_actor(request)
        require(actor, Act.USE_DESK)
        count_person(request, actor.user_id)
        return actor
    if bearer is None and plain:
        # A browser sends the cookie with whatever page makes it ask; only our own page may act with it.
        if not is_from_our_page(request):
            raise CallerError(403, "not_from_page", sentence("not_from_page"))
        bearer = HTTPAuthorizationCredentials(scheme="Bearer", credentials=plain)
    token = (await agent(request, bearer)).token
    if token is None:
        raise CallerError(401, "token_needed", sentence("token_needed"))
    return Actor(f"token:{token.id}", token.name, frozenset({Role.HOTLINE_AGENT}))


Agent = Annotated[Actor, Depends(agent_at_desk)]


async def may_see_page(request: Request) -> bool:
    """Whether the desk is shown and not the page that asks for the token; each request of it is checked again."""
    state = state_of(request)
    plain = request.cookies.get(COOKIE)
    if plain:
        tokens = (await state.parts()).desk.store.tokens
        return await state.in_thread(lambda: tokens.check(plain, TokenPurpose.DESK)) is not None
    known = await signed_in(request)
    return known is not None and not known.must_change and reach_of(known.user.actor, Act.USE_DESK) is not None


def begin_session(request: Request, response: Response, plain: str) -> None:
    """The token rests in a cookie that no script reads, no other site sends, and the browser drops when it closes.

    The token itself and no id of a session: it is checked at every request, so revoking it ends the session at once,
    and nothing has to be kept or tidied here.
    """
    settings = state_of(request).settings
    response.set_cookie(COOKIE, plain, httponly=True, samesite="strict", secure=is_secure(settings), path="/")


async def end_session(request: Request, response: Response) -> None:
    """The page asks again who is there; somebody who signed in is signed out."""
    state = state_of(request)
    response.delete_cookie(COOKIE, httponly=True, samesite="strict", path="/")
    known = await signed_in(request)
    if known:
        sign_ins = (await state.parts()).desk.store.governance.sign_ins
        await state.in_thread(lambda: sign_ins.sign_out(known.token, now=now_in_china()))
        drop_session_cookie(response, state.settings)
