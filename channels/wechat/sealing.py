"""Seals and opens messages in safe mode (R§10.2): AES-256-CBC, and every part of the plaintext is checked."""

import base64
import binascii
import hmac
import re
from dataclasses import dataclass
from secrets import token_bytes

from wechatpy.crypto.cryptography import WeChatCipher
from wechatpy.crypto.pkcs7 import PKCS7Encoder

from channels.errors import BadMessage

_ENCODED_KEY = re.compile(r"[A-Za-z0-9]{43}")
_BLOCK = 32
_SALT = 16
_HEAD = _SALT + 4


@dataclass(frozen=True, slots=True)
class SealingKey:
    """One EncodingAESKey; never shown."""

    raw: bytes

    def __repr__(self) -> str:
        return "SealingKey(…)"


def read_key(encoded: str) -> SealingKey:
    """The key in an EncodingAESKey of 43 letters and digits. Raises ValueError."""
    if not _ENCODED_KEY.fullmatch(encoded):
        raise ValueError("an EncodingAESKey has 43 letters and digits")
    return SealingKey(base64.b64decode(encoded + "="))


def seal(key: SealingKey, text: bytes, receive_id: str) -> str:
    """The text sealed, in base64: salt, length, text and receive_id, padded to blocks of 32 bytes."""
    plain = token_bytes(_SALT) + len(text).to_bytes(4, "big") + text + receive_id.encode()
    return base64.b64encode(WeChatCipher(key.raw).encrypt(PKCS7Encoder.encode(plain))).decode()


def unseal(key: SealingKey, sealed: str, receive_id: str) -> bytes:
    """The text that was sealed for receive_id. Raises BadMessage when anything about it is wrong."""
    plain = _unpadded(WeChatCipher(key.raw).decrypt(_blocks(sealed)))
    length = int.from_bytes(plain[_SALT:_HEAD], "big")
    if len(plain) < _HEAD or length > len(plain) - _HEAD:
        raise BadMessage("the length inside a sealed message is wrong")
    if not hmac.compare_digest(plain[_HEAD + length :], receive_id.encode()):
        raise BadMessage("a sealed message was meant for another account")
    return plain[_HEAD : _HEAD + length]


def unseal_with_any(keys: tuple[SealingKey, ...], sealed: str, receive_id: str) -> tuple[SealingKey, bytes]:
    """The text, and the first of the keys that opened it: the answer must be sealed with the same."""
    problem = BadMessage("there is no key to open a sealed message with")
    for key in keys:
        try:
            return key, unseal(key, sealed, receive_id)
        except BadMessage as error:
            problem = error
    raise problem


def _blocks(sealed: str) -> bytes:
    try:
        data = base64.b64decode(sealed, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadMessage("a sealed message is not base64") from error
    # The cipher counts blocks of 16 bytes; the platform pads to 32.
    if not data or len(data) % _BLOCK:
        raise BadMessage("a sealed message has no whole number of blocks")
    return data


def _unpadded(plain: bytes) -> bytes:
    count = plain[-1]
    if not 1 <= count <= _BLOCK or plain[-count:] != bytes([count]) * count:
        raise BadMessage("the padding of a sealed message is wrong")
    return plain[:-count]
