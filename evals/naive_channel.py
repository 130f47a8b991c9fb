"""Run as a process of its own by the load bench: the usual way to answer WeChat, in the request, nothing stored before.

It checks the signature and speaks both modes, so that it does the same work; what it lacks is what is compared: a
queue, a budget, de-duplication, a second way to answer. Arguments: the home, the port; WeChatAccount as JSON on stdin.
"""

import json
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

import uvicorn
from fastapi import FastAPI, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from bot.engine import Engine
from evals.asking import ASKED_ON
from evals.corpus import settings_of
from evals.wechat_letters import WeChatAccount, opened, sealed_reply
from service.compose import build

_REPLY = (
    "<xml><ToUserName><![CDATA[{person}]]></ToUserName><FromUserName><![CDATA[{account}]]></FromUserName>"
    "<CreateTime>{created}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
    "<Content><![CDATA[{text}]]></Content></xml>"
)


def naive_app(engine: Engine, account: WeChatAccount) -> FastAPI:
    """One route that answers inside the request, in one of the threads every such route gets."""
    app = FastAPI()

    @app.post("/wechat")
    async def callback(request: Request) -> Response:
        body = await request.body()
        return Response(await run_in_threadpool(answer, dict(request.query_params), body), media_type="text/xml")

    def answer(query: dict[str, str], body: bytes) -> str:
        letter = ElementTree.fromstring(opened(account, query, body))  # noqa: S314 - in a measurement
        person, text = letter.findtext("FromUserName") or "", letter.findtext("Content") or ""
        told = engine.ask(text, on=ASKED_ON, channel="wechat").text[:600].replace("]]>", "")
        xml = _REPLY.format(person=person, account=account.original_id, created=int(time.time()), text=told)
        return sealed_reply(account, xml) if "encrypt_type" in query else xml

    @app.get("/readyz")
    async def ready() -> dict[str, str]:
        return {"status": "ready"}

    return app


def main() -> None:
    """Serves until ended."""
    account = WeChatAccount(**json.load(sys.stdin))
    with build(settings_of(Path(sys.argv[1]))) as parts:
        uvicorn.run(naive_app(parts.engine, account), port=int(sys.argv[2]), access_log=False, log_level="error")


if __name__ == "__main__":
    main()
