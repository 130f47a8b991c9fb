"""Every error a caller can meet: Chinese, naming the thing, without our insides.

The shape is {"error": {"code", "message"}}; under /v1 it has the other members that OpenAI's clients look for.
"""

from secrets import token_hex

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from channels.words import sentence
from governance.errors import Forbidden, Refused, Stale
from kb.errors import UnknownDocument
from service.http.invalid import what_is_invalid
from service.logs import log_event

OPENAI_PATHS = "/v1/"
_BY_STATUS = {404: ("not_found", "not_found"), 405: ("method_not_allowed", "method_not_allowed")}
# What OpenAI's clients tell apart; everything else is the request's fault.
_OPENAI_TYPES = {401: "authentication_error", 429: "rate_limit_error", 500: "server_error", 503: "server_error"}


class CallerError(Exception):
    """The caller asked for something that cannot be; becomes a response with this status, sentence and headers.

    field: what in the request it is about, as its sender wrote it.
    """

    def __init__(
        self, status: int, code: str, message: str, *, headers: dict[str, str] | None = None, field: str | None = None
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.headers, self.field = status, code, headers, field


def problem(
    path: str,
    status: int,
    code: str,
    message: str,
    *,
    headers: dict[str, str] | None = None,
    field: str | None = None,
) -> JSONResponse:
    """An error response in the shape of the interface the path belongs to."""
    told: dict[str, str | None] = {"code": code, "message": message}
    if path.startswith(OPENAI_PATHS):
        # OpenAI knows no 422: its clients read a bad request as 400.
        status = 400 if status == 422 else status
        told |= {"type": _OPENAI_TYPES.get(status, "invalid_request_error"), "param": field}
    return JSONResponse({"error": told}, status_code=status, headers=headers)


def handle_failures(app: FastAPI) -> None:
    """From now on no error leaves the application in another shape."""

    # async: Starlette runs handlers that are not in a thread of their own for nothing.
    @app.exception_handler(CallerError)
    async def caller_error(request: Request, error: CallerError) -> Response:
        path = request.url.path
        return problem(path, error.status, error.code, str(error), headers=error.headers, field=error.field)

    @app.exception_handler(UnknownDocument)
    async def unknown(request: Request, error: UnknownDocument) -> Response:
        return problem(request.url.path, 404, "unknown_document", sentence("not_found"))

    # The rules of the office speak for themselves: their texts are sentences an official reads.
    @app.exception_handler(Forbidden)
    async def forbidden(request: Request, error: Forbidden) -> Response:
        return problem(request.url.path, 403, "forbidden", str(error))

    @app.exception_handler(Refused)
    async def refused(request: Request, error: Refused) -> Response:
        return problem(request.url.path, 422, error.code, str(error))

    @app.exception_handler(Stale)
    async def stale(request: Request, error: Stale) -> Response:
        return problem(request.url.path, 409, "stale", str(error))

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        message, field = what_is_invalid(error.errors())
        return problem(request.url.path, 422, "bad_request", message, field=field)

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> Response:
        code, key = _BY_STATUS.get(error.status_code, ("bad_request", "not_json"))
        headers = dict(error.headers or {})
        return problem(request.url.path, error.status_code, code, sentence(key), headers=headers)

    @app.exception_handler(Exception)
    async def broken(request: Request, error: Exception) -> Response:
        return failure(error, request.url.path)


def failure(error: BaseException, path: str) -> JSONResponse:
    """Something broke on our side: the log gets the traceback, the caller a number to name."""
    incident = token_hex(4)
    log_event("failure", level=40, failure=error, incident=incident)
    return problem(path, 500, "failed", sentence("failed", incident=incident))
