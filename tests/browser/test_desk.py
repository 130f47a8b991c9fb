"""The desk of the hotline in a real browser: by keyboard alone, never a stale answer, nothing twice, axe content."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from channels.purposes import TokenPurpose
from governance.access import Actor, Role
from governance.ticket_cards import NewTicket, Ticket
from governance.ticket_kinds import TicketKind
from service.compose import open_store
from service.settings import Settings
from tests.browser.accessible import violations
from tests.browser.conftest import QUESTION, Site, Watched
from tests.browser.office_site import PICTURES
from tests.operators import security

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

WIDE = {"width": 1280, "height": 800}
LOWEST = "广州低保标准是多少？"
NOTHING = "火星移民补贴多少钱？"
MANAGER = Actor("p-1", "李四", frozenset({Role.HOTLINE_MANAGER}))


@pytest.fixture(scope="session")
def token(site: Site) -> str:
    with open_store(Settings(home=site.home)) as store:
        return store.tokens.issue("7号座席", TokenPurpose.DESK, by=security("测试"))


@pytest.fixture
def seat(watch: Callable[..., Watched], token: str) -> Watched:
    """The desk with the cursor in the box, signed in by keyboard."""
    watched = watch(viewport=WIDE)
    page = watched.open("/desk")
    # What is typed before the page has put the cursor into its box is lost, to a person as to a test.
    page.locator("#token:focus").wait_for()
    page.keyboard.type(token)
    page.keyboard.press("Enter")
    page.locator("#question:focus").wait_for()
    return watched


@pytest.fixture
def desk(seat: Watched) -> "Page":
    return seat.page


def _tickets(site: Site) -> list[Ticket]:
    with open_store(Settings(home=site.home)) as store:
        return store.governance.ticket_lists.listed(by=MANAGER)


def _look(page: "Page", text: str) -> None:
    page.keyboard.press("Control+a")
    page.keyboard.type(text)
    page.locator("#columns:not(.stale) #chosen").wait_for()


def _told(page: "Page", text: str) -> None:
    page.locator("#state", has_text=text).wait_for()


def test_an_answer_is_found_chosen_and_kept_without_a_mouse(desk: "Page") -> None:
    _look(desk, LOWEST)
    assert "1309元" in desk.locator("#script strong").all_inner_texts()[0]
    desk.keyboard.press("Enter")
    _told(desk, "已记下")
    assert desk.locator("#log-lines li").all_inner_texts() == [LOWEST]

    desk.keyboard.press("Enter")
    _told(desk, "这条已经记过")
    assert desk.locator("#log-lines li").count() == 1


def test_the_arrows_choose(desk: "Page") -> None:
    _look(desk, "既有住宅加装电梯的补助几天到账？")
    first = desk.locator("#script").inner_text()

    desk.keyboard.press("ArrowDown")

    assert desk.locator("#question").get_attribute("aria-activedescendant") == "card-1"
    assert desk.locator("#script").inner_text() != first
    desk.keyboard.press("ArrowUp")
    assert desk.locator("#script").inner_text() == first


def test_an_answer_to_other_words_is_dimmed_and_cannot_be_kept(desk: "Page") -> None:
    _look(desk, LOWEST)
    desk.route("**/api/v1/desk/search", lambda route: None)  # no answer comes any more

    desk.keyboard.type("多少钱")
    desk.keyboard.press("Enter")

    assert desk.locator("#columns.stale").count() == 1
    assert desk.locator("#do-said").is_disabled()
    assert desk.locator("#log-lines li").count() == 0


def test_a_question_is_sent_on_by_keyboard(desk: "Page", site: Site) -> None:
    before = len(_tickets(site))
    _look(desk, NOTHING)
    desk.keyboard.press("F8")
    desk.locator("#ticket[open]").wait_for()
    desk.keyboard.type("广州市民政局")
    desk.locator("#ticket-units option[value='广州市民政局']").wait_for(state="attached")
    desk.keyboard.press("Control+Enter")

    _told(desk, "已转广州市民政局")
    (sent,) = _tickets(site)[before:]
    assert (sent.question, sent.opened_by) == (NOTHING, "7号座席")
    assert desk.evaluate("document.activeElement.id") == "question"


def test_an_error_is_reported_to_the_owner_once_even_when_no_answer_came(seat: Watched, site: Site) -> None:
    desk, seat.expected = seat.page, ("ERR_FAILED",)
    before = len(_tickets(site))
    _look(desk, LOWEST)
    desk.keyboard.press("F9")
    desk.locator("#ticket[open]").wait_for()
    desk.keyboard.type("今年的标准已经调整")
    lost = []

    def lose_the_answer(route: object) -> None:
        # The request arrives and its answer does not: as when the line breaks, or the server is killed right after.
        lost.append(route.fetch())  # type: ignore[attr-defined]
        route.abort()  # type: ignore[attr-defined]

    desk.route("**/api/v1/desk/tickets", lose_the_answer, times=1)
    desk.keyboard.press("Control+Enter")
    desk.locator("#ticket .problem", has_text="没有连上服务").wait_for()
    desk.keyboard.press("Control+Enter")

    _told(desk, "纠错")
    assert len(lost) == 1
    assert len(_tickets(site)) == before + 1


def test_a_complaint_asks_whom_it_is_about(desk: "Page") -> None:
    _look(desk, NOTHING)
    desk.keyboard.press("F8")
    desk.locator("#ticket-kind").select_option("complaint")

    assert desk.locator("#ticket-against").is_visible()
    desk.keyboard.press("Escape")
    assert desk.locator("#ticket[open]").count() == 0


def test_who_was_answered_is_called_back_by_keyboard(seat: Watched, site: Site, axe: str) -> None:
    # A call without the reason is refused once.
    desk, seat.expected = seat.page, ("status of 422",)
    with open_store(Settings(home=site.home)) as store:
        unit, tickets = store.units.by_name("广州市民政局"), store.governance.tickets
        assert unit
        new = NewTicket("back-1", TicketKind.CONSULTATION, "临时救助怎么申请？", unit.id)
        ticket = tickets.open(new, by=MANAGER)
        drafter = Actor("p-2", "张三", frozenset({Role.DRAFTER}), unit.id)
        tickets.answer(ticket.id, "向街道申请。", by=drafter)
    desk.keyboard.press("F10")
    desk.locator("#follow-up[open] #follow-up-result", has_text="向街道申请").wait_for()
    assert violations(desk, axe) == []
    if PICTURES:
        desk.screenshot(path=f"{PICTURES}/desk-follow-up.png")

    desk.keyboard.press("Control+Enter")
    desk.locator("#follow-up .problem", has_text="请写明没有解决").wait_for()
    for key in ("Tab", *("Tab", "Space") * 3, "Control+Enter"):
        desk.keyboard.press(key)

    _told(desk, "回访已记下")
    desk.locator("#follow-up[open]").wait_for(state="detached")
    with open_store(Settings(home=site.home)) as store:
        (call,) = store.governance.ticket_lists.get(ticket.id, by=MANAGER).follow_ups
    assert (call.was_contacted, call.is_solved, call.is_satisfied, call.by_name) == (True, True, True, "7号座席")
    desk.keyboard.press("F10")
    _told(desk, "没有待回访的工单")


def test_a_caller_is_shown_masked_and_leaves_the_address_bar(desk: "Page", site: Site) -> None:
    for path in ("/desk?caller=13812345678", "/desk#caller=13812345678"):
        desk.goto(f"{site.address}{path}")
        if "#" in path:
            desk.reload()
        desk.locator("#caller", has_text="138****5678").wait_for()
        assert desk.url == f"{site.address}/desk"
        assert "13812345678" not in desk.content()


def test_a_new_call_begins_with_nothing_of_the_last(desk: "Page") -> None:
    _look(desk, LOWEST)
    desk.keyboard.press("Enter")
    _told(desk, "已记下")

    desk.keyboard.press("F2")

    assert desk.locator("#question").input_value() == ""
    assert desk.locator("#log").is_hidden()


def empty(page: "Page") -> None:
    page.locator("#empty").wait_for()


def answered(page: "Page") -> None:
    _look(page, LOWEST)


def guide(page: "Page") -> None:
    _look(page, QUESTION)


def refused(page: "Page") -> None:
    _look(page, NOTHING)


def urgent(page: "Page") -> None:
    _look(page, "家里着火了")


def editing(page: "Page") -> None:
    answered(page)
    page.keyboard.press("F4")
    page.locator("#edit[open]").wait_for()


def sending(page: "Page") -> None:
    refused(page)
    page.keyboard.press("F8")
    page.locator("#ticket[open]").wait_for()


@pytest.mark.parametrize("state", [empty, answered, guide, refused, urgent, editing, sending])
def test_axe_finds_nothing(desk: "Page", axe: str, state: Callable[["Page"], None]) -> None:
    state(desk)

    assert violations(desk, axe) == []


def test_axe_finds_nothing_on_the_sign_in_page(watch: Callable[..., Watched], axe: str) -> None:
    page = watch(viewport=WIDE).open("/desk")

    assert violations(page, axe) == []
