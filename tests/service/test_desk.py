"""The desk over the real application: signing in, looking up, keeping once, sending on once, nothing for strangers."""

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from bot.tables import AnswerRow
from channels.hotline.tables import SpokenRow
from channels.purposes import TokenPurpose
from governance.access import Role
from governance.ticket_rows import TicketRow
from kb.database import Base, Database
from kb.units import Unit
from service.cli import main
from service.compose import Parts
from service.loading import Loading
from service.settings import Settings
from tests.governance.acting import someone
from tests.operators import security
from tests.service.signing import cheap_hashes, new_user, sign_in

__all__ = ["cheap_hashes"]

ASKED = "12345热线由哪个单位负责？"
OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}
NUMBER = "13812345678"


@pytest.fixture(scope="module")
def parts(client: TestClient) -> Parts:
    loading: Loading[Parts] = client.app.state.server.loading  # type: ignore[attr-defined]
    parts = loading.wait(60)
    # Named as the notice names it, so that nothing else that is asked of this library is answered otherwise.
    parts.desk.store.units.put([Unit("市信访局", "湖北省荆门市"), Unit("荆门市税务局", "湖北省荆门市")])
    return parts


@pytest.fixture(scope="module")
def token(parts: Parts) -> str:
    return parts.desk.store.tokens.issue("7号座席", TokenPurpose.DESK, by=security("测试"))


@pytest.fixture
def desk(client: TestClient, token: str) -> Iterator[TestClient]:
    """A browser at the desk, signed in."""
    assert client.post("/desk/session", json={"token": token}, headers=OWN_PAGE).status_code == 200
    client.headers.update(OWN_PAGE)
    yield client
    for name in OWN_PAGE:
        del client.headers[name]
    client.cookies.clear()


def _count(parts: Parts, table: type[Base]) -> int:
    database: Database = parts.desk.store.database
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def _searched(desk: TestClient, text: str = ASKED) -> dict[str, object]:
    return desk.post("/api/v1/desk/search", json={"text": text}).json()["cards"][0]


def _ticket(name: str, **changed: object) -> dict[str, object]:
    return {"key": name, "kind": "consultation", "content": "热线归谁管？", "question": "热线归谁管？", **changed}


def test_the_page_asks_for_the_token_and_then_is_the_desk(client: TestClient, token: str) -> None:
    client.cookies.clear()
    assert "座席令牌" in client.get("/desk").text

    answer = client.post("/desk/session", json={"token": token}, headers=OWN_PAGE)

    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "max-age" not in cookie
    assert "来电人问什么" in client.get("/desk").text
    client.delete("/desk/session", headers=OWN_PAGE)
    assert "座席令牌" in client.get("/desk").text


@pytest.mark.parametrize("wrong", ["jiedu-0000000000-wrong", "x", "令牌", "a" * 200])
def test_a_wrong_token_opens_nothing(client: TestClient, wrong: str) -> None:
    client.cookies.clear()

    answer = client.post("/desk/session", json={"token": wrong}, headers=OWN_PAGE)

    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers


def test_a_token_for_programs_does_not_open_the_desk(client: TestClient, parts: Parts) -> None:
    plain = parts.desk.store.tokens.issue("城市应用", TokenPurpose.API, by=security("测试"))

    assert client.post("/desk/session", json={"token": plain}, headers=OWN_PAGE).status_code == 401
    bearer = {"Authorization": f"Bearer {plain}"}
    assert client.post("/api/v1/desk/search", json={"text": ASKED}, headers=bearer).status_code == 401


@pytest.mark.parametrize("path", ["search", "said", "tickets", "caller", "follow-ups"])
def test_without_a_token_nothing_is_told(client: TestClient, path: str) -> None:
    client.cookies.clear()

    assert client.post(f"/api/v1/desk/{path}", json={}, headers=OWN_PAGE).status_code == 401


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_another_site_cannot_use_the_session(desk: TestClient, parts: Parts, site: str) -> None:
    before = _count(parts, TicketRow)

    answer = desk.post("/api/v1/desk/tickets", json=_ticket("from-elsewhere"), headers={"Sec-Fetch-Site": site})

    assert answer.status_code == 403
    assert _count(parts, TicketRow) == before


