"""Asks the running server on behalf of the command line, because that one owns the search indexes."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel, ValidationError

from kb.ownership import Owner, owner_of
from service.document_views import DocumentView
from service.errors import ServerProblem
from service.index_views import VerificationView
from service.search_views import SearchPage
from service.views import AskedView

ANSWER_SECONDS = 60.0
# Comparing all of a large index reads all of it.
VERIFY_SECONDS = 600.0
CHANNEL_HEADER = "X-Jiedu-Channel"

View = TypeVar("View", bound=BaseModel)


def running_server(home: Path) -> str | None:
    """The address of the server that owns this home now; None when none does, whatever a killed one left written."""
    owner = owner_of(home)
    return owner.address if owner else None


def reach(home: Path, *, channel: str = "cli") -> "RunningServer | None":
    """The server that owns this home now, to be asked; None when none does."""
    owner = owner_of(home)
    return RunningServer(owner, owner.address, channel=channel) if owner and owner.address else None


class RunningServer:
    """The server of this home, asked as its operator; every method raises ServerProblem with what it says."""

    def __init__(self, owner: Owner, address: str, *, channel: str) -> None:
        """channel: under which questions are stored."""
        self.address = address
        self._headers = {CHANNEL_HEADER: channel}
        if owner.key:
            self._headers["Authorization"] = f"Bearer {owner.key}"

    def ask(self, question: str, *, on: date, conversation_id: str | None, explain: bool) -> AskedView:
        """The server's answer."""
        body: dict[str, object] = {"question": question, "on": on.isoformat(), "explain": explain}
        if conversation_id:
            body["conversation_id"] = conversation_id
        return self._sent(AskedView, "POST", "/api/v1/ask", json=body)

    def search(self, words: str, *, on: date, limit: int) -> SearchPage:
        """The passages the server finds."""
        return self._sent(
            SearchPage, "GET", "/api/v1/search", params={"q": words, "on": on.isoformat(), "limit": limit}
        )

    def document(self, document_id: str, *, on: date) -> DocumentView:
        """A document as citizens may see it."""
        path = f"/api/v1/documents/{quote(document_id, safe='')}"
        return self._sent(DocumentView, "GET", path, params={"on": on.isoformat()})

    def verify_index(self) -> VerificationView:
        """The indexes compared with the records."""
        return self._sent(VerificationView, "GET", "/operate/index", seconds=VERIFY_SECONDS)

    def _sent(
        self,
        view: type[View],
        method: str,
        path: str,
        *,
        json: Mapping[str, object] | None = None,
        params: Mapping[str, str | int] | None = None,
        seconds: float = ANSWER_SECONDS,
    ) -> View:
        # The proxies of the environment are for the outside; the server is on this machine.
        try:
            answer = httpx.request(
                method,
                f"{self.address}{path}",
                json=json,
                params=params,
                headers=self._headers,
                timeout=seconds,
                trust_env=False,
            )
        except httpx.HTTPError as error:
            raise ServerProblem(
                f"正在运行的服务（{self.address}）没有答复：{error}。请稍后再试，或重新启动服务"
            ) from error
        if answer.status_code != httpx.codes.OK:
            raise ServerProblem(_refusal(answer))
        try:
            return view.model_validate_json(answer.content)
        except ValidationError as error:
            raise ServerProblem("正在运行的服务与这个命令的版本不同，请重新启动服务") from error


def _refusal(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return f"正在运行的服务答复了错误 {answer.status_code}，请查看它的日志"
