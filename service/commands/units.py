"""jiedu units: the directory of units, and what happens to them over time."""

from datetime import date, datetime
from typing import Annotated

import typer

from governance.access import Role
from governance.first_people import at_terminal
from governance.reorganising import Moved, Order, Share
from governance.words import owned_word
from kb.units import Alias, Unit
from service.clock import now_in_china, today_in_china
from service.commands.console import OUTPUT, print_json, print_table
from service.commands.people import AsJson, By, Reason, unit_named
from service.compose import open_store
from service.errors import ServiceError
from service.settings import load_settings

units = typer.Typer(no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="单位的名称、曾用名或编号")]
On = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="从哪一天起，默认今天")]


@units.command("list")
def list_units(as_json: AsJson = False) -> None:
    """列出现有的单位，及其电话和曾用名。"""
    with open_store(load_settings()) as store:
        known = store.units.listed()
    rows = [(one.id, one.name, one.phone or "", "、".join(alias.name for alias in one.aliases)) for one in known]
    headings = ("编号", "名称", "电话", "其他名称")
    if as_json:
        print_json([dict(zip(headings, row, strict=True)) for row in rows])
    else:
        print_table(headings, rows)


@units.command()
def add(
    name: Annotated[str, typer.Argument(help="全称")],
    *,
    by: By,
    region: Annotated[str, typer.Option(help="所在地，如 湖北省荆门市")] = "",
    phone: Annotated[str | None, typer.Option(help="对外咨询电话")] = None,
    alias: Annotated[list[str] | None, typer.Option(help="简称或曾用名，可多次给出")] = None,
    yearly: Annotated[bool, typer.Option("--yearly", help="主要负责人每年须解读一次重要政策")] = False,
) -> None:
    """登记一个单位，或更新它的电话、所在地和简称。"""
    with open_store(load_settings()) as store:
        known = store.units.by_name(name)
        unit = Unit(
            name=name,
            region=region or (known.region if known else ""),
            phone=phone or (known.phone if known else None),
            aliases=tuple(Alias(one) for one in alias or ()),
            id=known.id if known and known.name == name else "",
            interprets_yearly=yearly or bool(known and known.interprets_yearly),
        )
        office = at_terminal(by, Role.DISCLOSURE_OFFICE)
        stored = store.governance.reorganising.put(unit, actor=office, now=now_in_china())
    OUTPUT.print(stored.id, markup=False)


@units.command()
def rename(
    unit: Name, name: Annotated[str, typer.Argument(help="新名称")], *, by: By, reason: Reason, on: On = None
) -> None:
    """单位更名；原名保留为曾用名，所有事项不变。"""
    with open_store(load_settings()) as store:
        moved = store.governance.reorganising.rename(unit_named(store, unit).id, name, order=_order(by, reason, on))
    _tell(moved)


@units.command()
def merge(
    unit: Annotated[list[str], typer.Argument(help="被合并的各单位")],
    *,
    into: Annotated[str, typer.Option(help="合并后的单位：其中之一，或新的名称")],
    by: By,
    reason: Reason,
    on: On = None,
) -> None:
    """合并单位：职责、文件、口径、工单、用户、渠道账号一并转入。"""
    with open_store(load_settings()) as store:
        ids = [unit_named(store, one).id for one in unit]
        moved = store.governance.reorganising.merge(ids, into, order=_order(by, reason, on))
    _tell(moved)


@units.command()
def split(
    unit: Name,
    *,
    into: Annotated[list[str], typer.Option(help="拆分后的各单位，第一个承接没有指明的全部事项")],
    give: Annotated[list[str] | None, typer.Option(help="单位=表:编号，如 甲局=documents:d-…，可多次给出")] = None,
    by: By,
    reason: Reason,
    on: On = None,
) -> None:
    """拆分单位：指明的事项归各自的单位，其余归第一个。"""
    chosen = _chosen(give or [], into)
    with open_store(load_settings()) as store:
        shares = [Share(name, chosen.get(name, {})) for name in into]
        order = _order(by, reason, on)
        moved = store.governance.reorganising.split(unit_named(store, unit).id, shares, order=order)
    _tell(moved)


@units.command()
def owned(unit: Name) -> None:
    """显示一个单位名下有多少事项。"""
    with open_store(load_settings()) as store:
        counts = store.governance.reorganising.owned(
            unit_named(store, unit).id, actor=at_terminal("jiedu", Role.DISCLOSURE_OFFICE)
        )
    print_table(("事项", "数量"), ((owned_word(table), str(count)) for table, count in counts.items()))


def _order(by: str, reason: str, on: datetime | None) -> Order:
    day: date = on.date() if on else today_in_china()
    return Order(at_terminal(by, Role.DISCLOSURE_OFFICE), day, reason, now_in_china())


def _chosen(give: list[str], into: list[str]) -> dict[str, dict[str, list[str]]]:
    chosen: dict[str, dict[str, list[str]]] = {}
    for one in give:
        name, _, thing = one.partition("=")
        table, _, key = thing.partition(":")
        if name not in into or not table or not key:
            raise ServiceError(f"--give {one} 不能用：须写成 单位=表:编号，且单位在 --into 之中")
        chosen.setdefault(name, {}).setdefault(table, []).append(key)
    return chosen


def _tell(moved: Moved) -> None:
    told = "，".join(f"{owned_word(table)} {count}" for table, count in moved.counts.items()) or "没有需要转移的事项"
    OUTPUT.print(f"已办理（{'、'.join(moved.unit_ids)}）：{told}", markup=False)
