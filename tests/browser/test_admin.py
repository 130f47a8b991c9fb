"""The visit of officials in a real browser: uploaded, corrected, interpreted, returned once, published, answered from.

With PICTURES=docs/operating/pictures in the environment the pages are kept as pictures for the documentation.
"""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib.resources import files
from typing import TYPE_CHECKING

import httpx
import pytest

from governance.approved_wording import Wording
from governance.duties import DutyKind
from governance.interpretation_template import Element, InterpretationForm
from governance.publication_states import Disclosure
from ingestion.reading import Reading
from ingestion.uploads import read_upload
from kb.approved import ApprovedSource, ApprovedState
from kb.documents import Fact
from service.clock import now_in_china
from tests.browser.office_site import OfficeSite, Official, office_site, signed_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

QUESTION = "最低生活保障标准是多少？"
OLD_NUMBER, NEW_NUMBER = "穗民规字〔2024〕5号", "穗民规字〔2025〕2号"
OLD_WORDS = "全市城乡最低生活保障标准为每人每月1238元。"
OLD = f"""关于提高我市2024年最低生活保障及相关社会救助标准的通知
{OLD_NUMBER}

各区人民政府：
　　为保障困难群众基本生活，现就有关事项通知如下：
　　一、{OLD_WORDS}
　　二、本通知自2024年1月1日起执行。

广州市民政局
2024年3月20日
"""
HOSTILE = '<img src=x onerror="alert(1)"><script>alert(2)</script>${alert(3)}{{alert(4)}}'
STRANGE = f"""{HOSTILE}关于试行的通知
样民发〔2026〕7号

各区人民政府：
　　一、联系人：陈小明，手机13812345678。
　　二、{HOSTILE}

广州市民政局
2026年11月3日
"""
ON = "2025-06-04"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OfficeSite]:
    with office_site(tmp_path_factory.mktemp("home")) as office:
        yield office


@pytest.fixture
def enter(browser: "Browser", office: OfficeSite) -> Iterator[Callable[[str], Official]]:
    """Signs somebody in, in a window of their own; at the end none of them may have had a problem."""
    inside: list[Official] = []

    def entered(login: str) -> Official:
        inside.append(signed_in(browser, office, login))
        return inside[-1]

    yield entered
    office.later = timedelta()
    for official in inside:
        official.page.context.close()
    assert [told for official in inside for told in official.watched.unexpected()] == []


def test_a_notice_goes_from_its_drafter_to_the_citizen(enter: Callable[[str], Official], office: OfficeSite) -> None:
    old, approved = _published_before(office)
    before = _answer(office)
    drafter, reviewer, publisher = (enter(login) for login in ("zhang.san", "li.si", "wang.wu"))

    address = _uploaded(drafter, ("gz-26.html", files("demo").joinpath("html/gz-26.html").read_bytes()))
    drafter.picture("upload")
    _corrected(drafter, address)
    _interpreted(drafter, address)
    drafter.tab("办理")
    drafter.picture("steps")
    drafter.press("提交审核", "已提交")

    reviewer.open(address)
    reviewer.fill("理由（退回、撤下、召回、未同步先公开时必填）", "请写明补发的部分怎样领取")
    reviewer.press("单位审核退回", "已退回")
    drafter.open(address)
    drafter.sees("请写明补发的部分怎样领取")
    drafter.picture("returned")
    drafter.press("提交审核", "已提交")

    reviewer.open(address)
    reviewer.tab("解读")
    reviewer.press("签署方案和材料", "已签署")
    reviewer.tab("关系与效力")
    reviewer.page.get_by_label("废止 " + OLD_NUMBER).check()
    reviewer.picture("relations")
    reviewer.press("确认所选关系", "关系已确认")
    reviewer.tab("办理")
    reviewer.press("单位审核通过", "已转公开审查")

    publisher.open(address)
    publisher.sees("没有阻碍公开的事项")
    publisher.picture("publish")
    publisher.press("公开发布", "已公开")
    publisher.picture("published")

    answer = _answer(office, until="1309")
    store = office.parts.desk.store
    (back,) = store.publishing.approved.listed(office.drafter)
    assert "1238" in before["text"]
    assert "1309" in answer["text"] and "1238" not in answer["text"]
    assert {one["doc_no"] for one in answer["citations"]} == {NEW_NUMBER}
    assert (back.id, back.state) == (approved, ApprovedState.REOPENED)
    drafter.open("")
    drafter.sees("重新核对")
    drafter.picture("duties")
    drafter.open(f"document?id={old}").get_by_text("已废止").first.wait_for()


