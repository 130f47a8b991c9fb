"""The pages citizens open, as the server makes them; without scripts everything still works."""

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from channels.client.files import load_assets

HOTLINE = "12345热线由哪个单位负责？"
PEOPLE = {"Accept": "text/html"}
PAGES = ("/", "/privacy", "/history", "/docs")


def ask(client: TestClient, question: str = HOTLINE) -> str:
    """The address of the page of an answer, asked with the plain form."""
    asked = client.post("/ask", data={"question": question}, follow_redirects=False)
    assert asked.status_code == 303
    return str(asked.headers["location"])


@pytest.fixture
def answer(client: TestClient) -> dict[str, Any]:
    """What the answer of ask() holds."""
    kept: dict[str, Any] = client.get(f"/api/v1{ask(client)}").json()
    return kept


def test_without_scripts_a_question_leads_to_the_page_of_its_answer(client: TestClient) -> None:
    page = client.get(ask(client)).text

    assert HOTLINE in page
    assert "<q>(三)提升12345市长热线便民服务工作水平。</q>" in page
    assert "荆政办文〔2018〕13号" in page
    assert "现行有效" in page
    assert 'href="tel:12345"' in page


def test_an_answer_from_the_page_is_stored_as_the_client_s(client: TestClient) -> None:
    page = ask(client)
    conversation = client.get(f"/api/v1{page}").json()["answer"]["conversation_id"]

    shown = client.get(f"/conversations/{conversation}").text

    assert HOTLINE in shown
    assert "荆政办文〔2018〕13号" in shown


def test_an_answer_is_shown_only_under_its_own_id(client: TestClient) -> None:
    page = ask(client)
    other = page[:-1] + ("0" if page[-1] != "0" else "1")

    unknown = client.get(other, headers=PEOPLE)

    assert unknown.status_code == 404
    assert "没有找到这条答复" in unknown.text
    assert "<h1>" in unknown.text
    assert client.get(page).headers["cache-control"] == "no-store"


def test_a_source_leads_to_the_quoted_words_in_the_document(client: TestClient) -> None:
    page = client.get(ask(client)).text
    address = re.search(r'class="place-link" href="([^"#]+)', page)
    assert address

    document = client.get(address[1].replace("&amp;", "&")).text

    assert "提升12345市长热线便民服务工作水平。</mark>" in document
    assert "带底色的是答复引用的原话" in document
    assert "现行有效" in document


def test_what_a_person_typed_is_never_markup(client: TestClient) -> None:
    page = client.get(ask(client, "<script>alert(1)</script>热线由哪个单位负责？<img src=x onerror=a>")).text

    assert "<script>alert" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page


def test_a_judgement_by_the_plain_form_is_kept(client: TestClient) -> None:
    page = ask(client)

    judged = client.post(f"{page}/feedback", data={"verdict": "reason", "reason": "hard_to_read", "words": "太长"})

    assert judged.status_code == 200
    assert "已收到您的评价" in judged.text


@pytest.mark.parametrize(
    "fields", [{}, {"verdict": "reason"}, {"verdict": "x"}, {"a" + str(n): "1" for n in range(50)}]
)
def test_a_form_that_is_not_ours_is_refused(client: TestClient, fields: dict[str, str]) -> None:
    assert client.post(f"{ask(client)}/feedback", data=fields, headers=PEOPLE).status_code == 422


@pytest.mark.parametrize("question", ["", "   ", "。", "😀" * 300, "\x00", "a" * 20_000])
def test_whatever_the_form_holds_gets_a_page(client: TestClient, question: str) -> None:
    assert client.post("/ask", data={"question": question}).status_code == 200


def test_the_stream_ends_with_the_card_of_the_answer(client: TestClient) -> None:
    streamed = client.post("/ask", data={"question": HOTLINE}, headers={"Accept": "text/event-stream"}).text

    names = re.findall(r"^event: (\w+)$", streamed, re.MULTILINE)
    assert list(dict.fromkeys(names)) == ["step", "delta", "answer"]
    assert "<q>" in streamed.split("event: answer")[1]


