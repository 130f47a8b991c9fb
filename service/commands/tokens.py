"""jiedu tokens: which programs and desks may use the interfaces that need a token."""

from typing import Annotated

import typer

from channels.purposes import TokenPurpose
from channels.tokens import Token
from channels.words import word
from governance.access import Actor, Role
from governance.first_people import at_terminal
from kb.moments import china_day
from service.commands.console import OUTPUT, REMARKS, print_json, print_table
from service.compose import open_store
from service.settings import load_settings

tokens = typer.Typer(no_args_is_help=True)

By = Annotated[str, typer.Option(help="谁办理的，写姓名")]
AsJson = Annotated[bool, typer.Option("--json", help="输出一个 JSON 对象")]


@tokens.command()
def issue(
    name: Annotated[str, typer.Argument(help="发给谁：程序或坐席的名称，例如 在荆门")],
    *,
    by: By,
    purpose: Annotated[TokenPurpose, typer.Option(help="用途：api 程序接口，desk 热线坐席")] = TokenPurpose.API,
    unit: Annotated[str | None, typer.Option(help="使用单位")] = None,
    per_minute: Annotated[int | None, typer.Option(min=1, help="每分钟请求上限，默认见设置")] = None,
    as_json: AsJson = False,
) -> None:
    """发放一个令牌；令牌只显示这一次，系统只保存它的摘要。"""
    with open_store(load_settings()) as store:
        plain = store.tokens.issue(name, purpose, by=_security(by), unit=unit, per_minute=per_minute)
    if as_json:
        print_json({"name": name.strip(), "purpose": purpose.value, "token": plain})
        return
    OUTPUT.print(plain, markup=False)
    REMARKS.print("令牌只显示这一次，请立即交给使用者；丢失时收回它，再发放一个。", markup=False)


@tokens.command("list")
def list_tokens(as_json: AsJson = False) -> None:
    """列出发放过的全部令牌，最近的在前。"""
    with open_store(load_settings()) as store:
        issued = store.tokens.listed(by=_security())
    if as_json:
        print_json([_as_object(token) for token in issued])
    else:
        print_table(("编号", "名称", "用途", "单位", "发放", "最近使用", "收回"), map(_as_row, issued))


@tokens.command()
def revoke(
    token: Annotated[str, typer.Argument(help="令牌编号，见 jiedu tokens list")],
    by: By,
    reason: Annotated[str, typer.Option(help="理由")],
) -> None:
    """收回一个令牌，立即生效，不必重启服务。"""
    with open_store(load_settings()) as store:
        revoked = store.tokens.revoke(token, by=_security(by), reason=reason)
    OUTPUT.print(f"已收回：{revoked.name}", markup=False)


def _security(name: str = "jiedu") -> Actor:
    return at_terminal(name, Role.SECURITY_ADMIN)


def _as_row(token: Token) -> tuple[str, ...]:
    last = token.last_used_on.isoformat() if token.last_used_on else ""
    ended = f"{china_day(token.revoked_at)} {token.revoked_by}：{token.reason}" if token.revoked_at else ""
    issued = f"{china_day(token.issued_at)} {token.issued_by}"
    return (token.id, token.name, word(token.purpose), token.unit or "", issued, last, ended)


def _as_object(token: Token) -> dict[str, object]:
    return {
        "id": token.id,
        "name": token.name,
        "purpose": token.purpose.value,
        "unit": token.unit,
        "per_minute": token.per_minute,
        "issued_at": token.issued_at.isoformat(),
        "issued_by": token.issued_by,
        "revoked_at": token.revoked_at.isoformat() if token.revoked_at else None,
        "revoked_by": token.revoked_by,
        "reason": token.reason,
        "last_used_on": token.last_used_on.isoformat() if token.last_used_on else None,
    }
