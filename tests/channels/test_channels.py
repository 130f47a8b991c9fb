"""WeChat and Weibo keep the same promises."""

import socket
from pathlib import Path

import httpx
import pytest

from channels.channel import Channel
from channels.platform_tokens import PlatformTokens
from channels.wechat.channel import WeChatChannel
from channels.wechat.client import WeChatApi
from channels.weibo.channel import WeiboChannel
from channels.weibo.client import WeiboClient
from kb.database import open_database
from migrations import upgrade
from service.clock import now_in_china
from tests.contracts.channel import ChannelContract


@pytest.fixture
def nowhere() -> str:
    """An address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


class TestWeChat(ChannelContract):
    limit_bytes, most_parts = 2048, 5

    @pytest.fixture
    def channel(self) -> Channel:
        return WeChatChannel(None)

    @pytest.fixture
    def unreachable(self, tmp_path: Path, nowhere: str) -> Channel:
        database = open_database(tmp_path / "jiedu.db")
        upgrade(database.engine)

        def tokens(api: WeChatApi) -> PlatformTokens:
            return PlatformTokens(database, api.grant, channel="wechat", account="1", worker="one", clock=now_in_china)

        return WeChatChannel(WeChatApi("wx1", "secret", nowhere, tokens))


class TestWeibo(ChannelContract):
    limit_bytes, most_parts = 300 * 4, 1

    @pytest.fixture
    def channel(self) -> Channel:
        return WeiboChannel(None)

    @pytest.fixture
    def unreachable(self, nowhere: str) -> Channel:
        return WeiboChannel(WeiboClient(httpx.Client(trust_env=False), access_token="token", api=nowhere))
