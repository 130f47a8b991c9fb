"""The command line `jiedu`: which commands there are, and how an error is told."""

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, NamedTuple

import typer

from kb.errors import JieduError
from service.errors import told
from service.usage import told_interrupted, told_unknown, told_usage

# The exit code for a command line that cannot be understood, as of every other command.
USAGE = 2


class Entry(NamedTuple):
    """Where a command is (module:name, a function or a Typer group), and its line of help.

    evals stands above us and is named, not imported: its commands load when they are called.
    """

    place: str
    help: str


# Listing the commands must not load what they work with: the help stands here, and a test compares it.
COMMANDS = {
    "ask": Entry("service.commands.asking:ask", "回答一个问题，并给出原文出处。"),
    "ingest": Entry("service.commands.ingesting:ingest", "收录文件、文件夹或网址，并报告每份的结果。"),
    "serve": Entry("service.commands.serving:serve", "启动网页和接口服务，按 Ctrl+C 停止。"),
    "mcp": Entry("service.commands.mcp:mcp", "以 MCP（标准输入输出）向大模型程序提供提问、查找和读文件。"),
    "demo": Entry("service.commands.demo:demo", "装入示例文件库；可以重复执行。"),
    "status": Entry("service.commands.status:status", "显示文件库、索引和服务的状况。"),
    "documents": Entry("service.commands.documents:documents", "查看文件，确认效力，更正事实，撤下文件。"),
    "users": Entry("service.commands.users:users", "添加、停用用户，授予角色，重置密码。"),
    "units": Entry("service.commands.units:units", "登记单位，更名、合并、拆分。"),
    "duties": Entry("service.commands.duties:duties", "列出各单位待办的职责，提醒和催办。"),
    "calendar": Entry("service.commands.calendar:calendar", "载入和查看节假日安排，计算工作日期限。"),
    "audit": Entry("service.commands.audit:audit", "检查、查阅、导出审计记录。"),
    "tokens": Entry("service.commands.tokens:tokens", "发放、查看、收回访问令牌。"),
    "index": Entry("service.commands.index:index", "检查或重建搜索索引。"),
    "generated": Entry("service.commands.generated:generated", "停用、恢复生成模式，查看它的状况。"),
    "bench": Entry("evals.commands:bench", "测量回答与收录的速度和内存。"),
    "bench-channels": Entry(
        "evals.channel_commands:bench_channels", "测量微信回调的承载：每秒应答、用时、有无丢失和重复。"
    ),
    "eval": Entry("evals.commands:evaluate", "用评测题衡量回答的质量。"),
    "accounts": Entry("service.commands.accounts:accounts", "登记、停用、启用微信等渠道的账号。"),
    "wechat": Entry("service.commands.wechat:wechat", "创建微信公众号的菜单。"),
    "tickets": Entry("service.commands.tickets:tickets", "列出转给各单位的工单，查看经过。"),
    "settings": Entry("service.commands.settings:settings", "列出全部设置、当前的值和说明。"),
}


def build_app(wanted: str | None) -> typer.Typer:
    """All commands as lines to list, and the wanted one for real: only that one is imported."""
    app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)
    app.callback()(_jiedu)
    for name, entry in COMMANDS.items():
        command = load_command(name) if name == wanted else _listed
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name, help=entry.help)
        else:
            app.command(name, help=entry.help)(command)
    return app


def load_command(name: str) -> Callable[..., Any] | typer.Typer:
    """The function or group behind a name of COMMANDS. Any: each command has its own parameters."""
    module, _, attribute = COMMANDS[name].place.partition(":")
    command: Callable[..., Any] | typer.Typer = getattr(import_module(module), attribute)
    return command


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs a command; an error of ours becomes one line and the exit code 1, without a traceback."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    wanted = words[0] if words and words[0] in COMMANDS else None
    if words and wanted is None and not words[0].startswith("-"):
        _end(told_unknown(words[0], COMMANDS), code=USAGE)
    try:
        sys.exit(build_app(wanted)(args=words, prog_name="jiedu", standalone_mode=False) or 0)
    except JieduError as error:
        _end(told(error))
    except typer.Abort:
        _end(told_interrupted())
    except BrokenPipeError:
        # The reader of our output (head, less) has seen enough.
        sys.stderr.close()
        sys.exit(0)
    # The outer edge: typer has no public class for errors of usage.
    except Exception as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            sys.exit(USAGE)  # the help was shown
        message = told_usage(error)
        if message is None:
            raise
        _end(message, code=USAGE)


def _end(message: str, *, code: int = 1) -> None:
    sys.stderr.write(f"错误：{message}\n")
    sys.exit(code)


def _jiedu() -> None:
    """解读：用政府公开的文件回答问题，每句都能核对原文。"""


def _listed() -> None:
    """Stands for a command in the list; never run."""
