"""A person's own dialogue over HTTP: read, delete, open one answer again, judge it."""

from typing import Any

import pytest
from starlette.testclient import TestClient

HOTLINE = {"question": "12345热线由哪个单位负责？", "on": "2026-11-23"}
UNKNOWN = "a-" + "0" * 24


@pytest.fixture
def answer(client: TestClient) -> dict[str, Any]:
    """An answer in a conversation of its own."""
    given: dict[str, Any] = client.post("/api/v1/ask", json=HOTLINE).json()
    return given


def test_a_conversation_is_read_back_as_it_was(client: TestClient, answer: dict[str, Any]) -> None:
    read = client.get(f"/api/v1/conversations/{answer['conversation_id']}").json()

    assert [turn["question"] for turn in read["turns"]] == [HOTLINE["question"]]
    assert read["turns"][0]["answer"]["citations"] == answer["citations"]
    assert read["turns"][0]["answer"]["text"] == answer["text"]


def test_a_deleted_conversation_is_gone_with_its_answers(client: TestClient, answer: dict[str, Any]) -> None:
    address = f"/api/v1/conversations/{answer['conversation_id']}"

    assert client.delete(address).json() == {"deleted": 1}

    assert client.get(address).json()["turns"] == []
    assert client.get(f"/api/v1/answers/{answer['id']}").status_code == 404
    assert client.delete(address).json() == {"deleted": 0}


@pytest.mark.parametrize("name", ["1", "c-1", "..%2f..%2fjiedu.db", "c-" + "Z" * 32])
def test_a_conversation_named_by_a_caller_is_nobodys(client: TestClient, name: str) -> None:
    assert client.get(f"/api/v1/conversations/{name}").status_code in (404, 422)
    assert client.delete(f"/api/v1/conversations/{name}").status_code in (404, 422)


def test_a_judgement_can_be_changed(client: TestClient, answer: dict[str, Any]) -> None:
    address = f"/api/v1/answers/{answer['id']}/feedback"

    first = client.post(address, json={"verdict": "not_answered", "words": "电话13812345678"})
    second = client.post(address, json={"verdict": "satisfied"})

    assert first.json() == {"answer_id": answer["id"], "verdict": "not_answered", "words": "电话［手机号］"}
    assert second.json() == {"answer_id": answer["id"], "verdict": "satisfied", "words": ""}


@pytest.mark.parametrize(
    "body",
    [{}, {"verdict": "maybe"}, {"verdict": "wrong", "words": "长" * 2001}, {"verdict": "wrong", "extra": 1}, [], "x"],
)
def test_a_judgement_that_is_none_is_refused(client: TestClient, answer: dict[str, Any], body: object) -> None:
    refused = client.post(f"/api/v1/answers/{answer['id']}/feedback", json=body)

    assert refused.status_code == 422
    assert refused.json()["error"]["message"]


def test_an_answer_nobody_has_cannot_be_read_or_judged(client: TestClient) -> None:
    assert client.get(f"/api/v1/answers/{UNKNOWN}").json()["error"]["code"] == "unknown_answer"
    judged = client.post(f"/api/v1/answers/{UNKNOWN}/feedback", json={"verdict": "satisfied"})
    assert judged.json()["error"]["code"] == "unknown_answer"
