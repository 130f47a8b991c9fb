"""Documents and passages over HTTP: what citizens may see, with the quoted words in place."""

import pytest
from starlette.testclient import TestClient


@pytest.fixture
def notice(client: TestClient) -> dict[str, str]:
    """The founding notice in the list of documents."""
    listed = client.get("/api/v1/documents").json()["documents"]
    return next(one for one in listed if one["doc_no"] == "荆政办文〔2018〕13号")


def test_a_list_comes_in_pages(client: TestClient) -> None:
    first = client.get("/api/v1/documents", params={"limit": 1}).json()
    second = client.get("/api/v1/documents", params={"limit": 1, "offset": first["next_offset"]}).json()

    assert first["documents"] != second["documents"]
    assert second["next_offset"] is None


def test_a_document_tells_its_facts_with_their_source(client: TestClient, notice: dict[str, str]) -> None:
    document = client.get(f"/api/v1/documents/{notice['id']}").json()

    numbers = [fact for fact in document["facts"] if fact["fact"] == "doc_no" and fact["counts"]]
    assert [(fact["value"], fact["label"]) for fact in numbers] == [("荆政办文〔2018〕13号", "发文字号")]
    assert document["validity"]["basis"]


def test_every_clause_has_a_path_and_a_span_in_the_text(client: TestClient, notice: dict[str, str]) -> None:
    document = client.get(f"/api/v1/documents/{notice['id']}").json()

    assert "三（三）" in {clause["path"] for clause in document["clauses"]}
    assert all(0 <= clause["start"] < clause["end"] <= len(document["text"]) for clause in document["clauses"])


def test_a_quote_shows_the_words_around_it(client: TestClient, notice: dict[str, str]) -> None:
    text = client.get(f"/api/v1/documents/{notice['id']}").json()["text"]
    start = text.index("市信访局")

    shown = client.get(f"/api/v1/documents/{notice['id']}/quote", params={"start": start, "end": start + 4}).json()

    assert shown["quote"] == "市信访局"
    assert shown["before"] + shown["quote"] + shown["after"] in text


def test_the_page_of_a_document_highlights_the_quote(client: TestClient, notice: dict[str, str]) -> None:
    text = client.get(f"/api/v1/documents/{notice['id']}").json()["text"]
    start = text.index("市信访局")

    page = client.get(f"/documents/{notice['id']}", params={"start": start, "end": start + 4}).text

    assert '<mark id="quote" tabindex="-1">市信访局</mark>' in page


def test_a_passage_leads_to_its_document(client: TestClient) -> None:
    answer = client.post("/api/v1/ask", json={"question": "12345热线由哪个单位负责？", "on": "2026-11-23"}).json()
    passage_id = answer["citations"][0]["passage_id"]

    passage = client.get(f"/api/v1/passages/{passage_id}").json()
    page = client.get(f"/passages/{passage_id}")

    assert passage["document_id"] == answer["citations"][0]["document_id"]
    assert page.status_code == 200
    assert "<mark" in page.text


@pytest.mark.parametrize(
    "path",
    ["/api/v1/documents/d-none", "/documents/d-none", "/api/v1/passages/p-none", "/passages/p-none", "/api/v1/x"],
)
def test_what_is_not_there_is_told_in_one_shape(client: TestClient, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 404
    assert response.json()["error"]["message"]


@pytest.mark.parametrize(("start", "end"), [(5, 5), (9, 3), (0, 10_000_000)])
def test_a_span_outside_the_text_is_refused(client: TestClient, notice: dict[str, str], start: int, end: int) -> None:
    response = client.get(f"/documents/{notice['id']}", params={"start": start, "end": end})

    assert response.status_code == 422


def test_a_draft_is_not_there_for_citizens(client: TestClient) -> None:
    listed = client.get("/api/v1/documents").json()["documents"]
    answer = client.post("/api/v1/ask", json={"question": "拟调整的补贴标准是多少？", "on": "2026-11-23"}).json()

    assert all("征求意见稿" not in one["title"] for one in listed)
    assert "一万元" not in answer["text"]


def test_a_version_of_another_document_is_not_shown(client: TestClient) -> None:
    one, other = client.get("/api/v1/documents").json()["documents"]
    foreign = client.get(f"/api/v1/documents/{other['id']}").json()["version_id"]

    assert client.get(f"/documents/{one['id']}", params={"version": foreign}).status_code == 404


def test_every_response_is_shut_in(client: TestClient) -> None:
    for path in ("/", "/api/v1/documents", "/nowhere", "/healthz"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


def test_the_probes_tell_how_it_stands(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok", "instance": "test"}
    assert client.get("/readyz").json() == {"status": "ready", "problems": [], "reminders": []}


def test_the_metrics_count_questions_and_documents(client: TestClient) -> None:
    client.post("/api/v1/ask", json={"question": "火星移民补贴怎么申请？", "on": "2026-11-23"})

    metrics = client.get("/metrics").text

    assert 'jiedu_questions_total{channel="api",status="no_policy_found"}' in metrics
    assert "jiedu_outbox_rows 0.0" in metrics
    assert 'jiedu_documents{validity="现行有效"}' in metrics


def test_the_description_has_an_example_and_every_route_a_summary(client: TestClient) -> None:
    description = client.get("/openapi.json").json()

    assert description["components"]["schemas"]["AskBody"]["examples"]
    assert all(route["summary"] for methods in description["paths"].values() for route in methods.values())
