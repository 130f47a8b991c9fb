"""A real knowledge base in a temporary home: SQLite, Chroma and tantivy, with a small embedder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.catalogue import Catalogue
from kb.database import Database, open_database
from kb.indexer import Indexer
from kb.library import Library
from kb.shelves import Shelves
from kb.sources import SourceFiles
from kb.vectors import Vectors
from migrations import upgrade
from tests.fakes import CharacterEmbedder, characters


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(tmp_path / "jiedu.db")
    upgrade(database.engine)
    yield database
    database.close()


@pytest.fixture
def sources(tmp_path: Path) -> SourceFiles:
    return SourceFiles(tmp_path / "sources")


@pytest.fixture
def catalogue(database: Database, sources: SourceFiles) -> Catalogue:
    return Catalogue(database, sources)


@pytest.fixture
def library(database: Database) -> Library:
    return Library(database)


@pytest.fixture
def embedder() -> CharacterEmbedder:
    return CharacterEmbedder()


@pytest.fixture
def shelves(tmp_path: Path) -> Iterator[Shelves]:
    shelves = Shelves(tmp_path / "index", recipe="characters")
    yield shelves
    shelves.close()


@pytest.fixture
def indexer(database: Database, shelves: Shelves, embedder: CharacterEmbedder) -> Indexer:
    return Indexer(database, shelves, Vectors(database, embedder), characters)
