"""An answer whose document was recalled says so wherever it is opened again: its page, the history, the API."""

import html
import secrets
from dataclasses import dataclass
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from bot.answers import Answer, AnswerStatus, Citation, Contact
from governance.access import Role
from governance.first_people import at_terminal
from kb.catalogue import Incoming
from kb.documents import DocumentKind, Validity
from kb.units import Unit
from service.clock import now_in_china
from service.compose import Parts
from tests.kb.builders import measure

QUESTION = "停车费是多少？"
QUOTE = "停车每小时五元。"
RIGHT = "应为每小时四元<b>"
OFFICE = at_terminal("王五", Role.DISCLOSURE_OFFICE)


@dataclass(frozen=True)
class Given:
    """An answer given an hour ago, of a document that was recalled since."""

    id: str
    conversation: str


@pytest.fixture(scope="module")
def given(parts: Parts) -> Given:
    store, now = parts.desk.store, now_in_china()
    reading = measure(key="parking", number="某政发〔2019〕77号", title="停车收费通知", paragraphs=(QUOTE,))
    document_id = store.catalogue.store(Incoming(reading, "停车.txt"), now=now).document_id
    store.units.put([Unit("某市交通局", "", "010-12345678")])
    unit = store.units.by_name("某市交通局")
    assert unit
    case = store.publishing.intake.adopt(OFFICE, document_id, unit_id=unit.id, now=now)
    given = Given(f"a-{secrets.token_hex(12)}", f"c-{secrets.token_hex(16)}")
    cited = Citation(
        document_id=document_id,
        version_id=store.library.document(document_id).version.id,
        passage_id="",
        kind=DocumentKind.POLICY,
        title="停车收费通知",
        doc_no="某政发〔2019〕77号",
        clause_path="第1条",
        quote=QUOTE,
        start=0,
        end=len(QUOTE),
        validity=Validity.IN_FORCE,
        validity_basis="",
    )
    answer = Answer(
        given.id,
        AnswerStatus.ANSWERED,
        QUOTE,
        given.conversation,
        citations=(cited,),
        unit=Contact("某市交通局", "010-12345678"),
    )
    asked = now - timedelta(days=5)
    parts.transcripts.keep(
        answer, question=QUESTION, subject="", on=asked.date().isoformat(), channel="client", now=asked
    )
    signed = {"reason": "内部理由", "version": case.version, "now": now}
    store.publishing.recalls.recall(OFFICE, document_id, correction=RIGHT, **signed)
    return given


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
