"""jiedu duties: what the units owe, and the round that reminds and escalates, at the terminal."""

from typing import Annotated

import typer

from governance.access import Role
from governance.clocks import DutyKind
from governance.first_people import at_terminal
from governance.words import word
from kb.moments import CHINA
from service.clock import now_in_china
from service.commands.console import OUTPUT, print_json, print_table
from service.commands.people import AsJson, unit_named
from service.compose import open_store
from service.settings import load_settings

duties = typer.Typer(no_args_is_help=True)


@duties.command("list")
def list_duties(
    unit: Annotated[str | None, typer.Option(help="只列这个单位的：名称或编号")] = None,
    kind: Annotated[DutyKind | None, typer.Option(help="只列这一种")] = None,
    offset: Annotated[int, typer.Option(min=0, help="跳过前面多少项")] = 0,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="最多列多少项")] = 50,
    as_json: AsJson = False,
) -> None:
    """列出待办的职责，最急的在前。"""
    now = now_in_china()
    with open_store(load_settings()) as store:
        unit_id = unit_named(store, unit).id if unit else None
        reader = at_terminal("终端", Role.DISCLOSURE_OFFICE)
        found = store.governance.duties.listed(actor=reader, unit_id=unit_id, kind=kind, offset=offset, limit=limit)
        names = {one.id: one.name for one in store.units.listed()}
    rows = [
        (
            duty.id,
            word(duty.colour(now)),
            f"{duty.due_at.astimezone(CHINA):%Y-%m-%d %H:%M}{'（暂定）' if duty.is_provisional else ''}",
            names.get(duty.unit_id, duty.unit_id),
            word(duty.kind),
            duty.title,
        )
        for duty in found
    ]
    headings = ("编号", "颜色", "须在此前办结", "单位", "职责", "事由")
    if as_json:
        print_json([dict(zip(headings, row, strict=True)) for row in rows])
    else:
        print_table(headings, rows)


@duties.command()
def run() -> None:
    """现在就开立到期的职责，提醒、催办、通报；平时自动进行，重复执行没有妨碍。"""
    with open_store(load_settings()) as store:
        report = store.governance.round.run(now_in_china())
    steps = "，".join(f"{word(step)} {count} 项" for step, count in report.steps.items())
    OUTPUT.print(f"新开 {report.opened} 项，期限变动 {report.moved} 项，{steps}", markup=False)
