"""Who is calling: a client with a token, our own page, or anyone; each with its own channel name and rate."""

import hmac
import math
from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from channels.purposes import TokenPurpose
from channels.tokens import PREFIX, Token
from channels.words import sentence
from service.http.addresses import caller_address
from service.http.failures import CallerError
from service.http.state import ServerState, state_of
from service.running import CHANNEL_HEADER

# What our own commands may say for whom they ask.
COMMAND_CHANNELS = ("cli", "mcp")

_bearer = HTTPBearer(auto_error=False, description="访问令牌，由运行人员用 jiedu tokens issue 发放")
Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


async def bearer_of(request: Request) -> HTTPAuthorizationCredentials | None:
    """The token a request carries, for what is no route."""
    return await _bearer(request)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks. channel: as answers are stored under. token: None for the page and for anyone without one."""

    channel: str
    token: Token | None = None


async def operator(request: Request, bearer: Bearer) -> None:
    """The operator, through the command line of this machine. Raises CallerError (401)."""
    if not _is_operator(request, bearer):
        raise _refused("operator_needed")


async def reader(request: Request, bearer: Bearer) -> Caller:
    """Whoever reads what is published; needs no token, but a wrong one is refused. Raises CallerError (401, 429)."""
    if _is_operator(request, bearer):
        return _own_command(request)
    token = await _token(request, bearer, TokenPurpose.API)
    return _counted(request, Caller("client" if is_from_our_page(request) else "api", token))


async def asker(request: Request, bearer: Bearer) -> Caller:
    """Whoever asks; a program needs a token where the settings say so. Raises CallerError (401, 429)."""
    if _is_operator(request, bearer):
        return _own_command(request)
    from_page = is_from_our_page(request)
    token = await _token(request, bearer, TokenPurpose.API)
    if token is None and not from_page and state_of(request).settings.api_needs_token:
        raise _refused("token_needed")
    return _counted(request, Caller("client" if from_page and token is None else "api", token))


async def chat_client(request: Request, bearer: Bearer) -> Caller:
    """A client of the OpenAI form; raises as asker does.

    Such clients cannot do without a key, so one that is none of our tokens counts as no token.
    """
    ours = bearer if bearer and bearer.credentials.startswith(PREFIX) else None
    return replace(await asker(request, ours), channel="openai")


async def agent(request: Request, bearer: Bearer) -> Caller:
    """A 12345 agent at the desk, with a token for it. Raises CallerError (401, 429)."""
    token = await _token(request, bearer, TokenPurpose.DESK)
    if token is None:
        raise _refused("token_needed")
    return _counted(request, Caller("hotline", token))


def count_caller(request: Request) -> None:
    """Counts a request that needs no token. Raises CallerError (429) beyond the allowance of its address."""
    _counted(request, Caller("page"))


def count_person(request: Request, user_id: str) -> None:
    """Counts a request of somebody who signed in. Raises CallerError (429) beyond what one token is allowed.

    By person and not by address: all desks of a call centre reach us from one.
    """
    state = state_of(request)
    _waited(state.rates.wait_seconds(f"person {user_id}", per_minute=state.settings.token_requests_per_minute))


def is_from_our_page(request: Request) -> bool:
    """Whether a browser says that the request comes from a page of this server.

    A program can claim the same: this chooses the channel name and spares the page a token, it protects nothing.
    """
    told = request.headers.get("sec-fetch-site")
    if told is not None:
        return told == "same-origin"
    # Older web views inside apps send no Sec-Fetch-Site, but an Origin with every POST.
    return urlsplit(request.headers.get("origin", "")).netloc == request.headers.get("host")


def _is_operator(request: Request, bearer: HTTPAuthorizationCredentials | None) -> bool:
    key = state_of(request).operator_key
    return bool(key and bearer and hmac.compare_digest(bearer.credentials.encode(), key.encode()))


def _own_command(request: Request) -> Caller:
    """A command of ours, which may say by which channel it was asked."""
    named = request.headers.get(CHANNEL_HEADER, "")
    return Caller(named if named in COMMAND_CHANNELS else "cli")


async def _token(request: Request, bearer: HTTPAuthorizationCredentials | None, purpose: TokenPurpose) -> Token | None:
    """The token that was sent, None when none was. Raises CallerError (401) when it is not good for this."""
    if bearer is None or not bearer.credentials:
        return None
    state = state_of(request)
    tokens = (await state.parts()).desk.store.tokens
    token = await state.in_thread(lambda: tokens.check(bearer.credentials, purpose))
    if token is None:
        raise _refused("token_refused")
    return token


def _counted(request: Request, caller: Caller) -> Caller:
    state = state_of(request)
    key, per_minute = _allowance(request, state, caller.token)
    _waited(state.rates.wait_seconds(key, per_minute=per_minute) if key else 0.0)
    if caller.token:
        state.metrics.count_client(caller.token.name)
    return caller


def _waited(wait: float) -> None:
    if wait > 0:
        seconds = math.ceil(wait)
        message = sentence("too_many", seconds=seconds)
        raise CallerError(429, "too_many_requests", message, headers={"Retry-After": str(seconds)})


def _allowance(request: Request, state: ServerState, token: Token | None) -> tuple[str | None, int]:
    if token is not None:
        return f"token {token.id}", token.per_minute or state.settings.token_requests_per_minute
    peer = request.client.host if request.client else None
    forwarded = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
    address = caller_address(peer, [one for one in forwarded if one.strip()], state.settings.proxies)
    return address and f"address {address}", state.settings.requests_per_minute


def _refused(key: str) -> CallerError:
    return CallerError(401, key, sentence(key), headers={"WWW-Authenticate": 'Bearer realm="jiedu"'})
