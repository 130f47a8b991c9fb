"""What fits into a private message of less than 300 汉字."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.weibo.render import LIMIT, fitted, length

LINK = "全文和出处：https://example.gov.cn/a/0123456789abcdef"
LABEL = "（AI生成，仅供参考，以原文为准）"
SENTENCE = "保障标准为每人每月一千二百元。"


def test_a_short_answer_is_whole_and_has_no_link() -> None:
    assert fitted(SENTENCE, label="", more=LINK) == SENTENCE


def test_generated_text_keeps_its_label_when_whole_and_when_cut() -> None:
    assert fitted(SENTENCE, label=LABEL, more=LINK) == SENTENCE + LABEL
    assert fitted(SENTENCE * 40, label=LABEL, more=LINK).endswith(LINK + LABEL)


def test_a_long_answer_ends_after_a_sentence_and_links_to_the_whole() -> None:
    beginning, _, link = fitted(SENTENCE * 40, label="", more=LINK).rpartition("\n")

    assert link == LINK
    assert beginning == SENTENCE * (len(beginning) // len(SENTENCE))
    assert length(beginning + SENTENCE + "\n" + LINK) > LIMIT


def test_a_first_sentence_without_end_is_cut_inside_and_says_so() -> None:
    assert fitted("标" * 1000, label="", more=LINK).partition("\n")[0].endswith("标……")


def test_an_emoji_counts_as_the_two_units_it_is_stored_in() -> None:
    assert length("😀a汉") == 4


@pytest.mark.parametrize("label", ["", LABEL])
@given(text=st.text(max_size=900))
def test_no_text_makes_a_message_too_long(label: str, text: str) -> None:
    assert length(fitted(text, label=label, more=LINK)) <= LIMIT
