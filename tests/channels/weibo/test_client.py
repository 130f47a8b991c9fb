"""What is sent to Weibo, and which of its refusals are worth another try."""

import json
from collections.abc import Callable
from urllib.parse import parse_qs

import httpx
import pytest

from channels.errors import DeliveryError, WindowClosed
from channels.weibo.client import WeiboClient


def client(answer: Callable[[httpx.Request], httpx.Response]) -> WeiboClient:
    return WeiboClient(httpx.Client(transport=httpx.MockTransport(answer)), access_token="a token")


def test_a_reply_is_a_form_with_its_data_encoded_once() -> None:
    seen: list[httpx.Request] = []

    def take(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"result": True})

    client(take).reply(2**62, "标准：800元 & 补贴")

    assert str(seen[0].url) == "https://m.api.weibo.com/2/messages/reply.json"
    form = {name: value for name, (value,) in parse_qs(seen[0].content.decode()).items()}
    assert json.loads(form.pop("data")) == {"text": "标准：800元 & 补贴"}
    assert form == {
        "access_token": "a token",
        "type": "text",
        "receiver_id": str(2**62),
        "save_sender_box": "0",
    }


@pytest.mark.parametrize(
    ("status", "body", "permanent"),
    [
        (400, {"error_code": 10001, "error": "System error"}, False),
        (403, {"error_code": 10023, "error": "User requests out of rate limit"}, False),
        (200, {"error_code": 10009, "error": "Too many pending tasks"}, False),
        (401, {"error_code": 21327, "error": "expired_token"}, True),
        (400, {"error_code": 10016, "error": "Miss required parameter"}, True),
        (400, {"error_code": 99999, "error": "unheard of"}, True),
        (502, "<html>", False),
        (429, "", False),
        (404, "", True),
    ],
)
def test_a_refusal_says_whether_another_try_can_help(status: int, body: object, permanent: bool) -> None:
    answer = httpx.Response(status, json=body) if isinstance(body, dict) else httpx.Response(status, text=str(body))

    with pytest.raises(DeliveryError) as refused:
        client(lambda request: answer).reply(1, "文字")

    assert refused.value.permanent is permanent


def test_a_refused_token_tells_the_operator_what_to_renew() -> None:
    with pytest.raises(DeliveryError, match="access_token"):
        client(lambda request: httpx.Response(401, json={"error_code": "21332"})).reply(1, "文字")


def test_a_line_that_breaks_is_worth_another_try() -> None:
    def broken(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("no answer", request=request)

    with pytest.raises(DeliveryError) as refused:
        client(broken).reply(1, "文字")

    assert refused.value.permanent is False


def test_who_does_not_follow_any_more_is_written_to_when_they_write_again() -> None:
    with pytest.raises(WindowClosed):
        client(lambda request: httpx.Response(403, json={"error_code": 20301})).reply(1, "文字")


def test_the_same_words_again_count_as_taken() -> None:
    client(lambda request: httpx.Response(400, json={"error_code": 20306})).reply(1, "文字")
