"""Where WeChat's requests come in: checked, opened, read; and the body of the response that goes back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from secrets import token_hex

from channels.errors import BadMessage, NotFromPlatform
from channels.messages import IncomingMessage
from channels.reception import Handover
from channels.wechat.reading import read_message
from channels.wechat.render import passive_part
from channels.wechat.sealing import SealingKey, unseal_with_any
from channels.wechat.signature import is_fresh, is_signed
from channels.wechat.writing import SUCCESS, Correspondents, passive_xml, sealed_xml
from channels.wechat.xml import BODY_LIMIT_BYTES, read_fields


class Mode(Enum):
    """How the account's messages are sent (明文、兼容、安全模式)."""

    PLAIN = "plain"
    COMPATIBLE = "compatible"  # plain and sealed at once
    SAFE = "safe"  # sealed only


# What stands in the address of a request, by name; a name that is absent counts as empty.
Query = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Opened:
    """A request that was checked and read. key: the one that opened it, None for a plain one.

    message: None where nothing is to be answered. person, account: as the platform named them in the request.
    """

    message: IncomingMessage | None
    key: SealingKey | None
    person: str
    account: str


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the platform and we share. keys: the present one first, then the previous. Never shown."""

    appid: str
    token: str
    keys: tuple[SealingKey, ...]

    def __repr__(self) -> str:
        return f"Credentials({self.appid!r}, …)"


class WeChatDoor:
    """The door of one account."""

    def __init__(
        self, credentials: Credentials, mode: Mode, *, tolerance_seconds: float, clock: Callable[[], datetime]
    ) -> None:
        """tolerance_seconds: how far a request's timestamp may be from now."""
        self._shared = credentials
        self._mode = mode
        self._tolerance_seconds = tolerance_seconds
        self._clock = clock

    def echo(self, query: Query) -> str:
        """What the platform wants to see when it checks the address. Raises NotFromPlatform."""
        self._check(query)
        return query.get("echostr", "")

    def open(self, query: Query, body: bytes) -> Opened:
        """The message in a request. Raises NotFromPlatform, BadMessage."""
        self._check(query)
        if len(body) > BODY_LIMIT_BYTES:
            raise BadMessage(f"a message has more than {BODY_LIMIT_BYTES} bytes")
        is_sealed = query.get("encrypt_type", "") not in ("", "raw")
        if is_sealed is (self._mode is Mode.PLAIN) and self._mode is not Mode.COMPATIBLE:
            raise BadMessage(f"a request is not of the mode {self._mode.value} that is set")
        key, fields = self._unsealed(query, body) if is_sealed else (None, read_fields(body))
        return Opened(
            read_message(fields, account=self._shared.appid, now=self._clock()),
            key,
            fields.get("FromUserName", ""),
            fields.get("ToUserName", ""),
        )

    def answer(self, opened: Opened, handover: Handover | None, *, nonce: str = "") -> bytes:
        """The body of the response; without a handover the platform is told that all is well."""
        if handover is None:
            return SUCCESS
        timestamp = int(self._clock().timestamp())
        part = passive_part(handover.reply, kept=handover.kept)
        xml = passive_xml(part, Correspondents(opened.person, opened.account, timestamp))
        if opened.key is None:
            return xml.encode()
        shared = self._shared
        sealed = sealed_xml(
            xml,
            opened.key,
            token=shared.token,
            account=shared.appid,
            timestamp=timestamp,
            nonce=nonce or token_hex(8),
        )
        return sealed.encode()

    def _check(self, query: Query) -> None:
        timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        if not is_signed(query.get("signature", ""), self._shared.token, timestamp, nonce):
            raise NotFromPlatform("the signature is wrong")
        if not is_fresh(timestamp, now=self._clock(), tolerance_seconds=self._tolerance_seconds):
            raise NotFromPlatform("the timestamp is not of now")

    def _unsealed(self, query: Query, body: bytes) -> tuple[SealingKey, dict[str, str]]:
        sealed = read_fields(body).get("Encrypt", "")
        timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        if not is_signed(query.get("msg_signature", ""), self._shared.token, timestamp, nonce, sealed):
            raise NotFromPlatform("the signature of the sealed message is wrong")
        key, text = unseal_with_any(self._shared.keys, sealed, self._shared.appid)
        return key, read_fields(text)
