"""A small real library: a dozen documents taken in the way production does it, indexed by the shipped model."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from filelock import FileLock

from ingestion.blocks import RawDocument
from ingestion.reading import Reading
from ingestion.synchronise import Synchroniser, Visit
from kb.documents import Fact, PublicationState, RelationKind, Validity
from kb.units import Alias, Unit
from service.compose import Parts, Store, build, open_store
from service.settings import Settings

# The day the tests ask on, unless a test says another.
TODAY = date(2026, 7, 15)
NOW = datetime(2026, 7, 15, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))

OWN_FILES = Path(__file__).parents[1] / "data" / "bot"
# Files of the shipped corpus with the region its manifest gives them.
SHIPPED = {
    "founding-notice.txt": "湖北省荆门市",
    "html/gz-26.html": "广东省广州市",
    "html/gz-33.html": "广东省广州市",
}
REGULATIONS = ("职工带薪年休假条例",)
GUIDES = ("高等学校教师资格认定", "户口迁出", "弩的购置审批", "社会工作者职业水平登记")


@contextmanager
def small_library(folders: pytest.TempPathFactory) -> Iterator[Parts]:
    """The library, open."""
    with build(_settings(small_home(folders))) as parts:
        yield parts


def small_home(folders: pytest.TempPathFactory) -> Path:
    """The library's home: made once for all processes of a test run, and copied for each that writes to it."""
    base = folders.getbasetemp()
    run = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    made = run / "small-library"
    with FileLock(run / "small-library.lock"):
        if not (made / "whole").exists():
            shutil.rmtree(made, ignore_errors=True)
            _fill(made)
    home = folders.mktemp("home") / "home"
    shutil.copytree(made, home, ignore=shutil.ignore_patterns("index.lock", "server.json"))
    return home


def _settings(home: Path) -> Settings:
    return Settings(home=home)


def _fill(home: Path) -> None:
    with open_store(_settings(home)) as store, Reading() as reading:
        synchroniser = Synchroniser(reading, store.library, store.catalogue, clock=lambda: NOW, reviewers=None)
        lines = list(synchroniser.take_in(_visits(), state=PublicationState.PUBLISHED))
        refused = [line for line in lines if line.outcome is None]
        assert not refused, refused
        _confirm(store)
        store.units.put(
            [
                Unit("荆门市信访局", "湖北省荆门市", None, (Alias("市信访局"),)),
                Unit("广州市民政局", "广东省广州市", "020-00000000"),
            ]
        )
    with build(_settings(home)) as parts:
        parts.desk.indexer.apply(now=NOW)
    (home / "whole").touch()


def _visits() -> Iterator[Visit]:
    for path, region in SHIPPED.items():
        data = files("demo").joinpath(path).read_bytes()
        yield Visit(RawDocument(data, Path(path).name, f"demo:{path}"), {Fact.REGION: region})
    for file in sorted(OWN_FILES.iterdir()):
        if file.name != "README.md":
            yield Visit(RawDocument(file.read_bytes(), file.name, f"own:{file.name}"))
    yield _chosen("national_admin_regs.jsonl", "title", REGULATIONS)
    yield _chosen("gd_service_guides.jsonl", "name", GUIDES)


def _chosen(path: str, field: str, wanted: tuple[str, ...]) -> Visit:
    """Some lines of a shipped file of records, one for each of the values wanted."""
    lines = files("demo").joinpath(path).read_text("utf-8").splitlines()
    held = {json.loads(line)[field]: line for line in lines}
    data = "\n".join(held[value] for value in wanted).encode()
    return Visit(RawDocument(data, path, f"demo:{path}"))


def _confirm(store: Store) -> None:
    """What editors of this library have confirmed."""
    (dogs,) = store.library.by_number("样政规〔2019〕3号")
    store.catalogue.confirm_validity(
        dogs.id, Validity.REPEALED, ends_on=date(2024, 12, 31), by="测试编辑", reason="测试", now=NOW
    )
    for number in ("穗民规字〔2024〕5号", "样城规〔2020〕4号"):
        for link in store.library.said_about(number):
            if link.relation.kind is RelationKind.REPEALS:
                store.catalogue.confirm_relation(link.relation_id, by="测试编辑", now=NOW)
