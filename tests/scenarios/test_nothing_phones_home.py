"""From start to answer, the program opens no connection and looks up no name: an office may have no network at all."""

import subprocess
import sys
from pathlib import Path

from tests.scenarios.conftest import Machine

WATCH = """
import sys
seen = []
def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "urllib.Request"):
        seen.append((event, str(arguments[1:])[:200]))
sys.addaudithook(watch)
from starlette.testclient import TestClient
from service.compose import build
from service.http.app import create_app
from service.loading import Loading
from service.settings import load_settings
settings = load_settings()
loading = Loading(lambda: build(settings), on_failure=lambda: None)
with TestClient(create_app(settings, loading, instance="test")) as client:
    answer = client.post("/api/v1/ask", json={"question": "低保标准是多少？", "on": "2026-11-23"})
print("SEEN", seen, answer.status_code)
"""


def test_start_and_answer_open_no_connection(machine: Machine) -> None:
    shown = subprocess.run(
        [sys.executable, "-c", WATCH],
        env=machine.environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )

    assert "SEEN [] 200" in shown.stdout


def test_no_script_or_page_names_where_packages_come_from() -> None:
    files = [path for folder in ("scripts", ".ci", "channels") for path in Path(folder).rglob("*") if path.is_file()]
    telling = (b"--index-url", b"--extra-index-url", b"--registry", b"trusted-host")

    assert [str(path) for path in files if any(word in path.read_bytes() for word in telling)] == []