def test_a_revoked_token_ends_the_session_at_once(client: TestClient, parts: Parts) -> None:
    tokens = parts.desk.store.tokens
    plain = tokens.issue("9号座席", TokenPurpose.DESK, by=security("测试"))
    client.post("/desk/session", json={"token": plain}, headers=OWN_PAGE)
    (issued,) = (one for one in tokens.listed(by=security()) if one.name == "9号座席")

    tokens.revoke(issued.id, by=security("测试"), reason="离岗")

    assert client.post("/api/v1/desk/search", json={"text": ASKED}, headers=OWN_PAGE).status_code == 401
    assert "座席令牌" in client.get("/desk").text


def test_a_program_may_use_the_desk_with_its_token(client: TestClient, token: str) -> None:
    client.cookies.clear()
    bearer = {"Authorization": f"Bearer {token}"}

    assert client.post("/api/v1/desk/search", json={"text": ASKED}, headers=bearer).status_code == 200


def test_a_card_has_what_an_agent_needs(desk: TestClient) -> None:
    card = _searched(desk)

    script = "".join(phrase["text"] for phrase in card["script"])  # type: ignore[attr-defined]
    assert 0 < len(script) <= 120
    assert card["contact"] == "市信访局"
    assert card["unit"]["name"] == "市信访局"  # type: ignore[index]
    citation = card["citations"][0]  # type: ignore[index]
    assert (citation["doc_no"], citation["validity"]) == ("荆政办文〔2018〕13号", "现行有效")
    assert desk.get(citation["source_path"].split("#")[0]).status_code == 200
    assert card["next_step"]


def test_looking_up_stores_nothing(desk: TestClient, parts: Parts) -> None:
    before = _count(parts, AnswerRow)

    for typed in ("12", "12345热", ASKED):
        _searched(desk, typed)

    assert _count(parts, AnswerRow) == before


def test_one_press_keeps_the_question_and_what_was_said_and_the_next_nothing(desk: TestClient, parts: Parts) -> None:
    card = _searched(desk)
    body = {"key": "press-0001", "question": ASKED, "digest": card["digest"], "caller": NUMBER}

    first = desk.post("/api/v1/desk/said", json=body).json()
    before = _count(parts, AnswerRow), _count(parts, SpokenRow)
    again = desk.post("/api/v1/desk/said", json=body).json()

    assert again == first
    assert first["is_edited"] is False
    assert (_count(parts, AnswerRow), _count(parts, SpokenRow)) == before
    with parts.desk.store.database.reading() as session:
        row = session.get_one(AnswerRow, first["answer_id"])
        assert (row.question, row.channel) == (ASKED, "hotline")


def test_what_was_said_otherwise_is_kept_as_it_was_said(desk: TestClient, parts: Parts) -> None:
    card = _searched(desk)
    said = f"您好，热线归市信访局管。请记我的电话{NUMBER}。"
    body = {"key": "press-0002", "question": ASKED, "digest": card["digest"], "said": said}

    kept = desk.post("/api/v1/desk/said", json=body).json()

    assert kept["is_edited"] is True
    assert NUMBER not in kept["said"]
    assert "热线归市信访局管" in kept["said"]


def test_what_was_not_shown_cannot_be_kept(desk: TestClient, parts: Parts) -> None:
    before = _count(parts, AnswerRow)
    body = {"key": "press-0003", "question": ASKED, "digest": "0123456789abcdef"}

    answer = desk.post("/api/v1/desk/said", json=body)

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "card_changed")
    assert _count(parts, AnswerRow) == before


def test_a_follow_up_is_understood_from_the_call(desk: TestClient) -> None:
    card = _searched(desk)
    kept = desk.post(
        "/api/v1/desk/said", json={"key": "press-0004", "question": ASKED, "digest": card["digest"]}
    ).json()

    cards = desk.post(
        "/api/v1/desk/search", json={"text": "那怎么考核？", "conversation_id": kept["conversation_id"]}
    ).json()["cards"]

    assert cards[0]["citations"][0]["title"] == card["citations"][0]["title"]  # type: ignore[index]


