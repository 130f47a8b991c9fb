"""A process killed at any moment, and the same work done again, ends as if nothing had happened."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kb.database import open_database
from kb.index import IndexQuery
from kb.shelves import Shelf, Shelves
from kb.verifying import verify
from tests.fakes import CharacterEmbedder
from tests.kb import work_to_kill
from tests.kb.builders import NOW

# Enough to meet the different moments over many runs; JIEDU_TEST_KILLS=50 makes it a campaign.
KILLS = int(os.environ.get("JIEDU_TEST_KILLS", "3"))


def _run(home: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", work_to_kill.__name__, str(home)])


def _state(home: Path) -> tuple[object, ...]:
    """Everything a reader can see: rows and what the indexes give back."""
    database = open_database(home / "jiedu.db")
    shelves = Shelves(home / "index", recipe="characters")
    verification = verify(database, shelves, now=NOW)
    with database.engine.connect() as connection:
        rows = {
            table: connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar()
            for table in (
                "documents",
                "versions",
                "claims",
                "clauses",
                "passages",
                "origins",
                "vectors",
                "outbox",
                "indexed",
            )
        }
    query = IndexQuery(CharacterEmbedder().embed_query("第7号办法"), (("第", 1.0), ("7", 2.0)))
    with shelves.using() as generation:
        words = [hit.id for hit in generation.lexical(Shelf.CURRENT).search(query, limit=3)]
        held = [sorted(generation.dense(shelf).ids()) for shelf in Shelf]
    shelves.close()
    database.close()
    return verification.is_sound, rows, words, held


@pytest.mark.slow
def test_work_killed_again_and_again_ends_as_undisturbed(tmp_path: Path) -> None:
    undisturbed, disturbed = tmp_path / "a", tmp_path / "b"
    started = time.monotonic()
    assert _run(undisturbed).wait() == 0
    whole_seconds = time.monotonic() - started
    moments = random.Random(20260601)

    for _ in range(KILLS):
        process = _run(disturbed)
        time.sleep(whole_seconds * moments.uniform(0.4, 1.0))
        process.kill()
        process.wait()
    assert _run(disturbed).wait() == 0

    assert _state(disturbed) == _state(undisturbed)
    assert _state(undisturbed)[0] is True
