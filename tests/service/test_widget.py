"""The widget on the server's side: only the named sites may hold the page, and it counts as a channel of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from service.compose import build
from service.http.app import create_app
from service.loading import Loading
from service.settings import Settings
from tests.bot.small_library import small_library

ORIGINS = "https://www.example.gov.cn, https://m.example.gov.cn:8443"


@pytest.fixture(scope="module")
def embedding(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The application with two sites named."""
    with small_library(tmp_path_factory) as parts:
        database = parts.desk.store.database.engine.url.database
    named = Settings(home=Path(str(database)).parent, widget_origins=ORIGINS)
    loading = Loading(lambda: build(named), on_failure=lambda: None)
    with TestClient(create_app(named, loading, instance="test"), raise_server_exceptions=False) as client:
        loading.wait(60)
        yield client


def test_only_the_named_sites_may_hold_the_page(embedding: TestClient) -> None:
    headers = embedding.get("/widget").headers

    assert headers["content-security-policy"].endswith(
        "frame-ancestors https://www.example.gov.cn https://m.example.gov.cn:8443"
    )
    assert "x-frame-options" not in headers
    assert "frame-ancestors 'none'" in embedding.get("/").headers["content-security-policy"]


def test_a_question_from_the_widget_counts_as_the_widget_s(embedding: TestClient) -> None:
    asked = {"question": "12345热线由哪个单位负责？", "page": "widget"}

    streamed = embedding.post("/ask", data=asked, headers={"Accept": "text/event-stream"})

    assert streamed.status_code == 200
    assert 'jiedu_questions_total{channel="widget",status="answered"} 1.0' in embedding.get("/metrics").text


@pytest.mark.parametrize(
    "origins", ["*", "https://a.cn/path", "a.cn", "https://a.cn; script-src *", "https://a.cn 'unsafe-inline'"]
)
def test_what_is_no_origin_is_refused_before_the_start(origins: str) -> None:
    with pytest.raises(ValueError, match="应为网站地址"):
        Settings(widget_origins=origins)
