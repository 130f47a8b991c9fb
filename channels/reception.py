"""Takes messages in and hands the reply to the request that waits for it; what comes too late is delivered.

A callback costs one grouped commit and a wait on the event loop, no thread: answers are made by a few workers.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from time import perf_counter

from sqlalchemy.orm import Session

from channels import inbox, outbox, persons
from channels.answering import Answering
from channels.group_commit import GroupCommit
from channels.inbox import Entry, Taken, Work
from channels.messages import IncomingMessage, MessageKind, Reply
from channels.persons import Limits
from channels.states import Way
from channels.words import said
from channels.workload import Pace, Queues, Waiting

# How often the records are asked for the reply to a message that another process works on.
LOOK_SECONDS = 0.25
RECLAIMED_AT_ONCE = 100
# A message whose workers died so often is what kills them: its person is told so, and nobody tries again.
ATTEMPTS_LIMIT = 5


@dataclass(frozen=True, slots=True)
class Handover:
    """A reply for the request at hand. message_id: None for what is said without being owed.

    kept: how many more replies the person may fetch. Call Reception.carried once the response has gone out.
    """

    reply: Reply
    message_id: int | None = None
    kept: int = 0


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a request may wait for its reply. busy_seconds: a longer wait, foreseen, is not begun.

    is_passive_only: the account cannot send by itself; whoever is not answered in time is told how to fetch the reply.
    """

    budget_seconds: float
    busy_seconds: float
    is_passive_only: bool = False


