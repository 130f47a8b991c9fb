"""Every page under /admin in a real browser: opened by each role without a problem, and the visits the manual tells of.

With PICTURES=docs/operating/pictures in the environment the pages are kept as pictures for the documentation.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from admin_ui.pages import menu
from governance.access import Role
from governance.ticket_cards import Caller, NewTicket
from governance.ticket_kinds import TicketKind, TicketState
from ingestion.reading import Reading as FileReading
from ingestion.uploads import read_upload
from kb.catalogue import Incoming
from kb.documents import Fact, Reading
from kb.units import Unit
from service.clock import now_in_china
from tests.browser.accessible import GRADIO, violations
from tests.browser.office_site import UNIT, OfficeSite, Official, office_site, signed_in
from tests.governance.office import open_office
from tests.governance.test_guide_checks import WHOLE
from tests.kb.builders import measure
from tests.service.admin_side import person
from tests.service.test_admin_matrix import TEXT

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

NUMBER = "穗民规字〔2026〕30号"
OTHERS = (Role.HOTLINE_MANAGER, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
KNOWN = {Role.DRAFTER: "zhang.san", Role.REVIEWER: "li.si", Role.DISCLOSURE_OFFICE: "wang.wu"}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OfficeSite]:
    with office_site(tmp_path_factory.mktemp("home")) as office:
        store = office.parts.desk.store
        for role in OTHERS:
            person(store, role.name.lower(), role, unit="广州市 12345 热线", name=f"{role.value}甲")
        yield office


@pytest.fixture(scope="module")
def read() -> set[str]:
    """The pages that were held against WCAG already: the same page says the same to several roles."""
    return set()


@pytest.fixture
def enter(browser: "Browser", office: OfficeSite) -> Iterator[Callable[[str], Official]]:
    """Signs somebody in, in a window of their own; at the end none of them may have had a problem."""
    inside: list[Official] = []

    def entered(login: str) -> Official:
        inside.append(signed_in(browser, office, login))
        return inside[-1]

    yield entered
    for official in inside:
        official.page.context.close()
    assert [told for official in inside for told in official.watched.unexpected()] == []


def test_a_unit_answers_what_the_hotline_sent(enter: Callable[[str], Official], office: OfficeSite) -> None:
    store = office.parts.desk.store
    agent = person(store, "agent", Role.HOTLINE_AGENT, unit="广州市 12345 热线", name="七号座席")
    new = NewTicket(
        "t-1",
        TicketKind.CONSULTATION,
        "来电人问：外地户籍、在本市居住满三年，孩子能不能申请困境儿童补助？",
        office.drafter.unit_id,
        caller=Caller("138****5678"),
    )
    ticket = store.governance.tickets.open(new, by=agent)
    drafter = enter("zhang.san")
    drafter.open("tickets").get_by_text("来电人问").first.click()
    drafter.sees("138****5678")
    drafter.press("签收", "已签收")
    drafter.fill("答复", "可以。持居住证向居住地街道申请，材料见《困境儿童保障办法》第六条。")
    drafter.picture("ticket")
    drafter.press("答复", "已答复")
    drafter.sees("持居住证向居住地街道申请")

    assert store.governance.ticket_lists.get(ticket.id, by=agent).result.startswith("可以")


def test_one_matter_is_answered_once_and_every_caller_called_back(
    enter: Callable[[str], Official], office: OfficeSite
) -> None:
    store, asked = office.parts.desk.store, "来电人问：临时救助多久能批下来？"
    agent = store.governance.people.by_login(Role.HOTLINE_MANAGER.name.lower())
    assert agent
    tickets = [
        store.governance.tickets.open(
            NewTicket(f"m-{number}", TicketKind.CONSULTATION, asked + more, office.drafter.unit_id), by=agent.actor
        )
        for number, more in enumerate(("", "家里人住院急用。"))
    ]
    manager = enter(agent.login)
    manager.open(f"tickets?id={tickets[0].id}")
    manager.pick("并入本单的工单（同一诉求，最像的在前）", f"{tickets[1].id} {asked}家里人住院急用。")
    manager.page.keyboard.press("Escape")
    manager.fill("理由（签收、答复、回访以外的办理须写）", "同一诉求")
    manager.press("并单", "已并单")
    manager.sees("并入本单，随本单答复")
    store.governance.tickets.answer(tickets[0].id, "急难型的 24 小时内先行救助。", by=office.drafter)
    manager.open(f"tickets?id={tickets[1].id}")
    manager.page.get_by_label("责任单位联系过我").check()
    manager.fill("没有解决或不满意在哪里", "街道说还要等一周")
    manager.press("记下回访", "回访已记下")
    manager.sees("街道说还要等一周").scroll_into_view_if_needed()
    manager.picture("follow-up")
    manager.fill("理由（签收、答复、回访以外的办理须写）", "街道没有照答复办")
    manager.press("重新办理", "已退回责任单位")

    held = store.governance.ticket_lists.get(tickets[1].id, by=agent.actor)
    assert held.state is TicketState.SENT and held.merged_into is None


def test_what_is_entered_of_other_sites_is_seen_in_the_report(
    enter: Callable[[str], Official], office: OfficeSite
) -> None:
    drafter = enter("zhang.san")
    drafter.open("postings")
    drafter.pick("栏目或账号", "动态")
    drafter.fill("更新日期", "2026-11-01")
    drafter.fill("标题", "市民政局走访困难群众")
    drafter.press("登记", "已登记")
    drafter.sees("市民政局走访困难群众")
    drafter.open("reports")
    drafter.sees("2026-11-01").scroll_into_view_if_needed()
    drafter.picture("reports")

    assert drafter.page.locator("svg[aria-label^='满意率 0%']").count() == 1


def test_what_a_unit_owns_is_handed_over(enter: Callable[[str], Official], office: OfficeSite) -> None:
    store = office.parts.desk.store
    other = store.governance.reorganising.put(
        Unit("广州市人力资源和社会保障局"), actor=office.office, now=now_in_china()
    )
    drafted = store.publishing.guides.draft(
        office.drafter,
        WHOLE,
        unit_id=office.drafter.unit_id or "",
        changed_at=now_in_china(),
        reason="新事项",
        now=now_in_china(),
    )
    publisher = enter("wang.wu")
    publisher.open("units").get_by_role("link", name=UNIT, exact=True).click()
    publisher.sees("名下：")
    publisher.fill("理由（依据的文件）", "穗编办〔2026〕12号，津贴发放职能划转")
    publisher.page.get_by_text("移交事项给其他单位").click()
    publisher.pick("哪一类", "办事指南变更")
    publisher.pick("哪些", WHOLE["name"])
    publisher.page.keyboard.press("Escape")
    publisher.pick("交给单位", other.name)
    publisher.picture("transfer")
    publisher.press("移交", "已移交 1 项")

    assert store.publishing.guide_lists.change(office.office, drafted.id).unit_id == other.id


def test_a_published_document_is_recalled_with_its_correction(
    enter: Callable[[str], Official], office: OfficeSite
) -> None:
    document_id = open_office(office.parts.desk.store.database, office.site.home).published()
    publisher = enter("wang.wu")
    publisher.open(f"document?id={document_id}")
    publisher.fill("理由（退回、撤下、召回、未同步先公开时必填）", "标准写错")
    publisher.fill("更正的内容（召回时必填，发给收到过答复的人）", "低保标准应为每人每月1400元。")
    publisher.picture("recall")
    publisher.press("召回", "已召回")


def test_a_changed_file_waits_on_the_page_of_its_document(enter: Callable[[str], Official], office: OfficeSite) -> None:
    store = office.parts.desk.store
    civil = next(unit for unit in store.units.listed() if unit.name == UNIT)
    files = [Incoming(_allowance(amount), "标准.html") for amount in (1309, 1400)]
    store.catalogue.store(files[0], now=now_in_china())
    document_id = store.library.by_number(NUMBER)[0].id
    store.publishing.intake.adopt(office.office, document_id, unit_id=civil.id, now=now_in_china())
    store.catalogue.store_many(files[1:], now=now_in_china(), reviewers=store.publishing.new_versions.reviewers)
    drafter = enter("zhang.san")

    drafter.open("documents").locator("tr", has_text=NUMBER).get_by_text("新版本待审").wait_for()
    drafter.open(f"document?id={document_id}")
    drafter.sees("群众查到的仍是已审核的版本")
    drafter.picture("new-version")
    drafter.fill("不采用的理由", "网页排版变动")
    drafter.press("不采用，保持现在的版本", "保持现在的版本")

    assert drafter.page.get_by_text("新版本等待审核").count() == 0
    assert "1309" in store.library.document(document_id).version.text


def test_the_work_on_a_document_can_be_read_by_everybody_tab_by_tab(
    enter: Callable[[str], Official], office: OfficeSite, axe: str
) -> None:
    store = office.parts.desk.store
    with FileReading() as reading:
        incoming = read_upload(reading, TEXT.encode(), name="补贴.txt").incoming[0]
    unit = office.drafter.unit_id or ""
    case = store.publishing.intake.take_in(office.drafter, incoming, unit_id=unit, now=now_in_china())
    drafter = enter("zhang.san")
    drafter.page.emulate_media(color_scheme="dark")
    drafter.open(f"document?id={case.document_id}")
    drafter.sees("公开前还须办")
    found: dict[str, list[str]] = {}

    def looked(place: str) -> None:
        # What is still fading in has the contrast of neither its beginning nor its end.
        drafter.page.wait_for_timeout(400)
        found[place] = violations(drafter.page, axe, without=GRADIO)

    for tab in ("事实", "公开审查", "关系与效力", "版本", "解读"):
        drafter.tab(tab)
        looked(tab)
    drafter.fill("第一解读人", "局长")
    drafter.page.get_by_role("button", name="保存解读方案", exact=True).click()
    drafter.page.locator(".toast-body").wait_for()
    looked("toast")
    for form in ("answers?id=new", "guides?id=new"):
        drafter.open(form)
        looked(form)

    assert {place: faults for place, faults in found.items() if faults} == {}


@pytest.mark.parametrize("role", [*KNOWN, *OTHERS], ids=lambda role: role.name)
def test_each_page_of_the_menu_opens_without_a_problem_and_can_be_read_by_everybody(
    enter: Callable[[str], Official], office: OfficeSite, read: set[str], axe: str, role: Role
) -> None:
    login = KNOWN.get(role, role.name.lower())
    official = enter(login)
    user = office.parts.desk.store.governance.people.by_login(login)
    assert user
    for page in menu(user.actor):
        opened = official.open(page.path)
        # Its lists come after the menu; the page never stops listening, so that there is no end to wait for.
        opened.wait_for_timeout(700)
        assert opened.locator(".toast-body.warning, .toast-body.error").count() == 0, page.path
        if page.path not in read:
            read.add(page.path)
            assert violations(opened, axe, without=GRADIO) == [], page.path


def _allowance(amount: int) -> Reading:
    words = (f"第一条 本市低保标准为每人每月{amount}元。", "第二条 由市民政局负责解释。")
    return measure(key="a.html", number=NUMBER, paragraphs=words, facts={Fact.ISSUING_BODY: UNIT})
