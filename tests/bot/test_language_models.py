"""Language models: what each promises, and that none of them costs people time or tells anybody anything."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.errors import ModelError, ModelFault
from bot.language_model import LanguageModel
from bot.models.openai_style import LONGEST_TOKENS, OpenAIStyleModel, ServerAddress
from bot.models.resting import FAILURES_IN_A_ROW, REST_SECONDS, RestingModel
from bot.models.scripted import ScriptedModel
from tests.bot.model_server import ModelServer, Reply, completion, model_server
from tests.contracts.language_model import LanguageModelContract, Say


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with model_server() as server:
        yield server


@pytest.fixture
def chat(server: ModelServer) -> Iterator[OpenAIStyleModel]:
    model = OpenAIStyleModel(ServerAddress(server.url, "some-model", key="sk-1"))
    yield model
    model.close()


class TestOpenAIStyle(LanguageModelContract):
    @pytest.fixture
    def model(self, chat: OpenAIStyleModel) -> LanguageModel:
        return chat

    @pytest.fixture
    def say(self, server: ModelServer) -> Say:
        return server.says


class TestScripted(LanguageModelContract):
    @pytest.fixture
    def script(self) -> list[str]:
        return []

    @pytest.fixture
    def model(self, script: list[str]) -> LanguageModel:
        return ScriptedModel(lambda material: script[0])

    @pytest.fixture
    def say(self, script: list[str]) -> Say:
        return script.append


class TestResting(LanguageModelContract):
    @pytest.fixture
    def script(self) -> list[str]:
        return []

    @pytest.fixture
    def model(self, script: list[str]) -> LanguageModel:
        return RestingModel(ScriptedModel(lambda material: script[0]), clock=time.monotonic)

    @pytest.fixture
    def say(self, script: list[str]) -> Say:
        return script.append


def test_the_request_is_one_plain_chat_request(chat: OpenAIStyleModel, server: ModelServer) -> None:
    server.says("好。")

    chat.write(instructions="写", material="问", seconds=5)

    assert server.paths == ["/v1/chat/completions"]
    assert server.asked[0] == {
        "model": "some-model",
        "stream": False,
        "temperature": 0.0,
        "max_tokens": LONGEST_TOKENS,
        "messages": [{"role": "system", "content": "写"}, {"role": "user", "content": "问"}],
    }


def test_options_of_the_server_go_with_every_request(server: ModelServer) -> None:
    server.says("好。")
    model = OpenAIStyleModel(ServerAddress(server.url, "m", options={"enable_thinking": False, "max_tokens": 5}))

    model.write(instructions="写", material="问", seconds=5)

    assert (server.asked[0]["enable_thinking"], server.asked[0]["max_tokens"]) == (False, 5)


def test_nothing_of_this_machine_or_its_environment_is_told(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "OPENAI_ORG_ID": "foreign",
        "OPENAI_PROJECT_ID": "foreign",
        "OPENAI_API_KEY": "sk-foreign",
        "OPENAI_BASE_URL": "http://127.0.0.1:1/foreign",
        "OPENAI_API_BASE": "http://127.0.0.1:1/foreign",
        "HTTP_PROXY": "http://127.0.0.1:1",
        "ALL_PROXY": "http://127.0.0.1:1",
    }.items():
        monkeypatch.setenv(name, value)
    server.says("好。")

    OpenAIStyleModel(ServerAddress(server.url, "m")).write(instructions="写", material="问", seconds=5)

    sent = server.headers[0]
    assert "foreign" not in str(sent)
    assert [name for name in sent if name.startswith(("openai-", "x-stainless-"))] == []


def late(reply: Reply, _: dict[str, Any]) -> None:
    time.sleep(0.6)
    reply.text("太晚了。")


MISBEHAVIOURS: list[tuple[str, Callable[[Reply, dict[str, Any]], None], ModelFault]] = [
    ("silent", late, ModelFault.LATE),
    ("drips", lambda reply, _: reply.drip("慢" * 50, seconds=0.02), ModelFault.LATE),
    ("breaks off", lambda reply, _: reply.break_off("半句" * 50), ModelFault.UNREACHABLE),
    ("hangs up", lambda reply, _: reply.hang_up(), ModelFault.UNREACHABLE),
    ("429", lambda reply, _: reply.send(429, b'{"error": {"message": "slow down"}}'), ModelFault.REFUSED),
    ("500", lambda reply, _: reply.send(500, b"oops", kind="text/plain"), ModelFault.REFUSED),
    ("404", lambda reply, _: reply.send(404, b"{}"), ModelFault.REFUSED),
    ("html", lambda reply, _: reply.send(200, b"<html>login</html>", kind="text/html"), ModelFault.NONSENSE),
    ("no json", lambda reply, _: reply.send(200, b"{{{"), ModelFault.NONSENSE),
    ("other json", lambda reply, _: reply.send(200, b'["a"]'), ModelFault.NONSENSE),
    ("no choices", lambda reply, _: reply.send(200, b'{"choices": []}'), ModelFault.NONSENSE),
    ("null text", lambda reply, _: reply.send(200, completion("x").replace(b'"x"', b"null")), ModelFault.NONSENSE),
    ("cut at its limit", lambda reply, _: reply.text("不完整的", finish="length"), ModelFault.NONSENSE),
    ("filtered", lambda reply, _: reply.text("……", finish="content_filter"), ModelFault.NONSENSE),
    ("endless", lambda reply, _: reply.send(200, b" " * 3_000_000), ModelFault.UNREACHABLE),
]


@pytest.mark.parametrize(
    ("behave", "fault"), [(b, f) for _, b, f in MISBEHAVIOURS], ids=[n for n, _, _ in MISBEHAVIOURS]
)
def test_whatever_a_server_does_is_one_error_with_its_reason(
    chat: OpenAIStyleModel,
    server: ModelServer,
    behave: Callable[[Reply, dict[str, Any]], None],
    fault: ModelFault,
) -> None:
    server.behave = behave

    with pytest.raises(ModelError) as raised:
        chat.write(instructions="写", material="问", seconds=0.3)

    assert raised.value.fault is fault


def test_nobody_listening_is_unreachable() -> None:
    model = OpenAIStyleModel(ServerAddress("http://127.0.0.1:1/v1", "m"))

    with pytest.raises(ModelError) as raised:
        model.write(instructions="写", material="问", seconds=1)

    assert raised.value.fault is ModelFault.UNREACHABLE


def test_no_request_is_sent_twice(chat: OpenAIStyleModel, server: ModelServer) -> None:
    server.fails(500)

    with pytest.raises(ModelError):
        chat.write(instructions="写", material="问", seconds=5)

    assert len(server.asked) == 1


def test_the_key_is_in_no_error(server: ModelServer) -> None:
    server.fails(401)
    address = ServerAddress(server.url, "m", key="sk-very-secret")

    with pytest.raises(ModelError) as raised:
        OpenAIStyleModel(address).write(instructions="写", material="问", seconds=5)

    assert "sk-very-secret" not in f"{raised.value} {address!r}"


TRACED = """
import sys
seen = []
def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "urllib.Request"):
        seen.append(str(arguments[-1] if event == "socket.connect" else arguments)[:200])