def test_the_clock_of_a_duty_turns_yellow_then_red(enter: Callable[[str], Official], office: OfficeSite) -> None:
    drafter = enter("zhang.san")
    now = now_in_china()
    unit = office.drafter.unit_id or ""
    office.parts.desk.store.governance.duties.open(
        DutyKind.PUBLICATION, unit_id=unit, subject="document:d-clock", title="待公开的通知", began=now, now=now
    )
    seen = []
    for later in (0, 23, 40):
        office.later = timedelta(days=later)
        drafter.open("")
        row = drafter.page.locator("tr", has_text="待公开的通知")
        row.wait_for()
        seen.append(row.get_attribute("class"))

    drafter.picture("red")
    assert seen == ["green", "yellow", "red"]


def test_a_title_that_would_be_a_script_is_only_words(enter: Callable[[str], Official]) -> None:
    drafter = enter("zhang.san")
    alerts: list[str] = []
    drafter.page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    address = _uploaded(drafter, ("strange.txt", STRANGE.encode()))

    drafter.open(address)
    drafter.sees("<img src=x")
    for tab in ("事实", "解读", "公开审查", "关系与效力", "版本"):
        drafter.tab(tab)
        drafter.page.wait_for_timeout(150)
        if tab == "公开审查":
            drafter.sees("＊＊＊")
            drafter.picture("findings")
    drafter.open("documents").get_by_text("<img src=x").first.wait_for()
    drafter.open("").get_by_text("<img src=x").first.wait_for()

    assert alerts == []
    assert drafter.page.locator("img[src=x]").count() == 0


def test_several_files_at_once_each_tell_what_came_of_them(enter: Callable[[str], Official]) -> None:
    drafter = enter("zhang.san")
    secret = "机密★1年\n\n某某市民政局文件\n\n关于某项工作的通知\n一、内容。\n".encode()
    page = drafter.open("upload")
    sent = [("有密级.txt", secret), ("坏的.docx", b"PK\x03\x04broken"), ("空.txt", b"")]
    page.set_input_files(
        "input[type=file]", [{"name": n, "mimeType": "application/octet-stream", "buffer": d} for n, d in sent]
    )
    page.get_by_text("有密级").first.wait_for()
    page.get_by_role("button", name="收录", exact=True).click()
    drafter.sees("已读完")

    drafter.picture("refused")
    assert page.locator("text=没有收录").count() == len(sent)


def _published_before(office: OfficeSite) -> tuple[str, str]:
    """An older notice that is out, and an approved answer that quotes it."""
    store, now = office.parts.desk.store, now_in_china()
    desk, unit = store.publishing, office.drafter.unit_id or ""
    with Reading() as reading:
        incoming = read_upload(reading, OLD.encode(), name="旧通知.txt").incoming[0]
    case = desk.intake.take_in(office.drafter, incoming, unit_id=unit, now=now)
    document_id = case.document_id

    def version() -> int:
        return desk.lists.case(office.office, document_id).version

    preparation, ways = desk.preparation, desk.publications
    preparation.set_disclosure(office.drafter, document_id, Disclosure.PROACTIVE, version=version(), now=now)
    if not store.library.cards([document_id])[document_id].text(Fact.ISSUING_BODY):
        preparation.correct_fact(
            office.drafter,
            document_id,
            Fact.ISSUING_BODY,
            "广州市民政局",
            reason="落款",
            version=version(),
            now=now,
        )
    drafts = desk.interpretations
    plan = drafts.plan(
        office.drafter,
        document_id,
        forms=[InterpretationForm.ARTICLE],
        first_interpreter="局长",
        is_by_head=True,
        now=now,
    )
    words = {Element.BENEFITS: "领低保的人每个月能多拿一些，不用再去申请，钱直接打到原来的账户。"}
    written = drafts.write(office.drafter, document_id, title=plan.title, elements=words, version=plan.version, now=now)
    drafts.sign(office.reviewer, document_id, version=written.version, now=now)
    ways.submit(office.drafter, document_id, version=version(), now=now)
    ways.approve(office.reviewer, document_id, version=version(), now=now)
    ways.publish(office.office, document_id, version=version(), now=now)
    document = store.library.document(document_id)
    start = document.version.text.index(OLD_WORDS)
    source = ApprovedSource(document_id, document.version.id, start, start + len(OLD_WORDS), OLD_WORDS)
    wording = Wording(QUESTION, "全市低保标准是每人每月1238元。", sources=(source,))
    drafted = desk.approved.draft(office.drafter, wording, unit_id=unit, now=now)
    desk.approved.approve(office.reviewer, drafted.id, version=drafted.version, now=now)
    return document_id, drafted.id


