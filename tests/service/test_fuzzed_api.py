"""Whatever is sent to whatever route: none breaks, and every refusal has its one shape, in Chinese."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from starlette.routing import Route
from starlette.testclient import TestClient

from service.http.app import ROUTES
from tests.service.serving import running

# A few shapes of each request in every run, always the same: a run that fails can be repeated.
BOUNDED = settings(
    max_examples=5, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
CHINESE = re.compile("[\u4e00-\u9fff]")
# More than three English words in a row are a sentence; fewer are names of fields and formats.
ENGLISH = re.compile(r"[A-Za-z]+(?:\s+[A-Za-z]+){3,}")

ODD_TEXT = st.text(max_size=40) | st.sampled_from(
    ["", "\x00", "..", "%2e%2e%2f", "\ud83d", "0", "-1", "a" * 3000, "null"]
)
ODD_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=8,
)
FIELDS = ["question", "messages", "model", "on", "stream", "metadata", "conversation_id", "verdict", "words", "n"]
ODD_BODY = ODD_JSON | st.dictionaries(st.sampled_from(FIELDS), ODD_JSON, max_size=5)


@pytest.fixture(scope="module")
def address(client: TestClient) -> Iterator[str]:
    with running(client) as address:
        yield address


def check(status: int, media_type: str, body: str, where: str) -> None:
    # 502 and 503 are told on purpose: another system, or a part of ours, cannot be reached.
    assert status != 500, (where, body)
    # Platforms are answered in the forms they know; everybody else reads why in Chinese.
    if status >= 400 and media_type.startswith("application/json"):
        message = json.loads(body)["error"]["message"]
        assert CHINESE.search(message), (where, message)
        assert not ENGLISH.search(message), (where, message)


@pytest.mark.parametrize("mode", GenerationMode, ids=lambda mode: mode.value)
def test_no_described_route_breaks(address: str, mode: GenerationMode) -> None:
    described = schemathesis.openapi.from_url(f"{address}/openapi.json")

    for found in described.get_all_operations():
        _send_all(found.ok().as_strategy(generation_mode=mode))


def _send_all(cases: st.SearchStrategy[Case]) -> None:
    @BOUNDED
    @given(cases)
    def send(case: Case) -> None:
        # A made-up token is refused before anything else is looked at (see test_callers.py).
        case.headers.pop("Authorization", None)
        response = case.call()
        check(response.status_code, response.headers["content-type"][0], response.text, case.as_curl_command())

    # A route that takes nothing cannot be asked wrongly.
    with suppress(Unsatisfiable):
        send()


def test_no_route_breaks_on_odd_paths_queries_and_bodies(client: TestClient) -> None:
    routes = [
        (route.path, method)
        for module in ROUTES
        for route in module.router.routes
        if isinstance(route, Route)
        for method in sorted(route.methods or ())
    ]
    assert len(routes) > 20

    for path, method in routes:
        _bombard(client, path, method)


def _bombard(client: TestClient, path: str, method: str) -> None:
    names = re.findall(r"{(\w+)", path)

    @BOUNDED
    @given(
        filled=st.fixed_dictionaries(dict.fromkeys(names, ODD_TEXT)),
        query=st.dictionaries(st.sampled_from(["on", "limit", "start", "end", "version", "q", "kind"]), ODD_TEXT),
        body=ODD_BODY,
    )
    def send(filled: dict[str, str], query: dict[str, str], body: Any) -> None:  # Any: whatever JSON can be
        target = re.sub(r"{(\w+)[^}]*}", lambda found: _quoted(filled[found[1]]), path)
        asked = "&".join(f"{name}={_quoted(value)}" for name, value in query.items())
        sent = json.dumps(body) if method in ("POST", "PUT", "PATCH", "DELETE") else None
        headers = {"Content-Type": "application/json"}
        response = client.request(method, f"{target}?{asked}", content=sent, headers=headers, follow_redirects=False)
        check(response.status_code, response.headers.get("content-type", ""), response.text, f"{method} {target}")

    send()


def _quoted(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", errors="surrogatepass"))
