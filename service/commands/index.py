"""jiedu index: compare the search indexes with the records, or make them anew."""

from typing import Annotated

import typer

from kb.ownership import owner_of
from kb.verifying import verify as compare
from service.clock import now_in_china
from service.commands.console import OUTPUT, REMARKS, print_json, progress_bar
from service.compose import open_desk
from service.errors import ServiceError
from service.index_views import VerificationView, verification_view
from service.running import reach
from service.settings import Settings, load_settings

index = typer.Typer(no_args_is_help=True)


@index.command()
def verify(as_json: Annotated[bool, typer.Option("--json", help="输出一个 JSON 对象")] = False) -> None:
    """逐条核对索引与数据库；有差异时退出码为 1。服务正在运行时由它核对。"""
    settings = load_settings()
    server = reach(settings.home)
    found = server.verify_index() if server else _compared_here(settings)
    if as_json:
        print_json(found)
    else:
        _show(found)
    if not found.sound:
        raise typer.Exit(1)


@index.command()
def rebuild() -> None:
    """重新制作全部索引；已算过的向量不会重算。"""
    settings = _alone(load_settings())

    with open_desk(settings) as desk, progress_bar() as bar:
        task = bar.add_task("重建索引", total=None)
        done = desk.indexer.rebuild(
            now=now_in_china(), progress=lambda done, total: bar.update(task, completed=done, total=total)
        )
    OUTPUT.print(f"完成，共 {done} 份文件", markup=False)


def _compared_here(settings: Settings) -> VerificationView:
    with open_desk(settings) as desk:
        return verification_view(compare(desk.store.database, desk.shelves, now=now_in_china()))


def _show(found: VerificationView) -> None:
    for one in found.indexes:
        differences = f"缺 {len(one.missing)}，多 {len(one.surplus)}，旧 {len(one.stale)}"
        OUTPUT.print(f"{one.name:16} {one.held:8} 条  {'一致' if one.is_sound else differences}", markup=False)
    if found.late:
        OUTPUT.print(f"另有 {found.late} 份文件等待更新索引", markup=False)
    if not found.sound:
        REMARKS.print("索引与数据库不一致，请运行 jiedu index rebuild", style="red")


def _alone(settings: Settings) -> Settings:
    owner = owner_of(settings.home)
    if owner and owner.address:
        raise ServiceError(f"服务正在运行（{owner.address}）并占有索引。请先停止服务，再运行这个命令")
    return settings
