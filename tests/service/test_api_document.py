"""docs/api.md is true: it names every route and parameter, and each of its examples was run and answered as it says."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openai import OpenAI
from starlette.testclient import TestClient

from channels.purposes import TokenPurpose
from service.compose import Parts
from tests.operators import security
from tests.service.serving import running

DOCUMENT = Path(__file__).parents[2].joinpath("docs", "api.md").read_text("utf-8")
SECTION = re.compile(r"^###? (GET|POST|DELETE) (\S+)\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SECTIONS = {(method, path): text for method, path, text in SECTION.findall(DOCUMENT)}
EXAMPLES = [
    pytest.param(command, blocks[place + 1 : place + 2], id=f"{method} {path} {place}")
    for (method, path), text in SECTIONS.items()
    for blocks in [BLOCK.findall(text)]
    for place, (kind, command) in enumerate(blocks)
    if kind == "bash"
]


@pytest.fixture(scope="module")
def shell(client: TestClient, parts: Parts) -> Iterator[dict[str, str]]:
    """The variables that the examples use."""
    asked = client.post("/api/v1/ask", json={"question": "12345热线由哪个单位负责？", "on": "2026-11-23"}).json()
    citation = asked["citations"][0]
    with running(client) as address:
        yield {
            **os.environ,
            "BASE": address,
            "TOKEN": parts.desk.store.tokens.issue("在荆门", TokenPurpose.API, by=security("李工")),
            "DOCUMENT": citation["document_id"],
            "PASSAGE": citation["passage_id"],
            "CONVERSATION": asked["conversation_id"],
            "ANSWER": asked["id"],
            "NO_PROXY": "*",
        }


@pytest.mark.parametrize(("command", "shown"), EXAMPLES)
def test_an_example_is_answered_as_shown(shell: dict[str, str], command: str, shown: list[tuple[str, str]]) -> None:
    done = subprocess.run(["bash", "-c", command], env=shell, capture_output=True, text=True, check=True)

    if not shown or shown[0][0] == "bash":
        assert done.stdout
    elif shown[0][0] == "json":
        agree(json.loads(shown[0][1]), json.loads(done.stdout), "$")
    else:
        assert all(line in done.stdout for line in shown[0][1].splitlines())


def test_every_route_has_its_section_with_all_it_takes(client: TestClient) -> None:
    described: dict[str, Any] = client.get("/openapi.json").json()
    schemas = described["components"]["schemas"]

    untold = [
        f"{method.upper()} {path}: {name}"
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
        for name in _names(operation, schemas)
        if not re.search(rf"`{name}[`.]", SECTIONS.get((method.upper(), path), ""))
    ]

    assert untold == []
    assert {(method.upper(), path) for path, methods in described["paths"].items() for method in methods} == set(
        SECTIONS
    )


def test_the_python_example_prints_quotations_with_their_sources(
    shell: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    (code,) = [text for kind, text in BLOCK.findall(DOCUMENT) if kind == "python"]
    code = code.replace("http://127.0.0.1:8000", shell["BASE"]).replace("jiedu-…", shell["TOKEN"])

    exec(compile(code, "docs/api.md", "exec"), {"OpenAI": OpenAI})

    printed = capsys.readouterr().out
    assert "(责任单位:市信访局) 关于分解落实2018年全市政务公开工作重点任务的通知" in printed


def agree(shown: Any, given: Any, place: str) -> None:
    """What is shown is part of what was given: "…" stands for any text, a number for any number."""
    if isinstance(shown, dict):
        assert set(shown) <= set(given), place
        for name, value in shown.items():
            agree(value, given[name], f"{place}.{name}")
    elif isinstance(shown, list):
        assert len(shown) <= len(given), place
        for number, value in enumerate(shown):
            agree(value, given[number], f"{place}[{number}]")
    elif isinstance(shown, str) and "…" in shown:
        pattern = ".*".join(re.escape(part) for part in shown.split("…"))
        assert re.fullmatch(pattern, given or "", re.DOTALL), (place, shown, given)
    elif isinstance(shown, float):
        assert isinstance(given, (int, float)), place
    elif place.endswith(("created", "next_offset")):
        assert isinstance(given, int), place
    else:
        assert shown == given, place


def _names(operation: dict[str, Any], schemas: dict[str, Any]) -> list[str]:
    """Query parameters and body fields; what stands in the path is in the heading."""
    asked = [item["name"] for item in operation.get("parameters", []) if item["in"] == "query"]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return asked + list(schemas.get(body.get("$ref", "").rsplit("/", 1)[-1], {}).get("properties", {}))
