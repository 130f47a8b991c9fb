"""What is sealed opens for the right account with the right key only, and nothing about it may be changed."""

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wechatpy.crypto import PrpCrypto
from wechatpy.crypto.cryptography import WeChatCipher

from channels.errors import BadMessage
from channels.wechat.sealing import SealingKey, read_key, seal, unseal, unseal_with_any

KEY = read_key("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG")
OTHER = read_key("GFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba")
APPID = "wx2c2769f8efd9abc2"


def _sealed(plain: bytes, key: SealingKey = KEY) -> str:
    """Any plaintext of whole blocks, sealed without a check."""
    return base64.b64encode(WeChatCipher(key.raw).encrypt(plain)).decode()


def _plain(text: bytes, *, length: int | None = None, appid: bytes = APPID.encode()) -> bytes:
    head = b"s" * 16 + (len(text) if length is None else length).to_bytes(4, "big")
    whole = head + text + appid
    count = 32 - len(whole) % 32
    return whole + bytes([count]) * count


@given(st.binary(max_size=3000))
@settings(max_examples=50, deadline=None)
def test_what_is_sealed_opens_again(text: bytes) -> None:
    assert unseal(KEY, seal(KEY, text, APPID), APPID) == text


def test_wechatpy_opens_what_we_seal_and_we_what_it_seals() -> None:
    text = "<xml><Content>低保</Content></xml>"
    theirs = PrpCrypto(KEY.raw)

    assert theirs.decrypt(seal(KEY, text.encode(), APPID), APPID) == text
    assert unseal(KEY, theirs.encrypt(text, APPID).decode(), APPID).decode() == text


def test_an_empty_receiver_is_a_receiver() -> None:
    assert unseal(KEY, seal(KEY, b"robot", ""), "") == b"robot"
    with pytest.raises(BadMessage):
        unseal(KEY, seal(KEY, b"robot", ""), APPID)


def test_it_was_not_meant_for_another_account() -> None:
    with pytest.raises(BadMessage, match="another account"):
        unseal(KEY, seal(KEY, b"hello", "wx0000000000000000"), APPID)


def test_the_previous_key_still_opens_and_is_named() -> None:
    key, text = unseal_with_any((KEY, OTHER), seal(OTHER, b"hello", APPID), APPID)

    assert (key, text) == (OTHER, b"hello")


def test_no_key_opens_nothing() -> None:
    with pytest.raises(BadMessage):
        unseal_with_any((), seal(KEY, b"hello", APPID), APPID)


@pytest.mark.parametrize(
    "plain",
    [
        _plain(b"hello")[:-1] + b"\x00",
        _plain(b"hello")[:-1] + b"\x21",
        _plain(b"hello")[:-2] + b"\x01\x02",
        b"\x20" * 32,
        _plain(b"hello", length=4000),
        _plain(b"hello", length=2**32 - 1),
        _plain(b"hello", length=4),
        _plain(b"hello", appid=b""),
    ],
)
def test_a_wrong_padding_length_or_receiver_is_refused(plain: bytes) -> None:
    with pytest.raises(BadMessage):
        unseal(KEY, _sealed(plain), APPID)


@pytest.mark.parametrize("sealed", ["", "?", "YQ==", "汉字", base64.b64encode(b"x" * 48).decode(), "A" * 43])
def test_what_was_never_sealed_is_refused(sealed: str) -> None:
    with pytest.raises(BadMessage):
        unseal(KEY, sealed, APPID)


@pytest.mark.parametrize("encoded", ["", "short", "a" * 42, "a" * 44, "a" * 42 + "=", "汉" * 43])
def test_a_key_has_forty_three_letters(encoded: str) -> None:
    with pytest.raises(ValueError, match="43"):
        read_key(encoded)


def test_a_key_is_never_shown() -> None:
    assert KEY.raw.hex() not in repr(KEY)
    assert "abc" not in repr(KEY)
