"""A real, empty database with every table, and the people who act on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.database import Database, open_database
from migrations import upgrade


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Every table, nothing in them but what migrations put there."""
    database = open_database(tmp_path / "jiedu.db")
    upgrade(database.engine)
    yield database
    database.close()