class Reception:
    """One for all channels of a server."""

    def __init__(
        self,
        writes: GroupCommit,
        answering: Answering,
        *,
        limits: Limits,
        worker: str,
        threads: int,
        clock: Callable[[], datetime],
        on_failure: Callable[[BaseException], None],
        on_owed: Callable[[], None],
    ) -> None:
        """worker: this process, unlike any other. on_owed: called when a reply was stored that nobody waits for."""
        self._writes = writes
        self._answering = answering
        self._limits = limits
        self._worker = worker
        self._clock = clock
        self._on_failure = on_failure
        self._on_owed = on_owed
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="jiedu-channels")
        self._queues = Queues()
        self._waiting: Waiting[Handover | None] = Waiting()
        self._pace = Pace(threads)

    async def take(self, message: IncomingMessage, patience: Patience) -> Handover | None:
        """The reply, when it is there in time; else None, and it is delivered later. The message is stored by then."""
        deadline = asyncio.get_running_loop().time() + patience.budget_seconds
        entry = await asyncio.wrap_future(self._writes.submit(partial(self._take, message)))
        if entry.message_id is None:
            return _told_at_once(entry)
        if entry.is_done:
            return _with_kept(await self._claimed(entry.message_id), entry)
        is_passive_only = entry.is_passive_only or patience.is_passive_only
        if entry.work is None:
            handover = await self._made_elsewhere(entry.message_id, deadline)
        else:
            busy_seconds = patience.budget_seconds if is_passive_only else patience.busy_seconds
            handover = await self._made_here(entry.work, deadline, busy_seconds)
        if handover is None and is_passive_only:
            return Handover(Reply(said("fetch_later")))
        return _with_kept(handover, entry)

    async def carried(self, handover: Handover) -> None:
        """The response that carries the reply has gone out."""
        if handover.message_id is not None:
            await asyncio.wrap_future(self._writes.submit(partial(outbox.carried, message_id=handover.message_id)))

    def work_on(self, work: Work) -> None:
        """The message is answered as soon as a worker is free; one after the other for each person."""
        if self._queues.add(work):
            self._pool.submit(self._run, work)

    def reclaim(self) -> int:
        """Messages another worker left behind are worked on here; returns how many."""
        claim = partial(
            inbox.reclaim, worker=self._worker, lease=self._limits.lease, now=self._clock(), limit=RECLAIMED_AT_ONCE
        )
        works = self._writes.write(claim)
        for work in works:
            self.work_on(work)
        return len(works)

    def renew(self) -> None:
        """A sign of life: what waits here is not taken by another worker."""
        self._lease(self._limits.lease)

    def end(self) -> None:
        """What is being worked on is finished; the rest is given back for the next worker."""
        self._queues.close()
        self._pool.shutdown(cancel_futures=True)
        self._lease(timedelta(0))

    @property
    def backlog(self) -> int:
        """How many messages wait or are worked on here."""
        return len(self._queues.held())

    async def _made_here(self, work: Work, deadline: float, busy_seconds: float) -> Handover | None:
        """The reply of our own workers, unless it is foreseen to come too late."""
        if self._pace.expected_seconds(self.backlog) > busy_seconds:
            self.work_on(work)
            return None
        done = self._waiting.open(work.id)
        try:
            self.work_on(work)
            return await asyncio.wait_for(done, deadline - asyncio.get_running_loop().time())
        except TimeoutError:
            return None
        finally:
            self._waiting.close(work.id, done)

    async def _made_elsewhere(self, message_id: int, deadline: float) -> Handover | None:
        """The reply to a message that was known: made here or by another process."""
        done = self._waiting.open(message_id)
        try:
            while (left := deadline - asyncio.get_running_loop().time()) > 0:
                finished, _ = await asyncio.wait([done], timeout=min(left, LOOK_SECONDS))
                if finished:
                    return done.result()
                if await asyncio.wrap_future(self._writes.submit(partial(inbox.is_done, message_id=message_id))):
                    return await self._claimed(message_id)
            return None
        finally:
            self._waiting.close(message_id, done)

    async def _claimed(self, message_id: int) -> Handover | None:
        return await asyncio.wrap_future(self._writes.submit(partial(self._hand_over, message_id)))

    def _take(self, message: IncomingMessage, session: Session) -> Entry:
        notice, now = self._answering.notice(message.channel), self._clock()
        return inbox.take(session, message, limits=self._limits, notice=notice, worker=self._worker, now=now)

    def _hand_over(self, message_id: int, session: Session) -> Handover | None:
        reply = outbox.claim_passive(session, message_id, now=self._clock())
        return Handover(reply, message_id) if reply else None

    def _run(self, work: Work) -> None:
        begun = perf_counter()
        try:
            reply = self._reply_to(work)
            way = Way.PASSIVE if self._waiting.is_open(work.id) else Way.OPEN
            handover = self._writes.write(partial(self._finish, work, reply, way))
            self._waiting.settle(work.id, handover)
            if way is Way.OPEN:
                self._on_owed()
        # The outer edge: the message stays stored, and is tried again when its lease has run out.
        except Exception as error:  # noqa: BLE001 - see above
            self._on_failure(error)
        finally:
            self._pace.note(perf_counter() - begun)
            following = self._queues.next(work)
            if following:
                self._pool.submit(self._run, following)

    def _reply_to(self, work: Work) -> Reply:
        if work.attempts > ATTEMPTS_LIMIT:
            return Reply(said("answer_failed"))
        try:
            return self._answering.reply_to(work)
        # The person is told something true, whatever broke.
        except Exception as error:  # noqa: BLE001 - see above
            self._on_failure(error)
            return Reply(said("answer_failed"))

    def _finish(self, work: Work, reply: Reply, way: Way, session: Session) -> Handover | None:
        if not inbox.finish(session, work, worker=self._worker):
            return None
        if work.kind is MessageKind.FORGET:
            persons.forget(session, work)
        outbox.owe(session, work, reply, way=way, now=self._clock())
        return Handover(reply, work.id)

    def _lease(self, lease: timedelta) -> None:
        held = self._queues.held()
        if held:
            self._writes.write(partial(inbox.renew, message_ids=held, worker=self._worker, until=self._clock() + lease))


def _told_at_once(entry: Entry) -> Handover | None:
    keys = {Taken.CLOSED: "account_closed", Taken.TOO_MANY: "too_many"}
    return Handover(Reply(said(keys[entry.taken]))) if entry.taken in keys else None


def _with_kept(handover: Handover | None, entry: Entry) -> Handover | None:
    return replace(handover, kept=entry.kept) if handover and entry.kept else handover
