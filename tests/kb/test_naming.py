"""A question speaks of a matter as far as it says the words of the matter's name, the rare ones above all."""

from collections.abc import Sequence

import pytest

from kb.acts import load_acts
from kb.index import Entry, IndexHit, IndexQuery
from kb.naming import NamesSaid, Said
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
    return NamesSaid(Segmenter(["居住证"]), load_acts())


def said(names: NamesSaid, question: str, name: str) -> Said:
    return names.said({name}, normalise(question), Words(), total=1000)[name]


def test_a_name_said_whole_is_said(names: NamesSaid) -> None:
    assert said(names, "居住证补发要几天", "居住证补发").share == pytest.approx(1.0)


def test_a_name_of_which_nothing_is_said_is_not(names: NamesSaid) -> None:
    assert said(names, "养狗要办什么", "居住证补发").share == 0.0


def test_a_rare_word_says_more_than_a_common_one(names: NamesSaid) -> None:
    assert said(names, "护照办理", "护照申请").share > said(names, "换证申请", "护照申请").share


def test_a_name_without_words_is_not_said(names: NamesSaid) -> None:
    assert said(names, "居住证", "——").share == 0.0


@pytest.mark.parametrize(
    ("question", "name", "is_for_another"),
    [
        ("律师证怎么办", "律师执业证书注销审核", True),
        ("律师不干了怎么办手续", "律师执业证书注销审核", False),
        ("残疾证丢了怎么补", "残疾人证挂失补办", False),
        ("残疾证要带什么材料", "残疾人证迁入", True),
        ("残疾证要带什么材料", "残疾人证新办证申请", False),
        ("居留证怎么办", "首次、延期、换发、补发居留证件", False),
    ],
)
def test_a_name_for_another_act_than_asked_is_told(
    names: NamesSaid, question: str, name: str, is_for_another: bool
) -> None:
    assert said(names, question, name).another_act is is_for_another


@pytest.mark.parametrize(
    ("question", "name", "is_for_outsiders"),
    [
        ("开公司怎么登记", "外商投资企业设立登记", True),
        ("外国人开公司怎么登记", "外商投资企业设立登记", False),
        ("香港人开公司怎么登记", "外商投资企业设立登记", False),
        ("开公司怎么登记", "内资有限责任公司设立登记", False),
        ("开公司怎么登记", "企业设立登记（含外商投资企业）", False),
        ("怎么办结婚登记", "涉外婚姻登记首次办理", True),
        ("居住证怎么办", "港澳台居民居住证申领", True),
        ("台胞怎么办居住证", "港澳台居民居住证申领", False),
        ("探亲签注要什么材料", "往来港澳通行证探亲签注", False),
        ("出境看病怎么报销", "境外就医费用报销", False),
    ],
)
def test_a_name_for_outsiders_is_told_where_none_is_spoken_of(
    names: NamesSaid, question: str, name: str, is_for_outsiders: bool
) -> None:
    assert said(names, question, name).outsiders is is_for_outsiders