sys.addaudithook(watch)
from bot.models.openai_style import OpenAIStyleModel, ServerAddress
from tests.bot.model_server import model_server
with model_server() as server:
    server.says("好。")
    model = OpenAIStyleModel(ServerAddress(server.url, "gpt-4o"))
    model.write(instructions="写", material="问", seconds=5)
    port = server.url.split(":")[2].split("/")[0]
import time; time.sleep(0.3)
print("ELSEWHERE", [one for one in seen if f"127.0.0.1', {port}" not in one], "HERE", len(seen) > 0)
"""


def test_only_the_named_server_is_contacted_even_where_tracing_is_asked_for() -> None:
    tracing = {"LANGSMITH_TRACING": "true", "LANGSMITH_API_KEY": "k", "LANGCHAIN_TRACING_V2": "true"}

    shown = subprocess.run(
        [sys.executable, "-c", TRACED], env={**tracing, "PYTHONPATH": "."}, capture_output=True, text=True, check=True
    )

    assert "ELSEWHERE [] HERE True" in shown.stdout


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def failing(material: str) -> str:
    raise ModelError("down", fault=ModelFault.LATE)


def test_a_model_that_keeps_failing_is_left_alone_for_a_while() -> None:
    clock, model = Clock(), ScriptedModel(failing)
    resting = RestingModel(model, clock=clock)

    faults = []
    for _ in range(FAILURES_IN_A_ROW + 2):
        with pytest.raises(ModelError) as raised:
            resting.write(instructions="写", material="问", seconds=1)
        faults.append(raised.value.fault)

    assert faults == [ModelFault.LATE] * FAILURES_IN_A_ROW + [ModelFault.RESTING] * 2
    assert len(model.asked) == FAILURES_IN_A_ROW


def test_after_its_rest_the_model_is_asked_again_and_one_answer_makes_it_well() -> None:
    clock = Clock()
    lines: list[str | ModelError] = [ModelError("down", fault=ModelFault.LATE)] * FAILURES_IN_A_ROW
    resting = RestingModel(ScriptedModel([*lines, "好。"]), clock=clock)
    for _ in range(FAILURES_IN_A_ROW):
        with pytest.raises(ModelError):
            resting.write(instructions="写", material="问", seconds=1)

    clock.now = REST_SECONDS

    assert [resting.write(instructions="写", material="问", seconds=1) for _ in range(2)] == ["好。"] * 2
