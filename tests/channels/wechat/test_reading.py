"""Every kind of message and event of the platform, read as what it asks of us."""

from datetime import UTC, datetime

import pytest

from channels.errors import BadMessage
from channels.messages import IncomingMessage, MessageKind
from channels.wechat.reading import key_of, read_message

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def read(**fields: str) -> IncomingMessage | None:
    whole = {"FromUserName": "p", "ToUserName": "gh", "CreateTime": "1714037059", "MsgId": "6054768590064713728"}
    return read_message({**whole, **fields}, account="wx1", now=NOW)


def test_a_text_is_a_question() -> None:
    message = read(MsgType="text", Content=" 低保怎么申请 ")

    assert (message.kind, message.text, message.key) == (MessageKind.QUESTION, "低保怎么申请", "6054768590064713728")
    assert (message.allowance.count, message.allowance.seconds) == (5, 48 * 3600)


def test_a_voice_is_what_was_recognised() -> None:
    assert read(MsgType="voice", Recognition="低保怎么申请。").text == "低保怎么申请。"


@pytest.mark.parametrize("fields", [{}, {"Recognition": ""}, {"Recognition": "  "}])
def test_a_voice_that_was_not_recognised_asks_for_text(fields: dict[str, str]) -> None:
    message = read(MsgType="voice", **fields)

    assert message.kind is MessageKind.TOLD
    assert "文字" in message.told


@pytest.mark.parametrize("kind", ["image", "video", "shortvideo", "location", "link", "file", "miniprogrampage", "new"])
def test_what_is_not_words_gets_help(kind: str) -> None:
    message = read(MsgType=kind)

    assert message.kind is MessageKind.TOLD
    assert "文字" in message.told


def test_an_empty_text_gets_help() -> None:
    assert read(MsgType="text", Content=" ").kind is MessageKind.TOLD


def test_one_fetches_and_a_word_forgets() -> None:
    assert read(MsgType="text", Content="1").kind is MessageKind.PICKUP
    assert read(MsgType="text", Content="删除记录").kind is MessageKind.FORGET


def test_spoken_words_of_command_end_with_a_full_stop() -> None:
    assert read(MsgType="voice", Recognition="删除记录。").kind is MessageKind.FORGET
    assert read(MsgType="voice", Recognition="一。").kind is MessageKind.PICKUP


def test_who_follows_is_welcomed_with_the_notice() -> None:
    message = read(MsgType="event", Event="subscribe", EventKey="qrscene_1")

    assert "欢迎" in message.told
    assert message.is_follow
    assert (message.allowance.count, message.allowance.seconds) == (3, 60)


@pytest.mark.parametrize("key", ["ask", "guides", "people", "of an old menu", ""])
def test_each_menu_entry_is_answered(key: str) -> None:
    message = read(MsgType="event", Event="CLICK", EventKey=key)

    assert message.told
    assert message.allowance.count == 3


def test_a_scan_is_answered() -> None:
    assert read(MsgType="event", Event="SCAN", EventKey="7").told


def test_who_leaves_is_let_go() -> None:
    assert read(MsgType="event", Event="unsubscribe").kind is MessageKind.LEFT


@pytest.mark.parametrize("event", ["VIEW", "LOCATION", "TEMPLATESENDJOBFINISH", "unheard_of", ""])
def test_a_report_is_not_answered(event: str) -> None:
    assert read(MsgType="event", Event=event) is None


@pytest.mark.parametrize(
    "fields", [{"MsgType": ""}, {"MsgType": "text", "FromUserName": ""}, {"FromUserName": "x" * 999}]
)
def test_a_message_from_nobody_or_of_no_kind_is_refused(fields: dict[str, str]) -> None:
    with pytest.raises(BadMessage):
        read(**fields)


def test_an_event_is_known_by_what_it_consists_of() -> None:
    event = {"FromUserName": "p", "CreateTime": "1", "MsgType": "event", "Event": "CLICK", "EventKey": "ask"}

    assert key_of(event) == key_of(dict(event))
    assert len({key_of({**event, name: "other"}) for name in event} | {key_of(event)}) == 6


def test_a_key_is_never_longer_than_its_column() -> None:
    long = {"FromUserName": "p", "EventKey": "k" * 5000}

    assert len(key_of(long)) <= 200
    assert key_of(long) != key_of({**long, "EventKey": "k" * 4999})
