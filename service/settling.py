"""After the records have changed: wait until the index says the same, doing the work here when no server does it."""

import time
from collections.abc import Callable

from kb.errors import IndexUnavailable
from kb.ownership import IndexOwnership
from service.clock import now_in_china
from service.compose import Store, open_desk
from service.errors import ServerProblem
from service.settings import Settings

POLL_SECONDS = 0.3

Progress = Callable[[int, int], None]
"""Told now and then: documents done, documents in all."""


def settle(settings: Settings, store: Store, progress: Progress) -> None:
    """The outbox is empty. Raises ServerProblem when another process owns the index and does not empty it in time."""
    total = pending = store.library.counts().outbox
    deadline = time.monotonic() + settings.wait_seconds
    while pending:
        if (ownership := _own(settings)) is not None:
            with open_desk(settings, ownership) as desk:
                if desk.shelves.is_outdated:
                    desk.indexer.rebuild(now=now_in_china(), progress=progress)
                desk.indexer.apply(now=now_in_china(), progress=progress)
        else:
            time.sleep(POLL_SECONDS)
        left = store.library.counts().outbox
        if left < pending:
            # As long as it goes on there is hope: the limit is for an owner that does nothing.
            deadline = time.monotonic() + settings.wait_seconds
        elif time.monotonic() > deadline:
            raise ServerProblem(f"还有 {left} 份文件没有进入索引，请查看服务日志；记录已经存好，不会丢失")
        pending, total = left, max(total, left)
        progress(total - pending, total)


def _own(settings: Settings) -> IndexOwnership | None:
    try:
        return IndexOwnership(settings.home)
    except IndexUnavailable:
        return None
