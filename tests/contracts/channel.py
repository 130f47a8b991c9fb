"""What every Channel must do, whatever its platform; each implementation is put through it."""

import pytest

from channels.channel import Address, Channel
from channels.errors import DeliveryError
from channels.messages import Card, Reply

SENTENCE = "低保标准由各地人民政府按照当地居民生活必需的费用确定并公布。"
LINK = "https://example.test/answers/a-1"
LABEL = "（AI生成，仅供参考，以原文为准）"
REPLIES = (
    Reply(SENTENCE),
    Reply(SENTENCE, notice="这是程序，不是真人。", link=LINK),
    Reply(SENTENCE * 200, link=LINK, label=LABEL),
    Reply("策" * 9000, link=LINK),
    Reply("是哪一件？", choices=("低保申请", "低保查询")),
    Reply(SENTENCE, card=Card("通知", SENTENCE * 50, LINK), link=LINK),
    Reply("😀" * 3000, link=LINK),
)


class ChannelContract:
    """Inherited by the tests of each channel, which say how it is made and what one piece may hold."""

    limit_bytes: int
    most_parts: int

    @pytest.mark.parametrize("reply", REPLIES, ids=range(len(REPLIES)))
    def test_a_reply_becomes_few_pieces_of_the_size_the_platform_takes(self, channel: Channel, reply: Reply) -> None:
        parts = channel.parts(reply)

        assert 1 <= len(parts) <= self.most_parts
        assert all(part.card or 0 < len(part.text.encode()) <= self.limit_bytes for part in parts)

    @pytest.mark.parametrize("reply", REPLIES, ids=range(len(REPLIES)))
    def test_the_pieces_are_the_same_each_time(self, channel: Channel, reply: Reply) -> None:
        assert channel.parts(reply) == channel.parts(reply)

    def test_what_must_be_said_is_in_the_pieces(self, channel: Channel) -> None:
        told = [part.text for part in channel.parts(Reply(SENTENCE * 200, notice="不是真人。", link=LINK, label=LABEL))]

        assert told[0].startswith("不是真人。")
        assert all(LABEL in text for text in told)
        assert LINK in told[-1]

    def test_what_fits_is_not_cut(self, channel: Channel) -> None:
        assert SENTENCE in channel.parts(Reply(SENTENCE, link=LINK))[0].text

    def test_a_platform_out_of_reach_raises_what_delivery_understands(self, unreachable: Channel) -> None:
        with pytest.raises(DeliveryError) as raised:
            unreachable.send(Address(unreachable.name, "1", "2", "3"), unreachable.parts(Reply(SENTENCE))[0])

        assert not raised.value.permanent
