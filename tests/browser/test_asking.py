"""What a person does on the page: asks, sees the answer arrive, opens the source, goes on, comes back."""

from collections.abc import Callable

import pytest

from tests.browser.conftest import QUESTION, Watched

pytestmark = pytest.mark.browser

AMOUNT = "广州低保标准是多少？"
# What the answer looked like at every change, collected from inside the page.
COLLECT = """
window.seen = [];
document.addEventListener("DOMContentLoaded", () => new MutationObserver(() => {
  const told = document.querySelector("#talk .answer:not([data-answer]) .text");
  if (told) window.seen.push(told.textContent);
}).observe(document.documentElement, { childList: true, subtree: true, characterData: true }));
"""


def test_an_answer_arrives_piece_by_piece(phone: Watched) -> None:
    phone.page.add_init_script(COLLECT)
    page = phone.open()

    phone.ask(AMOUNT)

    whole = page.locator("#talk .answer .text").text_content() or ""
    seen: list[str] = page.evaluate("window.seen")
    assert any(told.startswith("正在") for told in seen)
    assert any(told and whole.startswith(told) and len(told) < len(whole) for told in seen)


def test_an_answer_says_what_where_from_whether_in_force_and_whom_to_call(phone: Watched) -> None:
    page = phone.open()

    phone.ask(AMOUNT)

    card = page.locator("#talk .answer")
    assert "1309元" in card.locator("q").first.inner_text()
    assert "穗民规字〔2025〕2号" in card.locator(".number").first.inner_text()
    assert "待确认" in card.locator(".validity").inner_text()
    assert card.locator(".contact a.call").first.get_attribute("href") == "tel:02000000000"
    assert card.locator('a[href="tel:12345"]').is_visible()
    assert "1309元" in (page.locator("#announce").text_content() or "")


def test_keys_alone_ask_open_the_quoted_words_and_come_back(phone: Watched) -> None:
    page = phone.open()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "question"
    page.keyboard.type(AMOUNT)
    page.keyboard.press("Enter")
    page.locator("#talk .answer[data-answer]").wait_for()

    _tab_to(phone, ".place-link", backwards=True)
    page.keyboard.press("Enter")
    page.locator("#place[open] mark").wait_for()

    quoted = page.locator("#place mark").inner_text()
    assert quoted in [words.inner_text() for words in page.locator("#talk .answer q").all()]
    assert page.locator("#place-validity").inner_text().startswith("待确认")
    assert page.evaluate("document.getElementById('place').contains(document.activeElement)")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className") == "place-link"


def test_the_whole_document_opens_at_the_quoted_words(phone: Watched) -> None:
    page = phone.open()
    phone.ask(AMOUNT)
    quoted = page.locator("#talk .answer q").first.inner_text()

    page.locator(".place-link").first.click()
    page.locator("#place-whole").click()
    page.wait_for_url("**/documents/**")

    mark = page.locator("mark#quote")
    assert mark.inner_text() in quoted
    assert mark.evaluate("e => { const r = e.getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight; }")
    assert "待确认" in page.locator(".validity").inner_text()


def test_coming_back_from_a_document_finds_the_answer_where_it_was(phone: Watched) -> None:
    page = phone.open()
    phone.ask(AMOUNT)
    told = page.locator("#talk .answer .text").inner_text()

    page.goto(page.locator(".place-link").first.get_attribute("href") and phone.site.address + "/privacy")
    page.go_back()

    page.locator("#talk .answer[data-answer]").wait_for()
    assert page.locator("#talk .answer .text").inner_text() == told
    assert page.locator("#talk .asked").inner_text().endswith(AMOUNT)


def test_a_follow_up_goes_on_and_a_new_topic_starts_from_nothing(phone: Watched) -> None:
    page = phone.open()
    page.get_by_role("button", name=QUESTION).click()
    page.locator("#talk .answer[data-answer]").wait_for()

    phone.ask("在哪里办？")
    assert "12号窗口" in page.locator("#talk .answer").nth(1).inner_text()

    page.get_by_role("button", name="换一个话题重新问").click()
    phone.ask("在哪里办？")
    assert "12号窗口" not in page.locator("#talk").inner_text()


def test_a_refusal_names_somebody_to_call_and_an_emergency_the_number(phone: Watched) -> None:
    page = phone.open()
    phone.ask("火星移民补贴怎么申请？")
    assert "没有查到" in page.locator("#talk .answer").first.inner_text()
    assert page.locator('#talk .answer a.call[href="tel:12345"]').count() == 1

    phone.ask("家里着火了")

    assert page.locator('#talk .urgent a.call[href="tel:119"]').is_visible()


