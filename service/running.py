"""Asks the running server on behalf of the command line, because that one owns the search indexes."""

from datetime import date
from pathlib import Path

import httpx
from pydantic import ValidationError

from kb.ownership import owner_of
from service.errors import ServerProblem
from service.views import AskedView

ANSWER_SECONDS = 60.0


def running_server(home: Path) -> str | None:
    """The address of the server that owns this home now; None when none does, whatever a killed one left written."""
    owner = owner_of(home)
    return owner.address if owner else None


def ask_server(server: str, question: str, *, on: date, conversation_id: str | None, explain: bool) -> AskedView:
    """The server's answer. Raises ServerProblem with the server's own words when it refuses."""
    body: dict[str, object] = {"question": question, "on": on.isoformat(), "explain": explain}
    if conversation_id:
        body["conversation_id"] = conversation_id
    try:
        # The proxies of the environment are for the outside; the server is on this machine.
        answer = httpx.post(f"{server}/api/v1/ask", json=body, timeout=ANSWER_SECONDS, trust_env=False)
    except httpx.HTTPError as error:
        raise ServerProblem(f"正在运行的服务（{server}）没有答复：{error}。请稍后再试，或重新启动服务") from error
    if answer.status_code != httpx.codes.OK:
        raise ServerProblem(_refusal(answer))
    try:
        return AskedView.model_validate_json(answer.content)
    except ValidationError as error:
        raise ServerProblem("正在运行的服务与这个命令的版本不同，请重新启动服务") from error


def _refusal(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return f"正在运行的服务答复了错误 {answer.status_code}，请查看它的日志"
