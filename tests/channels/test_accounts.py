"""Accounts of ours: approved with their unit, switched with a reason, and every change stands in the audit trail."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from channels.accounts import Accounts
from channels.errors import AccountError
from governance.access import Actor, Role
from governance.audit import rows, verify
from governance.errors import Forbidden
from kb.database import Database, open_database
from migrations import upgrade
from tests.operators import operator

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "jiedu.db")
    upgrade(opened.engine)
    yield opened
    opened.close()


@pytest.fixture
def accounts(database: Database) -> Accounts:
    known = Accounts(database, clock=lambda: NOW)
    known.add("wechat", "wx1", name="荆门发布", unit="市政府办公室", by=operator("张三"), reason="新开设")
    return known


def test_an_account_is_on_with_its_unit_once_it_is_approved(accounts: Accounts) -> None:
    (account,) = accounts.listed(by=operator())

    assert (account.name, account.unit, account.is_on, account.reason) == ("荆门发布", "市政府办公室", True, "新开设")


def test_switching_off_names_who_and_why(accounts: Accounts) -> None:
    accounts.switch_off("wechat", "wx1", by=operator("李四"), reason="内容待核")

    (account,) = accounts.listed(by=operator())
    assert (account.is_on, account.changed_by, account.reason) == (False, "李四", "内容待核")


def test_every_change_stands_in_the_audit_trail(accounts: Accounts, database: Database) -> None:
    accounts.switch_off("wechat", "wx1", by=operator("李四"), reason="内容待核")

    with database.reading() as session:
        trail = [(row.act, row.subject, row.actor_name, row.reason) for row in rows(session)]
        assert verify(session).is_whole
    assert trail == [
        ("channel.manage", "account:wechat:wx1", "张三", "新开设"),
        ("channel.manage", "account:wechat:wx1", "李四", "内容待核"),
    ]


def test_an_account_is_approved_once(accounts: Accounts) -> None:
    with pytest.raises(AccountError, match="wx1 已经登记过"):
        accounts.add("wechat", " wx1 ", name="又一个", unit="某局", by=operator("张三"), reason="新开设")


def test_an_unknown_account_cannot_be_switched(accounts: Accounts) -> None:
    with pytest.raises(AccountError, match="没有登记过账号 wx2"):
        accounts.switch_off("wechat", "wx2", by=operator("李四"), reason="内容待核")


@pytest.mark.parametrize("reason", ["", "  ", "字" * 501, "换\n行"])
def test_a_change_without_a_reason_is_no_change(accounts: Accounts, database: Database, reason: str) -> None:
    with pytest.raises(AccountError):
        accounts.switch_off("wechat", "wx1", by=operator("李四"), reason=reason)

    assert accounts.listed(by=operator())[0].is_on
    with database.reading() as session:
        assert len(list(rows(session))) == 1


def test_only_who_may_manage_channels_sees_or_switches_accounts(accounts: Accounts, database: Database) -> None:
    drafter = Actor("p-1", "赵", frozenset({Role.DRAFTER, Role.REVIEWER}), "u-1")

    with pytest.raises(Forbidden):
        accounts.listed(by=drafter)
    with pytest.raises(Forbidden):
        accounts.add("wechat", "wx2", name="另一个", unit="某局", by=drafter, reason="试")
    with pytest.raises(Forbidden):
        accounts.switch_off("wechat", "wx1", by=drafter, reason="试")

    office = Actor("p-2", "钱", frozenset({Role.DISCLOSURE_OFFICE}), "u-office")
    accounts.switch_off("wechat", "wx1", by=office, reason="内容待核")
    with database.reading() as session:
        assert [(row.actor_id, row.actor_name) for row in rows(session)][-1] == ("p-2", "钱")
