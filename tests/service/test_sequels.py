"""An answer whose document was recalled says so wherever it is opened again: its page, the history, the API."""

import html

import pytest
from starlette.testclient import TestClient

from service.compose import Parts
from tests.service.recalled import QUESTION, QUOTE, RIGHT, Given, recalled_answer


@pytest.fixture(scope="module")
def given(parts: Parts) -> Given:
    return recalled_answer(parts.desk.store)


@pytest.mark.parametrize("place", ["/answers/{0.id}", "/conversations/{0.conversation}"], ids=["page", "history"])
def test_the_page_and_the_history_say_it_first_and_offer_to_ask_again(
    client: TestClient, given: Given, place: str
) -> None:
    page = client.get(place.format(given)).text

    before, _, _ = page.partition('<div class="text">')
    assert "这条答复已更正（" in before and "《停车收费通知》内容有误" in before
    assert f"更正：{html.escape(RIGHT)}" in before and "<b>" not in before
    assert "某市交通局（010-12345678）" in before and f'name="question" value="{QUESTION}"' in before
    assert QUOTE in page and "内部理由" not in page


def test_the_api_says_the_same(client: TestClient, given: Given) -> None:
    one = client.get(f"/api/v1/answers/{given.id}").json()
    turns = client.get(f"/api/v1/conversations/{given.conversation}").json()["turns"]

    assert (one["sequel"]["kind"], one["sequel"]["correction"]) == ("corrected", RIGHT)
    assert "《停车收费通知》" in one["sequel"]["told"] and one["sequel"]["at"]
    assert [turn["sequel"] for turn in turns] == [one["sequel"]]


def test_an_answer_that_nothing_overtook_says_nothing(client: TestClient) -> None:
    asked = client.post("/api/v1/ask", json={"question": "12345热线由哪个单位负责？"}).json()

    assert client.get(f"/api/v1/answers/{asked['id']}").json()["sequel"] is None
    assert "重新查一次" not in client.get(f"/answers/{asked['id']}").text
