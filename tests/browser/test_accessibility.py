"""WCAG 2.1 AA by axe, on every page and state, as it is first shown, with large text and in high contrast."""

from collections.abc import Callable

import pytest

from service.compose import open_store
from service.settings import Settings
from tests.browser.accessible import violations
from tests.browser.conftest import QUESTION, Watched
from tests.service.recalled import recalled_answer

pytestmark = pytest.mark.browser

MODES = ("", "contrast", "large")


def home(phone: Watched) -> None:
    phone.open()


def answered(phone: Watched) -> None:
    phone.open()
    phone.ask("广州低保标准是多少？")
    phone.page.locator(".more").first.wait_for(state="attached")


def guide_answered(phone: Watched) -> None:
    phone.open()
    phone.ask(QUESTION)


def judging(phone: Watched) -> None:
    answered(phone)
    phone.page.get_by_text("不满意", exact=True).click()


def quoted_in_place(phone: Watched) -> None:
    answered(phone)
    phone.page.locator(".place-link").first.click()
    phone.page.locator("#place[open] mark").wait_for()


def refused(phone: Watched) -> None:
    phone.open()
    phone.ask("火星移民补贴怎么申请？")


def urgent(phone: Watched) -> None:
    phone.open()
    phone.ask("家里着火了")


def document(phone: Watched) -> None:
    answered(phone)
    address = phone.page.locator(".place-link").first.get_attribute("href")
    phone.open(str(address))


def answer_page(phone: Watched) -> None:
    answered(phone)
    phone.page.get_by_role("link", name="打印或保存这条答复").click()


def corrected(phone: Watched) -> None:
    with open_store(Settings(home=phone.site.home)) as store:
        given = recalled_answer(store)
    phone.open(f"/answers/{given.id}").get_by_role("button", name="重新查一次").wait_for()


def history(phone: Watched) -> None:
    answered(phone)
    phone.open("/history")
    phone.page.locator("#past .answer").wait_for()


def empty_history(phone: Watched) -> None:
    phone.open("/history")
    phone.page.get_by_text("没有提问记录").wait_for()


def privacy(phone: Watched) -> None:
    phone.open("/privacy")


def reference(phone: Watched) -> None:
    phone.open("/docs")


def missing(phone: Watched) -> None:
    phone.expected = ("404",)
    phone.open("/documents/d-none")


def widget(phone: Watched) -> None:
    phone.open("/widget")
    phone.ask("广州低保标准是多少？")


STATES = (
    home,
    answered,
    guide_answered,
    judging,
    quoted_in_place,
    refused,
    urgent,
    document,
    answer_page,
    corrected,
    history,
    empty_history,
    privacy,
    reference,
    missing,
    widget,
)


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_axe_finds_nothing_and_a_narrow_screen_cuts_nothing_off(
    phone: Watched, axe: str, state: Callable[[Watched], None]
) -> None:
    state(phone)

    found = {mode: _violations(phone, axe, mode) for mode in MODES}

    assert found == {mode: [] for mode in MODES}
    # The last mode has large text: WCAG 1.4.10 asks for 320 pixels without it.
    phone.page.set_viewport_size({"width": 320, "height": 640})
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_picture_stands_still_for_whom_motion_disturbs(watch: Callable[..., Watched]) -> None:
    still = watch(reduced_motion="reduce")
    still.page.add_init_script(
        "window.scrolls = []; const own = Element.prototype.scrollIntoView;"
        "Element.prototype.scrollIntoView = function (how) { scrolls.push(how?.behavior); own.call(this, how); };"
    )
    still.open()
    still.ask("广州低保标准是多少？")

    assert still.page.evaluate("window.scrolls.filter((how) => how === 'smooth')") == []


def _violations(phone: Watched, axe: str, mode: str) -> list[str]:
    phone.page.evaluate(
        "(mode) => { const names = document.documentElement.classList; names.remove('large', 'contrast');"
        "names.add(...mode.split(' ').filter(Boolean)); }",
        mode,
    )
    return violations(phone.page, axe)