def test_a_question_goes_to_the_unit_with_its_context(desk: TestClient, parts: Parts) -> None:
    card = _searched(desk)
    cited = card["citations"][0]  # type: ignore[index]
    reference = {key: cited[key] for key in ("document_id", "version_id", "clause_path", "start", "end")}

    answer = desk.post(
        "/api/v1/desk/tickets",
        json=_ticket("ticket-0001", unit_id=card["unit"]["id"], reference=reference, caller=NUMBER),  # type: ignore[index]
    )

    assert answer.status_code == 201
    assert (answer.json()["unit"], answer.json()["state"]) == ("市信访局", "待签收")
    with parts.desk.store.database.reading() as session:
        row = session.get_one(TicketRow, answer.json()["id"])
        assert cited["quote"] in (row.reference or "")
        assert (row.opened_by, row.caller) == ("7号座席", "138****5678")


def test_pressing_twice_opens_one_ticket(desk: TestClient, parts: Parts) -> None:
    first = desk.post("/api/v1/desk/tickets", json=_ticket("ticket-0002")).json()
    before = _count(parts, TicketRow)

    again = desk.post("/api/v1/desk/tickets", json=_ticket("ticket-0002")).json()

    assert again == first
    assert _count(parts, TicketRow) == before


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"content": " "}, 422, "ticket_no_content"),
        ({"unit_id": "u-nobody"}, 422, "ticket_unit_unknown"),
        ({"kind": "complaint"}, 422, "ticket_no_against"),
        ({"kind": "gossip"}, 422, "bad_request"),
        ({"key": "x"}, 422, "bad_request"),
        ({"content": "长" * 2001}, 422, "bad_request"),
        ({"state": "answered"}, 422, "bad_request"),
        ({"reference": {"document_id": "d-none", "version_id": "v", "start": 0, "end": 1}}, 404, "unknown_document"),
    ],
)
def test_a_ticket_that_cannot_be_says_why(
    desk: TestClient, parts: Parts, changed: dict[str, object], status: int, code: str
) -> None:
    before = _count(parts, TicketRow)

    answer = desk.post("/api/v1/desk/tickets", json=_ticket("ticket-bad-1", **changed))

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert _count(parts, TicketRow) == before


def test_a_complaint_does_not_go_to_the_unit_it_is_about(desk: TestClient, parts: Parts) -> None:
    unit = parts.desk.store.units.by_name("荆门市税务局")
    body = _ticket("ticket-0003", kind="complaint", unit_id=unit.id if unit else "", against="税务局")

    assert desk.post("/api/v1/desk/tickets", json=body).json()["error"]["code"] == "ticket_to_the_one_named"


def test_a_caller_is_known_again_without_the_number(desk: TestClient, parts: Parts) -> None:
    number = "139 1111 2222"
    card = _searched(desk)
    desk.post(
        "/api/v1/desk/said",
        json={"key": "press-0005", "question": ASKED, "digest": card["digest"], "caller": number},
    )
    desk.post("/api/v1/desk/tickets", json=_ticket("ticket-0004", caller=number))

    known = desk.post("/api/v1/desk/caller", json={"number": "+8613911112222"}).json()

    assert known["masked"] == "139****2222"
    assert [one["question"] for one in known["contacts"]] == [ASKED]
    assert len(known["tickets"]) == 1
    assert _nowhere(parts.desk.store.database, "13911112222")
    assert _nowhere(parts.desk.store.database, number)


@pytest.mark.parametrize("number", ["", "不是号码", "1", "<script>", "1" * 40])
def test_what_is_no_number_is_nobody(desk: TestClient, number: str) -> None:
    known = desk.post("/api/v1/desk/caller", json={"number": number})

    assert known.json() == {"masked": "", "contacts": [], "tickets": []}


def test_units_are_found_by_some_characters(desk: TestClient) -> None:
    found = desk.get("/api/v1/desk/units", params={"q": "信访"}).json()

    assert [unit["name"] for unit in found] == ["市信访局"]
    assert desk.get("/api/v1/desk/units", params={"q": "%"}).json() == []


@pytest.mark.parametrize("text", ["", "？！", "\u202e反转", "家里着火了", "a" * 2000, "' OR 1=1 --"])
def test_whatever_is_typed_gets_a_card(desk: TestClient, text: str) -> None:
    answer = desk.post("/api/v1/desk/search", json={"text": text})

    assert answer.status_code == 200
    assert 1 <= len(answer.json()["cards"]) <= 3


