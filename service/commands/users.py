"""jiedu users: accounts and roles at the terminal, for the first days and for when nobody can sign in."""

from typing import Annotated

import typer

from governance.access import Role
from governance.first_people import FirstPassword, at_terminal, make_first_administrators
from governance.people import NewUser
from governance.user_rows import User
from service.clock import now_in_china
from service.commands.console import OUTPUT, REMARKS, print_json, print_table
from service.commands.people import AsJson, By, Reason, unit_named, user_named
from service.compose import Store, open_store
from service.settings import load_settings

users = typer.Typer(no_args_is_help=True)

Login = Annotated[str, typer.Argument(help="登录名")]
ONCE = "一次性密码只显示这一次，一周内有效；首次登录时必须修改。"


@users.command()
def add(
    login: Login,
    *,
    name: Annotated[str, typer.Option(help="姓名")],
    by: By,
    unit: Annotated[str | None, typer.Option(help="所属单位的名称或编号；管理员不填")] = None,
    role: Annotated[list[Role] | None, typer.Option(help="角色，可多次给出")] = None,
    sso: Annotated[str | None, typer.Option(help="统一身份名，即统一身份认证对此人的称呼")] = None,
    without_password: Annotated[
        bool, typer.Option("--without-password", help="不设密码，只从统一身份认证登录")
    ] = False,
) -> None:
    """添加一个用户，显示一次性密码。"""
    with open_store(load_settings()) as store:
        people, now = store.governance.people, now_in_china()
        unit_id = unit_named(store, unit).id if unit else None
        new = NewUser(login, name, unit_id, sso, not without_password)
        # One transaction: an account whose roles are refused is not left half made.
        with store.database.writing():
            user, password = people.add(new, actor=at_terminal(by, Role.SYSTEM_ADMIN), now=now)
            if role:
                people.grant(user.id, role, actor=at_terminal(by, Role.SECURITY_ADMIN), now=now)
    _show_password(password)


@users.command("list")
def list_users(as_json: AsJson = False) -> None:
    """列出全部用户及其单位、角色和状态。"""
    with open_store(load_settings()) as store:
        known = store.governance.people.listed(actor=at_terminal("终端", Role.SYSTEM_ADMIN))
        rows = [_row(store, user) for user in known]
    if as_json:
        print_json([dict(zip(("login", "name", "unit", "roles", "state"), row, strict=True)) for row in rows])
    else:
        print_table(("登录名", "姓名", "单位", "角色", "状态"), rows)


@users.command()
def roles(
    login: Login,
    role: Annotated[list[Role] | None, typer.Argument(help="此后担任的全部角色；不给则收回全部角色")] = None,
    *,
    by: By,
) -> None:
    """授予角色，代替原来的全部角色。"""
    with open_store(load_settings()) as store:
        security = at_terminal(by, Role.SECURITY_ADMIN)
        user = store.governance.people.grant(
            user_named(store, login).id, role or [], actor=security, now=now_in_china()
        )
    OUTPUT.print(f"{user.login} 的角色：{_roles(user) or '无'}", markup=False)


@users.command()
def move(login: Login, unit: Annotated[str, typer.Argument(help="新单位的名称或编号")], *, by: By) -> None:
    """把用户调到另一单位；原来的角色一并收回。"""
    with open_store(load_settings()) as store:
        system = at_terminal(by, Role.SYSTEM_ADMIN)
        store.governance.people.move(
            user_named(store, login).id, unit_named(store, unit).id, actor=system, now=now_in_china()
        )
    OUTPUT.print("已调整，角色须重新授予", markup=False)


@users.command()
def disable(login: Login, *, by: By, reason: Reason) -> None:
    """停用一个用户：立即退出，不能再登录；记录保留。"""
    with open_store(load_settings()) as store:
        system = at_terminal(by, Role.SYSTEM_ADMIN)
        store.governance.people.disable(user_named(store, login).id, actor=system, reason=reason, now=now_in_china())
    OUTPUT.print("已停用", markup=False)


@users.command()
def enable(login: Login, *, by: By, reason: Reason) -> None:
    """恢复一个停用的用户。"""
    with open_store(load_settings()) as store:
        system = at_terminal(by, Role.SYSTEM_ADMIN)
        store.governance.people.enable(user_named(store, login).id, actor=system, reason=reason, now=now_in_china())
    OUTPUT.print("已恢复", markup=False)


@users.command()
def unlock(login: Login, *, by: By, reason: Reason) -> None:
    """解除因连续输错密码造成的锁定。"""
    with open_store(load_settings()) as store:
        security = at_terminal(by, Role.SECURITY_ADMIN)
        store.governance.people.unlock(user_named(store, login).id, actor=security, reason=reason, now=now_in_china())
    OUTPUT.print("已解除锁定", markup=False)


@users.command("reset-password")
def reset_password(login: Login, *, by: By) -> None:
    """换成新的一次性密码，并让此人在各处退出。"""
    with open_store(load_settings()) as store:
        system = at_terminal(by, Role.SYSTEM_ADMIN)
        password = store.governance.people.reset_password(user_named(store, login).id, actor=system, now=now_in_china())
    _show_password(password)


@users.command()
def first(by: By) -> None:
    """建立最初的三名管理员；已有用户时什么也不做。"""
    with open_store(load_settings()) as store:
        made = make_first_administrators(store.governance.people, by=by, now=now_in_china())
    if made:
        show_first(made)
    else:
        OUTPUT.print("已有用户，没有新建管理员", markup=False)


def show_first(made: list[FirstPassword]) -> None:
    """The administrators of the first start and their one-time passwords, on the terminal only."""
    REMARKS.print("\n  最初的三名管理员（须由三个不同的人担任）：", markup=False)
    for one in made:
        REMARKS.print(f"    {one.role.value}  登录名 {one.login}  一次性密码 {one.password}", markup=False)
    REMARKS.print(f"  {ONCE}登录地址 /login\n", markup=False)


def _show_password(password: str | None) -> None:
    if password is None:
        OUTPUT.print("已添加，从统一身份认证登录", markup=False)
        return
    OUTPUT.print(password, markup=False)
    REMARKS.print(ONCE, markup=False)


def _row(store: Store, user: User) -> tuple[str, str, str, str, str]:
    unit = store.units.get(user.unit_id) if user.unit_id else None
    state = "停用" if not user.is_active else "待改密码" if user.must_change else "正常"
    return user.login, user.name, unit.name if unit else "", _roles(user), state


def _roles(user: User) -> str:
    return "、".join(sorted(role.value for role in user.roles))
