"""Who is behind a request of the people who govern: the cookie, the check of forms, and the door before /admin."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from fastapi import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from channels.words import sentence
from governance.access import Actor
from governance.signing_in import SignedIn, SignIns, fits_form
from service.clock import now_in_china
from service.http.failures import CallerError, problem
from service.http.state import state_of
from service.settings import Settings

FORM_KEY_HEADER = "x-jiedu-form"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
SIGN_IN_PATH = "/login"


def is_secure(settings: Settings) -> bool:
    """Whether people reach us over https; behind a proxy only public_url tells."""
    return settings.public_url.startswith("https://")


def cookie_name(settings: Settings) -> str:
    """Over https a name that browsers let no other host or path set."""
    return "__Host-jiedu" if is_secure(settings) else "jiedu"


def set_session_cookie(response: Response, token: str, settings: Settings) -> None:
    """The browser keeps the cookie until it is closed; the server ends the sign-in earlier."""
    response.set_cookie(
        cookie_name(settings), token, httponly=True, secure=is_secure(settings), samesite="lax", path="/"
    )


def drop_session_cookie(response: Response, settings: Settings) -> None:
    response.delete_cookie(cookie_name(settings), httponly=True, secure=is_secure(settings), samesite="lax", path="/")


async def signed_in(request: Request) -> SignedIn | None:
    """Whoever is signed in at this browser, even one who must change the password first; None for nobody."""
    state = state_of(request)
    token = request.cookies.get(cookie_name(state.settings))
    if not token:
        return None
    sign_ins = (await state.parts()).desk.store.governance.sign_ins
    return await state.in_thread(lambda: sign_ins.who(token, now=now_in_china()))


async def current_actor(request: Request) -> Actor:
    """The person who acts, for Depends. Raises CallerError: 401 for nobody, 403 for a request another site made."""
    known = await signed_in(request)
    if known is None:
        raise CallerError(401, "sign_in_needed", sentence("sign_in_needed"))
    if known.must_change:
        raise CallerError(403, "password_change_needed", sentence("password_change_needed"))
    if request.method not in _SAFE_METHODS and not is_own_form(request, known.token):
        raise CallerError(403, "foreign_form", sentence("foreign_form"))
    return known.user.actor


def is_own_form(request: Request, token: str) -> bool:
    """Whether a changing request comes from our own page: it carries the form key, or the browser vouches for it."""
    given = request.headers.get(FORM_KEY_HEADER)
    return fits_form(token, given) if given is not None else is_same_origin(request)


def is_same_origin(request: Request) -> bool:
    """Whether the browser says that one of our own pages sent this; without a word of it, it is not."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin", "")
    ours = {request.headers.get("host"), urlsplit(state_of(request).settings.public_url).netloc}
    return bool(origin) and urlsplit(origin).netloc in ours - {"", None}


@dataclass(frozen=True)
class Doorkeeper:
    """Knows who is signed in without our application's state, which a mounted application does not see.

    sign_ins: waits for the parts while the server starts.
    """

    settings: Settings
    sign_ins: Callable[[], SignIns]

    def known(self, request: Request) -> SignedIn | None:
        """Whoever is signed in and may work; None for nobody, and for one who must change the password first."""
        token = request.cookies.get(cookie_name(self.settings))
        known = self.sign_ins().who(token, now=now_in_china()) if token else None
        return known if known and not known.must_change else None

    def user_id(self, request: Request) -> str | None:
        """The id of whoever may work, for Gradio's auth_dependency; People.get(id).actor is who acts."""
        known = self.known(request)
        return known.user.id if known else None


class SignedInOnly:
    """Lets nobody pass to the paths under a prefix, uploads and event queues included, who is not signed in.

    A page is answered with the way to the sign-in page, anything else with 401. A changing request that another
    site made is refused, so a mounted application need know nothing of forms and keys.
    """

    def __init__(self, app: ASGIApp, prefix: str, doorkeeper: Doorkeeper) -> None:
        self._app = app
        self._prefix = prefix
        self._door = doorkeeper

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] == "lifespan" or not (path == self._prefix or path.startswith(f"{self._prefix}/")):
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            # No page of ours needs a web socket there; one that was opened would have passed no check.
            await send({"type": "websocket.close", "code": 1008})
            return
        request = Request(scope, receive)
        refusal = await state_of(request).in_thread(lambda: self._refusal(request))
        await (refusal or self._app)(scope, receive, send)

    def _refusal(self, request: Request) -> Response | None:
        known = self._door.known(request)
        if known is None:
            return _to_sign_in(request)
        if request.method not in _SAFE_METHODS and not is_own_form(request, known.token):
            return problem(request.scope["path"], 403, "foreign_form", sentence("foreign_form"))
        return None


def _to_sign_in(request: Request) -> Response:
    if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
        wanted = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
        return RedirectResponse(f"{SIGN_IN_PATH}?next={quote(wanted)}", status_code=303)
    return problem(request.scope["path"], 401, "sign_in_needed", sentence("sign_in_needed"))


def safe_path(wanted: str) -> str:
    """Where to go after signing in: a path of our own, else the admin pages; never another host."""
    parts = urlsplit(wanted)
    is_ours = (
        wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not parts.netloc and "\\" not in wanted
    )
    return wanted if is_ours and wanted.isprintable() and len(wanted) <= 500 else "/admin"
