"""Signing in and out, changing one's password, and coming in through the city's sign-on; plain pages, no script."""

import secrets
from urllib.parse import parse_qsl, quote

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from governance.errors import GovernanceError
from governance.signing_in import SignedIn, fits_form, form_key
from service.clock import now_in_china
from service.compose_governance import Governance
from service.http.callers import count_caller
from service.http.login_pages import password_page, sign_in_page, style, told
from service.http.sessions import (
    SIGN_IN_PATH,
    drop_session_cookie,
    is_secure,
    safe_path,
    set_session_cookie,
    signed_in,
)
from service.http.state import ServerState, state_of
from service.logs import log_event
from service.sso import SingleSignOn, SsoError

# Before anybody is signed in: ties the form to the browser it was shown in, so that nobody can be signed in by
# another site under a name not theirs.
_VISITOR_COOKIE = "jiedu_visitor"
_VISITOR_BYTES = 24
_SSO_COOKIE = "jiedu_sso"
_SSO_SECONDS = 600
_MOST_FIELDS = 12
_TOO_MANY_TRIES = "sign_in_locked"

router = APIRouter(include_in_schema=False)


@router.get("/login")
async def show_sign_in(request: Request, next: str = "") -> Response:  # noqa: A002 - the name in the address
    """The sign-in page; whoever is signed in already goes on."""
    known = await signed_in(request)
    if known:
        return _onward(known, next)
    return _sign_in_form(request, next_path=safe_path(next))


@router.post("/login")
async def sign_in(request: Request) -> Response:
    """Signs in with name and password."""
    count_caller(request)
    state, form = state_of(request), await _form(request)
    next_path, login = safe_path(form.get("next", "")), form.get("login", "")
    visitor = request.cookies.get(_VISITOR_COOKIE, "")
    if not visitor or not fits_form(visitor, form.get("key", "")):
        return _sign_in_form(request, next_path=next_path, login=login, error=told("form_too_old"), status=403)
    sign_ins, now = (await _governance(state)).sign_ins, now_in_china()
    try:
        known = await state.in_thread(lambda: sign_ins.sign_in(login, form.get("password", ""), now=now))
    except GovernanceError as error:
        status = 429 if getattr(error, "code", "") == _TOO_MANY_TRIES else 401
        return _sign_in_form(request, next_path=next_path, login=login, error=str(error), status=status)
    return _entered(state, known, next_path)


@router.post("/logout")
async def sign_out(request: Request) -> Response:
    """Signs out; a link cannot do it, nor another site."""
    state, known = state_of(request), await signed_in(request)
    if known is None:
        return RedirectResponse(SIGN_IN_PATH, status_code=303)
    if not fits_form(known.token, (await _form(request)).get("key", "")):
        return _password_form(state, known, error=told("form_too_old"), status=403)
    sign_ins, now = (await _governance(state)).sign_ins, now_in_china()
    await state.in_thread(lambda: sign_ins.sign_out(known.token, now=now))
    response = _sign_in_form(request, next_path="/admin", note=told("signed_out"))
    drop_session_cookie(response, state.settings)
    return response


@router.get("/login/password")
async def show_password(request: Request, next: str = "") -> Response:  # noqa: A002 - the name in the address
    """The page to change one's own password."""
    known = await signed_in(request)
    if known is None:
        return RedirectResponse(SIGN_IN_PATH, status_code=303)
    note = told("must_change") if known.must_change else ""
    return _password_form(state_of(request), known, next_path=safe_path(next), note=note)


@router.post("/login/password")
async def change_password(request: Request) -> Response:
    """Changes one's own password, and signs this browser in anew."""
    count_caller(request)
    state, known, form = state_of(request), await signed_in(request), await _form(request)
    if known is None:
        return RedirectResponse(SIGN_IN_PATH, status_code=303)
    next_path, new, sure = safe_path(form.get("next", "")), form.get("new", ""), known
    if not fits_form(known.token, form.get("key", "")):
        return _password_form(state, known, next_path=next_path, error=told("form_too_old"), status=403)
    if new != form.get("again"):
        return _password_form(state, known, next_path=next_path, error=told("not_alike"), status=422)
    sign_ins, now, old = (await _governance(state)).sign_ins, now_in_china(), form.get("old", "")
    try:
        changed = await state.in_thread(lambda: sign_ins.change_password(sure.user.id, old=old, new=new, now=now))
    except GovernanceError as error:
        return _password_form(state, known, next_path=next_path, error=str(error), status=422)
    return _entered(state, changed, next_path)


