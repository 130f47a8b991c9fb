"""A load of WeChat callbacks on the real server, and on the usual handler that answers inside the request.

Server and generator are processes of their own on the loopback; each measurement works on its own copy of the home.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter

import httpx
from sqlalchemy import func, select

from bot.tables import AnswerRow
from evals.channel_questions import distinct_questions
from evals.corpus import Progress, settings_of
from evals.errors import EvaluationError
from evals.machine import Machine
from evals.wechat_letters import WeChatAccount
from evals.wechat_side import Load, as_json
from governance.access import Role
from governance.first_people import at_terminal
from kb.database import open_database
from service.compose import open_store

RATE = 120.0
SECONDS = 20
NAIVE_SECONDS = 10
_START_SECONDS = 120.0
_END_SECONDS = 20.0
_PATH = "/wechat"
# Of the bench alone; a real EncodingAESKey comes from the platform.
ACCOUNT = WeChatAccount("gh_bench", "wxbench0000000000", "benchtoken", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG")


@dataclass(frozen=True)
class ChannelBench:
    """What is offered, and the home that answers: one with as many passages as shall be measured with."""

    home: Path
    progress: Progress
    rate: float = RATE
    seconds: int = SECONDS
    naive_seconds: int = NAIVE_SECONDS

    def run(self) -> dict[str, dict[str, object]]:
        """The figures of the server and of the usual handler; empty for the second when it gets no time."""
        return {
            "jiedu": self._measured("服务", served_by_jiedu, seconds=self.seconds),
            "naive": self._measured("直接作答的对照", served_naively, seconds=self.naive_seconds),
        }

    def _measured(self, name: str, serving: "Serving", *, seconds: int) -> dict[str, object]:
        if not seconds:
            return {}
        self.progress(name, 0, 1)
        questions = distinct_questions(round(self.rate * seconds))
        with _copied(self.home) as home:
            before = _answers_kept(home)
            port, api_port = _free_port(), _free_port()
            with serving(home, port, api_port) as server:
                _wait_until_ready(port, server)
                _wait_until_idle(server)
                load = Load("127.0.0.1", port, _PATH, api_port, ACCOUNT, questions, self.rate)
                machine, used = Machine.now(server.pid), perf_counter()
                found: dict[str, object] = json.loads(_own_output([sys.executable, "-m", "evals.wechat_side"], load))
                found |= Machine.now(server.pid).since(machine, perf_counter() - used)
            found["computed"] = _answers_kept(home) - before
        self.progress(name, 1, 1)
        return found


Serving = Callable[[Path, int, int], AbstractContextManager[subprocess.Popen[bytes]]]
"""Starts a server on a home; arguments: the home, its port, the port of the platform's API."""


@contextmanager
def served_by_jiedu(home: Path, port: int, api_port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The server as operators start it, with an approved account."""
    with open_store(settings_of(home)) as store:
        store.accounts.add(
            "wechat", ACCOUNT.app_id, name="测速", unit="测速", by=at_terminal("测速", Role.SYSTEM_ADMIN), reason="测速"
        )
    environment = _environment(home) | {
        "JIEDU_PORT": str(port),
        "JIEDU_LOG_LEVEL": "warning",
        "JIEDU_PUBLIC_URL": "https://zc.example.gov.cn",
        "JIEDU_WECHAT_APPID": ACCOUNT.app_id,
        "JIEDU_WECHAT_TOKEN": ACCOUNT.token,
        "JIEDU_WECHAT_AES_KEY": ACCOUNT.aes_key,
        # Half of the letters are plain and half sealed: one account takes both only in this mode.
        "JIEDU_WECHAT_MODE": "compatible",
        "JIEDU_WECHAT_SECRET": "benchsecret",
        "JIEDU_WECHAT_API": f"http://127.0.0.1:{api_port}",
    }
    command = [sys.executable, "-c", "from service.cli import main; main()", "serve"]
    with _running(command, environment) as server:
        yield server


@contextmanager
def served_naively(home: Path, port: int, api_port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The usual handler."""
    del api_port
    command = [sys.executable, "-m", "evals.naive_channel", str(home), str(port)]
    with _running(command, _environment(home), given=json.dumps(asdict(ACCOUNT)).encode()) as server:
        yield server


@contextmanager
def _running(
    command: Sequence[str], environment: Mapping[str, str], given: bytes = b""
) -> Iterator[subprocess.Popen[bytes]]:
    with tempfile.TemporaryFile() as said:
        server = subprocess.Popen(  # noqa: S603 - our own command
            command, env=dict(environment), stdin=subprocess.PIPE, stdout=said, stderr=subprocess.STDOUT
        )
        try:
            if server.stdin:
                server.stdin.write(given)
                server.stdin.close()
            yield server
        except EvaluationError as error:
            said.seek(0)
            raise EvaluationError(f"{error}: {said.read().decode(errors='replace')[-2000:]}") from error
        finally:
            server.send_signal(signal.SIGTERM)
            try:
                server.wait(_END_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JIEDU_")}
    return kept | {"JIEDU_HOME": str(home)}


def _wait_until_ready(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise EvaluationError(f"the server ended with {server.returncode} before it was ready")
        try:
            if httpx.get(f"http://127.0.0.1:{port}/readyz", trust_env=False).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise EvaluationError(f"the server was not ready after {_START_SECONDS:.0f} s")


def _wait_until_idle(server: subprocess.Popen[bytes]) -> None:
    """A server that just started files the documents of the day, once: what is measured is every other hour."""
    before, deadline = Machine.now(server.pid), time.monotonic() + _START_SECONDS
    while before.server is not None and time.monotonic() < deadline:
        time.sleep(2)
        now = Machine.now(server.pid)
        if now.server is None or now.server - before.server < 0.1:
            return
        before = now


def _own_output(command: Sequence[str], load: Load) -> str:
    done = subprocess.run(  # noqa: S603 - our own command
        command, input=as_json(load), capture_output=True, text=True, encoding="utf-8", check=False
    )
    if done.returncode:
        raise EvaluationError(f"{' '.join(command[1:])} ended with {done.returncode}: {done.stderr.strip()[-500:]}")
    return done.stdout


@contextmanager
def _copied(home: Path) -> Iterator[Path]:
    """A copy to work on: what is measured leaves thousands of messages in it."""
    with tempfile.TemporaryDirectory(prefix="jiedu-bench-") as scratch:
        copy = Path(scratch) / "home"
        shutil.copytree(home, copy, ignore=shutil.ignore_patterns("index.lock", "server.json", "originals"))
        yield copy


def _answers_kept(home: Path) -> int:
    database = open_database(home / "jiedu.db")
    try:
        with database.reading() as session:
            return session.scalar(select(func.count()).select_from(AnswerRow)) or 0
    finally:
        database.close()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