def test_the_terminal_lists_and_shows_tickets(
    desk: TestClient,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    sent = desk.post("/api/v1/desk/tickets", json=_ticket("ticket-0009", is_confidential=True, caller=NUMBER)).json()
    monkeypatch.setenv("JIEDU_HOME", str(settings.home))

    assert _run(["tickets", "list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    _run(["tickets", "show", sent["id"]])
    shown = capsys.readouterr().out

    assert sent["id"] in [ticket["id"] for ticket in listed]
    assert "热线归谁管？" in shown
    assert "7号座席" in shown
    assert "5678" not in shown


def test_who_was_answered_is_called_back_from_the_desk_once(desk: TestClient, parts: Parts) -> None:
    governance, units = parts.desk.store.governance, parts.desk.store.units
    unit = units.by_name("荆门市税务局")
    assert unit
    sent = desk.post("/api/v1/desk/tickets", json=_ticket("call-back-1", unit_id=unit.id)).json()
    path = "/api/v1/desk/follow-ups"
    assert sent["id"] not in [one["id"] for one in desk.get(path).json()["tickets"]]
    governance.tickets.answer(sent["id"], "由信访局负责。", by=someone(Role.DRAFTER, unit=unit.id))

    waiting = desk.get(path).json()
    (held,) = [one for one in waiting["tickets"] if one["id"] == sent["id"]]
    assert (held["content"], held["result"], held["calls"]) == ("热线归谁管？", "由信访局负责。", 0)
    call = {"ticket_id": sent["id"], "called_at": waiting["now"], "is_reached": True}
    refused = desk.post(path, json=call)
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "ticket_no_dissatisfaction")
    said = {**call, "was_contacted": True, "is_solved": True, "is_satisfied": True}
    assert [desk.post(path, json=said).status_code for _ in range(2)] == [201, 201]

    kept = governance.ticket_lists.get(sent["id"], by=someone(Role.HOTLINE_MANAGER, unit=None))
    assert [(one.by_name, one.is_satisfied) for one in kept.follow_ups] == [("7号座席", True)]
    assert sent["id"] not in [one["id"] for one in desk.get(path).json()["tickets"]]
    assert desk.post(path, json={**call, "called_at": "昨天"}).status_code == 422
    assert desk.post(path, json={**said, "ticket_id": "209901010001"}).json()["error"]["code"] == "ticket_unknown"


def test_an_unknown_ticket_is_a_clear_error(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JIEDU_HOME", str(settings.home))

    assert _run(["tickets", "show", "209901010001"]) == 1
    assert "没有编号为 209901010001 的工单" in capsys.readouterr().err
    assert _run(["tickets", "list", "--unit", "没有这个局"]) == 1
    assert "没有这个局" in capsys.readouterr().err


def _run(words: list[str]) -> int:
    """What a command ends with."""
    with pytest.raises(SystemExit) as ended:
        main(words)
    return int(ended.value.code or 0)


def _nowhere(database: Database, text: str) -> bool:
    """Whether no column of any table holds the text."""
    with database.reading() as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(select(table)):
                if any(text in value for value in row if isinstance(value, str)):
                    return False
    return True


@pytest.mark.parametrize(
    ("role", "status"), [(Role.HOTLINE_AGENT, 200), (Role.HOTLINE_MANAGER, 200), (Role.DRAFTER, 403)]
)
def test_people_who_sign_in_are_agents_when_their_role_is(
    client: TestClient, parts: Parts, cheap_hashes: None, role: Role, status: int
) -> None:
    client.cookies.clear()
    login = role.name.lower().replace("_", ".")
    new_user(parts.desk.store, login, role)
    sign_in(client, login, next_path="/desk")

    assert client.post("/api/v1/desk/search", json={"text": ASKED}, headers=OWN_PAGE).status_code == status
    assert ("来电人问什么" in client.get("/desk").text) is (status == 200)
    assert (
        client.post("/api/v1/desk/search", json={"text": ASKED}, headers={"Sec-Fetch-Site": "cross-site"}).status_code
        == 403
    )
    client.delete("/desk/session", headers=OWN_PAGE)
    assert client.post("/api/v1/desk/search", json={"text": ASKED}, headers=OWN_PAGE).status_code == 401
