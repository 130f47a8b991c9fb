"""jiedu accounts: our accounts on WeChat and the like, which unit opened and manages each, and switching them off."""

from enum import Enum
from typing import Annotated

import typer

from channels.account_changes import AccountChange
from channels.accounts import Account
from channels.words import word
from governance.access import Actor, Role
from governance.first_people import at_terminal
from kb.moments import china_day
from service.commands.console import REMARKS, print_json, print_table
from service.compose import open_store
from service.settings import load_settings

accounts = typer.Typer(no_args_is_help=True)


class Platform(Enum):
    """Where an account is."""

    WECHAT = "wechat"
    WECOM = "wecom"
    WEIBO = "weibo"


Channel = Annotated[Platform, typer.Argument(help="渠道：wechat 微信公众号，wecom 企业微信，weibo 微博")]
Number = Annotated[str, typer.Argument(help="账号：公众号的 AppID，企业微信的“企业ID:AgentId”，微博的 UID")]
By = Annotated[str, typer.Option(help="谁办理的，写姓名")]
Reason = Annotated[str, typer.Option(help="理由")]


@accounts.command()
def add(
    channel: Channel,
    account: Number,
    *,
    name: Annotated[str, typer.Option(help="账号名称")],
    unit: Annotated[str, typer.Option(help="开设和管理的单位（谁开设、谁管理）")],
    by: By,
    reason: Reason = "开设",
) -> None:
    """登记一个已获准开设的账号；没有登记的账号不答复任何人。"""
    with open_store(load_settings()) as store:
        store.accounts.add(channel.value, account, name=name, unit=unit, by=_operator(by), reason=reason)
    REMARKS.print(f"已登记：{name}（{unit}）", markup=False)


@accounts.command("list")
def list_accounts(as_json: Annotated[bool, typer.Option("--json", help="输出一个 JSON 对象")] = False) -> None:
    """列出登记过的全部账号和最近一次变动。"""
    with open_store(load_settings()) as store:
        known = store.accounts.listed(by=_operator())
    if as_json:
        print_json([_as_object(account) for account in known])
    else:
        print_table(("渠道", "账号", "名称", "单位", "状态", "变动", "理由"), map(_as_row, known))


@accounts.command()
def off(channel: Channel, account: Number, by: By, reason: Reason) -> None:
    """停用一个账号，立即生效，不必重启服务；欠着的答复留到重新启用。"""
    with open_store(load_settings()) as store:
        store.accounts.switch_off(channel.value, account, by=_operator(by), reason=reason)
    REMARKS.print(f"已停用：{account}", markup=False)


@accounts.command()
def on(channel: Channel, account: Number, by: By, reason: Reason) -> None:
    """重新启用一个账号，立即生效。"""
    with open_store(load_settings()) as store:
        store.accounts.switch_on(channel.value, account, by=_operator(by), reason=reason)
    REMARKS.print(f"已启用：{account}", markup=False)


def _operator(name: str = "jiedu") -> Actor:
    return at_terminal(name, Role.SYSTEM_ADMIN)


def _as_row(known: Account) -> tuple[str, ...]:
    change = f"{china_day(known.changed_at)} {known.changed_by}"
    state = word(AccountChange.ON if known.is_on else AccountChange.OFF)
    return known.channel, known.account, known.name, known.unit, state, change, known.reason


def _as_object(known: Account) -> dict[str, object]:
    return {
        "channel": known.channel,
        "account": known.account,
        "name": known.name,
        "unit": known.unit,
        "is_on": known.is_on,
        "reason": known.reason,
        "changed_by": known.changed_by,
        "changed_at": known.changed_at.isoformat(),
    }
