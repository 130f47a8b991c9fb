"""The pages of guides, approved answers, tickets and the rest over HTTP: what each does, and for whom alone."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, text
from starlette.testclient import TestClient

from admin_ui.pages import PAGES
from bot.answers import Answer, AnswerStatus
from bot.transcripts import Transcripts
from channels.purposes import TokenPurpose
from governance.access import Actor, Role, reach_of
from governance.duties import DutyKind
from governance.quarters import Quarter
from governance.ticket_cards import NewTicket
from governance.ticket_kinds import TicketKind
from kb.documents import GUIDE_ELEMENTS
from kb.units import Unit
from service.clock import now_in_china
from service.compose import Parts, Store, build
from service.http.app import create_app
from service.loading import Loading
from service.settings import Settings
from tests.governance.office import open_office
from tests.governance.test_guide_checks import WHOLE
from tests.service.admin_side import OURS as SAME_ORIGIN
from tests.service.admin_side import Came, Opened, person
from tests.service.signing import cheap_hashes, sign_in

__all__ = ["cheap_hashes"]

OURS = "甲市民政局"
HOSTILE = '<img src=x onerror="alert(1)">'
# Tables that a call may touch without having done anything: who was seen when.
ASIDE = {"sign_ins", "failed_sign_ins", "alembic_version", "outbox", "vectors"}
TRAIL = "SELECT * FROM audit WHERE act NOT LIKE 'sign_in.%'"


class Page(Opened):
    """A page that holds what its handlers gave its fields, as a browser does."""

    def call(self, handler: Mapping[str, Any], given: Mapping[str, object] | None = None) -> Came:
        came = super().call(handler, given)
        fields = {one["id"]: one["props"] for one in self.config["components"]}
        for number, value in zip(handler["outputs"], came.data, strict=False):
            if isinstance(value, dict) and value.get("__type__") == "update":
                fields[number] |= {"value": value["value"]} if "value" in value else {}
            else:
                fields[number]["value"] = value
        return came

    def said(self, label: str, given: Mapping[str, object] | None = None) -> str:
        """The button is pressed; returns what the person was told."""
        came = self.press(label, given)
        assert came.succeeded, came
        return came.toasts[-1][1] if came.toasts else ""

    def change(self, label: str, given: Mapping[str, object]) -> None:
        """The field of this label got another value."""
        (field,) = [one["id"] for one in self.config["components"] if one["props"].get("label") == label]
        for handler in self.handlers:
            if [field, "change"] in [list(target) for target in handler["targets"]]:
                self.call(handler, given)


@dataclass(frozen=True)
class Site:
    """The running server with one person of each role, those of units in one unit."""

    client: TestClient
    store: Store
    document_id: str

    def enter(self, role: Role) -> TestClient:
        self.client.cookies.clear()
        assert sign_in(self.client, f"user.{role.name.lower()}").status_code == 303
        return self.client

    def actor(self, role: Role) -> Actor:
        user = self.store.governance.people.by_login(f"user.{role.name.lower()}")
        assert user
        return user.actor

    def open(self, role: Role, page: str, query: str = "") -> Page:
        """The page opened by somebody of this role, and loaded."""
        opened = Page(self.enter(role), page, query=query)
        opened.loaded()
        return opened

    def shown(self, role: Role, page: str, query: str = "") -> str:
        """What stands on the page."""
        opened = Page(self.enter(role), page, query=query)
        return "".join(came.html for came in opened.loaded())

    def toasts(self, role: Role, page: str, query: str = "") -> str:
        """What the person was told when the page opened."""
        opened = Page(self.enter(role), page, query=query)
        return " ".join(told for came in opened.loaded() for _, told in came.toasts)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, cheap_hashes: None) -> Iterator[Site]:
    settings = Settings(home=tmp_path_factory.mktemp("home"), token_requests_per_minute=100_000)
    loading: Loading[Parts] = Loading(lambda: build(settings), on_failure=lambda: None)
    with TestClient(create_app(settings, loading, instance="test"), raise_server_exceptions=False) as client:
        store = loading.wait(60).desk.store
        for role in Role:
            person(store, f"user.{role.name.lower()}", role, name=f"{role.value}甲")
        home = Path(str(store.database.engine.url.database)).parent
        yield Site(client, store, open_office(store.database, home).published())


def unit_id(site: Site, name: str) -> str:
    unit = site.store.units.by_name(name)
    assert unit
    return unit.id


def first_words(site: Site) -> str:
    """Words of the published document."""
    return site.store.library.document(site.document_id).passages[0].text


def opened_ticket(site: Site, content: str) -> str:
    """A ticket with our unit; returns its id."""
    new = NewTicket(content, TicketKind.CONSULTATION, content, unit_id(site, OURS))
    return site.store.governance.tickets.open(new, by=site.actor(Role.HOTLINE_AGENT)).id


def taken_in(site: Site, page: Page, data: bytes) -> str:
    """The file is uploaded and taken in for our unit; returns what came of it and what was told."""
    sent = site.client.post("/admin/gradio_api/upload", files={"files": ("a.xlsx", data)}, headers=SAME_ORIGIN)
    file = {"path": sent.json()[0], "orig_name": "a.xlsx", "meta": {"_type": "gradio.FileData"}}
    came = page.press("导入", {"XLSX 文件": file, "单位": unit_id(site, OURS)})
    return came.html + " ".join(told for _, told in came.toasts)


def digest(store: Store) -> dict[str, str]:
    """Of every table."""
    engine = store.database.engine
    with engine.connect() as connection:
        rows = {
            table: connection.execute(text(TRAIL if table == "audit" else f'SELECT * FROM "{table}"')).all()
            for table in inspect(engine).get_table_names()
            if table not in ASIDE and not table.startswith("sqlite")
        }
    return {table: hashlib.sha256(repr(found).encode()).hexdigest() for table, found in rows.items()}


@pytest.mark.slow
@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.name)
def test_every_page_opens_for_every_role_without_a_fault(site: Site, role: Role) -> None:
    site.enter(role)
    for page in PAGES:
        for came in Page(site.client, page.path).loaded():
            assert came.succeeded, page.path
            assert not [told for _, told in came.toasts if "运行人员" in told], page.path


def test_what_is_open_stands_alone_with_the_way_back_to_its_list(site: Site) -> None:
    shown = site.shown(Role.DISCLOSURE_OFFICE, "units", f"id={unit_id(site, OURS)}")

    assert '<a href="/admin/units">' in shown and "名下" in shown
    assert "<tr>" not in shown


def test_an_approved_answer_is_written_by_one_person_and_approved_by_another(site: Site) -> None:
    quote = first_words(site)
    draft = {
        "问题": "补贴多少？",
        "相近的问法（一行一个）": "补贴是多少\n能补多少",
        "答复": HOSTILE,
        "依据": f"{site.document_id} | {quote}",
    }
    writer = site.open(Role.DRAFTER, "answers", "id=new")
    assert writer.said("保存", draft) == "已保存，待另一人核准。"
    (held,) = site.store.publishing.approved.listed(site.actor(Role.DRAFTER))
    assert held.sources[0].quote == quote and held.similar == ("补贴是多少", "能补多少")

    assert "没有“核准口径”的权限" in site.open(Role.DRAFTER, "answers", f"id={held.id}").said("核准")
    reviewer = site.open(Role.REVIEWER, "answers", f"id={held.id}")
    assert reviewer.said("核准") == "已核准，从现在起逐字给出。"
    assert "已被他人修改" in writer.said("保存", draft)

    shown = site.shown(Role.REVIEWER, "answers")
    assert "使用中" in shown and "补贴多少" in shown
    assert "理由" in reviewer.said("撤下")
    assert reviewer.said("撤下", {"撤下的理由": "标准已变"}) == "已撤下，不再给出。"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("没有竖线", "没有写明原话"),
        ("甲民发〔2031〕99号 | 补贴", "没有文号或编号"),
        ("d-nothing | 补贴", "没有文号或编号"),
        ("{document} | 补贴标准为每人每月900元。", "原文里没有"),
        ("{document} |", "没有写明原话"),
    ],
)
def test_a_source_that_does_not_stand_there_is_refused(site: Site, line: str, told: str) -> None:
    writer = site.open(Role.DRAFTER, "answers", "id=new")

    assert told in writer.said("保存", {"问题": "问？", "答复": "答", "依据": line.format(document=site.document_id)})


def test_a_guide_is_changed_by_one_person_and_published_by_another(site: Site) -> None:
    labels = {GUIDE_ELEMENTS[key]: words for key, words in WHOLE.items()}
    writer = site.open(Role.DRAFTER, "guides", "id=new")
    assert "变更已保存" in writer.said("保存变更", {**labels, "理由（变更、带问题发布、不再变更时填写）": "新事项"})
    (change,) = site.store.publishing.guide_lists.changes(site.actor(Role.DRAFTER))

    own = site.open(Role.DRAFTER, "guides", f"id={change.id}")
    assert "没有“发布办事指南”的权限" in own.said("发布")
    assert "已发布" in site.open(Role.REVIEWER, "guides", f"id={change.id}").said("发布")

    shown = site.shown(Role.REVIEWER, "guides")
    assert WHOLE["name"] in shown and "100%" in shown
    document = site.store.publishing.guide_lists.scores(site.actor(Role.REVIEWER))[0].card.id
    assert "核对无误" in site.open(Role.REVIEWER, "guides", f"id={document}").said("核对无误")
    assert "不是时间" in site.open(Role.DRAFTER, "guides", "id=new").said("保存变更", {**labels, "变化时间": "昨天"})


def test_a_ticket_is_accepted_and_answered_by_its_unit(site: Site) -> None:
    ticket = opened_ticket(site, "请问补贴怎么领")

    assert "请问补贴怎么领" in site.shown(Role.DRAFTER, "tickets")
    desk = site.open(Role.DRAFTER, "tickets", f"id={ticket}")
    assert desk.said("签收") == "已签收。"
    assert "没有“退回工单”的权限" in desk.said("退回", {"理由（签收、答复、回访以外的办理须写）": "不归我们"})
    assert "请写明答复内容" in desk.said("答复")
    assert desk.said("答复", {"答复": "到街道办理。"}).startswith("已答复")
    assert "到街道办理" in site.shown(Role.DRAFTER, "tickets", f"id={ticket}")


def test_a_ticket_is_given_back_once_and_sent_on(site: Site) -> None:
    ticket, why = opened_ticket(site, "路灯坏了"), {"理由（签收、答复、回访以外的办理须写）": "不归我们"}
    other = site.store.governance.reorganising.put(
        Unit("甲市城管局"), actor=site.actor(Role.DISCLOSURE_OFFICE), now=now_in_china()
    )

    assert "已退回" in site.open(Role.REVIEWER, "tickets", f"id={ticket}").said("退回", why)
    manager = site.open(Role.HOTLINE_MANAGER, "tickets", f"id={ticket}")
    assert manager.said("派发", {**why, "派给单位": other.id}) == "已派发。"
    assert manager.said("延期", {**why, "延长几个工作日": 2}) == "已延期。"
    assert "路灯坏了" not in site.shown(Role.DRAFTER, "tickets")
    assert "只能对本单位" in site.toasts(Role.DRAFTER, "tickets", f"id={ticket}")


def test_one_who_was_answered_is_called_back_and_the_ticket_begun_again(site: Site) -> None:
    ticket, reason = opened_ticket(site, "窗口不受理"), "理由（签收、答复、回访以外的办理须写）"
    site.open(Role.DRAFTER, "tickets", f"id={ticket}").said("答复", {"答复": HOSTILE})
    assert "窗口不受理" in site.shown(Role.HOTLINE_AGENT, "tickets")

    agent = site.open(Role.HOTLINE_AGENT, "tickets", f"id={ticket}")
    assert "不是时间" in agent.said("记下回访", {"回访时间": "刚才"})
    assert "请写明没有解决" in agent.said("记下回访", {"来电人说": ["was_contacted"]})
    assert agent.said("记下回访", {"来电人说": [], "没有解决或不满意在哪里": HOSTILE}) == "回访已记下。"
    assert "没有“重新办理工单”的权限" in agent.said("重新办理", {reason: "再办"})
    manager = site.open(Role.HOTLINE_MANAGER, "tickets", f"id={ticket}")
    shown = site.shown(Role.HOTLINE_MANAGER, "tickets", f"id={ticket}")
    assert "座席甲" in shown and "&lt;img" in shown and "<img" not in shown
    assert manager.said("不计入评价", {reason: "诉求不合理"}) == "不计入满意率和解决率。"
    assert manager.said("计入评价", {reason: "复核"}) == "已计入满意率和解决率。"
    assert manager.said("重新办理", {reason: "窗口没有照答复办"}).startswith("已退回责任单位")
    assert "窗口不受理" in site.shown(Role.DRAFTER, "tickets")


def test_tickets_of_one_matter_are_merged_and_parted(site: Site) -> None:
    first, second = (opened_ticket(site, f"同一件事{number}") for number in (1, 2))
    reason = {"理由（签收、答复、回访以外的办理须写）": "同一诉求"}
    manager = site.open(Role.HOTLINE_MANAGER, "tickets", f"id={first}")

    assert "请先选" in manager.said("并单", reason)
    assert manager.said("并单", {**reason, "并入本单的工单（同一诉求，最像的在前）": [second]}).startswith("已并单")
    assert "同一件事2" in site.shown(Role.DRAFTER, "tickets", f"id={first}")
    assert f'并入 <a href="/admin/tickets?id={first}"' in site.shown(Role.DRAFTER, "tickets", f"id={second}")
    assert "没有“并单和解除并单”的权限" in site.open(Role.DRAFTER, "tickets", f"id={second}").said("解除并单", reason)
    parting = site.open(Role.HOTLINE_MANAGER, "tickets", f"id={second}")
    assert parting.said("解除并单", reason) == "已解除并单。"


def test_the_catalogue_is_edited_taken_in_and_given_out(site: Site) -> None:
    editor = site.open(Role.DRAFTER, "catalogue", "id=new")
    item = {"公开类别": "社会救助", "公开事项": HOSTILE, "公开内容": "标准", "责任单位": OURS}
    assert editor.said("保存", item) == "已保存。"
    assert "公开事项" in editor.said("保存", {**item, "公开事项": ""})
    shown = site.shown(Role.DRAFTER, "catalogue")
    assert "&lt;img" in shown and "<img" not in shown

    exported = editor.press("导出 XLSX")
    assert exported.succeeded and "公开目录.xlsx" in exported.everything
    path = exported.data[0]["value"]["path"]
    data = site.client.get(f"/admin/gradio_api/file={path}").content
    assert data[:2] == b"PK"
    assert "没有变化 1 条" in taken_in(site, editor, data)
    held = site.store.publishing.catalogue.listed(site.actor(Role.DRAFTER))[0]
    remover = site.open(Role.DRAFTER, "catalogue", f"id={held.id}")
    assert "理由" in remover.said("删除")
    assert "已从目录中删除" in remover.said("删除", {"删除的理由": "重复"})


def test_a_file_that_is_no_spreadsheet_is_refused(site: Site) -> None:
    editor = site.open(Role.DRAFTER, "catalogue")

    assert "不是可以读取的 XLSX" in taken_in(site, editor, b"%PDF-1.7 no spreadsheet")
    assert site.store.publishing.catalogue.listed(site.actor(Role.DRAFTER)) == []


def test_units_are_put_renamed_merged_and_their_things_handed_over(site: Site) -> None:
    units = site.store.units
    office = site.open(Role.DISCLOSURE_OFFICE, "units", "id=new")
    for name in ("甲市工商局", "甲市质监局"):
        assert site.open(Role.DISCLOSURE_OFFICE, "units", "id=new").said("保存", {"名称": name}) == "已保存。"
    first, second = (unit_id(site, name) for name in ("甲市工商局", "甲市质监局"))
    duty = site.store.governance.duties.open(
        DutyKind.ASSIGNED, unit_id=first, subject="x:1", title="交办", began=now_in_china(), now=now_in_china()
    )

    page = site.open(Role.DISCLOSURE_OFFICE, "units", f"id={first}")
    why = {"理由（依据的文件）": "机构改革"}
    assert "须写明理由" in page.said("更名", {"新名称": "甲市市场局"})
    assert "已办理" in page.said("更名", {**why, "新名称": "甲市市场局"})
    handed = {**why, "哪一类": "duties", "哪些": [duty.id], "交给单位": second}
    page.change("哪一类", {"哪一类": "duties"})
    assert page.said("移交", handed) == "已移交 1 项。"
    assert "已办理" in page.said("合并", {**why, "与哪些单位合并": [second], "合并后的名称": "甲市市场局"})
    held = site.store.governance.duties.get(duty.id, actor=site.actor(Role.DISCLOSURE_OFFICE))
    assert held and held.unit_id == first and (ended := units.get(second)) and ended.successor_id == first
    assert "没有这个单位" in site.toasts(Role.DISCLOSURE_OFFICE, "units", "id=u-none")
    assert "没有" in site.open(Role.DRAFTER, "units").said("保存", {"名称": "野单位"})
    assert office.path == "units"


def test_a_unit_is_split_with_what_is_given_to_each(site: Site) -> None:
    site.open(Role.DISCLOSURE_OFFICE, "units", "id=new").said("保存", {"名称": "甲市大委"})
    whole, now = unit_id(site, "甲市大委"), now_in_china()
    duty = site.store.governance.duties.open(
        DutyKind.ASSIGNED, unit_id=whole, subject="x:2", title="交办", began=now, now=now
    )
    page = site.open(Role.DISCLOSURE_OFFICE, "units", f"id={whole}")
    parts = "拆成哪些单位（一行一个，第一个承接其余事项）"

    assert "须写成 表:编号" in page.said("拆分", {"理由（依据的文件）": "改革", parts: "甲市一委\n甲市二委 | duties"})
    assert "已办理" in page.said(
        "拆分", {"理由（依据的文件）": "改革", parts: f"甲市一委\n甲市二委 | duties:{duty.id}"}
    )

    held = site.store.governance.duties.get(duty.id, actor=site.actor(Role.DISCLOSURE_OFFICE))
    assert held and held.unit_id == unit_id(site, "甲市二委")


def test_one_makes_accounts_and_another_gives_roles(site: Site) -> None:
    system = site.open(Role.SYSTEM_ADMIN, "users", "id=new")
    came = system.press("新增", {"登录名": "new.one", "姓名": HOSTILE, "单位": unit_id(site, OURS)})
    assert "一次性密码" in came.html and "<img" not in came.html
    user = site.store.governance.people.by_login("new.one")
    assert user and "没有“授予角色”的权限" in system.said("授予所选角色", {"角色": ["起草人"]})

    security = site.open(Role.SECURITY_ADMIN, "users", f"id={user.id}")
    assert "没有“管理用户账号”的权限" in security.said("停用", {"理由": "试"})
    assert "须由不同的人担任" in security.said("授予所选角色", {"角色": ["系统管理员", "起草人"]})
    assert security.said("授予所选角色", {"角色": ["起草人"]}) == "角色已授予。"
    system = site.open(Role.SYSTEM_ADMIN, "users", f"id={user.id}")
    assert system.said("停用", {"理由": "离职"}).startswith("已停用")
    assert "一次性密码" in system.press("重设密码").html
    after = site.store.governance.people.by_login("new.one")
    assert after and not after.is_active and {role.value for role in after.roles} == {"起草人"}


def test_accounts_of_channels_are_added_and_switched_with_a_reason(site: Site) -> None:
    admin = site.open(Role.SYSTEM_ADMIN, "accounts")
    given = {"渠道": "wechat", "账号（公众号 AppID，微博 UID，企业微信 企业ID:AgentId）": "wx1", "名称": "甲市发布"}
    assert admin.said("登记", {**given, "开设和管理单位": OURS, "理由": "新开设"}) == "已登记。"
    admin = site.open(Role.SYSTEM_ADMIN, "accounts")
    assert "理由" in admin.said("停用", {"账号": "wechat:wx1"})
    assert admin.said("停用", {"账号": "wechat:wx1", "理由": "内容待核"}).startswith("已停用")
    (account,) = site.store.accounts.listed(by=site.actor(Role.SYSTEM_ADMIN))
    assert not account.is_on and account.changed_by == "系统管理员甲"
    assert "没有“管理渠道账号”的权限" in site.toasts(Role.DRAFTER, "accounts")


def test_a_token_is_shown_once_and_revoked(site: Site) -> None:
    security = site.open(Role.SECURITY_ADMIN, "keys")
    came = security.press("发放", {"发给谁": "在甲市", "用途": "api", "每分钟上限（可不填）": "30"})
    assert "1 以上的整数" in security.said("发放", {"发给谁": "某", "用途": "api", "每分钟上限（可不填）": "很多"})
    plain = re.search(r"<code>(.+?)</code>", json.loads(json.dumps(came.data[1])))
    assert plain and site.store.tokens.check(plain[1], TokenPurpose.API)
    assert plain[1] not in site.shown(Role.SECURITY_ADMIN, "keys")
    token = site.store.tokens.listed(by=site.actor(Role.SECURITY_ADMIN))[0]
    security = site.open(Role.SECURITY_ADMIN, "keys")
    assert security.said("收回", {"凭证": token.id, "理由": "到期"}) == "已收回，立即失效。"
    assert site.store.tokens.check(plain[1], TokenPurpose.API) is None


def test_the_table_of_the_city_is_loaded_and_a_wrong_one_changes_nothing(site: Site) -> None:
    office = site.open(Role.DISCLOSURE_OFFICE, "calendar")
    table = "节假日安排（TOML）"
    assert "不正确" in office.said("载入", {table: "[2027]\noff = 1", "年份": 2026})
    year = now_in_china().year + 1
    assert "已载入" in office.said("载入", {table: f'[{year}]\nnotice = "通知"\noff = ["{year}-01-01"]', "年份": year})
    assert not site.store.governance.calendars.current().is_provisional(date(year, 3, 2))
    assert "没有“载入节假日安排”的权限" in site.toasts(Role.DRAFTER, "calendar")


def test_the_trail_is_searched_taken_away_and_checked_by_its_administrator_alone(site: Site) -> None:
    auditor = site.open(Role.AUDIT_ADMIN, "trail")
    assert "完整" in auditor.press("核对完整性").html
    out = auditor.press("导出 CSV")
    data = site.client.get(f"/admin/gradio_api/file={out.data[0]['value']['path']}").content
    assert data.decode("utf-8-sig").startswith("序号,时间") and "审计管理员" in data.decode("utf-8-sig")
    assert "不是日期" in auditor.said("查找", {"从哪天": "昨天"})
    for name in ("导出 CSV", "核对完整性"):
        assert "的权限" in site.open(Role.DISCLOSURE_OFFICE, "trail").said(name)


def test_a_report_shows_the_quarter_and_is_given_out(site: Site) -> None:
    now = now_in_china()
    site.store.governance.duties.open(
        DutyKind.ASSIGNED, unit_id=unit_id(site, OURS), subject="x:3", title="交办", began=now, now=now
    )
    office = site.open(Role.DISCLOSURE_OFFICE, "reports")
    this = str(Quarter.of(now.date()))

    drawn = site.shown(Role.DISCLOSURE_OFFICE, "reports")
    assert "<svg" in drawn and "按时 0，逾期办结 0" in drawn
    assert "满意率" in drawn and "无数据" in drawn
    assert office.press("导出 XLSX", {"季度": this}).succeeded
    assert not office.press("导出 XLSX", {"季度": "昨天"}).succeeded


def test_a_posting_is_entered_and_taken_back_and_seen_in_the_report(site: Site) -> None:
    writer = site.open(Role.DRAFTER, "postings")
    writer.change("单位", {"单位": unit_id(site, OURS)})
    given = {
        "单位": unit_id(site, OURS),
        "栏目或账号": "column:news",
        "标题": HOSTILE,
        "网址（可不填）": "https://x.gov/1",
    }
    assert "不是日期" in writer.said("登记", {**given, "更新日期": "上周"})
    assert writer.said("登记", given).startswith("已登记")
    shown = site.shown(Role.DRAFTER, "postings")
    assert "&lt;img" in shown and "<img" not in shown
    assert "未逾期，最迟" in site.shown(Role.DISCLOSURE_OFFICE, "reports")

    (held,) = site.store.publishing.postings.listed(site.actor(Role.DRAFTER))
    again = site.open(Role.REVIEWER, "postings")
    assert "须写明理由" in again.said("删除", {"登记错了的一条": held.id})
    assert again.said("删除", {"登记错了的一条": held.id, "删除的理由": "重复"}).startswith("已删除")
    assert "没有“登记栏目、账号的更新”的权限" in site.toasts(Role.HOTLINE_MANAGER, "postings")


def test_unanswered_questions_are_grouped_and_made_a_duty_with_one_click(site: Site) -> None:
    now = now_in_china()
    for number in range(3):
        answer = Answer(f"q-{number}", AnswerStatus.NO_POLICY_FOUND, "没有查到", f"c-{number}")
        Transcripts(site.store.database, engine="test").keep(
            answer, question="火星落户怎么办？", subject="", on=now.date().isoformat(), channel="client", now=now
        )
    office = site.open(Role.DISCLOSURE_OFFICE, "gaps")
    came = office.press("按意思归并", {"时间": 30})
    assert "火星落户怎么办" in came.html
    group = came.data[3]["choices"][0][1]

    assert office.said("交办", {"交办哪一组": group, "交给单位": unit_id(site, OURS)}) == f"已交办给{OURS}。"
    duties = site.store.governance.duties.listed(actor=site.actor(Role.DRAFTER), kind=DutyKind.ASSIGNED)
    assert any("火星落户" in duty.title for duty in duties)
    assert "只能对本单位" in site.open(Role.DRAFTER, "gaps").said("按意思归并", {"时间": 30})


@pytest.mark.slow
@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.name)
def test_whoever_may_do_nothing_on_a_page_changes_nothing_by_any_of_its_buttons(site: Site, role: Role) -> None:
    before = digest(site.store)
    site.enter(role)
    for page in PAGES:
        if page.path in ("", "document", "documents", "upload"):
            continue  # tests/service/test_admin_matrix.py
        if any(reach_of(site.actor(role), act) is not None for act in page.acts):
            continue
        opened = Page(site.client, page.path, query="id=new")
        for handler in opened.handlers:
            came = opened.call(handler, {"理由": "试", "理由（依据的文件）": "试", "名称": "野单位", "登录名": "wild"})
            assert not [told for _, told in came.toasts if "运行人员" in told], page.path

    assert digest(site.store) == before
