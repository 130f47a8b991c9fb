"""Puts the channels together, for compose.py: who takes messages in, who answers them, who sends the replies."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from secrets import token_hex
from threading import Event
from typing import TYPE_CHECKING

import httpx
from pydantic import SecretStr

from channels.answering import Answerer, Answering
from channels.channel import Channel
from channels.deliver import Deliver
from channels.group_commit import GroupCommit
from channels.office import Office
from channels.persons import Limits
from channels.reception import Reception
from channels.sending import Owed
from channels.tidying import Tidying
from channels.weibo.channel import WeiboChannel
from channels.weibo.client import WeiboClient
from kb.database import Database
from service.clock import now_in_china, today_in_china
from service.logs import log_event
from service.settings import Settings

# wechatpy takes a quarter of a second to import: only where an account is set.
if TYPE_CHECKING:
    from bot.engine import Engine
    from channels.wechat.client import WeChatApi
    from channels.wechat.door import WeChatDoor
    from channels.wechat.sealing import SealingKey
    from channels.wechat.wecom import WeComDoor
    from kb.finding import Finder
    from service.annex import Annex

WECHAT = "wechat"

# How many persons are sent to at once: sending waits for the platform, not for the processor.
SENDING_THREADS = 4
# Signs of life in the time a lease lasts.
BEATS_A_LEASE = 3


@dataclass(frozen=True)
class Channels:
    """What the server runs for its channels. wechat, wecom: None where no account is set."""

    office: Office
    wechat: "WeChatDoor | None"
    wecom: "WeComDoor | None"
    annex: "Annex | None"

    def begin(self) -> None:
        """Messages can be taken in from now on."""
        self.office.begin()
        if self.annex:
            self.annex.begin()

    def end(self) -> None:
        """What was begun is finished."""
        self.office.end()
        if self.annex:
            self.annex.end()


def open_channels(settings: Settings, database: Database, engine: "Engine", finder: "Finder") -> Channels:
    """The office of this server and its doors; nothing runs before they are begun."""
    writes = GroupCommit(database)
    annex = _annex(settings, engine, finder, writes)
    office = _open_office(settings, database, annex or engine, writes)
    return Channels(office, _wechat_door(settings), _wecom_door(settings), annex)


def open_wechat_api(settings: Settings, database: Database, worker: str = "") -> "WeChatApi | None":
    """The calls of the account's API; None where the account or its secret is not set. worker: made up by default."""
    secret = settings.wechat_secret.get_secret_value()
    if not settings.wechat_appid or not secret:
        return None
    from channels.platform_tokens import PlatformTokens  # noqa: PLC0415 - heavy, see the head of this file
    from channels.wechat.client import WeChatApi  # noqa: PLC0415

    def tokens(api: WeChatApi) -> PlatformTokens:
        return PlatformTokens(
            database,
            api.grant,
            channel=WECHAT,
            account=settings.wechat_appid,
            worker=worker or token_hex(8),
            clock=now_in_china,
        )

    return WeChatApi(settings.wechat_appid, secret, settings.wechat_api, tokens)


