"""Every error a caller can meet, as {"error": {"code", "message"}}: Chinese, naming the thing, without our insides."""

from secrets import token_hex

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from channels.words import sentence
from kb.errors import UnknownDocument
from service.logs import log_event

_PROBLEMS = {
    "missing": "缺少 {field}",
    "extra_forbidden": "不认识的字段 {field}",
    "string_type": "{field} 应为文字",
    "json_invalid": "",
}
_BY_STATUS = {404: ("not_found", "not_found"), 405: ("method_not_allowed", "method_not_allowed")}


class CallerError(Exception):
    """The caller asked for something that cannot be; becomes a response with this status, sentence and headers."""

    def __init__(self, status: int, code: str, message: str, *, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.headers = status, code, headers


def problem(status: int, code: str, message: str, headers: dict[str, str] | None = None) -> JSONResponse:
    """An error response in the one shape."""
    return JSONResponse({"error": {"code": code, "message": message}}, status_code=status, headers=headers)


def handle_failures(app: FastAPI) -> None:
    """From now on no error leaves the application in another shape."""

    # async: Starlette runs handlers that are not in a thread of their own for nothing.
    @app.exception_handler(CallerError)
    async def caller_error(request: Request, error: CallerError) -> Response:
        return problem(error.status, error.code, str(error), error.headers)

    @app.exception_handler(UnknownDocument)
    async def unknown(request: Request, error: UnknownDocument) -> Response:
        return problem(404, "unknown_document", sentence("not_found"))

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        return problem(422, "bad_request", _what_is_invalid(error))

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> Response:
        code, key = _BY_STATUS.get(error.status_code, ("bad_request", "not_json"))
        return problem(error.status_code, code, sentence(key))

    @app.exception_handler(Exception)
    async def broken(request: Request, error: Exception) -> Response:
        return failure(error)


def failure(error: BaseException) -> JSONResponse:
    """Something broke on our side: the log gets the traceback, the caller a number to name."""
    incident = token_hex(4)
    log_event("failure", level=40, failure=error, incident=incident)
    return problem(500, "failed", sentence("failed", incident=incident))


def _what_is_invalid(error: RequestValidationError) -> str:
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return sentence("not_json")
    field = ".".join(str(part) for part in first["loc"] if part not in ("body", "query", "path")) or "正文"
    told = _PROBLEMS.get(
        first["type"], "{field} 的值不可用（" + first["msg"].replace("{", "{{").replace("}", "}}") + "）"
    )
    return sentence("bad_request", problem=told.format(field=field))
