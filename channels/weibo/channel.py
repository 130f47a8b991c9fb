"""Weibo as a Channel: one private message a reply."""

from channels.channel import Address
from channels.errors import DeliveryError
from channels.messages import Part, Reply
from channels.weibo.client import WeiboClient
from channels.weibo.incoming import NAME
from channels.weibo.render import rendered


class WeiboChannel:
    """Sends what answers no request any more."""

    name = NAME

    def __init__(self, client: WeiboClient) -> None:
        self._client = client

    def parts(self, reply: Reply) -> tuple[Part, ...]:
        """Always one message: a mention allows no more, and the whole answer is behind the link."""
        return (Part(rendered(reply)),)

    def send(self, address: Address, part: Part) -> None:
        """The platform has taken the message. Raises WindowClosed or DeliveryError."""
        if not address.person.isdecimal():
            raise DeliveryError(f"{address.person[:40]!r} is no id of Weibo", permanent=True)
        self._client.reply(int(address.person), part.text)