def _annex(settings: Settings, engine: "Engine", finder: "Finder", writes: GroupCommit) -> "Annex | None":
    is_any = settings.wechat_appid or settings.wecom_corp_id or settings.weibo
    if not is_any or not settings.answering_processes:
        return None
    from bot.transcripts import Row, store_row  # noqa: PLC0415 - heavy, see the head of this file
    from service.annex import Annex  # noqa: PLC0415

    def store(row: Row) -> None:
        # With whatever else is written now: a commit of its own would cost more than the row.
        writes.write(partial(store_row, row))

    lines = -(-settings.channel_threads // settings.answering_processes)
    return Annex(settings, engine, finder, store=store, processes=settings.answering_processes, lines=lines)


def _open_office(settings: Settings, database: Database, engine: Answerer, writes: GroupCommit) -> Office:
    worker, owed = token_hex(8), Event()
    reception = Reception(
        writes,
        Answering(engine, today_in_china, settings.public_url.rstrip("/")),
        limits=_limits(settings),
        worker=worker,
        threads=settings.channel_threads,
        clock=now_in_china,
        on_failure=_log_failure,
        on_owed=owed.set,
    )
    deliver = Deliver(
        writes,
        _channels(settings, database, worker),
        worker=worker,
        threads=SENDING_THREADS,
        lease=timedelta(seconds=settings.channel_lease_seconds),
        clock=now_in_china,
        on_problem=_log_problem,
    )
    return Office(
        writes,
        reception,
        deliver,
        owed=owed,
        beat_seconds=settings.channel_lease_seconds / BEATS_A_LEASE,
        poll_seconds=settings.outbox_poll_seconds,
        tidy=Tidying(writes, message_kept=timedelta(days=settings.channel_keep_days), clock=now_in_china),
        on_failure=_log_failure,
    )


def _channels(settings: Settings, database: Database, worker: str) -> dict[str, Channel]:
    """Those that can send by themselves, by name; one entry a platform."""
    channels: list[Channel] = []
    if settings.wechat_appid:
        channels.append(_wechat(settings, database, worker))
    if settings.wecom_corp_id:
        from channels.wechat.wecom import WeComChannel  # noqa: PLC0415 - heavy, see the head of this file

        channels.append(WeComChannel())
    if settings.weibo:
        channels.append(_weibo(settings))
    return {channel.name: channel for channel in channels}


def _wechat(settings: Settings, database: Database, worker: str) -> Channel:
    from channels.wechat.channel import WeChatChannel  # noqa: PLC0415 - heavy, see the head of this file

    api = open_wechat_api(settings, database, worker) if settings.wechat_customer_service else None
    return WeChatChannel(api)


def _wechat_door(settings: Settings) -> "WeChatDoor | None":
    if not settings.wechat_appid:
        return None
    from channels.wechat.door import Credentials, Mode, WeChatDoor  # noqa: PLC0415 - heavy, see the head of this file

    keys = _keys(settings.wechat_aes_key, settings.wechat_aes_key_previous)
    shared = Credentials(settings.wechat_appid, settings.wechat_token.get_secret_value(), keys)
    mode = Mode(settings.wechat_mode)
    return WeChatDoor(shared, mode, tolerance_seconds=settings.wechat_stale_seconds, clock=now_in_china)


def _wecom_door(settings: Settings) -> "WeComDoor | None":
    if not settings.wecom_corp_id:
        return None
    from channels.wechat.door import Credentials  # noqa: PLC0415 - heavy, see the head of this file
    from channels.wechat.wecom import WeComDoor  # noqa: PLC0415

    keys = _keys(settings.wecom_aes_key, settings.wecom_aes_key_previous)
    shared = Credentials(settings.wecom_corp_id, settings.wecom_token.get_secret_value(), keys)
    return WeComDoor(
        shared,
        agent_id=settings.wecom_agent_id,
        tolerance_seconds=settings.wechat_stale_seconds,
        clock=now_in_china,
    )


def _keys(*encoded: SecretStr) -> "tuple[SealingKey, ...]":
    from channels.wechat.sealing import read_key  # noqa: PLC0415 - heavy, see the head of this file

    return tuple(read_key(key.get_secret_value()) for key in encoded if key.get_secret_value())


def _weibo(settings: Settings) -> WeiboChannel:
    token = settings.weibo_access_token.get_secret_value()
    if not token:
        return WeiboChannel(None)
    # The proxies of the environment are not asked: who may see citizens' words is said in our own settings.
    return WeiboChannel(WeiboClient(httpx.Client(trust_env=False), access_token=token, api=settings.weibo_api))


def _limits(settings: Settings) -> Limits:
    return Limits(
        per_minute=settings.channel_questions_per_minute,
        per_day=settings.channel_questions_per_day,
        conversation_idle=timedelta(minutes=settings.channel_conversation_minutes),
        lease=timedelta(seconds=settings.channel_lease_seconds),
    )


def _log_failure(error: BaseException) -> None:
    log_event("channel_failed", level=40, failure=error)


def _log_problem(owed: Owed, error: BaseException) -> None:
    log_event("reply_not_sent", level=30, channel=owed.address.channel, message=owed.message_id, problem=str(error))
