"""A reply fits what WeChat takes, cut at sentences, with the label and the link always there."""

import pytest

from channels.messages import Card, Reply
from channels.wechat.render import PARTS_LIMIT, TEXT_LIMIT_BYTES, active_parts, passive_part, shortened

LINK = "https://example.test/answers/a-1"
SENTENCE = "低保标准由各地人民政府按照当地居民生活必需的费用确定并公布。"


def size(text: str) -> int:
    return len(text.encode())


def test_a_short_answer_goes_whole_with_its_link() -> None:
    text = passive_part(Reply(SENTENCE, link=LINK), kept=0).text

    assert text.startswith(SENTENCE)
    assert f'<a href="{LINK}">' in text


@pytest.mark.parametrize("count", [20, 21, 22, 23, 100, 2000])
def test_a_long_answer_ends_with_a_sentence_and_says_it_is_cut(count: int) -> None:
    text = passive_part(Reply(SENTENCE * count, link=LINK, notice="须知。", label="（AI生成，仅供参考）"), kept=2).text

    lines = text.split("\n")
    assert size(text) <= TEXT_LIMIT_BYTES
    assert text.startswith("须知。")
    assert "（AI生成，仅供参考）" in text
    assert LINK in text
    assert "还有 2 条" in text
    if count > 22:
        assert lines[1].endswith("公布。")
        assert "节选" in lines[2]


def test_a_text_without_an_end_is_cut_between_characters() -> None:
    text = passive_part(Reply("策" * 5000, link=LINK), kept=0).text

    assert size(text) <= TEXT_LIMIT_BYTES
    assert "策" * 500 in text


def test_what_is_sent_is_whole_in_its_pieces() -> None:
    body = "".join(f"第{number}条。{SENTENCE}" for number in range(60))
    parts = active_parts(Reply(body, link=LINK, label="（AI生成）"))

    assert len(parts) == 4
    assert all(size(part.text) <= TEXT_LIMIT_BYTES and "（AI生成）" in part.text for part in parts)
    joined = "".join(part.text.split("……（接下条）")[0].split("\n（AI生成）")[0] for part in parts)
    assert joined == body
    assert [LINK in part.text for part in parts] == [False] * 3 + [True]


def test_never_more_than_five_are_sent() -> None:
    parts = active_parts(Reply(SENTENCE * 2000, link=LINK))

    assert len(parts) == PARTS_LIMIT
    assert LINK in parts[-1].text
    assert "节选" in parts[-1].text


def test_pieces_are_the_same_each_time() -> None:
    reply = Reply(SENTENCE * 100, notice="须知", link=LINK)

    assert active_parts(reply) == active_parts(reply)


def test_a_link_in_a_document_is_no_link() -> None:
    text = passive_part(Reply('<a href="https://evil.test">领奖</a>和<abbr>', link=LINK), kept=0).text

    assert text.count("<a ") == 1
    assert "<abbr>" in text


def test_choices_stand_below_the_question() -> None:
    assert "· 低保申请\n· 低保查询" in passive_part(Reply("是哪一件？", choices=("低保申请", "低保查询")), kept=0).text


CARD = Card("关于低保的通知", "第一条", "https://example.test/documents/d-1")


def test_a_single_document_is_a_card() -> None:
    assert passive_part(Reply(SENTENCE, card=CARD), kept=0).card == CARD
    assert active_parts(Reply(SENTENCE, card=CARD))[0].card == CARD


def test_what_must_be_said_is_never_lost_to_a_card() -> None:
    for reply, kept in ((Reply("x", card=CARD, notice="须知"), 0), (Reply("x", card=CARD, label="AI生成"), 0)):
        assert passive_part(reply, kept=kept).card is None
        assert active_parts(reply)[0].card is None
    assert passive_part(Reply("x", card=CARD), kept=1).card is None


def test_a_piece_found_too_long_is_shortened_and_a_card_told_in_words() -> None:
    (part,) = active_parts(Reply(SENTENCE * 20))

    assert size(shortened(part).text) < TEXT_LIMIT_BYTES / 2
    assert CARD.url in shortened(active_parts(Reply("x", card=CARD))[0]).text
