"""Passages that mislead are near to the question and are never the one that answers it."""

import random
import sqlite3
from pathlib import Path

import numpy as np
import pytest

from kb.embedders.opening import open_embedder
from kb.sentences import parts
from scripts.home_vectors import vectors_of
from scripts.reader.data import Example, Passage
from scripts.reader.misleading import Misleading

TEXTS = {
    "rent": "公共租赁住房的租金按季度缴纳。",
    "let": "公共租赁住房不得转租。",
    "same": "公共租赁住房不得转租。",
    "dogs": "养犬应当办理登记并注射疫苗。",
    "trees": "砍伐树木应当取得许可。",
}
OF = {"rent": "housing", "let": "housing", "same": "other", "dogs": "animals", "trees": "woods"}
POOL = [Passage(one, OF[one], text, "", tuple(parts(text))) for one, text in TEXTS.items()]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with no more than what holds the vectors."""
    folder, embedder = tmp_path_factory.mktemp("home"), open_embedder()
    vectors = embedder.embed_passages(list(TEXTS.values())).astype(np.float16)
    with sqlite3.connect(folder / "jiedu.db") as database:
        database.executescript(
            "create table documents (id, version_id, key, kind);"
            "create table passages (id, document_id, version_id, ordinal, digest);"
            "create table vectors (digest, embedder, vector);"
        )
        for place, (one, vector) in enumerate(zip(TEXTS, vectors, strict=True)):
            database.execute("insert or ignore into documents values (?, 1, ?, 'policy')", (one, OF[one]))
            database.execute("insert into passages values (?, ?, 1, ?, ?)", (one, one, place, one))
            database.execute("insert into vectors values (?, ?, ?)", (one, embedder.name, vector.tobytes()))
    return folder


def test_neighbours_are_drawn_and_never_what_answers(home: Path) -> None:
    misleading = Misleading(POOL, [home], random.Random(1))
    example = Example(POOL[1], "公租房能转租吗", frozenset({0}))

    drawn = [misleading.beside(example) for _ in range(60)]

    texts = {one.passage.text for one in drawn if one}
    assert TEXTS["let"] not in texts
    assert TEXTS["rent"] in texts
    assert TEXTS["dogs"] in texts
    assert all(one.answer == frozenset() for one in drawn if one)


def test_a_home_of_another_embedder_is_named(home: Path) -> None:
    with pytest.raises(SystemExit, match=r"no vectors of another-model.*README"):
        vectors_of(home, "another-model")
