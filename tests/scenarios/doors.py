"""Every way to ask one running server, over real HTTP; each tells what a person or program gets to see there."""

import hashlib
import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import httpx
import lxml.html
import uvicorn
from pydantic import SecretStr

from bot.answers import Answer
from kb.ownership import IndexOwnership
from service.clock import now_in_china, today_in_china
from service.compose import Parts, build
from service.http.app import create_app
from service.listening import local_url, open_sockets
from service.loading import Loading
from service.settings import Settings
from tests.operators import operator

PUBLIC = "https://zc.example.gov.cn"
WECHAT_APPID, WECHAT_TOKEN = "wx0123456789", "AAAAA"
WEIBO_SECRET, WEIBO_ID = "xyz123xyz", 1902538057
_numbers = count(1)


@dataclass(frozen=True)
class Heard:
    """What came out of one door. places: the citations in order, as (document, version, start, end); None: not told."""

    text: str
    places: tuple[tuple[str, str, int, int], ...] | None


@dataclass(frozen=True)
class Server:
    """A running server with its parts at hand."""

    parts: Parts
    home: Path
    http: httpx.Client

    def engine(self, question: str) -> Answer:
        """What the engine says, in a conversation of its own: the measure of all doors."""
        return self.parts.engine.ask(question, on=today_in_china())

    def api(self, question: str) -> Heard:
        return _view(self._posted("/api/v1/ask", {"question": question}).json())

    def streamed(self, question: str) -> Heard:
        """The text put together from its pieces, the citations from the last event."""
        body = self._posted("/api/v1/ask", {"question": question, "stream": True}).text
        events = re.findall(r"event: (\w+)\ndata: (.*)\n", body)
        pieces = [json.loads(data)["text"] for name, data in events if name == "delta"]
        (whole,) = [json.loads(data) for name, data in events if name == "answer"]
        assert whole["text"] == "".join(pieces)
        return _view(whole)

    def page(self, question: str) -> Heard:
        """The citizen's page without a script: the form leads to the page of the answer."""
        asked = self.http.post("/ask", data={"question": question}, headers={"Sec-Fetch-Site": "same-origin"})
        assert asked.status_code == 303, asked.text
        return self.answer_page(asked.headers["location"])

    def answer_page(self, path: str) -> Heard:
        shown = lxml.html.fromstring(self.http.get(path).raise_for_status().text)
        links = [link.get("href") for link in shown.iterfind(".//main//a[@href]")]
        text = "\n".join(shown.find(".//main").itertext())
        return Heard(text, tuple(dict.fromkeys(place for link in links if (place := _place(link)))))

    def openai(self, question: str) -> Heard:
        body = {"model": "jiedu", "messages": [{"role": "user", "content": question}]}
        message = self._posted("/v1/chat/completions", body).json()["choices"][0]["message"]
        links = [one["url_citation"]["url"] for one in message["annotations"]]
        return Heard(message["content"], tuple(place for link in links if (place := _place(link))))

    def weibo(self, question: str) -> Heard:
        person, now = next(_numbers), now_in_china()
        pushed = {"type": "text", "receiver_id": WEIBO_ID, "sender_id": person, "text": question, "data": {}}
        pushed["created_at"] = now.strftime("%a %b %d %H:%M:%S %z %Y")
        timestamp = str(int(now.timestamp() * 1000))
        signature = hashlib.sha1("".join(sorted([WEIBO_SECRET, timestamp, "1"])).encode()).hexdigest()
        query = {"signature": signature, "timestamp": timestamp, "nonce": "1"}
        reply = self.http.post("/weibo", params=query, json=pushed).raise_for_status().json()
        return Heard(json.loads(unquote(reply["data"]))["text"], None)

    def wechat(self, question: str) -> Heard:
        person, timestamp = f"openid-{next(_numbers)}", str(int(now_in_china().timestamp()))
        signature = hashlib.sha1("".join(sorted([WECHAT_TOKEN, timestamp, "1"])).encode()).hexdigest()
        letter = ElementTree.Element("xml")
        fields = {"ToUserName": "gh_1", "FromUserName": person, "CreateTime": timestamp, "MsgType": "text"}
        for name, value in (fields | {"Content": question, "MsgId": str(next(_numbers))}).items():
            ElementTree.SubElement(letter, name).text = value
        query = {"signature": signature, "timestamp": timestamp, "nonce": "1"}
        answer = self.http.post("/wechat", params=query, content=ElementTree.tostring(letter)).raise_for_status()
        reply = ElementTree.fromstring(answer.content)
        if reply.findtext("MsgType") == "news":
            (item,) = reply.iterfind("Articles/item")
            place = _place(item.findtext("Url") or "")
            return Heard(f"{item.findtext('Title')}\n{item.findtext('Description')}", (place,) if place else ())
        return Heard(reply.findtext("Content") or "", None)

    def desk(self, question: str) -> Heard | None:
        """The first answer an agent is offered, when it is the one that everybody gets."""
        offers = self.parts.engine.offers(question, on=today_in_china(), limit=3)
        own = [offer.answer for offer in offers if offer.kind.value == "own"]
        return Heard(own[0].text, places_of(own[0])) if own else None

    def _posted(self, path: str, body: dict[str, object]) -> httpx.Response:
        return self.http.post(path, json=body).raise_for_status()


def places_of(answer: Answer) -> tuple[tuple[str, str, int, int], ...]:
    """The citations of the engine's answer, in the form of Heard."""
    return tuple((c.document_id, c.version_id, c.start, c.end) for c in answer.citations)


@contextmanager
def running(home: Path) -> Iterator[Server]:
    """The server of a home, as `jiedu serve` runs it, with an approved account on each platform."""
    sockets = open_sockets("127.0.0.1", 0, ipv6=False)
    address = local_url(sockets)
    settings = Settings(
        home=home,
        public_url=PUBLIC,
        wechat_appid=WECHAT_APPID,
        wechat_token=SecretStr(WECHAT_TOKEN),
        wechat_mode="plain",
        weibo=True,
        weibo_app_secret=SecretStr(WEIBO_SECRET),
    )
    with IndexOwnership(home, address=address) as ownership, httpx.Client(base_url=address, trust_env=False) as http:
        loading = Loading(lambda: build(settings, ownership), on_failure=lambda: None)
        app = create_app(settings, loading, instance="doors", operator_key=ownership.key)
        server = uvicorn.Server(uvicorn.Config(app, log_config=None))
        thread = threading.Thread(target=server.run, kwargs={"sockets": sockets})
        thread.start()
        try:
            parts = loading.wait(60)
            _approve(parts)
            while http.get("/readyz").status_code != 200:
                time.sleep(0.05)
            yield Server(parts, home, http)
        finally:
            server.should_exit = True
            thread.join()


def _approve(parts: Parts) -> None:
    accounts = parts.desk.store.accounts
    accounts.add("wechat", WECHAT_APPID, name="样州发布", unit="市政府办公室", by=operator("张三"), reason="新开设")
    accounts.add("weibo", str(WEIBO_ID), name="样州发布", unit="市政府办公室", by=operator("张三"), reason="新开设")


def _view(view: dict[str, object]) -> Heard:
    citations = view["citations"]
    assert isinstance(citations, list)
    return Heard(
        str(view["text"]),
        tuple((c["document_id"], c["version_id"], c["start"], c["end"]) for c in citations),
    )


def _place(link: str) -> tuple[str, str, int, int] | None:
    found = re.search(r"/documents/([^?/]+)\?version=([^&]+)&start=(\d+)&end=(\d+)", link)
    return (found[1], found[2], int(found[3]), int(found[4])) if found else None
