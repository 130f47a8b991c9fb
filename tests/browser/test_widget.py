"""The page to ask on inside another site, by one script tag; only on sites that the settings name."""

import pytest

from tests.browser.conftest import QUESTION, Watched

pytestmark = pytest.mark.browser


def test_one_script_tag_lets_visitors_of_another_site_ask(phone: Watched) -> None:
    page = phone.page
    page.goto(phone.site.host)
    page.get_by_role("button", name="问政策").click()
    frame = page.frame_locator("iframe")

    frame.locator("#question").fill(QUESTION)
    frame.locator("#question").press("Enter")

    frame.locator("#talk .answer[data-answer]").wait_for()
    assert "船舶所有权登记证书" in frame.locator("#talk .answer").inner_text()


def test_the_keyboard_opens_and_shuts_the_frame(phone: Watched) -> None:
    page = phone.page
    page.goto(phone.site.host)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.frame_locator("iframe").locator("#question").press("Escape")

    page.get_by_role("button", name="问政策").wait_for()
    page.locator("iframe").wait_for(state="hidden")
    page.keyboard.press("Enter")
    page.frame_locator("iframe").get_by_role("button", name="关闭").click()
    page.locator("iframe").wait_for(state="hidden")


def test_a_site_that_was_not_named_cannot_hold_our_page(phone: Watched) -> None:
    phone.expected = ("frame-ancestors", "ERR_BLOCKED_BY_RESPONSE", "Framing")
    page = phone.page
    page.goto(phone.site.stranger)

    page.get_by_role("button", name="问政策").click()
    page.wait_for_load_state("networkidle")

    assert page.frame_locator("iframe").locator("#question").count() == 0
