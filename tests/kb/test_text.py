"""Normal forms and segmentation: texts that mean the same are cut into the same terms."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.text import STOP_WORDS, Segmenter, normalise

# Loads the dictionary once; it is not changed.
PLAIN = Segmenter()


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("二〇二五", "二0二五"),
        ("臺灣居民申請", "台湾居民申请"),
        ("（一）", "(一)"),
        ("家裡著火", "家里着火"),
        ("著作權、著名、顯著", "著作权、著名、显著"),
        ("①", "1"),
        ("", ""),
        ("  两个 空格 ", "  两个 空格 "),
    ],
)
def test_widths_case_and_script_do_not_matter(text: str, normal: str) -> None:
    assert normalise(text) == normal


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=60))
def test_any_text_has_a_normal_form_and_can_be_cut(text: str) -> None:
    terms = PLAIN.terms(text)

    assert all(term and term not in STOP_WORDS and term in normalise(text) for term in terms)


def test_a_listed_word_is_kept_in_one_piece() -> None:
    taught = Segmenter(["殡葬用船准运凭条"])

    assert "殡葬用船准运凭条" not in PLAIN.words("殡葬用船准运凭条核发")
    assert taught.words("殡葬用船准运凭条核发")[0] == "殡葬用船准运凭条"


def test_a_long_word_is_searched_together_with_the_words_inside_it() -> None:
    terms = Segmenter(["最低生活保障"]).terms("最低生活保障标准")

    assert {"最低生活保障", "生活", "保障", "标准"} <= set(terms)


def test_question_words_are_not_looked_for() -> None:
    assert PLAIN.terms("请问怎么才可以有呢？") in ([], ["才"])


def test_content_words_keep_their_order_without_stop_words() -> None:
    assert PLAIN.content_words("我的户口怎么迁出") == ["户口", "迁出"]


def test_punctuation_is_no_word() -> None:
    assert PLAIN.words("，。！？《》…—") == []


def test_numbers_and_latin_words_are_terms() -> None:
    assert {"12345", "1963.5", "app"} <= set(PLAIN.terms("12345热线 1963.5元 APP"))


def test_repetitions_are_kept() -> None:
    assert PLAIN.terms("补贴补贴").count("补贴") == 2


def test_traditional_writing_is_cut_into_the_terms_of_simplified() -> None:
    assert PLAIN.terms("社會保險費繳納") == PLAIN.terms("社会保险费缴纳")