def test_a_judgement_is_taken_and_may_be_changed(phone: Watched) -> None:
    page = phone.open()
    phone.ask(AMOUNT)
    page.get_by_text("不满意", exact=True).click()
    page.get_by_label("看不懂").check()
    page.get_by_label("想补充的话").fill("字太多")

    with page.expect_response("**/feedback") as refused:
        page.get_by_role("button", name="提交").click()
    assert refused.value.json()["verdict"] == "hard_to_read"
    with page.expect_response("**/feedback") as praised:
        page.get_by_role("button", name="满意", exact=True).click()
    assert praised.value.json() == {**refused.value.json(), "verdict": "satisfied", "words": ""}
    assert "谢谢" in page.locator(".judged").inner_text()


def test_a_person_sees_their_history_and_deletes_it(phone: Watched) -> None:
    page = phone.open()
    phone.ask(AMOUNT)
    answer = page.locator("#talk .answer").get_attribute("data-answer")
    phone.open("/history")
    page.locator("#past .answer").wait_for()
    assert AMOUNT in page.locator("#past").inner_text()

    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="删除全部记录").click()
    assert page.locator("#past .answer").count() == 1
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="删除全部记录").click()
    page.get_by_text("已删除").wait_for()

    assert page.locator("#past .answer").count() == 0
    assert page.request.get(f"{phone.site.address}/api/v1/answers/{answer}").status == 404
    phone.open("/history")
    page.get_by_text("这台设备上没有提问记录").wait_for()


def test_large_text_and_high_contrast_are_remembered_on_every_page(phone: Watched) -> None:
    page = phone.open()
    size = "parseFloat(getComputedStyle(document.querySelector('h1')).fontSize)"
    before = page.evaluate(size)
    page.get_by_role("button", name="大字").click()
    page.get_by_role("button", name="高对比").click()

    phone.open("/privacy")

    assert page.evaluate(size) >= 1.3 * before
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(0, 0, 0)"
    assert page.get_by_role("button", name="高对比").get_attribute("aria-pressed") == "true"


def test_an_answer_can_be_heard_where_the_browser_speaks(watch: Callable[..., Watched]) -> None:
    speaking, silent = watch(), watch()
    speaking.page.add_init_script("window.said = []; speechSynthesis.speak = (part) => window.said.push(part.text);")
    silent.page.add_init_script("Object.defineProperty(window, 'speechSynthesis', { value: undefined });")
    for one in (speaking, silent):
        one.open()
        one.ask(AMOUNT)

    speaking.page.get_by_role("button", name="朗读").click()

    assert any("1309元" in part for part in speaking.page.evaluate("window.said"))
    assert not any("来源" in part for part in speaking.page.evaluate("window.said"))
    assert speaking.page.get_by_role("button", name="停止朗读").is_visible()
    assert silent.page.get_by_role("button", name="朗读").count() == 0


def test_without_a_connection_the_page_says_so_and_goes_on(phone: Watched) -> None:
    phone.expected = ("ERR_INTERNET_DISCONNECTED",)
    page = phone.open()
    page.context.set_offline(True)
    page.fill("#question", AMOUNT)
    page.press("#question", "Enter")
    page.locator("#talk").get_by_text("没有连上服务").wait_for()

    page.context.set_offline(False)
    phone.ask(AMOUNT)

    assert "1309元" in page.locator("#talk").inner_text()


def test_without_scripts_a_question_is_answered_and_judged(watch: Callable[..., Watched]) -> None:
    plain = watch(java_script_enabled=False)
    page = plain.open()
    page.fill("#question", AMOUNT)
    page.get_by_role("button", name="提问").click()
    assert "1309元" in page.locator(".answer q").first.inner_text()

    page.get_by_role("button", name="满意", exact=True).click()
    assert "已收到您的评价" in page.locator("main").inner_text()
    page.locator(".place-link").first.click()

    assert "1309元" in page.locator("mark#quote").inner_text()


def test_an_answer_prints_without_what_only_works_on_a_screen(phone: Watched) -> None:
    page = phone.open()
    phone.ask(AMOUNT)
    page.get_by_role("link", name="打印或保存这条答复").click()
    page.emulate_media(media="print")

    assert page.locator(".repeated").is_visible()
    assert [page.locator(part).first.is_visible() for part in (".bar", ".judge", ".again", ".places")] == [False] * 4


def test_the_first_view_moves_less_than_100_kilobytes(phone: Watched) -> None:
    moved: list[float] = []
    session = phone.page.context.new_cdp_session(phone.page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: moved.append(event["encodedDataLength"]))

    phone.open()
    phone.page.wait_for_load_state("networkidle")

    assert len(moved) >= 5
    assert sum(moved) <= 100 * 1024


def _tab_to(phone: Watched, selector: str, *, backwards: bool) -> None:
    for _ in range(60):
        phone.page.keyboard.press("Shift+Tab" if backwards else "Tab")
        if phone.page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")
