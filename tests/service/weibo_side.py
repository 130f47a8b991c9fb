"""Weibo as our server meets it: a sender that signs its pushes, and an API that does what a script says.

Written from the documentation and R§11 alone; nothing of channels.weibo is used.
"""

import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote
from zoneinfo import ZoneInfo

import httpx

OWN_ID = 1902538057


@dataclass
class WeiboApi:
    """Takes replies; answers with the scripted refusals first, each an HTTP status and a body."""

    address: str = ""
    refusals: list[tuple[int, dict[str, object]]] = field(default_factory=list)
    taken: list[dict[str, str]] = field(default_factory=list)
    tried: int = 0

    def texts(self) -> list[str]:
        return [json.loads(form["data"])["text"] for form in self.taken]

    def wait(self, *, taken: int = 0, tried: int = 0) -> None:
        """Until so many replies have been taken or tried."""
        deadline = time.monotonic() + 20
        while len(self.taken) < taken or self.tried < tried:
            assert time.monotonic() < deadline, (self.taken, self.tried)
            time.sleep(0.02)


@contextmanager
def weibo_api() -> Iterator[WeiboApi]:
    api = WeiboApi()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            api.tried += 1
            status, answer = api.refusals.pop(0) if api.refusals else (200, {"result": True})
            if status == 200 and self.path == "/2/messages/reply.json":
                api.taken.append({name: values[0] for name, values in parse_qs(body).items()})
            sent = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    api.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()


@dataclass(frozen=True)
class Sender:
    """Pushes in the name of citizens, over real HTTP."""

    address: str
    secret: str

    def signed(self, *, at: float | None = None, secret: str | None = None) -> dict[str, str]:
        timestamp, nonce = str(int((at or time.time()) * 1000)), "57155157"
        joined = "".join(sorted([secret or self.secret, timestamp, nonce]))
        return {"signature": hashlib.sha1(joined.encode()).hexdigest(), "timestamp": timestamp, "nonce": nonce}

    def post(self, body: bytes, query: dict[str, str] | None = None) -> httpx.Response:
        return httpx.post(f"{self.address}/weibo", content=body, params=query or self.signed(), trust_env=False)

    def push(self, kind: str = "text", *, person: int, text: str = "", data: object = None, second: int = 20) -> str:
        """What the account answers within the request, "" when it only says that the push has arrived."""
        moment = datetime(2026, 11, 23, 10, 9, second, tzinfo=ZoneInfo("Asia/Shanghai"))
        pushed = {
            "type": kind,
            "receiver_id": OWN_ID,
            "sender_id": person,
            "created_at": moment.strftime("%a %b %d %H:%M:%S %z %Y"),
            "text": text,
            "data": data if data is not None else {},
        }
        response = self.post(json.dumps(pushed).encode())
        assert response.status_code == 200, response.text
        return self.read(response, person)

    @staticmethod
    def read(response: httpx.Response, person: int) -> str:
        if not response.content:
            return ""
        reply = response.json()
        assert (reply["result"], reply["type"]) == (True, "text")
        assert (reply["sender_id"], reply["receiver_id"]) == (OWN_ID, person)
        text: str = json.loads(unquote(reply["data"]))["text"]
        assert len(text) < 300
        return text
