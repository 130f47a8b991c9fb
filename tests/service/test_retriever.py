"""jiedu as a LangChain retriever, in process and over HTTP."""

from datetime import date

import httpx
import pytest
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableLambda
from starlette.testclient import TestClient

from service.compose import Parts
from service.errors import ServerProblem
from service.retriever import JieduRetriever

ON = date(2026, 11, 23)
QUESTION = "12345热线由哪个单位负责？"


@pytest.fixture
def retriever(parts: Parts) -> JieduRetriever:
    return JieduRetriever.of_engine(parts.engine, on=ON)


def test_it_is_a_retriever_that_runs_in_a_chain(retriever: JieduRetriever) -> None:
    chain = retriever | RunnableLambda(lambda documents: [document.metadata["doc_no"] for document in documents])

    assert isinstance(retriever, BaseRetriever)
    assert "荆政办文〔2018〕13号" in chain.invoke(QUESTION)


def test_a_document_is_the_passage_word_for_word_with_its_source(retriever: JieduRetriever, client: TestClient) -> None:
    for document in retriever.invoke(QUESTION):
        stored = client.get(f"/api/v1/documents/{document.metadata['document_id']}").json()["text"]
        assert stored[document.metadata["start"] : document.metadata["end"]] == document.page_content
        assert document.metadata["title"] and document.metadata["validity"] and document.metadata["source_path"]
        assert document.id == document.metadata["passage_id"]


def test_no_more_come_than_were_asked_for(parts: Parts) -> None:
    assert len(JieduRetriever.of_engine(parts.engine, k=2, on=ON).invoke(QUESTION)) == 2


def test_what_nobody_may_see_is_not_found(retriever: JieduRetriever) -> None:
    assert all(
        "内部征求意见稿" not in document.page_content for document in retriever.invoke("内部征求意见稿 补贴标准")
    )


def test_documents_that_have_ended_come_only_when_wished_for(parts: Parts) -> None:
    asked = "残疾人就业创业补贴标准"
    later = date(2099, 1, 1)
    plain = JieduRetriever.of_engine(parts.engine, k=10, on=later).invoke(asked)
    everything = JieduRetriever.of_engine(parts.engine, k=10, on=later, also_ended=True).invoke(asked)

    ended = {"已失效", "已废止", "尚未施行"}
    assert not [document for document in plain if document.metadata["validity"] in ended]
    assert len(everything) >= len(plain)


def test_over_http_it_finds_the_same(
    client: TestClient, retriever: JieduRetriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(httpx, "Client", lambda **options: client)
    remote = JieduRetriever.of_server("http://testserver", on=ON)

    assert remote.invoke(QUESTION) == retriever.invoke(QUESTION)


def test_a_server_that_is_not_there_is_named() -> None:
    with pytest.raises(ServerProblem, match=r"127\.0\.0\.1:1"):
        JieduRetriever.of_server("http://127.0.0.1:1").invoke(QUESTION)


@pytest.mark.parametrize("query", ["", "   ", "\x00", "a" * 5000, "😀"])
def test_any_query_ends_well(retriever: JieduRetriever, query: str) -> None:
    assert isinstance(retriever.invoke(query), list)
