"""How the sign-in pages look: plain HTML that works without a script, everything typed by people escaped."""

import tomllib
from functools import cache
from html import escape
from importlib.resources import files
from string import Template

from starlette.responses import HTMLResponse
from starlette.status import HTTP_200_OK

# Nothing of a sign-in page is kept by a browser or a proxy.
_HEADERS = {"Cache-Control": "no-store"}


def told(key: str) -> str:
    """A sentence of login.toml."""
    return _sentences()[key]


def sign_in_page(
    *,
    key: str,
    next_path: str,
    has_sso: bool,
    login: str = "",
    error: str = "",
    note: str = "",
    status: int = HTTP_200_OK,
) -> HTMLResponse:
    """The form for name and password. error: why the last try failed; note: what has happened."""
    sso = f'<p class="sso"><a href="/login/sso?next={escape(next_path)}">{escape(told("sso_link"))}</a></p>'
    body = _template("login_form.html").substitute(
        key=escape(key),
        next=escape(next_path),
        login=escape(login[:64]),
        sso=sso if has_sso else "",
        error_attributes=_marked(error),
    )
    return _page(told("sign_in"), body, error=error, note=note, status=status)


def password_page(
    *, key: str, next_path: str, login: str, min_length: int, error: str = "", note: str = "", status: int = HTTP_200_OK
) -> HTMLResponse:
    """The form to change one's own password, and the way out."""
    body = _template("password_form.html").substitute(
        key=escape(key),
        next=escape(next_path),
        login=escape(login),
        min_length=min_length,
        error_attributes=_marked(error),
    )
    return _page(told("change_password"), body, error=error, note=note, status=status)


def style() -> str:
    """The style sheet of these pages."""
    return files("service.http").joinpath("login.css").read_text("utf-8")


def _page(title: str, body: str, *, error: str, note: str, status: int) -> HTMLResponse:
    message = f'<p class="notice" id="problem" role="alert">{escape(error)}</p>' if error else ""
    if note and not error:
        message = f'<p class="notice" role="status">{escape(note)}</p>'
    page = _template("login.html").substitute(title=escape(title), message=message, body=body)
    return HTMLResponse(page, status_code=status, headers=_HEADERS)


def _marked(error: str) -> str:
    return 'aria-invalid="true" aria-describedby="problem"' if error else ""


@cache
def _template(name: str) -> Template:
    return Template(files("service.http").joinpath(name).read_text("utf-8"))


@cache
def _sentences() -> dict[str, str]:
    return {key: str(value) for key, value in tomllib.loads(_toml()).items()}


def _toml() -> str:
    return files("service.http").joinpath("login.toml").read_text("utf-8")
