"""A reception with a real database, real threads, and an engine that answers from a list."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bot.answers import Answer, AnswerStatus
from channels.accounts import Accounts
from channels.answering import Answering
from channels.channel import Address
from channels.deliver import Deliver
from channels.group_commit import GroupCommit
from channels.messages import Allowance, IncomingMessage, MessageKind, Part, Reply
from channels.persons import Limits
from channels.reception import Handover, Patience, Reception
from kb.database import Database, open_database
from migrations import upgrade
from tests.operators import operator

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LIMITS = Limits(per_minute=20, per_day=100, conversation_idle=timedelta(hours=2), lease=timedelta(seconds=30))
PATIENT = Patience(budget_seconds=5, busy_seconds=60)
HURRIED = Patience(budget_seconds=0.05, busy_seconds=60)


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        self.now += timedelta(**time)


class ListedEngine:
    """Answers every question with its own words; asked again with the same id, it reads back what it said."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.made: dict[str, Answer] = {}
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.breaks = False

    def ask(self, text: str, *, on: date, conversation_id: str, channel: str, answer_id: str) -> Answer:
        if answer_id not in self.made:
            self.asked.append((conversation_id, text))
            if self.breaks:
                raise RuntimeError("broken")
            assert self.may_answer.wait(20)
            self.made[answer_id] = Answer(answer_id, AnswerStatus.ANSWERED, f"答：{text}", conversation_id)
        return self.made[answer_id]

    def forget(self, conversation_id: str) -> int:
        return len([1 for conversation, _ in self.asked if conversation == conversation_id])


class ListedChannel:
    """Takes pieces of at most ten characters, and writes down what was sent or raises what it was told to."""

    name = "listed"

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.raises: list[Exception | None] = []

    def parts(self, reply: Reply) -> tuple[Part, ...]:
        return tuple(Part(reply.text[at : at + 10]) for at in range(0, len(reply.text), 10))

    def send(self, address: Address, part: Part) -> None:
        error = self.raises.pop(0) if self.raises else None
        if error:
            raise error
        self.sent.append((address.person, part.text))


@dataclass
class Office:
    """One process with its reception and its delivery."""

    database: Database
    clock: Clock
    engine: ListedEngine
    channel: ListedChannel
    accounts: Accounts
    writes: GroupCommit
    reception: Reception
    deliver: Deliver
    failures: list[BaseException] = field(default_factory=list)

    def take(self, message: IncomingMessage, patience: Patience = PATIENT) -> Handover | None:
        """The reply handed over, with the response gone out."""

        async def whole() -> Handover | None:
            handover = await self.reception.take(message, patience)
            if handover:
                await self.reception.carried(handover)
            return handover

        return asyncio.run(whole())

    def text(self, message: IncomingMessage, patience: Patience = PATIENT) -> str | None:
        handover = self.take(message, patience)
        return handover and handover.reply.text

    def settle(self) -> None:
        """Every message taken in has its reply."""
        for _ in range(400):
            if self.reception.backlog == 0:
                return
            threading.Event().wait(0.01)
        raise AssertionError("messages are still being worked on")

    def states(self, table: str = "channel_replies") -> list[str]:
        with self.database.engine.connect() as connection:
            return [row[0] for row in connection.exec_driver_sql(f"SELECT state FROM {table} ORDER BY 1")]


@contextmanager
def office(path: Path, clock: Clock | None = None, worker: str = "one", limits: Limits = LIMITS) -> Iterator[Office]:
    """A running office over the database in a file, with one approved account."""
    database = open_database(path)
    upgrade(database.engine)
    clock = clock or Clock()
    engine, channel, failures = ListedEngine(), ListedChannel(), []
    accounts = Accounts(database, clock=clock)
    if not accounts.listed(by=operator()):
        accounts.add("listed", "acc", name="某政务", unit="某某办公室", by=operator("张三"), reason="新开设")
    writes = GroupCommit(database)
    writes.begin()
    # The engine here is an honest double of bot.engine.Engine for what Answering asks of it.
    answering = Answering(engine, lambda: clock().date(), "https://example.test")
    reception = Reception(
        writes,
        answering,
        limits=limits,
        worker=worker,
        threads=2,
        clock=clock,
        on_failure=failures.append,
        on_owed=lambda: None,
    )
    deliver = Deliver(
        writes,
        {"listed": channel},
        worker=worker,
        threads=2,
        lease=LIMITS.lease,
        clock=clock,
        on_problem=lambda owed, error: None,
    )
    try:
        yield Office(database, clock, engine, channel, accounts, writes, reception, deliver, failures)
    finally:
        engine.may_answer.set()
        reception.end()
        deliver.end()
        writes.end()
        database.close()


def message(text: str, *, key: str = "", person: str = "p1", **changes: object) -> IncomingMessage:
    """A question of a person, which lets us send five messages."""
    whole: dict[str, object] = {
        "channel": "listed",
        "account": "acc",
        "person": person,
        "key": key or text,
        "kind": MessageKind.PICKUP if text == "1" else MessageKind.QUESTION,
        "received_at": START,
        "text": text,
        "allowance": Allowance("message", 5, 48 * 3600),
    }
    return IncomingMessage(**(whole | changes))


Settle = Callable[[], None]
