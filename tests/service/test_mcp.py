"""The MCP SDK's own client, unchanged: over Streamable HTTP, and over the standard streams of `jiedu mcp`."""

import asyncio
import os
import shutil
import socket
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import httpx2
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult, TextContent
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.transcripts import AnswerRow
from channels.purposes import TokenPurpose
from kb.ownership import IndexOwnership, owner_of
from service.compose import build, open_store
from service.http.app import create_app
from service.loading import Loading
from service.mcp.sources import WhoeverOwns
from service.settings import Settings
from tests.operators import security
from tests.service.serving import serving

ROOT = Path(__file__).parents[2]
HOTLINE = {"question": "12345热线由哪个单位负责？", "on": "2026-11-23"}

Result = TypeVar("Result")
Use = Callable[[Client], Awaitable[Result]]


@pytest.fixture(scope="module")
def home(settings: Settings, client: TestClient, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home like that of the test client, which nobody owns."""
    copied = tmp_path_factory.mktemp("mcp") / "home"
    shutil.copytree(settings.home, copied, ignore=shutil.ignore_patterns("index.lock", "server.json"))
    return copied


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    """A server with /mcp that owns the home, as `jiedu serve` does."""
    listener = socket.create_server(("127.0.0.1", 0))
    settings = Settings(home=home, mcp=True)
    ownership = IndexOwnership(home, address=f"http://127.0.0.1:{listener.getsockname()[1]}")
    loading = Loading(lambda: build(settings, ownership), on_failure=lambda: None)
    app = create_app(settings, loading, instance="test", operator_key=ownership.key)
    with serving(app, listener, lifespan="on") as address:
        yield address


def over_stdio(home: Path, use: Use[Result]) -> Result:
    command = ["-c", "from service.cli import main; main()", "mcp"]
    mine = {name: value for name, value in os.environ.items() if not name.startswith("JIEDU_")}
    environment = mine | {"PYTHONPATH": str(ROOT), "JIEDU_HOME": str(home)}
    return used(StdioServerParameters(command=sys.executable, args=command, env=environment), use)


def used(server: Any, use: Use[Result], mode: str = "auto") -> Result:  # Any: what the SDK's Client takes
    async def run() -> Result:
        async with Client(server, mode=mode, read_timeout_seconds=60) as client:
            return await use(client)

    return asyncio.run(run())


def words(result: CallToolResult) -> str:
    return "".join(block.text for block in result.content if isinstance(block, TextContent))


def structured(result: CallToolResult) -> dict[str, Any]:
    assert not result.is_error, words(result)
    assert isinstance(result.structured_content, dict)
    return result.structured_content


async def visit(client: Client) -> tuple[list[str], dict[str, Any], dict[str, Any], dict[str, Any], str]:
    """What a model does: asks, looks for more, and reads the document."""
    tools = [tool.name for tool in (await client.list_tools()).tools]
    asked = await client.call_tool("ask", HOTLINE)
    found = structured(await client.call_tool("search", {"query": "12345热线", "limit": 3}))
    document = structured(asked)["citations"][0]["document_id"]
    read = structured(await client.call_tool("get_document", {"document_id": document, "length": 20000}))
    return tools, structured(asked), found, read, words(asked)


def check(visited: tuple[list[str], dict[str, Any], dict[str, Any], dict[str, Any], str]) -> None:
    tools, asked, found, read, told = visited
    assert tools == ["ask", "search", "get_document"]
    assert asked["status"] == "answered"
    assert len(found["hits"]) == 3
    for citation in asked["citations"]:
        assert read["text"][citation["start"] : citation["end"]] == citation["quote"]
        assert citation["quote"] in told
    assert "荆政办文〔2018〕13号" in told


def test_the_tools_over_standard_streams_without_a_server(home: Path) -> None:
    check(over_stdio(home, visit))

    assert owner_of(home) is None


def test_the_home_is_given_back_when_nobody_asks_for_a_while(home: Path) -> None:
    source = WhoeverOwns(Settings(home=home), idle_seconds=0.1)

    first = source.search("12345热线", on=None, limit=1)
    deadline = time.monotonic() + 30
    while owner_of(home) is not None and time.monotonic() < deadline:
        time.sleep(0.05)

    assert owner_of(home) is None
    assert source.search("12345热线", on=None, limit=1) == first
    source.close()


def test_the_tools_over_standard_streams_beside_the_running_server(home: Path, address: str) -> None:
    check(over_stdio(home, visit))

    with open_store(Settings(home=home)) as store, store.database.reading() as session:
        channels = set(session.scalars(select(AnswerRow.channel)))
    assert "mcp" in channels


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_tools_over_http_with_the_new_and_the_old_handshake(address: str, mode: str) -> None:
    check(used(f"{address}/mcp", visit, mode))


def test_a_conversation_goes_on(address: str) -> None:
    async def talk(client: Client) -> dict[str, Any]:
        first = structured(await client.call_tool("ask", {"question": "穗府办规〔2025〕8号还有效吗？"}))
        then = {"question": "是哪个单位印发的？", "conversation_id": first["conversation_id"]}
        return structured(await client.call_tool("ask", then))

    assert used(f"{address}/mcp", talk)["continued"]


def test_a_long_document_is_read_in_stretches(address: str) -> None:
    async def read(client: Client) -> tuple[str, str]:
        document = structured(await client.call_tool("ask", HOTLINE))["citations"][0]["document_id"]
        whole = structured(await client.call_tool("get_document", {"document_id": document, "length": 20000}))
        stretches, start = "", 0
        while start is not None:
            one = structured(
                await client.call_tool("get_document", {"document_id": document, "start": start, "length": 500})
            )
            stretches, start = stretches + one["text"], one["next_start"]
        return whole["text"], stretches

    whole, stretches = used(f"{address}/mcp", read)
    assert whole == stretches


@pytest.mark.parametrize(
    ("tool", "arguments", "told"),
    [
        ("get_document", {"document_id": "d-0000"}, "没有这份文件：d-0000"),
        ("get_document", {"document_id": "../../etc/passwd"}, "没有这份文件"),
        ("search", {"query": ""}, "query"),
        ("ask", {"question": "低保" * 3000}, "question"),
    ],
)
def test_what_cannot_be_done_is_told_to_the_model(
    address: str, tool: str, arguments: dict[str, Any], told: str
) -> None:
    result = used(f"{address}/mcp", lambda client: client.call_tool(tool, arguments))

    assert result.is_error
    assert told in words(result)


def test_a_token_is_checked_as_for_every_program(home: Path, address: str) -> None:
    with open_store(Settings(home=home)) as store:
        plain = store.tokens.issue("大模型平台", TokenPurpose.API, by=security("李工"))

    async def list_with(key: str) -> int:
        headers = {"Authorization": f"Bearer {key}"}
        async with (
            httpx2.AsyncClient(headers=headers) as http,
            Client(streamable_http_client(f"{address}/mcp", http_client=http)) as client,
        ):
            return len((await client.list_tools()).tools)

    assert asyncio.run(list_with(plain)) == 3
    refused = httpx2.post(f"{address}/mcp", json={}, headers={"Authorization": "Bearer jiedu-wrong"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (401, "token_refused")


def test_there_is_no_mcp_over_http_unless_it_was_turned_on(client: TestClient) -> None:
    assert client.post("/mcp", json={}).status_code == 404
