"""Both back ends keep the contract, and what each does beyond it."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kb.errors import IndexUnavailable
from kb.index import Entry, IndexQuery, PassageIndex
from kb.indexes.chroma import ChromaIndex, close_client, open_client
from kb.indexes.tantivy import TantivyIndex
from tests.contracts.passage_index import PassageIndexContract, entry


class _Chroma:
    """An index that can be closed and opened again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.open()

    def open(self) -> ChromaIndex:
        self._client = open_client(self._folder)
        self.index = ChromaIndex(self._client, "current")
        return self.index

    def close(self) -> None:
        close_client(self._client)

    def reopened(self) -> ChromaIndex:
        self.close()
        return self.open()


class TestChroma(PassageIndexContract):
    @pytest.fixture
    def chroma(self, tmp_path: Path) -> Iterator[_Chroma]:
        chroma = _Chroma(tmp_path / "dense")
        yield chroma
        chroma.close()

    @pytest.fixture
    def index(self, chroma: _Chroma) -> PassageIndex:
        return chroma.index

    @pytest.fixture
    def reopened(self, chroma: _Chroma) -> Callable[[], PassageIndex]:
        return chroma.reopened

    def test_the_score_is_the_cosine(self, index: PassageIndex) -> None:
        index.put([entry("p-1", "低保")])

        (hit,) = index.search(IndexQuery(entry("p-1", "低保").vector), limit=1)

        assert hit.score == pytest.approx(1.0, abs=1e-5)


class _Words:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.index = TantivyIndex(folder)

    def reopened(self) -> TantivyIndex:
        self.index.close()
        self.index = TantivyIndex(self._folder)
        return self.index


class TestTantivy(PassageIndexContract):
    @pytest.fixture
    def words(self, tmp_path: Path) -> Iterator[_Words]:
        words = _Words(tmp_path / "words")
        yield words
        words.index.close()

    @pytest.fixture
    def index(self, words: _Words) -> PassageIndex:
        return words.index

    @pytest.fixture
    def reopened(self, words: _Words) -> Callable[[], PassageIndex]:
        return words.reopened

    def test_the_weight_of_a_field_decides(self, index: PassageIndex) -> None:
        vector = entry("p", "低保").vector
        index.put([Entry("p-title", vector, {"title": ["低保"]}), Entry("p-words", vector, {"words": ["低保"]})])

        by_title = index.search(IndexQuery(terms=(("低保", 1.0),), fields={"words": 1.0, "title": 5.0}), limit=2)
        by_words = index.search(IndexQuery(terms=(("低保", 1.0),), fields={"words": 5.0, "title": 1.0}), limit=2)

        assert (by_title[0].id, by_words[0].id) == ("p-title", "p-words")

    def test_the_weight_of_a_term_decides(self, index: PassageIndex) -> None:
        index.put([entry("p-1", "低保"), entry("p-2", "社保")])

        hits = index.search(IndexQuery(terms=(("低保", 0.5), ("社保", 2.0))), limit=2)

        assert [hit.id for hit in hits] == ["p-2", "p-1"]

    @pytest.mark.parametrize("term", ['"', "AND", "a:b", "*", "低 保", "\x00", ""])
    def test_a_term_is_never_read_as_a_query_language(self, index: PassageIndex, term: str) -> None:
        index.put([entry("p-1", "低保")])

        assert index.search(IndexQuery(terms=((term, 1.0),)), limit=5) == []

    def test_a_second_writer_is_refused(self, index: PassageIndex, tmp_path: Path) -> None:
        with pytest.raises(IndexUnavailable, match="words"):
            TantivyIndex(tmp_path / "words")


def test_a_damaged_index_is_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text("{not json", encoding="utf-8")

    with pytest.raises(IndexUnavailable, match="index rebuild"):
        TantivyIndex(tmp_path)


def test_the_indexer_is_imported_without_the_vector_library() -> None:
    code = "import sys, kb.indexer; sys.exit('chromadb' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
