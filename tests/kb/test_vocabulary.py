"""Citizens' words beside official terms: added, never put in place of what was asked."""

import pytest

from kb.text import normalise
from kb.vocabulary import ELEMENT_DOMAIN, Place, Term, Vocabulary, load_vocabulary


@pytest.fixture(scope="module")
def shipped() -> Vocabulary:
    return load_vocabulary()


def vocabulary(*pairs: tuple[str, str], domain: str = "社会救助") -> Vocabulary:
    return Vocabulary(Term(colloquial, official, domain) for colloquial, official in pairs)


def officials(words: Vocabulary, text: str) -> list[str]:
    return [expansion.official for expansion in words.expansions(text)]


def test_an_official_term_is_added_for_a_citizens_word() -> None:
    assert officials(vocabulary(("低保", "最低生活保障")), "低保怎么办") == ["最低生活保障"]


def test_what_the_question_says_itself_is_not_added() -> None:
    assert officials(vocabulary(("低保", "最低生活保障")), "低保就是最低生活保障吗") == []


def test_the_longer_word_wins_over_one_inside_it() -> None:
    words = vocabulary(("低保", "最低生活保障"), ("低保户", "最低生活保障家庭"))

    assert officials(words, "低保户有什么待遇") == ["最低生活保障家庭"]


def test_one_word_may_stand_for_several_terms() -> None:
    words = vocabulary(("生娃", "生育登记"), ("生娃", "出生医学证明"))

    assert sorted(officials(words, "生娃要办什么")) == ["出生医学证明", "生育登记"]


def test_words_for_elements_of_a_guide_are_not_looked_for() -> None:
    assert officials(vocabulary(("要带啥", "申请材料"), domain=ELEMENT_DOMAIN), "要带啥") == []


def test_writing_does_not_matter() -> None:
    assert officials(vocabulary(("etc卡", "电子不停车收费")), "ＥＴＣ卡怎么办") == ["电子不停车收费"]


@pytest.mark.parametrize("text", ["", "？", "今天"])
def test_a_text_without_such_words_is_left_alone(text: str) -> None:
    assert officials(vocabulary(("低保", "最低生活保障")), text) == []


def test_terms_and_places_are_not_split() -> None:
    words = Vocabulary(
        [Term("吃低保", "最低生活保障", "社会救助")], [Place("样州市", "样州", "")], ["准运凭条"]
    ).segmenter.words("样州市最低生活保障和准运凭条")

    assert {"样州市", "最低生活保障", "准运凭条"} <= set(words)


def test_every_shipped_word_brings_its_term(shipped: Vocabulary) -> None:
    unheard = [
        colloquial for colloquial in ("低保", "五保户", "吃低保") if not officials(shipped, f"{colloquial}是什么")
    ]

    assert unheard == []


def test_shipped_places_are_named_once_and_apart(shipped: Vocabulary) -> None:
    names = [(place.name, place.parent) for place in shipped.places]
    shorts = [place.short for place in shipped.places if place.short]

    assert len(names) == len(set(names))
    assert len(shorts) == len(set(shorts))
    assert all(normalise(name) == name for name, _ in names)
