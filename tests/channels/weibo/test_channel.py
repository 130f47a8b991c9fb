"""Weibo as those who deliver see it: one message a reply, and an account without a token sends none."""

from datetime import UTC, datetime

import pytest

from channels.channel import Address
from channels.errors import DeliveryError, WindowClosed
from channels.messages import MessageKind, Reply
from channels.weibo.channel import WeiboChannel
from channels.weibo.incoming import message_of
from channels.weibo.payloads import Push, PushKind
from channels.weibo.render import length

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def test_a_reply_is_one_message_whatever_its_length() -> None:
    (part,) = WeiboChannel(None).parts(Reply("标准如下。" * 200, notice="不是真人。", link="https://x.cn/answers/1"))

    assert part.text.startswith("不是真人。\n标准如下。")
    assert part.text.endswith("https://x.cn/answers/1")
    assert length(part.text) <= 280


def test_a_long_reply_without_a_page_of_ours_says_that_it_was_cut() -> None:
    (part,) = WeiboChannel(None).parts(Reply("标准如下。" * 200))

    assert "未完" in part.text


def test_matters_to_choose_from_are_listed() -> None:
    (part,) = WeiboChannel(None).parts(Reply("您问的是哪一件？", choices=("户口迁入", "户口迁出")))

    assert part.text == "您问的是哪一件？\n· 户口迁入\n· 户口迁出"


def test_without_a_token_replies_are_kept_for_the_person_to_fetch() -> None:
    with pytest.raises(WindowClosed) as closed:
        WeiboChannel(None).send(Address("weibo", "1", "2", "k"), WeiboChannel(None).parts(Reply("文字"))[0])

    assert closed.value.is_account
    assert isinstance(closed.value, DeliveryError)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1", MessageKind.PICKUP),
        ("删除记录", MessageKind.FORGET),
        ("删除记录。", MessageKind.FORGET),
        ("低保？", MessageKind.QUESTION),
        ("", MessageKind.TOLD),
    ],
)
def test_words_of_their_own_meaning_are_known(text: str, kind: MessageKind) -> None:
    message = message_of(Push(PushKind.TEXT, 1, 2, NOW, text), now=NOW)

    assert message is not None
    assert message.kind is kind


def test_each_mention_brings_one_message_of_its_own() -> None:
    first = message_of(Push(PushKind.MENTION, 1, 2, NOW, "@我 问？"), now=NOW)
    second = message_of(Push(PushKind.MENTION, 1, 2, NOW.replace(minute=1), "@我 再问？"), now=NOW)

    assert first is not None and first.allowance is not None
    assert second is not None and second.allowance is not None
    assert first.allowance.count == second.allowance.count == 1
    assert first.allowance.kind != second.allowance.kind
