"""What every PassageIndex must do, whatever is behind it; a back end inherits this and says how to open itself.

An entry of words w and its vector are about the same thing, so each test holds for meaning and for words.
"""

from collections.abc import Callable, Sequence

import numpy as np

from kb.index import Entry, IndexQuery, PassageIndex

SUBJECTS = ("低保", "社保", "养犬", "献血")


def entry(identity: str, subject: str) -> Entry:
    return Entry(identity, _vector(subject), {"words": [subject, "办法"], "title": [subject]})


def about(subject: str) -> IndexQuery:
    return IndexQuery(_vector(subject), ((subject, 1.0),), {"words": 1.0, "title": 2.0})


def _vector(subject: str) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    vector = np.full(len(SUBJECTS), 0.1, dtype=np.float32)
    vector[SUBJECTS.index(subject)] = 1
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


class PassageIndexContract:
    """Tests shared by all back ends. `index` is an empty index; `reopened` the same one after a restart."""

    def test_what_was_put_is_found_best_first(self, index: PassageIndex) -> None:
        index.put([entry("p-1", "低保"), entry("p-2", "社保")])

        hits = index.search(about("社保"), limit=5)

        assert hits[0].id == "p-2"
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)

    def test_putting_an_id_again_replaces_it(self, index: PassageIndex) -> None:
        index.put([entry("p-1", "低保"), entry("p-2", "献血")])

        index.put([entry("p-1", "养犬")])

        assert index.ids() == {"p-1", "p-2"}
        assert index.search(about("养犬"), limit=1)[0].id == "p-1"

    def test_an_id_twice_in_one_put_counts_once_and_last(self, index: PassageIndex) -> None:
        index.put([entry("p-1", "低保"), entry("p-2", "献血"), entry("p-1", "养犬")])

        assert index.ids() == {"p-1", "p-2"}
        assert index.search(about("养犬"), limit=1)[0].id == "p-1"

    def test_what_was_removed_is_not_found(self, index: PassageIndex) -> None:
        index.put([entry("p-1", "低保"), entry("p-2", "低保")])

        index.remove(["p-1", "p-unknown"])

        assert [hit.id for hit in index.search(about("低保"), limit=5)] == ["p-2"]
        assert index.ids() == {"p-2"}

    def test_no_more_than_the_limit_come_back(self, index: PassageIndex) -> None:
        index.put([entry(f"p-{i}", "低保") for i in range(5)])

        assert len(index.search(about("低保"), limit=3)) == 3
        assert index.search(about("低保"), limit=0) == []

    def test_an_empty_index_finds_nothing(self, index: PassageIndex) -> None:
        assert index.search(about("低保"), limit=5) == []
        assert index.ids() == set()

    def test_an_empty_query_finds_nothing(self, index: PassageIndex) -> None:
        index.put([entry("p-1", "低保")])

        assert index.search(IndexQuery(), limit=5) == []

    def test_nothing_put_and_nothing_removed_is_allowed(self, index: PassageIndex) -> None:
        index.put([])
        index.remove([])

        assert index.ids() == set()

    def test_many_entries_at_once_are_all_held(self, index: PassageIndex) -> None:
        index.put(_many(2500))

        assert len(index.ids()) == 2500

    def test_entries_outlive_a_restart(self, index: PassageIndex, reopened: Callable[[], PassageIndex]) -> None:
        index.put([entry("p-1", "低保"), entry("p-2", "献血")])
        index.remove(["p-2"])

        again = reopened()

        assert again.ids() == {"p-1"}
        assert [hit.id for hit in again.search(about("低保"), limit=5)] == ["p-1"]


def _many(count: int) -> Sequence[Entry]:
    return [entry(f"p-{i}", SUBJECTS[i % len(SUBJECTS)]) for i in range(count)]
