"""WeCom (企业微信) as a second door: an application's callback has the same XML, seal and 5 seconds as an account's.

What differs: everything is sealed, the check of the address too; the receive id is the corpid; nothing is said with an
empty body. Source: developer.work.weixin.qq.com/document/path/90238 and 90930, read 2026-11-23.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from channels.errors import BadMessage, NotFromPlatform
from channels.reception import Handover
from channels.wechat.channel import WeChatChannel
from channels.wechat.door import Credentials, Mode, Opened, Query, WeChatDoor
from channels.wechat.reading import read_message
from channels.wechat.sealing import unseal_with_any
from channels.wechat.signature import is_fresh, is_signed

NAME = "wecom"


class WeComDoor(WeChatDoor):
    """The door of one application."""

    def __init__(
        self, shared: Credentials, *, agent_id: str, tolerance_seconds: float, clock: Callable[[], datetime]
    ) -> None:
        """shared: with the corpid as appid."""
        super().__init__(shared, Mode.SAFE, tolerance_seconds=tolerance_seconds, clock=clock)
        self._agent_id = agent_id
        self.account = account_of(shared.appid, agent_id)

    def echo(self, query: Query) -> str:
        """The words inside the sealed echostr. Raises NotFromPlatform, BadMessage."""
        sealed = query.get("echostr", "")
        self._check_sealed(query, sealed)
        _, words = unseal_with_any(self._shared.keys, sealed, self._shared.appid)
        return words.decode("utf-8", errors="replace")

    def open(self, query: Query, body: bytes) -> Opened:
        """The message in a request. Raises NotFromPlatform, BadMessage."""
        self._check_fresh(query)
        key, fields = self._unsealed(query, body)
        if fields.get("AgentID", self._agent_id) != self._agent_id:
            raise BadMessage("a message is for another application")
        message = read_message(fields, account=self.account, now=self._clock())
        return Opened(
            message and replace(message, channel=NAME),
            key,
            fields.get("FromUserName", ""),
            fields.get("ToUserName", ""),
        )

    def answer(self, opened: Opened, handover: Handover | None, *, nonce: str = "") -> bytes:
        """The body of the response, empty without a handover."""
        return super().answer(opened, handover, nonce=nonce) if handover else b""

    def _check_sealed(self, query: Query, sealed: str) -> None:
        timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        if not is_signed(query.get("msg_signature", ""), self._shared.token, timestamp, nonce, sealed):
            raise NotFromPlatform("the signature is wrong")
        self._check_fresh(query)

    def _check_fresh(self, query: Query) -> None:
        if not is_fresh(query.get("timestamp", ""), now=self._clock(), tolerance_seconds=self._tolerance_seconds):
            raise NotFromPlatform("the timestamp is not of now")


class WeComChannel(WeChatChannel):
    """An application that answers within callbacks only; what comes too late is fetched by “1”."""

    name = NAME

    def __init__(self) -> None:
        super().__init__(None)


def account_of(corp_id: str, agent_id: str) -> str:
    """How the application is called among our accounts."""
    return f"{corp_id}:{agent_id}"
