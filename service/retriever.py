"""jiedu as a retriever of LangChain: pip install 'jiedu[langchain]'.

    JieduRetriever.of_server("http://127.0.0.1:8000")       asks the running server
    JieduRetriever.of_engine(parts.engine)                  inside a program that built jiedu itself

What it gives to a model is published, in force on the day asked about unless wished otherwise, and names its source.
"""

from collections.abc import Callable
from datetime import date
from typing import Self

import httpx
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import Field

from bot.engine import Engine
from kb.documents import Validity
from service.clock import today_in_china
from service.errors import ServerProblem
from service.search_views import HitView, SearchPage, search_page

# Documents of this standing never support an answer about the present (R§3.3).
_NOT_NOW = {Validity.REPEALED.value, Validity.EXPIRED.value, Validity.NOT_YET_IN_FORCE.value}
# Some of what is found is left out afterwards; so much more is asked for.
_SPARE = 3
_MOST = 50
_LONGEST_QUESTION = 1000
_SECONDS = 30.0

Find = Callable[[str, date, int], list[HitView]]
"""Words, the day the standing is told for, and how many at most -> the best first."""


class JieduRetriever(BaseRetriever):
    """Finds passages of published documents; page_content is the passage word for word, metadata where it stands.

    k: how many at most. on: the day documents must be in force on, None for today. also_ended: give documents that
    are not in force as well; their standing is in metadata["validity"].
    """

    find: Find
    k: int = Field(default=4, ge=1, le=_MOST)
    on: date | None = None
    also_ended: bool = False

    @classmethod
    def of_engine(cls, engine: Engine, *, k: int = 4, on: date | None = None, also_ended: bool = False) -> Self:
        """Over an engine in this process."""

        def found(text: str, day: date, limit: int) -> list[HitView]:
            return search_page(engine.find(text, on=day, limit=limit)).hits

        return cls(find=found, k=k, on=on, also_ended=also_ended)

    @classmethod
    def of_server(
        cls, url: str, *, token: str = "", k: int = 4, on: date | None = None, also_ended: bool = False
    ) -> Self:
        """Over a running server. token: of jiedu tokens issue, where the server asks for one."""
        client = httpx.Client(
            base_url=url,
            headers={"Authorization": f"Bearer {token}"} if token else {},
            timeout=_SECONDS,
            trust_env=False,
        )
        return cls(find=lambda text, day, limit: _asked(client, text, day, limit), k=k, on=on, also_ended=also_ended)

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun | None = None
    ) -> list[Document]:
        del run_manager
        if not query.strip():
            return []
        limit = self.k if self.also_ended else min(_MOST, self.k * _SPARE)
        hits = self.find(query[:_LONGEST_QUESTION], self.on or today_in_china(), limit)
        kept = [hit for hit in hits if self.also_ended or hit.validity not in _NOT_NOW]
        return [_document(hit) for hit in kept[: self.k]]


def _asked(client: httpx.Client, text: str, day: date, limit: int) -> list[HitView]:
    try:
        answer = client.get("/api/v1/search", params={"q": text, "on": day.isoformat(), "limit": limit})
        answer.raise_for_status()
        return SearchPage.model_validate_json(answer.content).hits
    except (httpx.HTTPError, ValueError) as error:
        raise ServerProblem(f"没有查到：{client.base_url} 的服务没有正常答复（{error}）") from error


def _document(hit: HitView) -> Document:
    metadata = hit.model_dump(exclude={"text"})
    return Document(page_content=hit.text, metadata=metadata, id=hit.passage_id)
