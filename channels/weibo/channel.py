"""Weibo as a Channel: one private message a reply."""

from channels.channel import Address
from channels.errors import DeliveryError, WindowClosed
from channels.messages import Part, Reply
from channels.weibo.client import WeiboClient
from channels.weibo.incoming import NAME
from channels.weibo.render import rendered


class WeiboChannel:
    """Sends what answers no request any more."""

    name = NAME

    def __init__(self, client: WeiboClient | None) -> None:
        """client: None while there is no access token; people then fetch what came late by “1”."""
        self._client = client

    def parts(self, reply: Reply) -> tuple[Part, ...]:
        """Always one message: a mention allows no more, and the whole answer is behind the link."""
        return (Part(rendered(reply)),)

    def send(self, address: Address, part: Part) -> None:
        """The platform has taken the message. Raises WindowClosed or DeliveryError."""
        if self._client is None:
            raise WindowClosed("there is no access token", is_account=True)
        if not address.person.isdecimal():
            raise DeliveryError(f"{address.person[:40]!r} is no id of Weibo", permanent=True)
        self._client.reply(int(address.person), part.text)
