"""A real, empty database with every table."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.database import Database, open_database
from migrations import upgrade
from tests.governance.office import Office, open_office


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database brought to this release once, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "jiedu.db"
    database = open_database(path)
    upgrade(database.engine)
    database.close()
    return path


@pytest.fixture
def database(migrated: Path, tmp_path: Path) -> Iterator[Database]:
    """Every table, nothing in them but what migrations put there."""
    shutil.copy(migrated, tmp_path / "jiedu.db")
    database = open_database(tmp_path / "jiedu.db")
    yield database
    database.close()


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    """All of publication over that database."""
    return open_office(database, tmp_path)