@router.get("/login/sso")
async def leave_for_sso(request: Request, next: str = "") -> Response:  # noqa: A002 - the name in the address
    """Sends the browser to the city's sign-on."""
    count_caller(request)
    state, now = state_of(request), now_in_china()
    governance = await _governance(state)
    sso = _sso(request)
    if not sso.is_configured:
        return RedirectResponse(SIGN_IN_PATH, status_code=303)
    visit = await state.in_thread(lambda: governance.sso_visits.begin(safe_path(next), now=now))
    try:
        address = await state.in_thread(lambda: sso.departure(visit))
    except SsoError as error:
        return _sso_refusal(request, error)
    response = RedirectResponse(address, status_code=303)
    # The return must come from the browser that left: a code planted by another person is good for nothing.
    response.set_cookie(
        _SSO_COOKIE,
        visit.state,
        max_age=_SSO_SECONDS,
        httponly=True,
        secure=is_secure(state.settings),
        samesite="lax",
        path="/login/sso",
    )
    return response


@router.get("/login/sso/return")
async def return_from_sso(request: Request, state: str = "", code: str = "") -> Response:
    """Takes in whom the city's sign-on sends back."""
    count_caller(request)
    server, now = state_of(request), now_in_china()
    governance = await _governance(server)
    visit = await server.in_thread(lambda: governance.sso_visits.finish(state, now=now))
    if (
        visit is None
        or not code
        or not secrets.compare_digest(request.cookies.get(_SSO_COOKIE, "").encode(), visit.state.encode())
    ):
        return _sso_refusal(request, SsoError("the state does not fit this browser, or took too long"))
    sso = _sso(request)
    try:
        name = await server.in_thread(lambda: sso.arrival(visit, code))
    except SsoError as error:
        return _sso_refusal(request, error)
    user = await server.in_thread(lambda: governance.people.by_sso_name(name))
    if user is None:
        return _sign_in_form(request, next_path=visit.next_path, error=told("sso_unknown"), status=403)
    try:
        known = await server.in_thread(lambda: governance.sign_ins.sign_in_known(user.id, now=now))
    except GovernanceError as error:
        return _sign_in_form(request, next_path=visit.next_path, error=str(error), status=403)
    response = _entered(server, known, visit.next_path)
    response.delete_cookie(_SSO_COOKIE, path="/login/sso")
    return response


@router.get("/login/style.css")
async def style_sheet() -> Response:
    """The style of these pages."""
    return Response(style(), media_type="text/css; charset=utf-8", headers={"Cache-Control": "public, max-age=3600"})


async def _governance(state: ServerState) -> Governance:
    return (await state.parts()).desk.store.governance


def _sso(request: Request) -> SingleSignOn:
    sso: SingleSignOn = request.app.state.sso
    return sso


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form; the body is bounded already, an unreadable one has no fields."""
    body = (await request.body()).decode("utf-8", errors="replace")
    try:
        return dict(parse_qsl(body, keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError:
        return {}


def _entered(state: ServerState, known: SignedIn, next_path: str) -> Response:
    response = _onward(known, next_path)
    set_session_cookie(response, known.token, state.settings)
    response.delete_cookie(_VISITOR_COOKIE, path=SIGN_IN_PATH)
    return response


def _onward(known: SignedIn, next_path: str) -> Response:
    wanted = safe_path(next_path)
    return RedirectResponse(f"/login/password?next={quote(wanted)}" if known.must_change else wanted, status_code=303)


def _sign_in_form(
    request: Request, *, next_path: str, login: str = "", error: str = "", note: str = "", status: int = 200
) -> Response:
    settings = state_of(request).settings
    visitor = request.cookies.get(_VISITOR_COOKIE) or secrets.token_urlsafe(_VISITOR_BYTES)
    has_sso = _sso(request).is_configured
    response = sign_in_page(
        key=form_key(visitor), next_path=next_path, has_sso=has_sso, login=login, error=error, note=note, status=status
    )
    response.set_cookie(
        _VISITOR_COOKIE, visitor, httponly=True, secure=is_secure(settings), samesite="lax", path=SIGN_IN_PATH
    )
    return response


def _password_form(
    state: ServerState,
    known: SignedIn,
    *,
    next_path: str = "/admin",
    error: str = "",
    note: str = "",
    status: int = 200,
) -> Response:
    return password_page(
        key=known.form_key,
        next_path=next_path,
        login=known.user.login,
        min_length=state.settings.password_min_length,
        error=error,
        note=note,
        status=status,
    )


def _sso_refusal(request: Request, error: SsoError) -> Response:
    log_event("sso_failed", level=30, reason=str(error))
    return _sign_in_form(request, next_path="/admin", error=told("sso_failed"), status=502)