def test_what_is_typed_outlives_other_buttons_and_the_end_of_the_sign_in(enter: Callable[[str], Official]) -> None:
    drafter = enter("zhang.san")
    text = "关于临时救助的通知\n样民发〔2026〕70号\n\n各区：\n　　一、每人每次600元。\n\n广州市民政局\n2026年11月3日\n"
    address = _uploaded(drafter, ("临时救助.txt", text.encode()))
    page = drafter.open(address)
    _planned(drafter)
    field = page.get_by_label(Element.BENEFITS.value, exact=True)
    field.fill("写了很久还没有保存")

    page.get_by_label(InterpretationForm.CHART.value, exact=True).check()
    drafter.press("保存解读方案", "解读方案已保存")
    kept = field.input_value()
    cookies = page.context.cookies()
    page.context.clear_cookies()
    drafter.watched.expected += ("401",)
    page.get_by_role("button", name="保存解读材料", exact=True).click()
    drafter.sees("登录已失效")
    page.context.add_cookies(cookies)
    drafter.press("保存解读材料", "解读材料已保存")

    assert kept == field.input_value() == "写了很久还没有保存"
    page.get_by_role("alert").filter(has_text="登录已失效").wait_for(state="detached")


def _planned(drafter: Official) -> None:
    drafter.tab("解读")
    drafter.page.get_by_label(InterpretationForm.ARTICLE.value, exact=True).check()
    drafter.fill("第一解读人", "赵局长")
    drafter.press("保存解读方案", "解读方案已保存")


def _uploaded(drafter: Official, *sent: tuple[str, bytes]) -> str:
    """The files are drafts; returns the address of the first."""
    page = drafter.open("upload")
    page.set_input_files("input[type=file]", [{"name": n, "mimeType": "text/plain", "buffer": d} for n, d in sent])
    page.get_by_text(sent[0][0].partition(".")[0]).first.wait_for()
    page.get_by_role("button", name="收录", exact=True).click()
    drafter.sees("已收录为草稿")
    address = page.locator("table.list a").first.get_attribute("href")
    assert address
    return address.removeprefix("/admin/")


def _corrected(drafter: Official, address: str) -> None:
    drafter.open(address)
    drafter.tab("事实")
    drafter.sees("本通知有效期1年")
    drafter.pick("要更正的事实", "主题分类")
    drafter.fill("应为", "社会救助")
    drafter.fill("理由或依据", "系统未识别")
    drafter.picture("facts")
    drafter.press("更正这一项", "事实已更正")
    drafter.sees("张三 更正：系统未识别")


def _interpreted(drafter: Official, address: str) -> None:
    drafter.open(address)
    drafter.tab("解读")
    page = drafter.page
    page.get_by_label("解读文章", exact=True).check()
    drafter.fill("第一解读人", "局长")
    drafter.press("保存解读方案", "解读方案已保存")
    standards = page.get_by_label("执行标准", exact=True)
    quoted = standards.input_value()
    assert "“" in quoted and "1309" in quoted
    drafter.picture("interpretation")
    for element in Element:
        page.get_by_label(element.value, exact=True).fill("")
    drafter.fill("惠民利民举措", "领低保的人今年每个月能多拿一些，以前少发的部分区里会补发，不用再去申请。")
    drafter.fill("执行标准", f"具体数额见文件。{quoted.splitlines()[0]}")
    drafter.press("保存解读材料", "解读材料已保存")


def _answer(office: OfficeSite, until: str = "") -> dict[str, "object"]:
    """What a citizen is told on that day; waits until it cites what is named."""
    body = {"question": QUESTION, "on": ON}
    for _ in range(60):
        told = httpx.post(f"{office.site.address}/api/v1/ask", json=body, trust_env=False).json()
        if until in str(told):
            break
        time.sleep(0.1)
    return dict(told)
