"""A small library with the real model and indexes, and the real application over it."""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from ingestion.blocks import RawDocument
from ingestion.reading import Reading
from ingestion.synchronise import Synchroniser, Visit
from kb.documents import PublicationState
from service.clock import now_in_china
from service.compose import Parts, build, open_store
from service.http.app import create_app
from service.loading import Loading
from service.settings import Settings
from service.settling import settle

NOTICE = "founding-notice.txt"
ALLOWANCE = "html/gz-36b.html"
DRAFT = "标题：内部征求意见稿\n\n一、拟调整的标准\n拟将补贴标准调整为每人每月一万元。\n"


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home that holds the founding notice, one page of Guangzhou, and a draft that nobody may see."""
    settings = Settings(home=tmp_path_factory.mktemp("home"), port=8000)
    demo = files("demo")
    published = [Visit(_raw(name, demo.joinpath(name).read_bytes())) for name in (NOTICE, ALLOWANCE)]
    with open_store(settings) as store, Reading() as reading:
        synchroniser = Synchroniser(reading, store.library, store.catalogue, clock=now_in_china, reviewers=None)
        list(synchroniser.take_in(published, state=PublicationState.PUBLISHED))
        list(synchroniser.take_in([Visit(_raw("draft.txt", DRAFT.encode()))], state=PublicationState.DRAFT))
        settle(settings, store, lambda done, total: None)
    return settings


@pytest.fixture(scope="session")
def loading(settings: Settings) -> Loading[Parts]:
    """What the application is built from."""
    return Loading(lambda: build(settings), on_failure=lambda: None)


@pytest.fixture(scope="session")
def client(settings: Settings, loading: Loading[Parts]) -> Iterator[TestClient]:
    """The running application."""
    app = create_app(settings, loading, instance="test")
    with TestClient(app, raise_server_exceptions=False) as client:
        loading.wait(60)
        yield client


@pytest.fixture(scope="session")
def parts(client: TestClient, loading: Loading[Parts]) -> Parts:
    """The parts of the running application."""
    return loading.wait(0)


def _raw(name: str, data: bytes) -> RawDocument:
    return RawDocument(data, Path(name).name, name)
