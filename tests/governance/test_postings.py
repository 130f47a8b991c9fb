"""What units publish elsewhere, entered once, by those who may, and what its age says of columns and accounts."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from channels.accounts import Accounts
from governance.access import Act, Role
from governance.audit import rows
from governance.columns import Column, Freshness, load_freshness
from governance.errors import Forbidden, Refused
from governance.postings import NewPosting, account_place, column_place
from kb.units import Alias, Unit
from tests.governance.acting import CIVIL_AFFAIRS, NOON, TAXES, someone
from tests.governance.office import DRAFTER, OFFICE, Office

NEWS = NewPosting(
    CIVIL_AFFAIRS, column_place(Column.NEWS), date(2026, 11, 20), "市民政局走访困难群众", "https://x.gov/1"
)


@pytest.fixture
def units(office: Office) -> Office:
    office.units.put([Unit("某市民政局", aliases=(Alias("市民政局"),), id=CIVIL_AFFAIRS), Unit("某市税务局", id=TAXES)])
    accounts = Accounts(office.database, clock=lambda: NOON)
    admin = someone(Role.SYSTEM_ADMIN, unit=None)
    for account, unit in (("wx1", "市民政局"), ("wx2", "某市税务局")):
        accounts.add("wechat", account, name=f"{unit}发布", unit=unit, by=admin, reason="新开设")
    return office


def test_a_posting_stands_once_however_often_it_is_sent(units: Office) -> None:
    first = units.postings.enter(DRAFTER, NEWS, now=NOON)

    assert units.postings.enter(DRAFTER, NEWS, now=NOON + timedelta(minutes=1)) == first
    assert (first.place.name, first.entered_by) == ("动态", "张三")
    assert units.postings.listed(DRAFTER) == [first] == units.postings.listed(OFFICE)


def test_a_unit_enters_for_its_columns_and_the_accounts_it_manages(units: Office) -> None:
    names = [place.name for place in units.postings.places(DRAFTER, CIVIL_AFFAIRS)]

    assert names == ["动态", "通知公告", "政策文件", "政策解读", "办事指南", "市民政局发布"]
    post = replace(NEWS, place=account_place("wechat:wx1"))
    assert units.postings.enter(DRAFTER, post, now=NOON).place.name == "市民政局发布"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"place": account_place("wechat:wx2")}, "posting_place"),
        ({"place": "column:nothing"}, "posting_place"),
        ({"place": ""}, "posting_place"),
        ({"posted_on": date(2026, 11, 24)}, "posting_day"),
        ({"posted_on": date(1999, 12, 31)}, "posting_day"),
        ({"title": "  "}, "posting_title"),
        ({"title": "长" * 201}, "posting_title"),
        ({"url": "javascript:alert(1)"}, "posting_url"),
        ({"url": "https://" + "x" * 500}, "posting_url"),
    ],
)
def test_what_cannot_be_entered_says_why(units: Office, changed: dict[str, str], code: str) -> None:
    with pytest.raises(Refused) as refused:
        units.postings.enter(DRAFTER, replace(NEWS, **changed), now=NOON)

    assert refused.value.code == code
    assert units.postings.listed(DRAFTER) == []


def test_what_was_entered_wrongly_is_taken_back_with_a_reason(units: Office) -> None:
    held = units.postings.enter(DRAFTER, NEWS, now=NOON)
    stranger = someone(Role.REVIEWER, unit=TAXES)
    for refused in (
        lambda: units.postings.take_back(stranger, held.id, reason="错", now=NOON),
        lambda: units.postings.enter(stranger, NEWS, now=NOON),
        lambda: units.postings.listed(stranger, unit_id=CIVIL_AFFAIRS),
        lambda: units.postings.places(stranger, CIVIL_AFFAIRS),
    ):
        with pytest.raises(Forbidden):
            refused()
    with pytest.raises(Refused, match="理由"):
        units.postings.take_back(DRAFTER, held.id, reason=" ", now=NOON)

    units.postings.take_back(DRAFTER, held.id, reason="日期写错", now=NOON)

    assert units.postings.listed(DRAFTER) == []
    with units.database.reading() as session:
        acts = [(row.subject, row.reason) for row in rows(session) if row.act == Act.ENTER_POSTING.value]
    assert acts == [(f"posting:{held.id}", ""), (f"posting:{held.id}", "日期写错")]


@pytest.mark.parametrize(
    ("column", "last", "on", "due"),
    [
        (Column.NEWS, date(2026, 11, 9), date(2026, 11, 23), date(2026, 11, 23)),
        (Column.NEWS, date(2026, 11, 9), date(2026, 11, 24), date(2026, 11, 23)),
        (Column.NOTICE, date(2026, 8, 31), date(2027, 2, 28), date(2027, 2, 28)),
        (Column.POLICY, date(2026, 8, 31), date(2027, 3, 1), date(2027, 2, 28)),
        (Column.GUIDE, date(2020, 1, 1), date(2027, 3, 1), None),
    ],
)
def test_a_column_is_overdue_on_the_day_after_its_age(column: Column, last: date, on: date, due: date | None) -> None:
    judged = load_freshness().of_column(column, last, on=on)

    assert judged == Freshness(last, due, is_overdue=due is not None and on > due)


def test_of_what_is_not_known_nothing_is_said(units: Office) -> None:
    assert load_freshness().of_column(Column.NEWS, None, on=NOON.date()) == Freshness()
    assert load_freshness().of_account(None, on=NOON.date()) == Freshness()
