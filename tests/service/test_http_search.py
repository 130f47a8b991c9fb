"""GET /api/v1/search: published passages at their place, and nothing else."""

import pytest
from starlette.testclient import TestClient

SEARCH = "/api/v1/search"
ON = "2026-11-23"


def test_every_passage_found_stands_in_its_document(client: TestClient) -> None:
    hits = client.get(SEARCH, params={"q": "12345热线", "on": ON}).json()["hits"]

    assert hits[0]["doc_no"] == "荆政办文〔2018〕13号"
    for hit in hits:
        text = client.get(f"/api/v1/documents/{hit['document_id']}").json()["text"]
        assert text[hit["start"] : hit["end"]] == hit["text"]
        assert client.get(hit["source_path"]).status_code == 200


def test_no_more_passages_than_asked_for(client: TestClient) -> None:
    assert len(client.get(SEARCH, params={"q": "政务公开", "limit": 3}).json()["hits"]) == 3


def test_a_draft_is_never_found(client: TestClient) -> None:
    hits = client.get(SEARCH, params={"q": "补贴标准调整为每人每月一万元", "limit": 50}).json()["hits"]

    assert all("一万元" not in hit["text"] for hit in hits)


@pytest.mark.parametrize("q", ["？！", "\x00", "a" * 1000, "😀" * 500, "\u202e", "' OR 1=1 --", "AND OR NOT (", "*:*"])
def test_anything_can_be_looked_for(client: TestClient, q: str) -> None:
    assert client.get(SEARCH, params={"q": q}).status_code == 200


@pytest.mark.parametrize(
    ("params", "told"),
    [
        ({}, "缺少 q"),
        ({"q": ""}, "q 至少 1 个字"),
        ({"q": "a" * 1001}, "q 最多 1000 个字"),
        ({"q": "a", "limit": "0"}, "limit 不得小于 1"),
        ({"q": "a", "limit": "51"}, "limit 不得大于 50"),
        ({"q": "a", "limit": "ten"}, "limit 应为整数"),
        ({"q": "a", "on": "2026-02-30"}, "on 应为日期，写法如 2026-11-23"),
    ],
)
def test_a_wrong_parameter_is_told_with_what_is_allowed(client: TestClient, params: dict[str, str], told: str) -> None:
    refused = client.get(SEARCH, params=params)

    assert refused.status_code == 422
    assert refused.json()["error"]["message"] == f"请求不正确：{told}"
