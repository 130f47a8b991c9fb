"""A process of its own for the load bench: plays WeChat, which posts callbacks and takes customer-service messages.

Reads one JSON object (Load) from standard input and prints one. Requests go out at their appointed times whatever the
server does, and their latency counts from the appointed time, so that a server that stalls cannot slow its measure.
"""

import asyncio
import json
import sys
import time
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any

from evals.measures import percentile
from evals.wechat_letters import Letter, WeChatAccount, read_answer, write_letter

PATIENCE_SECONDS = 5.0  # of the platform, per delivery
DELIVERIES = 3
# After the last answer, long enough for a second copy to show itself.
_WATCH_SECONDS = 3.0
_GRANTED = b'{"access_token":"' + b"t" * 128 + b'","expires_in":7200}'
_TAKEN = b'{"errcode":0,"errmsg":"ok"}'


@dataclass(frozen=True)
class Load:
    """What is sent and where. every_sealed: of so many letters one is in safe mode, 1 for all, 0 for none."""

    host: str
    port: int
    path: str
    api_port: int
    account: WeChatAccount
    questions: list[str]
    rate: float
    every_sealed: int = 2
    idle_seconds: float = 20.0


@dataclass
class Seen:
    """What happened to each letter, by person."""

    latencies: list[float] = field(default_factory=list)
    late: int = 0
    broken: Counter[str] = field(default_factory=Counter)
    given_up: set[str] = field(default_factory=set)
    replies: dict[str, list[tuple[float, bytes]]] = field(default_factory=lambda: defaultdict(list))
    sent: dict[str, list[tuple[float, bytes]]] = field(default_factory=lambda: defaultdict(list))
    last_at: float = 0.0

    @property
    def answered(self) -> set[str]:
        """Whom something has reached."""
        return set(self.replies) | set(self.sent)

    def of(self, person: str) -> list[tuple[float, bytes]]:
        """What has reached a person, and when."""
        return self.replies.get(person, []) + self.sent.get(person, [])


Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Lines:
    """Connections to the server, kept open and used again, as many as are needed at once."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._free: list[Line] = []

    async def post(self, target: str, body: bytes) -> tuple[int, bytes]:
        """Status and body. Raises OSError, EOFError or ValueError; a line that broke is not used again."""
        head = f"POST {target} HTTP/1.1\r\nHost: {self._host}\r\nContent-Type: text/xml\r\n"
        request = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
        while self._free:
            # The server hangs up on lines that were quiet for seconds: the next one, then, as every client does.
            with suppress(OSError, asyncio.IncompleteReadError):
                return await self._posted(self._free.pop(), request)
        return await self._posted(await asyncio.open_connection(self._host, self._port), request)

    async def _posted(self, line: Line, request: bytes) -> tuple[int, bytes]:
        reader, writer = line
        try:
            writer.write(request)
            status, answer = await _read_answer(reader)
        except BaseException:
            writer.close()
            raise
        self._free.append(line)
        return status, answer

    def close(self) -> None:
        for _, writer in self._free:
            writer.close()


async def _read_answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    return int(head[9:12]), await reader.readexactly(_stated_length(head))


def _stated_length(head: str) -> int:
    for line in head.split("\r\n"):
        name, _, value = line.partition(":")
        if name.lower() == "content-length":
            return int(value)
    raise ValueError("an answer without Content-Length")


class WeChatSide:
    """The platform: posts the letters, takes what the server sends by itself."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._lines = Lines(load.host, load.port)
        self._seen = Seen()

    async def run(self) -> dict[str, object]:
        """The figures, once every person has an answer or nothing has come for idle_seconds."""
        api = await asyncio.start_server(self._serve, "127.0.0.1", self._load.api_port)
        now = int(time.time())
        letters = [
            write_letter(
                self._load.account,
                number=number,
                text=question,
                created=now,
                is_sealed=bool(self._load.every_sealed) and number % self._load.every_sealed == 0,
            )
            for number, question in enumerate(self._load.questions)
        ]
        begun, used = time.perf_counter(), time.process_time()
        await asyncio.gather(*(self._deliver(letter, begun + n / self._load.rate) for n, letter in enumerate(letters)))
        delivered, used = time.perf_counter(), time.process_time() - used
        await self._wait(len(letters), since=delivered)
        api.close()
        self._lines.close()
        return self._figures(letters, begun=begun, delivered=delivered, used=used)

    async def _deliver(self, letter: Letter, due: float) -> None:
        await asyncio.sleep(due - time.perf_counter())
        for _ in range(DELIVERIES):
            try:
                async with asyncio.timeout(PATIENCE_SECONDS - max(time.perf_counter() - due, 0)):
                    status, body = await self._lines.post(f"{self._load.path}?{letter.query}", letter.body)
            except TimeoutError:
                self._seen.late += 1
                self._seen.latencies.append(PATIENCE_SECONDS)
            except (OSError, ValueError, EOFError) as error:
                self._seen.broken[type(error).__name__] += 1
            else:
                self._seen.latencies.append(time.perf_counter() - due)
                if status == 200:
                    self._note(self._seen.replies, letter.person, body)
                    return
                self._seen.broken[f"HTTP {status}"] += 1
            due = time.perf_counter()
        self._seen.given_up.add(letter.person)

    def _note(self, where: dict[str, list[tuple[float, bytes]]], person: str, body: bytes) -> None:
        if body not in (b"", b"success"):
            self._seen.last_at = time.perf_counter()
            where[person].append((self._seen.last_at, body))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """The platform's API: a token for who asks, and every customer-service message taken."""
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                body = await reader.readexactly(_stated_length(head))
                if "custom/send" in head.split("\r\n", 1)[0]:
                    self._note(self._seen.sent, str(json.loads(body)["touser"]), body)
                    answer = _TAKEN
                else:
                    answer = _GRANTED
                writer.write(
                    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(answer)
                    + answer
                )
        except asyncio.IncompleteReadError:
            writer.close()

    async def _wait(self, count: int, *, since: float) -> None:
        while len(self._seen.answered) < count:
            if time.perf_counter() - max(self._seen.last_at, since) > self._load.idle_seconds:
                return
            await asyncio.sleep(0.2)
        await asyncio.sleep(_WATCH_SECONDS)

    def _figures(self, letters: list[Letter], *, begun: float, delivered: float, used: float) -> dict[str, object]:
        seen = self._seen
        sending = len(letters) / self._load.rate
        firsts = [min(t for t, _ in seen.of(person)) - begun for person in seen.answered]
        beside = sum(first <= sending for first in firsts)
        milliseconds = [latency * 1000 for latency in seen.latencies] or [0.0]
        return {
            "callbacks": len(letters),
            "sealed": sum(letter.is_sealed for letter in letters),
            "offered_per_s": self._load.rate,
            "acknowledged": len(letters) - len(seen.given_up),
            "acknowledged_per_s": round((len(letters) - len(seen.given_up)) / (delivered - begun), 1),
            "p50_ms": round(percentile(milliseconds, 0.5), 1),
            "p99_ms": round(percentile(milliseconds, 0.99), 1),
            "max_ms": round(max(milliseconds), 1),
            "beyond_5_s": seen.late,
            "broken": dict(seen.broken),
            "answered": len(seen.answered),
            "answered_within_the_callback": len(seen.replies),
            "lost": len(letters) - len(seen.answered),
            "doubled": sum(self._is_doubled(person) for person in seen.answered),
            "answers_per_s_beside": round(beside / sending, 1),
            "answers_per_s": round(len(firsts) / max(firsts, default=1.0), 1),
            "generator_cpu_share": round(used / (delivered - begun), 3),
        }

    def _is_doubled(self, person: str) -> bool:
        """Whether the same words reached a person twice."""
        account = self._load.account
        replies, sent = self._seen.replies.get(person, []), self._seen.sent.get(person, [])
        texts = [read_answer(account, body) or "" for _, body in replies]
        texts += [json.dumps({**json.loads(body), "touser": ""}, sort_keys=True) for _, body in sent]
        return len(set(texts)) < len(texts) or bool(replies and sent)


def main() -> None:
    """Reads the load, prints the figures."""
    # Any: one JSON object, turned into a Load at once.
    told: dict[str, Any] = json.load(sys.stdin)
    load = Load(**{**told, "account": WeChatAccount(**told["account"])})
    sys.stdout.write(json.dumps(asyncio.run(WeChatSide(load).run())) + "\n")


def as_json(load: Load) -> str:
    """What main reads."""
    return json.dumps(asdict(load), ensure_ascii=False)


if __name__ == "__main__":
    main()
