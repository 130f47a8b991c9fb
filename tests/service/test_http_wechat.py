"""WeChat's side against the running server over real HTTP, with the real engine on a small library."""

import asyncio
import itertools
import logging
import shutil
import socket
import threading
import time
import xml.etree.ElementTree as Trees
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import httpx
import pytest
import uvicorn
from pydantic import SecretStr

from channels.wechat.door import Mode
from ingestion.blocks import RawDocument
from ingestion.reading import Reading
from ingestion.synchronise import Synchroniser, Visit
from kb.documents import PublicationState
from service.clock import now_in_china
from service.compose import Parts, build, open_store
from service.http.app import create_app
from service.loading import Loading
from service.settings import Settings
from service.settling import settle
from tests.operators import operator
from tests.wechat_side import (
    AES_KEY,
    APPID,
    PREVIOUS_AES_KEY,
    SECRET,
    TOKEN,
    Letter,
    Platform,
    PlatformApi,
    event,
    text,
)

QUESTION = "12345热线由哪个单位负责？"
ANSWER = "责任单位:市信访局"
PUBLIC = "https://zc.example.gov.cn"
MARKED = (
    "关于标记符号的通知\n\n某政发〔2026〕77号\n\n一、标记符号\n电子公文的结束标记统一为“]]>”，自2026年1月1日起施行。\n"
)

_numbers = itertools.count()


@dataclass(frozen=True)
class City:
    """The running server of a city, and WeChat around it."""

    parts: Parts
    api: PlatformApi
    platform: Platform

    @contextmanager
    def hurried(self) -> Iterator[None]:
        """No request waits: every reply is sent by the server itself."""
        held = self.parts.office.reception.take

        async def at_once(message, patience):
            return await held(message, replace(patience, busy_seconds=-1))

        self.parts.office.reception.take = at_once
        try:
            yield
        finally:
            del self.parts.office.reception.take

    @contextmanager
    def mode(self, mode: Mode) -> Iterator[None]:
        door = self.parts.channels.wechat
        before, door._mode = door._mode, mode
        try:
            yield
        finally:
            door._mode = before

    def texts(self, person: str, count: int = 1) -> list[str]:
        """What the person was sent, once so many messages have arrived."""
        deadline = time.monotonic() + 20
        while len(found := self.api.texts(person)) < count:
            assert time.monotonic() < deadline, found
            time.sleep(0.02)
        return found

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with self.parts.desk.store.database.engine.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(query)]

    def reply_state(self, person: str, state: str) -> None:
        """Waits until the person's latest reply is in this state."""
        query = f"SELECT state FROM channel_replies WHERE person = '{person}' ORDER BY message_id DESC LIMIT 1"
        deadline = time.monotonic() + 20
        while (found := self.rows(query)) != [(state,)]:
            assert time.monotonic() < deadline, found
            time.sleep(0.02)


