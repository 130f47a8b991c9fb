"""The tools themselves, for any transport."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, TypeVar

import anyio.to_thread
from anyio import CapacityLimiter
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import CallToolResult, TextContent, ToolAnnotations
from pydantic import BaseModel, Field

from kb.errors import JieduError
from service.errors import told
from service.http.answering import without_half_characters
from service.http.failures import CallerError
from service.mcp.rendering import ExcerptView, excerpt_of, told_answer, told_excerpt, told_hits, wording
from service.mcp.sources import Source
from service.search_views import SearchPage
from service.version import version
from service.views import AskedView

QUESTION_LIMIT = 4000
HITS_LIMIT = 20

Result = TypeVar("Result")

# Asking stores the question with its answer, which changes nothing that the caller can see.
_READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)


@dataclass(frozen=True)
class _Desk:
    """What every tool needs. base: the address of our pages. limiter: the threads for questions."""

    source: Source
    base: str
    limiter: CapacityLimiter | None

    async def outcome(self, work: Callable[[Source], Result]) -> Result:
        """What the source gives. Raises ToolError, which the model reads, for what can be told; the rest is a crash."""
        try:
            return await anyio.to_thread.run_sync(lambda: work(self.source), limiter=self.limiter)
        except CallerError as error:
            raise ToolError(str(error)) from error
        except JieduError as error:
            raise ToolError(told(error)) from error


def make_server(source: Source, *, base: str, limiter: CapacityLimiter | None = None) -> MCPServer[None]:
    """An MCP server with the tools ask, search and get_document.

    base: the address under which people open our pages, "" when there is none. limiter: the threads for questions.
    """
    server: MCPServer[None] = MCPServer(
        "jiedu",
        title="解读 jiedu",
        version=version(),
        instructions=wording()["server"]["instructions"].strip(),
        log_level="WARNING",
    )
    desk = _Desk(source, base, limiter)
    for add in (_add_ask, _add_search, _add_get_document):
        add(server, desk)
    return server


def _add_ask(server: MCPServer[None], desk: _Desk) -> None:
    words = wording()["ask"]

    @server.tool(title=words["title"], description=words["description"], annotations=_READS)
    async def ask(
        question: Annotated[str, Field(description=words["question"], max_length=QUESTION_LIMIT)],
        conversation_id: Annotated[
            str | None, Field(description=words["conversation_id"], pattern=r"^[A-Za-z0-9_-]{1,64}$")
        ] = None,
        on: Annotated[date | None, Field(description=words["on"])] = None,
    ) -> Annotated[CallToolResult, AskedView]:
        text = without_half_characters(question)
        view = await desk.outcome(lambda source: source.ask(text, on=on, conversation_id=conversation_id))
        return _result(told_answer(view, desk.base), view)


def _add_search(server: MCPServer[None], desk: _Desk) -> None:
    words = wording()["search"]

    @server.tool(title=words["title"], description=words["description"], annotations=_READS)
    async def search(
        query: Annotated[str, Field(description=words["query"], min_length=1, max_length=1000)],
        limit: Annotated[int, Field(description=words["limit"], ge=1, le=HITS_LIMIT)] = 5,
        on: Annotated[date | None, Field(description=words["on"])] = None,
    ) -> Annotated[CallToolResult, SearchPage]:
        text = without_half_characters(query)
        page = await desk.outcome(lambda source: source.search(text, on=on, limit=limit))
        return _result(told_hits(page, desk.base), page)


def _add_get_document(server: MCPServer[None], desk: _Desk) -> None:
    words = wording()["get_document"]

    @server.tool(title=words["title"], description=words["description"], annotations=_READS)
    async def get_document(
        document_id: Annotated[str, Field(description=words["document_id"], max_length=100)],
        start: Annotated[int, Field(description=words["start"], ge=0, le=100_000_000)] = 0,
        length: Annotated[int, Field(description=words["length"], ge=100, le=20_000)] = 8000,
        on: Annotated[date | None, Field(description=words["on"])] = None,
    ) -> Annotated[CallToolResult, ExcerptView]:
        name = without_half_characters(document_id)
        document = await desk.outcome(lambda source: source.document(name, on=on))
        excerpt = excerpt_of(document, start=start, length=length)
        return _result(told_excerpt(excerpt, desk.base), excerpt)


def _result(text: str, view: BaseModel) -> CallToolResult:
    structured = view.model_dump(mode="json", exclude={"trace"})
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=structured)
