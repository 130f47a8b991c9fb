"""From where the tools get what they tell: the parts of this process, or the server that owns the home."""

from collections.abc import Callable
from datetime import date
from threading import RLock, Timer
from typing import Protocol

from service.clock import today_in_china
from service.compose import Parts, build
from service.document_views import DocumentView, document_view
from service.errors import ServiceError
from service.http.reading import public_document
from service.running import RunningServer, reach
from service.search_views import SearchPage, search_page
from service.settings import Settings
from service.views import AskedView, asked_view

CHANNEL = "mcp"
# Long enough for a model's next call, short enough that a server can soon be started on the same home.
IDLE_SECONDS = 20.0


class Source(Protocol):
    """What the tools ask; synchronous, called in threads."""

    def ask(self, question: str, *, on: date | None, conversation_id: str | None) -> AskedView:
        """The one answer."""
        ...

    def search(self, words: str, *, on: date | None, limit: int) -> SearchPage:
        """The passages found."""
        ...

    def document(self, document_id: str, *, on: date | None) -> DocumentView:
        """A document as citizens may see it. Raises CallerError or ServerProblem for one that is not."""
        ...


class OpenParts:
    """Answers from parts that are open, as a server's are."""

    def __init__(self, parts: Callable[[], Parts], *, count: Callable[[str, float], None]) -> None:
        """count: told the status of each answer and its seconds."""
        self._parts = parts
        self._count = count

    def ask(self, question: str, *, on: date | None, conversation_id: str | None) -> AskedView:
        engine = self._parts().engine
        day = on or today_in_china()
        answer = engine.ask(question, on=day, conversation_id=conversation_id, channel=CHANNEL)
        self._count(answer.status.value, answer.timings_ms.get("total", 0.0) / 1000)
        return asked_view(answer, explain=False)

    def search(self, words: str, *, on: date | None, limit: int) -> SearchPage:
        return search_page(self._parts().engine.find(words, on=on or today_in_china(), limit=limit))

    def document(self, document_id: str, *, on: date | None) -> DocumentView:
        return document_view(public_document(self._parts(), document_id), on or today_in_china())


class WhoeverOwns:
    """Asks the running server; while none runs, opens the home here and gives it back when nobody asked for a while.

    A client keeps `jiedu mcp` running for days: it must neither keep a server from starting nor end with one.
    """

    def __init__(self, settings: Settings, *, idle_seconds: float = IDLE_SECONDS) -> None:
        self._settings = settings
        self._idle_seconds = idle_seconds
        self._lock = RLock()
        self._parts: Parts | None = None
        self._timer: Timer | None = None

    def ask(self, question: str, *, on: date | None, conversation_id: str | None) -> AskedView:
        with self._lock:
            server = self._server()
            if server is None:
                return self._here().ask(question, on=on, conversation_id=conversation_id)
        return server.ask(question, on=on or today_in_china(), conversation_id=conversation_id, explain=False)

    def search(self, words: str, *, on: date | None, limit: int) -> SearchPage:
        with self._lock:
            server = self._server()
            if server is None:
                return self._here().search(words, on=on, limit=limit)
        return server.search(words, on=on or today_in_china(), limit=limit)

    def document(self, document_id: str, *, on: date | None) -> DocumentView:
        with self._lock:
            server = self._server()
            if server is None:
                return self._here().document(document_id, on=on)
        return server.document(document_id, on=on or today_in_china())

    def close(self) -> None:
        """The home is given back, if it was open here."""
        with self._lock:
            if self._timer:
                self._timer.cancel()
            if self._parts:
                self._parts.desk.close()
            self._parts = self._timer = None

    def _server(self) -> RunningServer | None:
        return None if self._parts else reach(self._settings.home, channel=CHANNEL)

    def _here(self) -> OpenParts:
        """The home opened in this process; given back after a while without questions."""
        parts = self._parts or self._opened()
        self._parts = parts
        if self._timer:
            self._timer.cancel()
        self._timer = Timer(self._idle_seconds, self.close)
        self._timer.daemon = True
        self._timer.start()
        return OpenParts(lambda: parts, count=lambda status, seconds: None)

    def _opened(self) -> Parts:
        parts = build(self._settings)
        if parts.desk.shelves.is_outdated:
            parts.desk.close()
            raise ServiceError("索引由另一个模型或词表制成，请先运行 jiedu index rebuild")
        return parts
