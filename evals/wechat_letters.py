"""Callbacks as WeChat writes them, made independently of our channel: plain, and in safe mode sealed and signed.

Rules: R§10.1 and R§10.2. wechatpy is not used here: it would share its faults with what is measured.
"""

import base64
import hashlib
import secrets
import struct
import time
from dataclasses import dataclass
from urllib.parse import urlencode
from xml.etree import ElementTree

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_BLOCK = 32
_TEXT = (
    "<xml><ToUserName><![CDATA[{account}]]></ToUserName><FromUserName><![CDATA[{person}]]></FromUserName>"
    "<CreateTime>{created}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
    "<Content><![CDATA[{text}]]></Content><MsgId>{number}</MsgId></xml>"
)


@dataclass(frozen=True, slots=True)
class WeChatAccount:
    """What an account and the platform share. aes_key: the 43 characters of EncodingAESKey."""

    original_id: str
    app_id: str
    token: str
    aes_key: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One callback, ready to be posted. person: who wrote it, a person of its own for each."""

    person: str
    query: str
    body: bytes
    is_sealed: bool


def write_letter(account: WeChatAccount, *, number: int, text: str, created: int, is_sealed: bool) -> Letter:
    """The question of person `number`, as the platform would post it."""
    person = f"openid-{number:08}"
    xml = _TEXT.format(account=account.original_id, person=person, created=created, text=text, number=number + 10**18)
    nonce = str(secrets.randbelow(10**9))
    query = {
        "signature": _signature(account.token, str(created), nonce),
        "timestamp": str(created),
        "nonce": nonce,
        "openid": person,
    }
    if not is_sealed:
        return Letter(person, urlencode(query), xml.encode(), is_sealed=False)
    sealed = _seal(account, xml.encode())
    query |= {"encrypt_type": "aes", "msg_signature": _signature(account.token, str(created), nonce, sealed)}
    envelope = (
        f"<xml><ToUserName><![CDATA[{account.original_id}]]></ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
    )
    return Letter(person, urlencode(query), envelope.encode(), is_sealed=True)


def read_answer(account: WeChatAccount, body: bytes) -> str | None:
    """The text of a passive reply; None when the body only acknowledges. Raises ValueError for anything else."""
    if body in (b"", b"success"):
        return None
    root = ElementTree.fromstring(body)  # noqa: S314 - our own server's words, in a measurement
    sealed = root.findtext("Encrypt")
    if sealed is not None:
        root = ElementTree.fromstring(_unseal(account, sealed))  # noqa: S314
    text = root.findtext("Content")
    if text is None:
        raise ValueError(f"a reply without Content: {body[:200]!r}")
    return text


def opened(account: WeChatAccount, query: dict[str, str], body: bytes) -> str:
    """The XML of a letter, its signature checked. Raises ValueError when it is not signed."""
    root = ElementTree.fromstring(body)  # noqa: S314 - our own letters, in a measurement
    sealed = root.findtext("Encrypt")
    stated = query["msg_signature"] if sealed else query["signature"]
    if stated != _signature(account.token, query["timestamp"], query["nonce"], *([sealed] if sealed else [])):
        raise ValueError("a letter that is not signed")
    return _unseal(account, sealed).decode() if sealed else body.decode()


def sealed_reply(account: WeChatAccount, xml: str) -> str:
    """A reply in safe mode."""
    sealed, created, nonce = _seal(account, xml.encode()), str(int(time.time())), str(secrets.randbelow(10**9))
    return (
        f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt>"
        f"<MsgSignature><![CDATA[{_signature(account.token, created, nonce, sealed)}]]></MsgSignature>"
        f"<TimeStamp>{created}</TimeStamp><Nonce><![CDATA[{nonce}]]></Nonce></xml>"
    )


def _signature(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()  # noqa: S324 - the platform's choice


def _seal(account: WeChatAccount, xml: bytes) -> str:
    plain = secrets.token_bytes(16) + struct.pack(">I", len(xml)) + xml + account.app_id.encode()
    missing = _BLOCK - len(plain) % _BLOCK
    encryptor = _cipher(account).encryptor()
    return base64.b64encode(encryptor.update(plain + bytes([missing]) * missing) + encryptor.finalize()).decode()


def _unseal(account: WeChatAccount, sealed: str) -> bytes:
    decryptor = _cipher(account).decryptor()
    plain = decryptor.update(base64.b64decode(sealed)) + decryptor.finalize()
    length = struct.unpack(">I", plain[16:20])[0]
    return plain[20 : 20 + length]


def _cipher(account: WeChatAccount) -> Cipher[modes.CBC]:
    key = base64.b64decode(account.aes_key + "=")
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))
