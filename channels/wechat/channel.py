"""WeChat as a Channel: replies in its sizes, sent as customer-service messages."""

from channels.channel import Address
from channels.errors import WindowClosed
from channels.messages import Part, Reply
from channels.wechat.client import ApiError, WeChatApi
from channels.wechat.codes import Verdict
from channels.wechat.reading import CHANNEL
from channels.wechat.render import active_parts, shortened


class WeChatChannel:
    """Sends for one account."""

    name = CHANNEL

    def __init__(self, api: WeChatApi | None) -> None:
        """api: None for an account without the right to send; people then fetch what came late by “1”."""
        self._api = api

    def parts(self, reply: Reply) -> tuple[Part, ...]:
        """The reply in at most five messages."""
        return active_parts(reply)

    def send(self, address: Address, part: Part) -> None:
        """The message has been taken by the platform. Raises WindowClosed, DeliveryError."""
        if self._api is None:
            raise WindowClosed("this account sends nothing by itself", is_account=True)
        try:
            _send(self._api, address.person, part)
        except ApiError as error:
            if error.verdict not in (Verdict.TOO_LONG, Verdict.NO_CARD):
                raise
            _send(self._api, address.person, shortened(part))


def _send(api: WeChatApi, person: str, part: Part) -> None:
    if part.card:
        api.send_card(person, title=part.card.title, description=part.card.description, url=part.card.url)
    else:
        api.send_text(person, part.text)
