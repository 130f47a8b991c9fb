"""Real processes: the command line in a home of its own, and a server on a free port."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]
START_SECONDS = 90


@dataclass(frozen=True)
class Machine:
    """A home with the command line working on it."""

    home: Path
    port: int

    @property
    def environment(self) -> dict[str, str]:
        mine = {name: value for name, value in os.environ.items() if not name.startswith("JIEDU_")}
        paths = {"PYTHONPATH": str(ROOT), "JIEDU_HOME": str(self.home), "JIEDU_PORT": str(self.port)}
        return mine | paths | {"PYTHONIOENCODING": "utf-8"}

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """A command that goes on by itself."""
        command = [sys.executable, "-c", "from service.cli import main; main()", *arguments]
        return subprocess.Popen(
            command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A command run to its end."""
        process = self.start(*arguments)
        out, err = process.communicate(timeout=180)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def ask(self, question: str) -> dict[str, object]:
        """The answer as the command line prints it."""
        done = self.run("ask", question, "--on", "2026-11-23", "--json")
        assert done.returncode == 0, done.stderr
        answer: dict[str, object] = json.loads(done.stdout)
        return answer


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    return Machine(tmp_path / "home", port)


@pytest.fixture
def serve(machine: Machine) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Starts the server of the machine and waits until it listens; killed at the end."""
    started: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        process = machine.start("serve")
        started.append(process)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            try:
                httpx.get(f"http://127.0.0.1:{machine.port}/healthz", trust_env=False)
                return process
            except httpx.TransportError:
                assert process.poll() is None, process.communicate()
                time.sleep(0.1)
        raise AssertionError("the server did not start")

    yield start
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.communicate()
