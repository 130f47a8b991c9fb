"""What fits into a private message of less than 300 汉字."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.answering import Answering
from channels.messages import Reply
from channels.weibo.render import LIMIT, length, rendered

PAGE = "https://zhengce.example.gov.cn/answers/a-0123456789abcdef01234567"
LABEL = "（AI生成，仅供参考，以原文为准）"
SENTENCE = "保障标准为每人每月一千二百元。"


def test_a_short_answer_is_whole_and_has_no_link() -> None:
    assert rendered(Reply(SENTENCE, link=PAGE)) == SENTENCE


def test_generated_text_keeps_its_label_when_whole_and_when_cut() -> None:
    assert rendered(Reply(SENTENCE, label=LABEL)) == f"{SENTENCE}\n{LABEL}"
    assert rendered(Reply(SENTENCE * 40, label=LABEL, link=PAGE)).endswith(f"{PAGE}\n{LABEL}")


def test_a_long_answer_ends_after_a_sentence_and_links_to_the_whole() -> None:
    told, _, link = rendered(Reply(SENTENCE * 40, link=PAGE)).rpartition("\n")

    assert link == f"全文和出处：{PAGE}"
    assert told == SENTENCE * (len(told) // len(SENTENCE))
    assert length(f"{told}{SENTENCE}\n{link}") > LIMIT


def test_at_first_contact_there_is_room_for_some_of_the_answer() -> None:
    notice = Answering(None, None, "https://zhengce.example.gov.cn").notice("weibo")

    told = rendered(Reply(SENTENCE * 40, notice=notice, link=PAGE))

    assert told.startswith(notice)
    assert told.count(SENTENCE) >= 4


def test_the_notice_fits_beside_a_first_sentence_that_is_too_long() -> None:
    told = rendered(Reply("标" * 1000, notice="不是真人。", link=PAGE))

    assert told.startswith("不是真人。\n标标标")
    assert told.endswith(PAGE)


def test_an_emoji_counts_as_the_two_units_it_is_stored_in() -> None:
    assert length("😀a汉") == 4


@pytest.mark.parametrize("label", ["", LABEL])
@given(text=st.text(max_size=900))
def test_no_text_makes_a_message_too_long(label: str, text: str) -> None:
    assert length(rendered(Reply(text, label=label, link=PAGE))) <= LIMIT
