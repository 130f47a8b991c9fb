"""The other side of WeChat, independent of our code: wechatpy writes and signs as the platform, a server plays its API.

Over real HTTP on the loopback: what is posted here is what a server gets, and what it sends arrives here.
"""

import itertools
import json
import threading
import time
import xml.etree.ElementTree as Trees
from collections import defaultdict
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import parse_qs, urlsplit

import httpx
from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import WeChatSigner

APPID = "wx2c2769f8efd9abc2"
TOKEN = "AAAAA"
SECRET = "5fa3b4c2d1e0f9a8b7c6d5e4f3a2b1c0"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
PREVIOUS_AES_KEY = "GFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba"
ACCOUNT = "gh_7f083739789a"

_numbers = itertools.count(int(time.time() * 1000) * 1000)


def signed(*words: str) -> str:
    signer = WeChatSigner()
    signer.add_data(*words)
    return signer.signature


@dataclass(frozen=True)
class Letter:
    """One message as the platform composes it."""

    person: str
    fields: dict[str, str]
    id: str = field(default_factory=lambda: str(next(_numbers)))

    def xml(self) -> str:
        known = {"ToUserName": ACCOUNT, "FromUserName": self.person, "CreateTime": str(int(time.time()))}
        whole = known | self.fields | ({} if self.fields["MsgType"] == "event" else {"MsgId": self.id})
        # As the platform writes them, but for numbers.
        return (
            "<xml>" + "".join(f"<{name}><![CDATA[{_cdata(text)}]]></{name}>" for name, text in whole.items()) + "</xml>"
        )


def text(person: str, words: str) -> Letter:
    return Letter(person, {"MsgType": "text", "Content": words})


def event(person: str, name: str, key: str = "") -> Letter:
    return Letter(person, {"MsgType": "event", "Event": name, "EventKey": key})


@dataclass
class Platform:
    """Delivers letters to the address of a server, plain or sealed."""

    url: str
    client: httpx.Client
    aes_key: str | None = AES_KEY
    appid: str = APPID
    token: str = TOKEN

    def query(self, *, at: int | None = None, nonce: str = "486452656") -> dict[str, str]:
        timestamp = str(int(time.time()) if at is None else at)
        return {"signature": signed(self.token, timestamp, nonce), "timestamp": timestamp, "nonce": nonce}

    def request(self, letter: Letter, *, at: int | None = None) -> tuple[dict[str, str], bytes]:
        """Address and body of one delivery."""
        query = self.query(at=at)
        if self.aes_key is None:
            return query, letter.xml().encode()
        sealing = WeChatCrypto(self.token, self.aes_key, self.appid)
        sealed = sealing.encrypt_message(letter.xml(), query["nonce"], query["timestamp"])
        tree = Trees.fromstring(sealed)
        encrypted = f"<Encrypt><![CDATA[{tree.findtext('Encrypt')}]]></Encrypt>"
        body = f"<xml><ToUserName><![CDATA[{ACCOUNT}]]></ToUserName>{encrypted}</xml>"
        seal = {"msg_signature": tree.findtext("MsgSignature"), "encrypt_type": "aes", "openid": letter.person}
        return query | seal, body.encode()

    def post(self, letter: Letter, *, at: int | None = None) -> httpx.Response:
        query, body = self.request(letter, at=at)
        return self.client.post(self.url, params=query, content=body, headers={"Content-Type": "text/xml"})

    def deliver(self, letter: Letter) -> Trees.Element | None:
        """The passive reply, opened; None for "success"."""
        response = self.post(letter)
        assert response.status_code == 200, response.text
        return self.opened(response.content)

    def opened(self, body: bytes) -> Trees.Element | None:
        if body in (b"success", b""):
            return None
        tree = Trees.fromstring(body)
        if self.aes_key is None:
            return tree
        nonce, at, signature = (tree.findtext(name) for name in ("Nonce", "TimeStamp", "MsgSignature"))
        sealing = WeChatCrypto(self.token, self.aes_key, self.appid)
        return Trees.fromstring(sealing.decrypt_message(body.decode(), signature, at, nonce))

    def ask(self, person: str, words: str) -> str | None:
        """The text of the passive reply."""
        reply = self.deliver(text(person, words))
        return None if reply is None else reply.findtext("Content")


class PlatformApi:
    """The platform's API on a port of its own. scripted: error codes to answer the next calls of a path with."""

    def __init__(self) -> None:
        self.sent: list[dict[str, object]] = []
        self.menus: list[dict[str, object]] = []
        self.granted: list[bool] = []
        self.good: set[str] = set()
        self.scripted: dict[str, list[int]] = defaultdict(list)
        self.seconds = 7200
        self.slow_seconds = 0.0
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def texts(self, person: str) -> list[str]:
        """What a person got, texts and the titles of cards."""
        mine = [sent for sent in self.sent if sent["touser"] == person]
        return [sent["text"]["content"] if "text" in sent else sent["news"]["articles"][0]["title"] for sent in mine]

    def answer(self, path: str, token: str, body: dict[str, object]) -> dict[str, object]:
        """What the platform says to one call."""
        name = path.removeprefix("/cgi-bin/")
        with self._lock:
            if self.scripted[name]:
                code = self.scripted[name].pop(0)
                if code:
                    return {"errcode": code, "errmsg": f"scripted rid: {token[:0]}"}
            if name == "stable_token":
                return self._grant(body)
            if token not in self.good:
                return {"errcode": 40001, "errmsg": "invalid credential, access_token is invalid or not latest"}
            {"message/custom/send": self.sent, "menu/create": self.menus}[name].append(body)
            return {"errcode": 0, "errmsg": "ok"}

    def _grant(self, body: dict[str, object]) -> dict[str, object]:
        if (body.get("appid"), body.get("secret"), body.get("grant_type")) != (APPID, SECRET, "client_credential"):
            return {"errcode": 40125, "errmsg": "invalid appsecret"}
        if body.get("force_refresh"):
            self.good.clear()
        if not self.good or self.seconds <= 300:
            self.good.add(f"token-{len(self.granted)}-" + "x" * 512)
        self.granted.append(bool(body.get("force_refresh")))
        return {"access_token": sorted(self.good)[-1], "expires_in": self.seconds}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                try:
                    body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                except ValueError:
                    # Whoever was sending has been killed in the middle of it.
                    self.close_connection = True
                    return
                time.sleep(api.slow_seconds)
                address = urlsplit(self.path)
                token = parse_qs(address.query).get("access_token", [""])[0]
                data = json.dumps(api.answer(address.path, token, body)).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                pass

        return Handler


def _cdata(text: str) -> str:
    return text.replace("]]>", "]]]]><![CDATA[>")
