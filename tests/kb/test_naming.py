"""A question speaks of a matter as far as it says the words of the matter's name, the rare ones above all."""

from collections.abc import Sequence

import pytest

from kb.index import Entry, IndexHit, IndexQuery
from kb.naming import NamesSaid
from kb.text import Segmenter, normalise

RARE = {"居住证": 3, "护照": 2, "补发": 5}


class Words:
    """An index of a thousand passages in which every word but the rare ones stands in half."""

    def frequencies(self, terms: Sequence[str]) -> tuple[list[int], int]:
        return [RARE.get(term, 500) for term in terms], 1000

    def put(self, entries: Sequence[Entry]) -> None:
        raise AssertionError

    def remove(self, ids: object) -> None:
        raise AssertionError

    def search(self, query: IndexQuery, *, limit: int) -> list[IndexHit]:
        raise AssertionError

    def ids(self) -> set[str]:
        raise AssertionError

    def close(self) -> None:
        raise AssertionError


@pytest.fixture(scope="module")
def names() -> NamesSaid:
    return NamesSaid(Segmenter(["居住证"]))


def said(names: NamesSaid, question: str, name: str) -> float:
    return names.shares({name}, normalise(question), Words(), total=1000)[name]


def test_a_name_said_whole_is_said(names: NamesSaid) -> None:
    assert said(names, "居住证补发要几天", "居住证补发") == pytest.approx(1.0)


def test_a_name_of_which_nothing_is_said_is_not(names: NamesSaid) -> None:
    assert said(names, "养狗要办什么", "居住证补发") == 0.0


def test_a_rare_word_says_more_than_a_common_one(names: NamesSaid) -> None:
    assert said(names, "护照办理", "护照申请") > said(names, "换证申请", "护照申请")


def test_a_name_without_words_is_not_said(names: NamesSaid) -> None:
    assert said(names, "居住证", "——") == 0.0
