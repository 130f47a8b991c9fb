"""POST /api/v1/ask, on the real application with the real model and indexes."""

import json

import pytest
from starlette.testclient import TestClient

ASK = "/api/v1/ask"
HOTLINE = "12345热线由哪个单位负责？"
ON = "2026-11-23"


def _events(text: str) -> list[tuple[str, dict[str, object]]]:
    blocks = [dict(line.split(": ", 1) for line in block.split("\n")) for block in text.strip().split("\n\n")]
    return [(block["event"], json.loads(block["data"])) for block in blocks]


def test_an_answer_quotes_a_published_document(client: TestClient) -> None:
    answer = client.post(ASK, json={"question": HOTLINE, "on": ON}).json()

    assert answer["status"] == "answered"
    assert {citation["doc_no"] for citation in answer["citations"]} == {"荆政办文〔2018〕13号"}


def test_every_quotation_stands_in_the_document_at_its_span(client: TestClient) -> None:
    answer = client.post(ASK, json={"question": HOTLINE, "on": ON}).json()

    for citation in answer["citations"]:
        text = client.get(f"/api/v1/documents/{citation['document_id']}").json()["text"]
        assert text[citation["start"] : citation["end"]] == citation["quote"]
        assert citation["quote"] in answer["text"]


def test_events_tell_the_steps_then_the_text_then_the_whole_answer(client: TestClient) -> None:
    response = client.post(ASK, json={"question": HOTLINE, "on": ON}, headers={"Accept": "text/event-stream"})

    events = _events(response.text)
    names = [name for name, _ in events]
    assert list(dict.fromkeys(names)) == ["step", "delta", "answer"]
    assert "".join(str(data["text"]) for name, data in events if name == "delta") == events[-1][1]["text"]


def test_a_conversation_goes_on_under_its_id(client: TestClient) -> None:
    first = client.post(ASK, json={"question": HOTLINE, "on": ON}).json()

    second = client.post(
        ASK, json={"question": "那谁来督查？", "on": ON, "conversation_id": first["conversation_id"]}
    ).json()

    assert second["conversation_id"] == first["conversation_id"]


def test_the_trace_is_there_only_when_asked_for(client: TestClient) -> None:
    plain = client.post(ASK, json={"question": HOTLINE, "on": ON}).json()
    explained = client.post(ASK, json={"question": HOTLINE, "on": ON, "explain": True}).json()

    assert "trace" not in plain
    assert explained["trace"]


@pytest.mark.parametrize("question", ["", "   ", "\x00\x01\x02", "？！", "a" * 5000, "\u202e反转", "😀" * 50])
def test_whatever_a_person_types_ends_with_a_status(client: TestClient, question: str) -> None:
    response = client.post(ASK, json={"question": question, "on": ON})

    assert response.status_code == 200
    assert response.json()["status"] not in ("answered", "failed")


def test_half_a_surrogate_pair_is_no_fault_of_ours(client: TestClient) -> None:
    body = b'{"question": "\\ud83d \\u4f4e\\u4fdd", "on": "2026-11-23"}'

    response = client.post(ASK, content=body, headers={"Content-Type": "application/json"})

    assert response.status_code == 200
    assert response.json()["status"] != "failed"


def test_a_question_of_100_kilobytes_is_refused_with_the_limit(client: TestClient) -> None:
    response = client.post(ASK, json={"question": "低保" * 20_000, "on": ON})

    assert response.status_code == 413
    assert "65536" in response.json()["error"]["message"]


def test_a_body_whose_length_is_not_stated_is_bounded_too(client: TestClient) -> None:
    response = client.post(
        ASK, content=(b"x" * 10_000 for _ in range(20)), headers={"Content-Type": "application/json"}
    )

    assert response.status_code == 413


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"{", "JSON"),
        (b"{}", "question"),
        (b'{"question": "a", "qestion": "b"}', "qestion"),
        (b'{"question": 5}', "question"),
        (b'{"question": "a", "on": "yesterday"}', "on"),
        (b'{"question": "a", "conversation_id": "../../etc"}', "conversation_id"),
    ],
)
def test_a_bad_request_names_what_is_wrong(client: TestClient, body: bytes, told: str) -> None:
    response = client.post(ASK, content=body, headers={"Content-Type": "application/json"})

    assert response.status_code == 422
    assert told in response.json()["error"]["message"]


def test_no_error_shows_our_insides(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object, **_options: object) -> None:
        raise RuntimeError("secret path /root/jiedu.db")

    monkeypatch.setattr("service.http.asking.asked_view", broken)

    response = client.post(ASK, json={"question": HOTLINE, "on": ON})

    assert response.status_code == 500
    assert "secret" not in response.text


def test_the_log_never_holds_the_question(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        client.post(ASK, json={"question": "我叫王小明，身份证110101199003077758，低保怎么办？", "on": ON})

    assert "王小明" not in caplog.text
    assert "110101199003077758" not in caplog.text


def test_the_answer_says_whether_the_turns_before_are_known(client: TestClient) -> None:
    first = client.post(ASK, json={"question": HOTLINE, "on": ON}).json()

    follow_up = client.post(
        ASK, json={"question": "电话呢？", "on": ON, "conversation_id": first["conversation_id"]}
    ).json()
    forgotten = client.post(ASK, json={"question": "电话呢？", "on": ON, "conversation_id": "c-" + "0" * 32}).json()

    assert [one["continued"] for one in (first, follow_up, forgotten)] == [False, True, False]
