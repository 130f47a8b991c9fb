"""WeCom's side, played by wechatpy's own cipher for enterprises, against the application on a small library."""

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from xml.etree import ElementTree

import httpx
import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient
from wechatpy.enterprise.crypto import WeChatCrypto

from service.compose import build
from service.errors import SettingsError
from service.http.app import create_app
from service.loading import Loading
from service.settings import Settings, load_settings
from tests.operators import operator

CORP, AGENT, TOKEN = "ww1234567890abcdef", "1000002", "QDG6eK"
KEY, OLD_KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
QUESTION, ANSWER = "12345热线由哪个单位负责？", "责任单位:市信访局"
_numbers = count(1)


@dataclass(frozen=True)
class Platform:
    """Sends sealed callbacks and opens sealed replies."""

    http: TestClient

    def post(self, text: str, *, key: str = KEY, corp: str = CORP, **fields: str) -> httpx.Response:
        said = {
            "ToUserName": CORP,
            "FromUserName": f"member-{next(_numbers)}",
            "CreateTime": str(int(time.time())),
            "MsgType": "text",
            "Content": text,
            "MsgId": str(next(_numbers)),
            "AgentID": AGENT,
        } | fields
        letter = "<xml>" + "".join(f"<{n}><![CDATA[{v}]]></{n}>" for n, v in said.items()) + "</xml>"
        timestamp = str(int(time.time()))
        sealed = ElementTree.fromstring(WeChatCrypto(TOKEN, key, corp).encrypt_message(letter, "nonce1", timestamp))
        query = {"msg_signature": sealed.findtext("MsgSignature"), "timestamp": timestamp, "nonce": "nonce1"}
        body = f"<xml><ToUserName>{CORP}</ToUserName><Encrypt>{sealed.findtext('Encrypt')}</Encrypt></xml>"
        return self.http.post("/wecom", params=query, content=body)

    def ask(self, text: str, *, key: str = KEY, **fields: str) -> str:
        """The words of the reply, "" for an empty one."""
        response = self.post(text, key=key, **fields)
        assert response.status_code == 200, response.text
        if not response.content:
            return ""
        sealed = ElementTree.fromstring(response.content)
        signed = (sealed.findtext("MsgSignature"), sealed.findtext("TimeStamp"), sealed.findtext("Nonce"))
        opened = WeChatCrypto(TOKEN, key, CORP).decrypt_message(response.content, *signed)
        reply = ElementTree.fromstring(opened)
        assert reply.findtext("FromUserName") == CORP
        return reply.findtext("Content") or ""


@pytest.fixture(scope="module")
def platform(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    home = tmp_path_factory.mktemp("wecom") / "home"
    shutil.copytree(settings.home, home, ignore=shutil.ignore_patterns("index.lock", "server.json"))
    own = Settings(
        home=home,
        wecom_corp_id=CORP,
        wecom_agent_id=AGENT,
        wecom_token=SecretStr(TOKEN),
        wecom_aes_key=SecretStr(KEY),
        wecom_aes_key_previous=SecretStr(OLD_KEY),
        answering_processes=0,
    )
    loading = Loading(lambda: build(own), on_failure=lambda: None)
    with TestClient(create_app(own, loading, instance="wecom"), raise_server_exceptions=False) as http:
        accounts = loading.wait(60).desk.store.accounts
        accounts.add(
            "wecom", f"{CORP}:{AGENT}", name="政策问答", unit="市政府办公室", by=operator("张三"), reason="新开设"
        )
        yield Platform(http)


def test_the_address_is_proved_with_the_words_inside_the_seal(platform: Platform) -> None:
    timestamp = str(int(time.time()))
    sealed = ElementTree.fromstring(WeChatCrypto(TOKEN, KEY, CORP).encrypt_message("4711", "n", timestamp))
    query = {"msg_signature": sealed.findtext("MsgSignature"), "timestamp": timestamp, "nonce": "n"}

    assert platform.http.get("/wecom", params=query | {"echostr": sealed.findtext("Encrypt")}).text == "4711"
    assert platform.http.get("/wecom", params=query | {"echostr": "other"}).status_code == 403


def test_a_member_is_answered_within_the_callback(platform: Platform) -> None:
    assert ANSWER in platform.ask(QUESTION)


def test_a_reply_is_sealed_with_the_key_that_opened_the_message(platform: Platform) -> None:
    assert ANSWER in platform.ask(QUESTION, key=OLD_KEY)


def test_deliveries_of_one_message_get_the_same_words(platform: Platform) -> None:
    told = {platform.ask(QUESTION, MsgId="4711", FromUserName="same") for _ in range(3)}

    assert len(told) == 1


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"corp": "wwother"}, 400),
        ({"key": "Z" * 43}, 400),
        ({"AgentID": "1000003"}, 400),
        ({"FromUserName": ""}, 400),
    ],
)
def test_what_is_not_for_us_is_refused(platform: Platform, sent: dict[str, str], status: int) -> None:
    assert platform.post(QUESTION, **sent).status_code == status


def test_a_wrong_signature_and_an_old_request_are_refused(platform: Platform) -> None:
    body = "<xml><Encrypt>x</Encrypt></xml>"
    query = {"msg_signature": "0" * 40, "nonce": "n"}

    for timestamp in (int(time.time()), int(time.time()) - 3600):
        response = platform.http.post("/wecom", params=query | {"timestamp": str(timestamp)}, content=body)
        assert response.status_code == 403


def test_opening_the_application_is_let_pass_and_a_menu_entry_is_answered(platform: Platform) -> None:
    assert platform.ask("", MsgType="event", Event="enter_agent", MsgId="") == ""
    assert "12345" in platform.ask("", MsgType="event", Event="click", EventKey="people", MsgId="")


def test_without_the_setting_there_is_no_such_door(client: TestClient) -> None:
    assert client.post("/wecom", content=b"<xml></xml>").status_code == 404


def test_an_application_without_its_key_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIEDU_WECOM_CORP_ID", CORP)

    with pytest.raises(SettingsError, match=r"WECOM_AGENT_ID.*WECOM_TOKEN.*WECOM_AES_KEY"):
        load_settings()
