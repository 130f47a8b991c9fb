"""Calls of the API over real HTTP: one token for all, renewed when it must be, and every error told for what it is."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from channels.channel import Address
from channels.errors import DeliveryError, WindowClosed
from channels.messages import Card, Part
from channels.platform_tokens import PlatformTokens
from channels.wechat.channel import WeChatChannel
from channels.wechat.client import WeChatApi
from channels.wechat.menu import BUTTONS_LIMIT, NAME_LIMIT, menu
from kb.database import Database, open_database
from migrations import upgrade
from tests.wechat_side import APPID, SECRET, PlatformApi

SEND, TOKEN = "message/custom/send", "stable_token"
TO = Address("wechat", APPID, "person", "1")


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def platform() -> Iterator[PlatformApi]:
    with PlatformApi() as running:
        yield running


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "jiedu.db")
    upgrade(opened.engine)
    yield opened
    opened.close()


def api_of(platform: PlatformApi, database: Database, clock: Clock, worker: str = "one") -> WeChatApi:
    def tokens(api: WeChatApi) -> PlatformTokens:
        return PlatformTokens(database, api.grant, channel="wechat", account=APPID, worker=worker, clock=clock)

    return WeChatApi(APPID, SECRET, platform.url, tokens)


@pytest.fixture
def api(platform: PlatformApi, database: Database, clock: Clock) -> WeChatApi:
    return api_of(platform, database, clock)


@pytest.fixture
def channel(api: WeChatApi) -> WeChatChannel:
    return WeChatChannel(api)


def test_a_text_arrives(platform: PlatformApi, channel: WeChatChannel) -> None:
    channel.send(TO, Part("低保标准"))

    assert platform.sent == [{"touser": "person", "msgtype": "text", "text": {"content": "低保标准"}}]


def test_a_card_arrives_as_one_article(platform: PlatformApi, channel: WeChatChannel) -> None:
    channel.send(TO, Part("", Card("通知", "第一条", "https://example.test/d")))

    (article,) = platform.sent[0]["news"]["articles"]
    assert (article["title"], article["url"]) == ("通知", "https://example.test/d")


def test_one_token_serves_all_processes(platform: PlatformApi, database: Database, clock: Clock) -> None:
    for worker in ("one", "two", "three"):
        api_of(platform, database, clock, worker).send_text("person", worker)

    assert platform.granted == [False]
    assert len(platform.sent) == 3


def test_a_token_is_renewed_in_its_last_five_minutes(platform: PlatformApi, api: WeChatApi, clock: Clock) -> None:
    api.send_text("person", "1")
    clock.now += timedelta(minutes=114)
    api.send_text("person", "2")
    assert len(platform.granted) == 1

    clock.now += timedelta(minutes=2)
    api.send_text("person", "3")

    assert len(platform.granted) == 2


def test_the_present_token_does_while_the_next_is_not_to_be_had(
    platform: PlatformApi, api: WeChatApi, clock: Clock
) -> None:
    api.send_text("person", "1")
    clock.now += timedelta(minutes=117)
    platform.scripted[TOKEN] = [-1]

    api.send_text("person", "2")

    assert len(platform.sent) == 2


@pytest.mark.parametrize("code", [40001, 40014, 42001])
def test_a_refused_token_is_renewed_and_the_call_repeated_once(
    platform: PlatformApi, api: WeChatApi, code: int
) -> None:
    api.send_text("person", "1")
    platform.scripted[SEND] = [code]

    api.send_text("person", "2")

    # The platform gave the same again, so another was forced.
    assert platform.granted == [False, False, True]
    assert len(platform.sent) == 2


def test_a_token_renewed_elsewhere_is_taken_over(
    platform: PlatformApi, database: Database, clock: Clock, api: WeChatApi
) -> None:
    other = api_of(platform, database, clock, "two")
    api.send_text("person", "1")
    other.send_text("person", "2")
    platform.good = {"gone"}
    platform.good.clear()
    api.send_text("person", "3")
    granted = len(platform.granted)

    other.send_text("person", "4")

    assert len(platform.granted) == granted


def test_a_token_that_is_refused_again_is_not_asked_for_without_end(platform: PlatformApi, api: WeChatApi) -> None:
    platform.scripted[SEND] = [40001] * 9

    with pytest.raises(DeliveryError) as raised:
        api.send_text("person", "1")

    assert not raised.value.permanent
    assert len(platform.scripted[SEND]) == 7


def test_forcing_keeps_its_distance(platform: PlatformApi, api: WeChatApi, clock: Clock) -> None:
    def refused() -> int:
        platform.scripted[SEND] = [40001]
        api.send_text("person", "1")
        return sum(platform.granted)

    assert (refused(), refused()) == (1, 1)
    clock.now += timedelta(seconds=31)
    assert refused() == 2


def test_forcing_ends_after_twenty_a_day(platform: PlatformApi, api: WeChatApi, clock: Clock) -> None:
    for _ in range(22):
        platform.scripted[SEND] = [40001]
        api.send_text("person", "1")
        clock.now += timedelta(seconds=31)

    assert sum(platform.granted) == 20


@pytest.mark.parametrize("code", [45015, 45047, 48002])
def test_nothing_more_for_this_person_now(platform: PlatformApi, channel: WeChatChannel, code: int) -> None:
    platform.scripted[SEND] = [code]

    with pytest.raises(WindowClosed) as raised:
        channel.send(TO, Part("1"))

    assert not raised.value.is_account


def test_the_account_has_no_right_to_send(platform: PlatformApi, channel: WeChatChannel) -> None:
    platform.scripted[SEND] = [48001]

    with pytest.raises(WindowClosed) as raised:
        channel.send(TO, Part("1"))

    assert raised.value.is_account


@pytest.mark.parametrize(
    ("code", "permanent"), [(40003, True), (43004, True), (40164, False), (-1, False), (45009, False), (99999, False)]
)
def test_any_other_code_is_told_with_whether_it_may_pass(
    platform: PlatformApi, channel: WeChatChannel, code: int, permanent: bool
) -> None:
    platform.scripted[SEND] = [code]

    with pytest.raises(DeliveryError, match=str(code)) as raised:
        channel.send(TO, Part("1"))

    assert raised.value.permanent is permanent


def test_a_text_found_too_long_is_sent_shorter(platform: PlatformApi, channel: WeChatChannel) -> None:
    platform.scripted[SEND] = [45002]

    channel.send(TO, Part("低保标准。" * 100))

    (text,) = platform.texts("person")
    assert len(text.encode()) < 800


def test_a_card_that_is_not_taken_goes_as_text(platform: PlatformApi, channel: WeChatChannel) -> None:
    platform.scripted[SEND] = [45008]

    channel.send(TO, Part("", Card("通知", "第一条", "https://example.test/d")))

    assert "https://example.test/d" in platform.texts("person")[0]


def test_a_wrong_secret_is_told_without_it(platform: PlatformApi, database: Database, clock: Clock) -> None:
    api = WeChatApi(
        APPID,
        "wrong-secret",
        platform.url,
        lambda api: PlatformTokens(database, api.grant, channel="wechat", account=APPID, worker="one", clock=clock),
    )

    with pytest.raises(DeliveryError, match="40125") as raised:
        api.send_text("person", "1")

    assert "wrong-secret" not in str(raised.value)


def test_a_platform_that_does_not_answer_is_told_without_the_token(
    platform: PlatformApi, database: Database, clock: Clock, api: WeChatApi
) -> None:
    api.send_text("person", "1")
    (token,) = platform.good
    with socket.create_server(("127.0.0.1", 0)) as listener:
        platform.url = f"http://127.0.0.1:{listener.getsockname()[1]}"

    with pytest.raises(DeliveryError) as raised:
        api_of(platform, database, clock).send_text("person", "2")

    told = [raised.value, raised.value.__cause__]
    assert token not in str(told)
    assert not raised.value.permanent


def test_an_account_without_credentials_sends_nothing_by_itself() -> None:
    with pytest.raises(WindowClosed):
        WeChatChannel(None).send(TO, Part("1"))


def test_the_menu_keeps_to_the_limits(platform: PlatformApi, api: WeChatApi) -> None:
    api.create_menu(menu())

    buttons = platform.menus[0]["button"]
    assert [button["name"] for button in buttons] == ["问政策", "办事指南", "人工服务"]
    assert len(buttons) <= BUTTONS_LIMIT
    assert all(len(button["name"]) <= NAME_LIMIT and len(button["key"]) <= 128 for button in buttons)
