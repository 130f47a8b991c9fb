"""jiedu status: how much is known, how the index stands, and who owns it."""

from typing import Annotated, Any

import typer

from service.clock import today_in_china
from service.commands.console import OUTPUT, print_json
from service.compose import open_store
from service.health import documents_by_validity, folder_bytes
from service.reminders import reminders
from service.running import running_server
from service.settings import Settings, load_settings


def status(as_json: Annotated[bool, typer.Option("--json", help="输出一个 JSON 对象")] = False) -> None:
    """显示文件库、索引和服务的状况。"""
    found = _status(load_settings())
    if as_json:
        print_json(found)
        return
    server = found["server"] or "没有运行（jiedu serve 启动）"
    OUTPUT.print(f"数据目录    {found['home']}", markup=False)
    OUTPUT.print(f"服务        {server}", markup=False)
    OUTPUT.print(f"文件        {found['documents']} 份，其中公开 {found['published']} 份", markup=False)
    OUTPUT.print(f"段落        {found['passages']}", markup=False)
    OUTPUT.print(f"待更新索引  {found['outbox']} 份", markup=False)
    OUTPUT.print(f"占用磁盘    {found['disk_mb']} MB", markup=False)
    for validity, count in found["validity"].items():
        OUTPUT.print(f"  {validity}  {count}", markup=False)
    for reminder in found["reminders"]:
        OUTPUT.print(f"提醒        {reminder}", markup=False)


# Any: a JSON object of several kinds of value, made here and printed above.
def _status(settings: Settings) -> dict[str, Any]:

    with open_store(settings) as store:
        counts = store.library.counts()
        return {
            "home": str(settings.home),
            "server": running_server(settings.home),
            "documents": counts.documents,
            "published": counts.published,
            "passages": counts.passages,
            "outbox": counts.outbox,
            "validity": documents_by_validity(store.library, today_in_china()),
            "reminders": reminders(settings, today_in_china()),
            "disk_mb": round(folder_bytes(settings.home) / 1e6, 1),
        }
