"""Puts the channels together, for compose.py: who takes messages in, who answers them, who sends the replies."""

from datetime import timedelta
from secrets import token_hex
from threading import Event
from typing import TYPE_CHECKING

import httpx

from channels.answering import Answering
from channels.channel import Channel
from channels.deliver import Deliver
from channels.group_commit import GroupCommit
from channels.inbox import Limits
from channels.office import Office
from channels.outbox import Owed
from channels.reception import Reception
from channels.tidying import Tidying
from channels.weibo.channel import WeiboChannel
from channels.weibo.client import WeiboClient
from kb.database import Database
from service.clock import now_in_china, today_in_china
from service.logs import log_event
from service.settings import Settings

if TYPE_CHECKING:
    from bot.engine import Engine

# How many persons are sent to at once: sending waits for the platform, not for the processor.
SENDING_THREADS = 4
# Signs of life in the time a lease lasts.
BEATS_A_LEASE = 3


def open_office(settings: Settings, database: Database, engine: "Engine") -> Office:
    """The office of this server; nothing runs before it is begun."""
    worker, owed = token_hex(8), Event()
    writes = GroupCommit(database)
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
        _channels(settings),
        worker=worker,
        threads=SENDING_THREADS,
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


def _channels(settings: Settings) -> dict[str, Channel]:
    """Those that can send by themselves, by name; one entry a platform."""
    channels: list[Channel] = []
    if settings.weibo:
        channels.append(_weibo(settings))
    return {channel.name: channel for channel in channels}


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
