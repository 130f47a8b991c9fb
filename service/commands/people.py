"""What the commands of governance share: who acts at the terminal, a person and a unit named as people name them."""

from typing import Annotated

import typer

from governance.user_rows import User
from kb.units import Unit
from service.compose import Store
from service.errors import ServiceError

By = Annotated[str, typer.Option(help="谁办理的，写姓名；记入审计")]
Reason = Annotated[str, typer.Option(help="理由")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]


def user_named(store: Store, login: str) -> User:
    """The person with this login. Raises ServiceError."""
    user = store.governance.people.by_login(login)
    if user is None:
        raise ServiceError(f"没有登录名为 {login} 的用户。请用 jiedu users list 查看")
    return user


def unit_named(store: Store, name: str) -> Unit:
    """The unit of this name, former name or id. Raises ServiceError."""
    unit = store.units.get(name) if name.startswith("u-") else store.units.by_name(name)
    if unit is None:
        raise ServiceError(f"单位名录里没有 {name}。请用全称，或先在单位名录中登记（jiedu units add）")
    return unit
