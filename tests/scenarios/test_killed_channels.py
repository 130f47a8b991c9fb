"""kill -9 of the server while WeChat delivers: every question is answered once, and nothing is lost.

A second copy may reach a person only where the kill fell between sending a reply and writing down that it was sent.
"""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx
import pytest

from tests.scenarios.conftest import ROOT, START_SECONDS, Machine
from tests.wechat_side import AES_KEY, APPID, SECRET, TOKEN, Letter, Platform, PlatformApi, text

# Moments spread over reception, computation and sending; JIEDU_TEST_KILLS=50 makes it a campaign.
KILLS = int(os.environ.get("JIEDU_TEST_KILLS", "2"))
LETTERS_A_ROUND = 15
LETTERS_A_SECOND = 15
# The platform: three deliveries, five seconds each (R§10.3).
DELIVERIES, PATIENCE_SECONDS = 3, 5.0
# Every other server lets no request wait: all of it is sent by the server itself.
WAITS = (0.01, 4.0)
QUESTION = "第{number}问：12345热线由哪个单位负责？"
SETTINGS = f"""
wechat_appid = "{APPID}"
wechat_token = "{TOKEN}"
wechat_aes_key = "{AES_KEY}"
wechat_secret = "{SECRET}"
wechat_api = "{{api}}"
channel_wait_seconds = {{wait}}
channel_lease_seconds = 1
outbox_poll_seconds = 0.05
"""


@dataclass
class Post:
    """The platform's deliveries, and what arrived for each person and when."""

    platform: Platform
    api: PlatformApi
    arrived: dict[str, list[tuple[float, str]]] = field(default_factory=dict)
    given_up: list[str] = field(default_factory=list)
    again: int = 0

    def deliver(self, letter: Letter) -> None:
        """Up to three deliveries, until one is answered."""
        for _ in range(DELIVERIES):
            begun = time.monotonic()
            try:
                reply = self.platform.deliver(letter)
            except (httpx.TransportError, AssertionError):
                self.again += 1
                time.sleep(max(0.0, PATIENCE_SECONDS - (time.monotonic() - begun)))
                continue
            if reply is not None:
                self._note(letter.person, reply.findtext("Content"))
            return
        self.given_up.append(letter.person)

    def arrivals(self, person: str) -> list[float]:
        """When an answer reached the person, within a request or sent."""
        sent = [at for at, to, told in self.api.taken if to == person and "市信访局" in told]
        return sorted([at for at, told in self.arrived.get(person, []) if "市信访局" in told] + sent)

    def _note(self, person: str, told: str) -> None:
        self.arrived.setdefault(person, []).append((time.monotonic(), told))


class TimedApi(PlatformApi):
    """The platform's API that remembers when each message was taken."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[tuple[float, str, str]] = []

    def answer(self, path: str, token: str, body: dict[str, object]) -> dict[str, object]:
        said = super().answer(path, token, body)
        if said.get("errcode") == 0 and "touser" in body:
            self.taken.append((time.monotonic(), body["touser"], body["text"]["content"]))
        return said


@pytest.mark.slow
def test_killed_again_and_again_every_question_is_answered_once(machine: Machine, capsys) -> None:
    moments = random.Random(20261123)
    assert machine.run("ingest", str(ROOT / "demo" / "founding-notice.txt")).returncode == 0
    added = machine.run("accounts", "add", "wechat", APPID, "--name", "荆门发布", "--unit", "市政府", "--by", "张三")
    assert added.returncode == 0, added.stderr
    letters = [
        text(f"o-person-{number:019}", QUESTION.format(number=number)) for number in range(KILLS * LETTERS_A_ROUND)
    ]
    unrecorded: set[str] = set()
    with TimedApi() as api, httpx.Client(trust_env=False, timeout=PATIENCE_SECONDS) as client:
        post = Post(Platform(f"http://127.0.0.1:{machine.port}/wechat", client), api)
        server = _start(machine, api, wait=WAITS[0])
        for kill in range(KILLS):
            batch = letters[kill * LETTERS_A_ROUND : (kill + 1) * LETTERS_A_ROUND]
            with ThreadPoolExecutor(LETTERS_A_ROUND) as carriers:
                sending = threading.Thread(target=_send, args=(batch, post, carriers))
                sending.start()
                time.sleep(moments.uniform(0.05, 0.2 + LETTERS_A_ROUND / LETTERS_A_SECOND))
                os.kill(server.pid, signal.SIGKILL)
                server.communicate()
                unrecorded |= {
                    row[0] for row in _rows(machine, "SELECT person FROM channel_replies WHERE state = 'owed'")
                }
                sending.join()
                server = _start(machine, api, wait=WAITS[(kill + 1) % 2])
        _settle(machine, post)
        # Time enough for a second copy to show itself.
        time.sleep(2)
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=60)

    stored = _computed(machine)
    twice = {letter.person: len(at) for letter in letters if len(at := post.arrivals(letter.person)) > 1}
    lost = [person for person in stored if not post.arrivals(person)]
    with capsys.disabled():
        sys.stdout.write(
            f"\n{KILLS} kills, {len(letters)} questions, {len(stored)} received, {post.again} deliveries repeated: "
            f"{len(lost)} lost, {sum(count != 1 for count in stored.values())} not computed once, "
            f"{len(twice)} reached a person twice\n"
        )
    # Whom the platform told that nobody answers, in three deliveries to a server that was down, asked nobody.
    assert set(post.given_up) | set(stored) == {letter.person for letter in letters}
    assert len(stored) > len(letters) / 2
    assert lost == []
    assert set(stored.values()) == {1}
    # A kill found their reply not yet written down as sent; nobody else got a second copy, and nobody a third.
    assert set(twice) <= unrecorded
    assert set(twice.values()) <= {2}


def _start(machine: Machine, api: PlatformApi, *, wait: float) -> subprocess.Popen[str]:
    (machine.home / "jiedu.toml").write_text(SETTINGS.format(api=api.url, wait=wait), "utf-8")
    server = machine.start("serve")
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert server.poll() is None, server.communicate()
        try:
            if httpx.get(f"http://127.0.0.1:{machine.port}/readyz", trust_env=False).status_code == 200:
                # Nobody reads what it says: a full pipe would stop it.
                for stream in (server.stdout, server.stderr):
                    threading.Thread(target=_drain, args=(stream,), daemon=True).start()
                return server
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise AssertionError("the server did not start")


def _drain(stream) -> None:
    for _ in stream:
        pass


def _send(batch: list[Letter], post: Post, carriers: ThreadPoolExecutor) -> None:
    for letter in batch:
        carriers.submit(post.deliver, letter)
        time.sleep(1 / LETTERS_A_SECOND)


def _settle(machine: Machine, post: Post) -> None:
    """Everybody has an answer, and nothing is owed; or the time for it is over."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        owed = _rows(machine, "SELECT count(*) FROM channel_replies WHERE state = 'owed'")[0][0]
        waiting = _rows(machine, "SELECT count(*) FROM channel_messages WHERE state = 'waiting'")[0][0]
        if owed == waiting == 0 and all(post.arrivals(person) for person in _computed(machine)):
            return
        time.sleep(0.2)


def _computed(machine: Machine) -> dict[str, int]:
    """How many answers were made for each person, each of whom asked once."""
    return dict(
        _rows(
            machine,
            "SELECT person, count(answers.id) FROM channel_messages "
            "LEFT JOIN answers USING (conversation_id) GROUP BY person",
        )
    )


def _rows(machine: Machine, query: str) -> list[tuple]:
    with sqlite3.connect(machine.home / "jiedu.db") as database:
        return database.execute(query).fetchall()
