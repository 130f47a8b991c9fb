"""jiedu settings: every setting with its value and one line of help."""

from typing import Annotated

import typer

from service.commands.console import OUTPUT, print_json
from service.settings import PREFIX, Settings, describe_settings, load_settings

HEAD = """# 设置

本页由 `jiedu settings --markdown` 生成。每项可用环境变量给出，也可写进数据目录里的 `jiedu.toml`
（名称去掉 `JIEDU_`，用小写）；两处都有时以环境变量为准。名称写错或值不可用时，程序不启动，并说明错在哪里。
"""


def settings(
    as_json: Annotated[bool, typer.Option("--json", help="输出一个 JSON 对象")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="输出运行手册里的设置一页")] = False,
) -> None:
    """列出全部设置、当前的值和说明。"""
    rows = describe_settings(load_settings())
    if as_json:
        print_json([{"name": name, "value": value, "help": told} for name, value, told in rows])
    elif markdown:
        OUTPUT.print(_page(rows), markup=False, end="")
    else:
        for name, value, told in rows:
            OUTPUT.print(f"{name}={value}", markup=False, style="bold")
            OUTPUT.print(f"    {told}", markup=False)


def _page(rows: list[tuple[str, str, str]]) -> str:
    defaults = {f"{PREFIX}{name.upper()}": field.default for name, field in Settings.model_fields.items()}
    lines = [f"| `{name}` | `{defaults.get(name, '')}` | {told} |" for name, _, told in rows]
    return "\n".join([HEAD, "| 设置 | 默认值 | 说明 |", "|---|---|---|", *lines, ""])
