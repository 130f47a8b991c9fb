"""What tests of several folders share: the demo corpus, loaded once."""

import os
import shutil
from pathlib import Path

import pytest
from filelock import FileLock

from evals.corpus import prepare_demo
from service.clock import now_in_china


@pytest.fixture(scope="session")
def demo_home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the demo corpus, its units and confirmations, indexed; a copy of this process's own.

    The first use embeds the corpus, which takes minutes; later runs find it in pytest's cache, made anew when the
    corpus or what reads it has changed. One process opens it at a time: close it at the end of the test, and leave
    the documents as they are.
    """
    cache = request.config.cache
    kept = (cache.mkdir("demo-home") if cache else tmp_path_factory.getbasetemp().parent) / "home"
    with FileLock(kept.with_suffix(".lock")):
        prepare_demo(kept, now=now_in_china(), progress=lambda doing, done, total: None)
        home = tmp_path_factory.mktemp("demo") / f"home-{os.getpid()}"
        shutil.copytree(kept, home, ignore=shutil.ignore_patterns("index.lock", "server.json"))
    return home
