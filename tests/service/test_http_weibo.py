"""Weibo's side against the running server over real HTTP, with the real engine on a small library."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import pytest
import uvicorn
from pydantic import SecretStr

from service.clock import today_in_china
from service.compose import Parts, build
from service.http.app import create_app
from service.loading import Loading
from service.settings import Settings
from tests.operators import operator
from tests.service.weibo_side import OWN_ID, Sender, WeiboApi, weibo_api

SECRET = "xyz123xyz"
QUESTION = "12345热线由哪个单位负责？"
ANSWER = "责任单位:市信访局"


@dataclass(frozen=True)
class City:
    """The running server of a city, and Weibo around it."""

    parts: Parts
    api: WeiboApi
    sender: Sender

    @contextmanager
    def hurried(self) -> Iterator[None]:
        """No request waits: every reply is sent actively."""
        held = self.parts.office.reception.take

        async def at_once(message, patience):
            return await held(message, type(patience)(patience.budget_seconds, -1))

        self.parts.office.reception.take = at_once
        try:
            yield
        finally:
            del self.parts.office.reception.take


@pytest.fixture(scope="module")
def city(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    home = tmp_path_factory.mktemp("weibo") / "home"
    shutil.copytree(settings.home, home, ignore=shutil.ignore_patterns("index.lock", "server.json"))
    with weibo_api() as api, socket.create_server(("127.0.0.1", 0)) as listener:
        own = Settings(
            home=home,
            weibo=True,
            weibo_app_secret=SecretStr(SECRET),
            weibo_access_token=SecretStr("token"),
            weibo_api=api.address,
            public_url="https://zc.example.gov.cn",
            outbox_poll_seconds=0.05,
            answering_processes=0,
        )
        loading = Loading(lambda: build(own), on_failure=lambda: None)
        app = create_app(own, loading, instance="weibo")
        server = uvicorn.Server(uvicorn.Config(app, log_config=None))
        running = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        running.start()
        parts = loading.wait(60)
        parts.desk.store.accounts.add(
            "weibo", str(OWN_ID), name="荆门发布", unit="市政府办公室", by=operator("张三"), reason="新开设"
        )
        while httpx.get(f"http://127.0.0.1:{listener.getsockname()[1]}/readyz", trust_env=False).status_code != 200:
            time.sleep(0.05)
        yield City(parts, api, Sender(f"http://127.0.0.1:{listener.getsockname()[1]}", SECRET))
        server.should_exit = True
        running.join()


_people = iter(range(2**62, 2**63))


def new_person() -> int:
    """An id of 63 bits that nobody had before."""
    return next(_people)


def test_the_address_is_proved_with_the_words_that_were_sent(city: City) -> None:
    query = {**city.sender.signed(), "echostr": "4711"}

    assert httpx.get(f"{city.sender.address}/weibo", params=query, trust_env=False).text == "4711"


@pytest.mark.parametrize("age", [-3600, 3600])
def test_a_request_of_another_hour_is_refused(city: City, age: int) -> None:
    assert city.sender.post(b"{}", city.sender.signed(at=time.time() + age)).status_code == 403


def test_a_request_with_another_secret_is_refused(city: City) -> None:
    assert city.sender.post(b"{}", city.sender.signed(secret="other")).status_code == 403


def test_what_is_no_push_is_refused_and_changes_nothing(city: City) -> None:
    assert city.sender.post(b"<xml>").status_code == 400
    assert city.sender.post(b"x" * 100_000).status_code == 413


def test_a_question_is_answered_within_its_request(city: City) -> None:
    told = city.sender.push(person=new_person(), text=QUESTION)

    assert ANSWER in told


def test_the_first_answer_says_who_answers_and_later_ones_do_not(city: City) -> None:
    person = new_person()

    assert "不是真人" in city.sender.push(person=person, text=QUESTION)
    assert "不是真人" not in city.sender.push(person=person, text=QUESTION, second=21)


def test_a_long_answer_is_cut_and_links_to_the_whole(city: City) -> None:
    person, long = new_person(), "怎样加强政策解读？"
    city.sender.push("event", person=person, data={"subtype": "follow"})

    beginning, _, link = city.sender.push(person=person, text=long, second=21).rpartition("\n")

    assert link.startswith("全文和出处：https://zc.example.gov.cn/answers/")
    (kept,) = city.parts.transcripts.history(_conversation(city, person))
    whole = city.parts.engine.ask(long, on=today_in_china()).text
    assert kept.question == long
    assert whole.startswith(beginning)
    assert beginning[-1] in "。；！？" or whole[len(beginning)] == "\n"


def test_deliveries_of_one_message_get_the_same_words_and_are_answered_once(city: City) -> None:
    person = new_person()

    told = [city.sender.push(person=person, text=QUESTION) for _ in range(3)]

    assert len(set(told)) == 1
    assert len(city.parts.transcripts.history(_conversation(city, person))) == 1


@pytest.mark.parametrize(("kind", "told"), [("voice", "语音"), ("image", "图片"), ("position", "位置")])
def test_what_we_cannot_read_gets_help(city: City, kind: str, told: str) -> None:
    assert told in city.sender.push(kind, person=new_person(), text="发了一个消息", data={"vfid": 1})


@pytest.mark.parametrize("kind", ["video", "card", ""])
def test_an_unknown_type_is_let_pass(city: City, kind: str) -> None:
    assert city.sender.push(kind, person=new_person(), text="x") == ""


def test_a_follower_is_welcomed_and_told_whom_they_talk_to(city: City) -> None:
    told = city.sender.push("event", person=new_person(), data={"subtype": "follow"})

    assert "不是真人" in told
    assert "欢迎" in told


def test_a_menu_entry_of_ours_is_answered_and_others_are_let_pass(city: City) -> None:
    assert "12345" in city.sender.push("event", person=new_person(), data={"subtype": "click", "key": "people"})
    assert city.sender.push("event", person=new_person(), data={"subtype": "click", "key": "coupon"}) == ""
    assert city.sender.push("event", person=new_person(), data={"subtype": "view", "key": "http://x"}) == ""


def test_a_mention_that_asks_is_answered_and_one_that_only_calls_is_let_pass(city: City) -> None:
    assert ANSWER in city.sender.push("mention", person=new_person(), text=f"@荆门发布 {QUESTION}")
    assert city.sender.push("mention", person=new_person(), text="@荆门发布 ") == ""


def test_an_answer_that_is_not_waited_for_is_sent_once(city: City) -> None:
    person, before = new_person(), len(city.api.taken)
    with city.hurried():
        assert city.sender.push(person=person, text=QUESTION) == ""
    city.api.wait(taken=before + 1)
    time.sleep(0.3)

    (form,) = city.api.taken[before:]
    assert ANSWER in city.api.texts()[-1]
    assert form["receiver_id"] == str(person)
    assert form["access_token"] == "token"


def test_a_refusal_that_may_pass_is_tried_again(city: City) -> None:
    before = len(city.api.taken)
    city.api.refusals[:] = [(400, {"error_code": 10001, "error": "System error"})]
    with city.hurried():
        city.sender.push(person=new_person(), text=QUESTION)

    city.api.wait(taken=before + 1)


def test_a_final_refusal_is_not_tried_again(city: City) -> None:
    tried, before = city.api.tried, len(city.api.taken)
    city.api.refusals[:] = [(400, {"error_code": 10016, "error": "Miss required parameter"})]
    with city.hurried():
        city.sender.push(person=new_person(), text=QUESTION)
    city.api.wait(tried=tried + 1)
    time.sleep(0.3)

    assert (city.api.tried, len(city.api.taken)) == (tried + 1, before)


def test_who_left_gets_nothing_that_was_still_owed(city: City) -> None:
    person, tried = new_person(), city.api.tried
    city.api.refusals[:] = [(503, {})]
    with city.hurried():
        city.sender.push(person=person, text=QUESTION)
    city.api.wait(tried=tried + 1)

    assert city.sender.push("event", person=person, data={"subtype": "unfollow"}, second=30) == ""
    time.sleep(2.5)

    assert str(person) not in {form["receiver_id"] for form in city.api.taken}


def test_a_mention_allows_one_message(city: City) -> None:
    person, before = new_person(), len(city.api.taken)
    with city.hurried():
        city.sender.push("mention", person=person, text=f"@荆门发布 {QUESTION}")
    city.api.wait(taken=before + 1)

    assert _allowed(city, person) == 0


def test_an_account_that_is_switched_off_says_so_at_once(city: City) -> None:
    accounts = city.parts.desk.store.accounts
    accounts.switch_off("weibo", str(OWN_ID), by=operator("张三"), reason="账号被盗")
    try:
        told = city.sender.push(person=new_person(), text=QUESTION)
    finally:
        accounts.switch_on("weibo", str(OWN_ID), by=operator("张三"), reason="已找回")

    assert "暂停" in told
    assert ANSWER not in told


def test_without_the_setting_there_is_no_such_door(client) -> None:
    query = {"signature": "x", "timestamp": "1", "nonce": "1"}

    assert client.post("/weibo", params=query, content=b"{}").status_code == 404


def _conversation(city: City, person: int) -> str:
    with city.parts.desk.store.database.engine.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT conversation_id FROM channel_persons WHERE person = ?", (str(person),)
        )
        return str(found.scalar_one())


def _allowed(city: City, person: int) -> int:
    with city.parts.desk.store.database.engine.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT sum(left_over) FROM channel_allowances WHERE person = ?", (str(person),)
        )
        return int(found.scalar_one())