def test_a_card_says_sources_once_and_keeps_the_engine_s_text_whole(client: TestClient, answer: dict[str, Any]) -> None:
    page = client.get(f"/answers/{answer['answer']['id']}").text
    text = re.search(r'<div class="text">(.*?)</div>', page, re.DOTALL)
    assert text

    assert re.sub(r"<[^>]*>", "", text[1]).strip() == answer["answer"]["text"]


@pytest.mark.parametrize("path", [*PAGES, "/answers/a-000000000000000000000000", "/nowhere"])
def test_every_page_names_machine_privacy_and_complaints(client: TestClient, path: str) -> None:
    page = client.get(path, headers=PEOPLE).text

    assert "不是真人" in page
    assert 'href="/privacy"' in page
    assert "投诉举报" in page


def test_the_privacy_page_says_who_why_what_how_long_and_whom_to_ask(client: TestClient) -> None:
    page = client.get("/privacy").text

    for part in ("谁在处理", "为了什么", "处理哪些信息", "180 天", "您的权利", "投诉举报"):
        assert part in page


def test_no_cookie_is_ever_set(client: TestClient) -> None:
    assert [client.get(path).headers.get("set-cookie") for path in (*PAGES, ask(client))] == [None] * (len(PAGES) + 1)


def test_nothing_on_our_pages_comes_from_another_host(client: TestClient) -> None:
    files = load_assets()
    texts = [client.get(path).text for path in (*PAGES, ask(client))]
    texts += [asset.data.decode() for name, asset in files.held.items() if name != "icon.svg"]

    elsewhere = r"(?:src|href)=[\"'](?:https?:)?//[^\"']*|url\(|@import|fetch\([\"'](?:https?:)?//"
    assert [found for text in texts for found in re.findall(elsewhere, text) if "widget.js" not in found] == []


def test_the_files_of_the_pages_may_be_kept_and_change_their_address_when_they_change(client: TestClient) -> None:
    home = client.get("/").text
    style = re.search(r'href="(/assets/\w+/client\.css)"', home)
    assert style

    kept, outdated = client.get(style[1]), client.get("/assets/000000000000/client.css")

    assert "immutable" in kept.headers["cache-control"]
    assert outdated.headers["cache-control"] == "no-store"
    assert outdated.content == kept.content


@pytest.mark.parametrize(
    "path", ["/assets/x/..%2fsite.py", "/assets/x/words.toml", "/assets/x/ask.html", "/index.html", "/client.css"]
)
def test_only_the_named_files_are_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_browser_gets_a_page_and_a_program_an_object_when_something_is_not_there(client: TestClient) -> None:
    assert "没有这份文件" in client.get("/documents/d-none", headers=PEOPLE).text
    assert client.get("/documents/d-none").json()["error"]["code"] == "unknown_document"
    assert client.get("/api/v1/documents/d-none", headers=PEOPLE).json()["error"]["code"] == "unknown_document"


def test_the_log_holds_no_id_that_opens_a_dialogue(client: TestClient) -> None:
    seen: list[str] = []

    def note(event: str, **fields: object) -> None:
        seen.append(f"{event} {fields}")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("service.http.guards.log_event", note)
        page = ask(client)
        client.get(page)
        client.get(f"/api/v1{page}")

    assert seen
    assert all(page.rpartition("/")[2] not in line for line in seen)


def test_nobody_may_frame_our_pages_and_the_widget_is_off(client: TestClient) -> None:
    assert "frame-ancestors 'none'" in client.get("/").headers["content-security-policy"]
    assert client.get("/").headers["x-frame-options"] == "DENY"
    assert client.get("/widget").status_code == 404
    assert client.get("/widget.js").status_code == 404


def test_every_style_script_and_page_of_ours_that_a_page_names_is_there(client: TestClient) -> None:
    named = {
        address
        for path in (*PAGES, ask(client))
        for address in re.findall(r'(?:href|src)="(/[^"#?]*)', client.get(path).text)
    }

    assert {address: client.get(address).status_code for address in named} == dict.fromkeys(named, 200)
