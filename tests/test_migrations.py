"""The database from nothing to the newest tables, and back."""

import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select, text

import migrations
from kb.catalogue import Catalogue
from kb.database import Base, Database, open_database
from kb.errors import KnowledgeError
from kb.sources import SourceFiles
from kb.tables import DocumentRow
from migrations import upgrade
from tests.kb.builders import NOW, incoming, measure


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return open_database(tmp_path / "new" / "jiedu.db")


def test_migrations_from_nothing_equal_the_tables(database: Database) -> None:
    upgrade(database.engine)

    with database.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    assert differences == []


def test_upgrading_again_changes_nothing(database: Database) -> None:
    upgrade(database.engine)

    upgrade(database.engine)

    assert "documents" in inspect(database.engine).get_table_names()


def test_a_database_of_a_newer_release_is_named_and_left_alone(database: Database) -> None:
    upgrade(database.engine)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(KnowledgeError, match=r"jiedu\.db was written by a newer release"):
        upgrade(database.engine)

    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "9999"


def _config(database: Database) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.attributes["engine"] = database.engine
    return config


def test_every_migration_goes_back(database: Database) -> None:
    upgrade(database.engine)

    command.downgrade(_config(database), "base")

    assert inspect(database.engine).get_table_names() == ["alembic_version"]


def test_documents_stored_before_are_found_by_what_they_issue(database: Database, tmp_path: Path) -> None:
    upgrade(database.engine)
    sources = SourceFiles(tmp_path / "sources")
    issuing, other = (
        measure(title="关于印发《某市低保办法》的通知"),
        measure(key="o", number=None, title="某市低保办法"),
    )
    Catalogue(database, sources).store_many([incoming(issuing), incoming(other)], now=NOW)
    config = _config(database)
    command.downgrade(config, "0022")

    command.upgrade(config, "head")

    with database.reading() as session:
        found = session.scalars(select(DocumentRow.title_key).where(DocumentRow.issued_key == "某市低保办法")).all()
    assert found == ["关于印发某市低保办法的通知"]


def test_two_processes_starting_at_once_upgrade_once(tmp_path: Path) -> None:
    command_line = [sys.executable, "-c", _UPGRADE, str(tmp_path / "jiedu.db")]

    processes = [subprocess.Popen(command_line, stderr=subprocess.PIPE, text=True) for _ in range(3)]

    assert [(process.communicate()[1], process.returncode) for process in processes] == [("", 0)] * 3


def test_writes_are_safe_against_a_power_cut(database: Database) -> None:
    with database.engine.connect() as connection:
        settings = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in _SETTINGS]

    assert settings == ["wal", 2, 1]


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "jiedu.db"
    path.write_bytes(b"this is a letter, not a database" * 100)

    with pytest.raises(KnowledgeError, match=r"jiedu\.db"):
        open_database(path)


_SETTINGS = ("journal_mode", "synchronous", "foreign_keys")

_UPGRADE = """
import sys; from pathlib import Path; from kb.database import open_database; from kb.sources import SourceFiles
from kb.tables import DocumentRow
from migrations import upgrade
from tests.kb.builders import NOW, incoming, measure
upgrade(open_database(Path(sys.argv[1])).engine)
"""