@pytest.fixture(scope="module")
def city(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    home = tmp_path_factory.mktemp("wechat") / "home"
    shutil.copytree(settings.home, home, ignore=shutil.ignore_patterns("index.lock", "server.json"))
    with (
        PlatformApi() as api,
        socket.create_server(("127.0.0.1", 0)) as listener,
        httpx.Client(trust_env=False, timeout=10) as client,
    ):
        own = Settings(
            home=home,
            wechat_appid=APPID,
            wechat_token=SecretStr(TOKEN),
            wechat_aes_key=SecretStr(AES_KEY),
            wechat_aes_key_previous=SecretStr(PREVIOUS_AES_KEY),
            wechat_secret=SecretStr(SECRET),
            wechat_api=api.url,
            public_url=PUBLIC,
            outbox_poll_seconds=0.05,
        )
        _add_marked(own)
        loading = Loading(lambda: build(own), on_failure=lambda: None)
        server = uvicorn.Server(uvicorn.Config(create_app(own, loading, instance="wechat"), log_config=None))
        running = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        running.start()
        parts = loading.wait(60)
        parts.desk.store.accounts.add(
            "wechat", APPID, name="荆门发布", unit="市政府办公室", by=operator("张三"), reason="新开设"
        )
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        while client.get(f"{address}/readyz").status_code != 200:
            time.sleep(0.05)
        yield City(parts, api, Platform(f"{address}/wechat", client))
        server.should_exit = True
        running.join()


def _add_marked(settings: Settings) -> None:
    with open_store(settings) as store, Reading() as reading:
        visit = Visit(RawDocument(MARKED.encode(), "marked.txt", "marked.txt"))
        synchroniser = Synchroniser(reading, store.library, store.catalogue, clock=now_in_china, reviewers=None)
        list(synchroniser.take_in([visit], state=PublicationState.PUBLISHED))
        settle(settings, store, lambda done, total: None)


@pytest.fixture
def person() -> str:
    """Somebody who has never written before."""
    return f"o-person-{next(_numbers):019}"


@pytest.fixture
def known(city: City, person: str) -> str:
    """Somebody who has been told whom they talk to."""
    city.platform.deliver(event(person, "CLICK", "ask"))
    return person


class TestWhoIsLetIn:
    """Only the platform, only now, only for this account."""

    def test_the_address_is_proved(self, city: City) -> None:
        query = city.platform.query() | {"echostr": "5837397321"}

        assert city.platform.client.get(city.platform.url, params=query).text == "5837397321"

    def test_a_wrong_signature_is_refused(self, city: City) -> None:
        assert city.platform.client.get(city.platform.url, params={"echostr": "x"}).status_code == 403
        assert replace(city.platform, token="BBBBB").post(text("p", QUESTION)).status_code == 403

    def test_a_wrong_signature_of_the_sealed_message_is_refused(self, city: City) -> None:
        query, body = city.platform.request(text("p", QUESTION))

        forged = query | {"msg_signature": "0" * 40}
        assert city.platform.client.post(city.platform.url, params=forged, content=body).status_code == 403
        swapped = body.replace(b"<Encrypt><![CDATA[A", b"<Encrypt><![CDATA[B").replace(
            b"]]></Encrypt>", b"A]]></Encrypt>"
        )
        assert city.platform.client.post(city.platform.url, params=query, content=swapped).status_code == 403

    @pytest.mark.parametrize("seconds", [-301, -86400, 400])
    def test_a_stale_request_is_refused(self, city: City, seconds: int) -> None:
        assert city.platform.post(text("p", QUESTION), at=int(time.time()) + seconds).status_code == 403

    def test_a_message_for_another_account_is_refused(self, city: City) -> None:
        assert replace(city.platform, appid="wx0000000000000000").post(text("p", QUESTION)).status_code == 400

    def test_a_message_sealed_with_an_unknown_key_is_refused(self, city: City) -> None:
        assert replace(city.platform, aes_key="z" * 43).post(text("p", QUESTION)).status_code == 400

    def test_a_plain_message_is_refused_in_safe_mode(self, city: City) -> None:
        assert replace(city.platform, aes_key=None).post(text("p", QUESTION)).status_code == 400

    def test_a_sealed_message_is_refused_in_plain_mode(self, city: City) -> None:
        with city.mode(Mode.PLAIN):
            assert city.platform.post(text("p", QUESTION)).status_code == 400

    @pytest.mark.parametrize("body", [b"", b"<xml>", b"{}", b"\xff\xfe", "<xml><A>低保</A></xml>".encode("gbk")])
    def test_what_is_no_message_is_refused(self, city: City, body: bytes) -> None:
        with city.mode(Mode.COMPATIBLE):
            query = city.platform.query()
            assert city.platform.client.post(city.platform.url, params=query, content=body).status_code == 400

    def test_a_doctype_is_refused(self, city: City) -> None:
        bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + text("p", "&b;").xml()
        with city.mode(Mode.PLAIN):
            query = city.platform.query()
            response = city.platform.client.post(city.platform.url, params=query, content=bomb.encode())

        assert response.status_code == 400

    def test_a_hundred_kilobytes_are_refused(self, city: City) -> None:
        assert city.platform.post(text("p", "低" * 35_000)).status_code == 413

    def test_nothing_of_all_this_was_stored(self, city: City) -> None:
        assert city.rows("SELECT count(*) FROM channel_messages WHERE person = 'p'") == [(0,)]


class TestAnswersInTheRequest:
    """A question is answered in the response to its delivery."""

    def test_in_safe_mode(self, city: City, known: str) -> None:
        reply = city.platform.ask(known, QUESTION)

        assert ANSWER in reply
        assert f'<a href="{PUBLIC}/answers/a-' in reply
        assert len(reply.encode()) <= 1900

    def test_with_the_previous_key_and_the_answer_sealed_with_it(self, city: City, known: str) -> None:
        assert ANSWER in replace(city.platform, aes_key=PREVIOUS_AES_KEY).ask(known, QUESTION)

    def test_in_plain_mode(self, city: City, known: str) -> None:
        with city.mode(Mode.PLAIN):
            assert ANSWER in replace(city.platform, aes_key=None).ask(known, QUESTION)

    @pytest.mark.parametrize("aes_key", [AES_KEY, None])
    def test_in_compatible_mode(self, city: City, known: str, aes_key: str | None) -> None:
        with city.mode(Mode.COMPATIBLE):
            assert ANSWER in replace(city.platform, aes_key=aes_key).ask(known, QUESTION)

    def test_the_link_shows_the_answer(self, city: City, known: str) -> None:
        reply = city.platform.ask(known, QUESTION)
        link = reply.split('href="')[1].split('"')[0]

        shown = city.platform.client.get(city.platform.url.replace("/wechat", link.removeprefix(PUBLIC)))

        assert shown.status_code == 200
        assert "市信访局" in shown.text

    def test_what_quotes_nothing_links_to_nothing(self, city: City, known: str) -> None:
        assert "查看全文和出处" not in city.platform.ask(known, "火星移民去哪里登记？")

    def test_the_end_of_a_section_in_a_document_ends_nothing(self, city: City, known: str) -> None:
        assert "“]]>”" in city.platform.ask(known, "电子公文的结束标记是什么？")

    def test_a_document_asked_for_by_number_is_a_card(self, city: City, known: str) -> None:
        reply = city.platform.deliver(text(known, "某政发〔2026〕77号规定的结束标记是什么？"))

        assert reply.findtext("MsgType") == "news"
        assert reply.findtext("ArticleCount") == "1"
        assert reply.findtext("Articles/item/Title") == "关于标记符号的通知"
        assert reply.findtext("Articles/item/Url").startswith(f"{PUBLIC}/documents/d-")
        assert "“]]>”" in reply.findtext("Articles/item/Description")

    def test_the_reply_goes_to_who_asked(self, city: City, known: str) -> None:
        reply = city.platform.deliver(text(known, QUESTION))

        assert (reply.findtext("ToUserName"), reply.findtext("FromUserName")) == (known, "gh_7f083739789a")

    def test_who_writes_first_is_told_whom_they_talk_to_once(self, city: City, person: str) -> None:
        first, second = city.platform.ask(person, QUESTION), city.platform.ask(person, QUESTION)

        assert "不是真人" in first
        assert f"{PUBLIC}/privacy" in first
        assert ANSWER in first
        assert "不是真人" not in second

    def test_nothing_that_was_quoted_is_labelled_as_generated(self, city: City, known: str) -> None:
        assert "AI" not in city.platform.ask(known, QUESTION)

    def test_a_voice_is_answered_as_its_words(self, city: City, known: str) -> None:
        letter = Letter(known, {"MsgType": "voice", "Format": "amr", "Recognition": QUESTION})

        assert ANSWER in city.platform.deliver(letter).findtext("Content")

    @pytest.mark.parametrize(
        ("fields", "told"),
        [
            ({"MsgType": "voice", "Recognition": ""}, "没有听清"),
            ({"MsgType": "image", "PicUrl": "http://example.test"}, "图片"),
            ({"MsgType": "location", "Location_X": "31.0", "Label": "荆门"}, "位置"),
            ({"MsgType": "video"}, "视频"),
            ({"MsgType": "shortvideo"}, "视频"),
            ({"MsgType": "link", "Url": "http://example.test"}, "链接"),
            ({"MsgType": "of_tomorrow"}, "文字"),
            ({"MsgType": "event", "Event": "CLICK", "EventKey": "ask"}, "直接发送问题"),
            ({"MsgType": "event", "Event": "CLICK", "EventKey": "guides"}, "要办的事"),
            ({"MsgType": "event", "Event": "CLICK", "EventKey": "people"}, "12345"),
            ({"MsgType": "event", "Event": "SCAN", "EventKey": "1"}, "您好"),
        ],
    )
    def test_what_is_not_a_question_gets_its_sentence(
        self, city: City, known: str, fields: dict[str, str], told: str
    ) -> None:
        assert told in city.platform.deliver(Letter(known, fields)).findtext("Content")

    def test_who_follows_is_welcomed_with_the_notice_each_time(self, city: City, known: str) -> None:
        welcome = city.platform.deliver(event(known, "subscribe")).findtext("Content")

        assert "欢迎" in welcome
        assert "不是真人" in welcome

    @pytest.mark.parametrize("name", ["unsubscribe", "VIEW", "LOCATION", "of_tomorrow"])
    def test_a_report_is_only_acknowledged(self, city: City, known: str, name: str) -> None:
        assert city.platform.post(event(known, name, "x")).content == b"success"

    def test_the_record_is_deleted_when_asked(self, city: City, known: str) -> None:
        city.platform.ask(known, QUESTION)

        assert "（1 条）" in city.platform.ask(known, "删除记录")

    def test_a_follow_up_is_understood(self, city: City, known: str) -> None:
        city.platform.ask(known, "某政发〔2026〕77号规定的结束标记是什么？")
        city.platform.deliver(text(known, "什么时候施行？"))

        assert len(city.rows(f"SELECT DISTINCT conversation_id FROM channel_messages WHERE person = '{known}'")) == 1


class TestDeliveredAgain:
    """The platform's second and third delivery of one message."""

    def test_three_at_once_make_one_computation(self, city: City, known: str) -> None:
        letter = text(known, QUESTION)
        request = city.platform.request(letter)

        async def thrice() -> list[httpx.Response]:
            async with httpx.AsyncClient(trust_env=False) as client:
                query, body = request
                return await asyncio.gather(
                    *(client.post(city.platform.url, params=query, content=body) for _ in range(3))
                )

        replies = [city.platform.opened(response.content) for response in asyncio.run(thrice())]

        assert [ANSWER in reply.findtext("Content") for reply in replies] == [True] * 3
        assert self._answers(city, known) == 1

    def test_later_ones_are_never_refused_and_get_the_same_answer(self, city: City, known: str) -> None:
        letter = text(known, QUESTION)
        replies = {city.platform.deliver(letter).findtext("Content") for _ in range(3)}

        assert len(replies) == 1
        assert self._answers(city, known) == 1
        time.sleep(0.2)
        assert city.api.texts(known) == []

    def test_an_event_twice_is_one_event(self, city: City, person: str) -> None:
        followed = event(person, "subscribe")

        # The form the platform composed once: the second delivery has the same time in it.
        query, body = city.platform.request(followed)
        replies = [city.platform.client.post(city.platform.url, params=query, content=body) for _ in range(2)]

        first, second = (city.platform.opened(reply.content).findtext("Content") for reply in replies)
        assert first == second
        assert city.rows(f"SELECT count(*) FROM channel_messages WHERE person = '{person}'") == [(1,)]

    @staticmethod
    def _answers(city: City, person: str) -> int:
        query = (
            "SELECT count(*) FROM answers WHERE conversation_id IN "
            f"(SELECT conversation_id FROM channel_messages WHERE person = '{person}')"
        )
        return city.rows(query)[0][0]


class TestSentByOurselves:
    """What did not come in time."""

    def test_the_request_is_acknowledged_and_the_answer_sent(self, city: City, known: str) -> None:
        with city.hurried():
            assert city.platform.ask(known, QUESTION) is None

        (sent,) = city.texts(known)
        assert ANSWER in sent
        assert f"{PUBLIC}/answers/a-" in sent
        city.reply_state(known, "sent")

    def test_a_delivery_after_that_is_only_acknowledged(self, city: City, known: str) -> None:
        letter = text(known, QUESTION)
        with city.hurried():
            city.platform.deliver(letter)
        city.texts(known)
        city.reply_state(known, "sent")

        assert city.platform.deliver(letter) is None
        assert len(city.api.texts(known)) == 1

    @pytest.mark.parametrize("code", [45015, 45047])
    def test_a_closed_window_waits_for_the_next_message(self, city: City, known: str, code: int) -> None:
        city.api.scripted["message/custom/send"] = [code]
        with city.hurried():
            city.platform.ask(known, QUESTION)
        city.reply_state(known, "kept")
        assert city.api.texts(known) == []

        assert "图片" in city.platform.deliver(Letter(known, {"MsgType": "image"})).findtext("Content")

        (sent,) = city.texts(known)
        assert ANSWER in sent

    def test_the_quota_is_kept_before_the_platform_says_so(self, city: City, person: str) -> None:
        city.platform.deliver(event(person, "CLICK", "ask"))
        with city.hurried():
            for number in range(4):
                city.platform.ask(person, f"{QUESTION}{'？' * number}")
        city.texts(person, 4)
        city.reply_state(person, "sent")
        database = city.parts.desk.store.database
        with database.writing() as session:
            session.connection().exec_driver_sql(
                f"UPDATE channel_allowances SET left_over = 0 WHERE person = '{person}'"
            )
        sent = len(city.api.sent)
        self._owe_again(city, person)
        city.reply_state(person, "kept")

        assert len(city.api.sent) == sent

    def test_a_refused_token_costs_nothing(self, city: City, known: str) -> None:
        city.api.scripted["message/custom/send"] = [42001]
        with city.hurried():
            city.platform.ask(known, QUESTION)

        assert len(city.texts(known)) == 1

    def test_a_busy_platform_is_asked_again(self, city: City, known: str) -> None:
        city.api.scripted["message/custom/send"] = [-1]
        with city.hurried():
            city.platform.ask(known, QUESTION)

        assert len(city.texts(known)) == 1

    def test_a_bad_openid_is_given_up(self, city: City, known: str) -> None:
        city.api.scripted["message/custom/send"] = [40003]
        with city.hurried():
            city.platform.ask(known, QUESTION)

        city.reply_state(known, "failed")

    def test_without_the_right_to_send_people_fetch_their_answer(self, city: City, known: str) -> None:
        city.api.scripted["message/custom/send"] = [48001]
        with city.hurried():
            assert city.platform.ask(known, QUESTION) is None
        city.reply_state(known, "kept")
        try:
            assert "还有 1 条" in city.platform.deliver(Letter(known, {"MsgType": "image"})).findtext("Content")
            assert ANSWER in city.platform.ask(known, "1")
            assert city.api.texts(known) == []
            assert ANSWER not in (city.platform.ask(known, "1") or "")
        finally:
            self._give_right_back(city)

    @staticmethod
    def _owe_again(city: City, person: str) -> None:
        with city.parts.desk.store.database.writing() as session:
            session.connection().exec_driver_sql(
                "UPDATE channel_replies SET state = 'owed', parts_sent = 0, leased_until = created_at "
                "WHERE message_id = (SELECT max(message_id) FROM channel_replies "
                f"WHERE person = '{person}')"
            )

    @staticmethod
    def _give_right_back(city: City) -> None:
        with city.parts.desk.store.database.writing() as session:
            session.connection().exec_driver_sql("UPDATE channel_accounts SET passive_only_until = NULL")


def test_an_account_switched_off_says_so_at_once(city: City, known: str) -> None:
    accounts = city.parts.desk.store.accounts
    accounts.switch_off("wechat", APPID, by=operator("李四"), reason="内容待核")
    try:
        assert "暂停" in city.platform.ask(known, QUESTION)
    finally:
        accounts.switch_on("wechat", APPID, by=operator("李四"), reason="已核")

    assert ANSWER in city.platform.ask(known, QUESTION)


def test_no_secret_and_no_question_reaches_the_log(city: City, known: str, caplog: pytest.LogCaptureFixture) -> None:
    # As logs.py sets them: others only warn.
    caplog.set_level(logging.WARNING)
    caplog.set_level(logging.DEBUG, logger="jiedu")
    city.api.scripted["message/custom/send"] = [40164]
    with city.hurried():
        city.platform.ask(known, QUESTION)
    city.texts(known)
    replace(city.platform, appid="wx0000000000000000").post(text(known, QUESTION))

    told = "\n".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    assert [secret for secret in (TOKEN, SECRET, AES_KEY, QUESTION, *city.api.good) if secret in told] == []


def test_an_unsealed_reply_has_nothing_of_ours_in_it(city: City, known: str) -> None:
    with city.mode(Mode.PLAIN):
        body = replace(city.platform, aes_key=None).post(text(known, QUESTION)).content

    assert {child.tag for child in Trees.fromstring(body)} == {
        "ToUserName",
        "FromUserName",
        "CreateTime",
        "MsgType",
        "Content",
    }
