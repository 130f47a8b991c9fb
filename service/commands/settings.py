"""jiedu settings: every setting with its value and one line of help."""

from typing import Annotated

import typer

from service.commands.console import OUTPUT, print_json
from service.settings import describe_settings, load_settings


def settings(as_json: Annotated[bool, typer.Option("--json", help="输出一个 JSON 对象")] = False) -> None:
    """列出全部设置、当前的值和说明。"""
    rows = describe_settings(load_settings())
    if as_json:
        print_json([{"name": name, "value": value, "help": told} for name, value, told in rows])
    else:
        for name, value, told in rows:
            OUTPUT.print(f"{name}={value}", markup=False, style="bold")
            OUTPUT.print(f"    {told}", markup=False)
