"""A process of its own that ingests and rebuilds, for test_killed to kill: python -m tests.kb.work_to_kill HOME."""

import sys
from pathlib import Path

from kb.catalogue import Catalogue
from kb.database import open_database
from kb.documents import Reading
from kb.indexer import Indexer
from kb.ownership import IndexOwnership
from kb.shelves import Shelves
from kb.sources import SourceFiles
from kb.vectors import Vectors
from migrations import upgrade
from tests.fakes import CharacterEmbedder, characters
from tests.kb.builders import NOW, incoming, measure


def main(home: Path) -> None:
    """Sixty documents in twelve transactions, with the index following behind; then the index anew."""
    database = open_database(home / "jiedu.db")
    upgrade(database.engine)
    catalogue = Catalogue(database, SourceFiles(home / "sources"))
    batches = [range(start, start + 5) for start in range(0, 60, 5)]
    with IndexOwnership(home):
        shelves = Shelves(home / "index", recipe="characters")
        indexer = Indexer(database, shelves, Vectors(database, CharacterEmbedder()), characters)
        for batch in batches:
            catalogue.store_many([incoming(_reading(i)) for i in batch], now=NOW)
            indexer.apply(now=NOW, limit=3)
        indexer.apply(now=NOW)
        indexer.rebuild(now=NOW)
        shelves.close()


def _reading(i: int) -> Reading:
    paragraphs = tuple(f"第{i}号办法第{part}条。" for part in range(4))
    return measure(key=f"k{i}", number=f"某发〔2025〕{i + 1}号", title=f"第{i}号办法", paragraphs=paragraphs)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
