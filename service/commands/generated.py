"""jiedu generated: is a model writing, and the switch that silences it at once."""

from typing import Annotated

import typer

from service.clock import now_in_china
from service.commands.console import OUTPUT
from service.generating import switch_of
from service.settings import Settings, load_settings

generated = typer.Typer(no_args_is_help=True, help="停用、恢复生成模式，查看它的状况。")


@generated.command(help="是否在用大模型写答复，用的哪个。")
def status() -> None:
    """What people get now, and why."""
    settings = load_settings()
    if not settings.generated:
        OUTPUT.print("生成模式没有开通：只引用原文作答。", markup=False)
        return
    OUTPUT.print(f"{settings.model_name}（备案号：{settings.model_filing_number}）", markup=False)
    OUTPUT.print(_state(settings), markup=False)


@generated.command(help="立即停用：从下一个问题起只引用原文，重启后仍然停用。")
def stop(reason: Annotated[str, typer.Option(help="为什么停用，会记下来")] = "") -> None:
    """No model is asked from now on."""
    switch_of(load_settings()).stop(reason=reason, now=now_in_china())
    OUTPUT.print("已停用。恢复：jiedu generated resume", markup=False)


@generated.command(help="恢复生成模式。")
def resume() -> None:
    """The model is asked again."""
    settings = load_settings()
    switch_of(settings).resume()
    OUTPUT.print(_state(settings) if settings.generated else "生成模式没有开通：只引用原文作答。", markup=False)


def _state(settings: Settings) -> str:
    switch = switch_of(settings)
    if not switch.is_stopped:
        return "正在使用。"
    told = switch.told()
    since = f"，自 {told['since']}" if told.get("since") else ""
    reason = f"，原因：{told['reason']}" if told.get("reason") else ""
    return f"已停用{since}{reason}。"
