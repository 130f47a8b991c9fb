"""Pushes as the documentation of 粉丝服务平台 prints them, and everything that only looks like one."""

import json
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import unquote

import pytest

from channels.errors import BadMessage
from channels.weibo.payloads import Push, PushKind, passive_reply, read_push

PRINTED: dict[str, Any] = {
    "type": "text",
    "receiver_id": 1902538057,
    "sender_id": 2489518277,
    "created_at": "Mon Jul 16 18:09:20 +0800 2012",
    "text": "私信或留言内容",
    "data": {},
}
MOMENT = datetime(2012, 7, 16, 18, 9, 20, tzinfo=timezone(timedelta(hours=8)))


def read(**changed: object) -> Push | None:
    return read_push(json.dumps(PRINTED | changed).encode())


def push(**changed: object) -> Push:
    found = read(**changed)
    assert found is not None
    return found


def test_a_text_message_is_read_as_printed() -> None:
    assert push() == Push(PushKind.TEXT, 2489518277, 1902538057, MOMENT, "私信或留言内容")


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("position", {"longitude": "116.308586", "latitude": "39.982525"}),
        ("voice", {"vfid": 821804459, "tovfid": 821804469}),
        ("image", {"vfid": 821804459, "tovfid": 821804469}),
        ("event", {"subtype": "follow"}),
        ("mention", {"subtype": "status", "key": "3642347764278219"}),
    ],
)
def test_every_printed_type_is_known(kind: str, data: dict[str, object]) -> None:
    assert push(type=kind, data=data).kind is PushKind(kind)


def test_an_event_tells_what_happened_and_with_which_key() -> None:
    event = push(type="event", text="事件消息", data={"subtype": "click", "key": "ask"})

    assert (event.subtype, event.key) == ("click", "ask")


def test_data_that_is_text_holding_json_is_read_too() -> None:
    assert push(type="event", data='{"subtype":"unfollow"}').subtype == "unfollow"


@pytest.mark.parametrize("data", ["", "  ", "no json", None])
def test_data_without_content_is_empty(data: object) -> None:
    assert push(data=data).subtype == ""


@pytest.mark.parametrize("kind", ["video", "", "TEXT", "subscribe_v2"])
def test_an_unknown_type_is_ignored(kind: str) -> None:
    assert read(type=kind) is None


def test_ids_keep_all_their_64_bits_as_number_and_as_text() -> None:
    largest = 2**63 - 1

    assert push(sender_id=largest).sender_id == largest
    assert push(sender_id=str(largest)).sender_id == largest


@pytest.mark.parametrize("bad", [2**63, -1, 0, 1.5, True, "12x", "１２", "", None, [1]])
def test_what_is_no_id_is_refused_by_name(bad: object) -> None:
    with pytest.raises(BadMessage, match="sender_id"):
        read(sender_id=bad)


@pytest.mark.parametrize("bad", ["", "2012-07-16", "Mon Xxx 16 18:09:20 +0800 2012", "Mon Feb 31 18:09:20 +0800 2012"])
def test_what_is_no_moment_is_refused_by_name(bad: str) -> None:
    with pytest.raises(BadMessage, match=r"created_at|day is out of range"):
        read(created_at=bad)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"text"', b"\xff\xfe", b"[" * 60_000, b"{}"])
def test_what_is_no_push_at_all_is_refused(body: bytes) -> None:
    with pytest.raises(BadMessage):
        read_push(body)


def test_half_a_character_in_the_text_cannot_reach_the_database() -> None:
    push(text="\ud800").text.encode()


def test_deliveries_of_one_message_share_a_key_and_other_messages_do_not() -> None:
    assert push().deduplication_key == push().deduplication_key
    assert push().deduplication_key != push(created_at="Mon Jul 16 18:09:21 +0800 2012").deduplication_key
    assert push().deduplication_key != push(sender_id=1).deduplication_key


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("@荆门发布 低保标准是多少？", "低保标准是多少？"),
        ("低保标准是多少？@荆门发布", "低保标准是多少？"),
        ("@荆门发布：@市民政局 怎么办低保 //@某人: 别的话 @荆门发布", "怎么办低保"),
        ("@荆门发布", ""),
    ],
)
def test_the_question_in_a_mention_leaves_out_the_names_it_calls(text: str, asked: str) -> None:
    assert push(type="mention", text=text).question == asked


def test_a_passive_reply_has_both_ids_changed_round_and_its_data_encoded() -> None:
    body = json.loads(passive_reply(push(), "标准是 800元+补贴 & 50%"))
    data = body.pop("data")

    assert body == {"result": True, "sender_id": 1902538057, "receiver_id": 2489518277, "type": "text"}
    assert json.loads(unquote(data)) == {"text": "标准是 800元+补贴 & 50%"}
    assert data.isascii()
    assert not set(data) & set('{}" +&')
