"""A chat server of the OpenAI kind on this machine that says what a test tells it to, and misbehaves on demand."""

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@dataclass
class ModelServer:
    """behave: what the next requests get, called with the handler and the request. asked: every request so far."""

    url: str
    behave: "Callable[[Reply, dict[str, Any]], None]"
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    def says(self, text: str, *, finish: str = "stop") -> None:
        """Every question gets this text."""
        self.behave = lambda reply, _: reply.text(text, finish=finish)

    def fails(self, status: int) -> None:
        """Every question gets this HTTP status."""
        self.behave = lambda reply, _: reply.send(status, b'{"error": {"message": "no"}}')

    @property
    def material(self) -> str:
        """What the model was last given beside its instructions."""
        return str(self.asked[-1]["messages"][1]["content"])


class Reply(BaseHTTPRequestHandler):
    """One answer of the server."""

    protocol_version = "HTTP/1.1"
    server: "_Server"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        told = self.server.told
        told.asked.append(body)
        told.headers.append({name.lower(): value for name, value in self.headers.items()})
        told.paths.append(self.path)
        try:
            told.behave(self, body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def text(self, text: str, *, finish: str = "stop") -> None:
        """A whole answer of a chat model."""
        self.send(200, completion(text, finish=finish))

    def send(self, status: int, body: bytes, *, kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def drip(self, text: str, *, seconds: float) -> None:
        """A whole answer, a byte at a time."""
        body = completion(text)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        for byte in body:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            time.sleep(seconds)

    def break_off(self, text: str) -> None:
        """Half an answer, then nothing."""
        body = completion(text)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2])
        self.wfile.flush()
        self.close_connection = True

    def hang_up(self) -> None:
        """The connection ends without a word."""
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is BaseHTTPRequestHandler's
        """Tests print nothing."""


class _Server(ThreadingHTTPServer):
    told: ModelServer
    daemon_threads = True


def completion(text: str, *, finish: str = "stop") -> bytes:
    """The body a chat server sends."""
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "finish_reason": finish, "message": message}
    body = {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
    return json.dumps(body, ensure_ascii=False).encode()


@contextmanager
def model_server() -> Iterator[ModelServer]:
    """The server, listening until the end of the block."""
    server = _Server(("127.0.0.1", 0), Reply)
    server.told = ModelServer(f"http://127.0.0.1:{server.server_port}/v1", lambda reply, _: reply.text("无"))
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield server.told
    finally:
        server.shutdown()
        server.server_close()
