"""jiedu calendar: the year's days off and worked weekends, on which every term rests."""

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer

from governance.access import Role
from governance.first_people import at_terminal
from service.clock import now_in_china, today_in_china
from service.commands.console import OUTPUT, print_table
from service.commands.people import By
from service.compose import open_store
from service.errors import ServiceError
from service.settings import load_settings

calendar = typer.Typer(no_args_is_help=True)

_SATURDAY = 5


@calendar.command()
def load(
    file: Annotated[Path, typer.Argument(help="节假日安排文件（TOML），样式见 docs/operating/calendar.md")], by: By
) -> None:
    """载入节假日安排，并重新计算所有未办结职责的期限。"""
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ServiceError(f"读不了 {file}：{error}。请检查路径，并用 UTF-8 保存") from error
    with open_store(load_settings()) as store:
        office = at_terminal(by, Role.DISCLOSURE_OFFICE)
        moved = store.governance.round.load_calendar(text, actor=office, now=now_in_china())
        store.governance.tickets.recount()
    OUTPUT.print(f"已载入，{moved} 项职责的期限有变动", markup=False)


@calendar.command()
def show(
    year: Annotated[int | None, typer.Argument(min=2004, max=2199, help="年份，默认今年")] = None,
) -> None:
    """显示一年里与平常周历不同的日子，并说明是否暂定。"""
    chosen = year or today_in_china().year
    with open_store(load_settings()) as store:
        known = store.governance.calendars.current()
    days = [date(chosen, 1, 1) + timedelta(days=step) for step in range(366)]
    unusual = [day for day in days if day.year == chosen and known.is_workday(day) == (day.weekday() >= _SATURDAY)]
    print_table(("日期", "安排"), ((day.isoformat(), "上班" if known.is_workday(day) else "休息") for day in unusual))
    if known.is_provisional(date(chosen, 6, 30)):
        OUTPUT.print("暂定：这一年的节假日安排尚未载入，只计周末和法定节日。", markup=False)


@calendar.command()
def term(
    start: Annotated[str, typer.Argument(help="起算日，如 2026-12-04（当天不计）")],
    workdays: Annotated[int, typer.Argument(min=0, max=3000, help="多少个工作日")],
) -> None:
    """算一个工作日期限的最后一天。"""
    try:
        day = date.fromisoformat(start)
    except ValueError as error:
        raise ServiceError(f"{start!r} 不是日期，请写成 2026-12-04 的样子") from error
    with open_store(load_settings()) as store:
        end = store.governance.calendars.current().add_workdays(day, workdays)
    OUTPUT.print(f"{end.day.isoformat()}{'（暂定）' if end.is_provisional else ''}", markup=False)
