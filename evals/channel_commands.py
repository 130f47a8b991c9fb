"""jiedu bench-channels: measure, print a table or one JSON object."""

from pathlib import Path
from typing import Annotated

import typer

from evals.bench import PASSAGES, Bench
from evals.bench_channels import NAIVE_SECONDS, RATE, SECONDS, ChannelBench
from service.clock import now_in_china
from service.commands.console import print_json, print_table, progress_of_several

_BENCH = Path(".jiedu/bench")

# What the rows of the table are called; figures without a name stand under their own.
_NAMES = {
    "callbacks": "回调数",
    "sealed": "其中安全模式",
    "offered_per_s": "每秒送出",
    "acknowledged": "5 秒内应答的",
    "acknowledged_per_s": "每秒应答",
    "p50_ms": "应答用时 p50（毫秒）",
    "p99_ms": "应答用时 p99（毫秒）",
    "max_ms": "应答用时最长（毫秒）",
    "beyond_5_s": "超过 5 秒的投递",
    "broken": "断开或出错的投递",
    "answered": "得到答复的",
    "answered_within_the_callback": "其中在回调里答复",
    "lost": "没有得到答复的",
    "doubled": "得到两次答复的",
    "computed": "计算的次数",
    "answers_per_s_beside": "每秒完成答复（送出期间）",
    "answers_per_s": "每秒完成答复（全程）",
    "generator_cpu_share": "发送程序占一个核的",
    "server_cpu_s": "服务用的处理器时间（秒）",
    "server_mb": "服务占的内存（MB）",
    "other_cores_busy": "其他程序占的核数",
}


def bench_channels(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="输出一个 JSON 对象")] = False,
    rate: Annotated[float, typer.Option(min=1, max=2000, help="每秒送出多少个回调")] = RATE,
    seconds: Annotated[int, typer.Option(min=1, max=60, help="送多少秒")] = SECONDS,
    naive_seconds: Annotated[int, typer.Option(min=0, max=60, help="直接作答的对照送多少秒；0 为不测")] = NAIVE_SECONDS,
    passages: Annotated[int, typer.Option(min=1000, help="知识库里的段落数")] = PASSAGES,
    home: Annotated[Path, typer.Option(help="合成的知识库所在的目录，与 jiedu bench 共用")] = _BENCH,
    as_is: Annotated[bool, typer.Option("--as-is", help="直接使用那里已有的知识库，不因程序变了而重建")] = False,
) -> None:
    """测量微信回调的承载：每秒应答、用时、有无丢失和重复。"""
    with progress_of_several() as progress:
        made = Bench(home.resolve(), now_in_china(), progress, passages)
        folder = home.resolve() / f"passages-{passages}" if as_is else made.big_home().settings.home
        found = ChannelBench(folder, progress, rate, seconds, naive_seconds).run()
    if as_json:
        print_json(dict(found))
        return
    served, naive = found["jiedu"], found["naive"]
    print_table(
        ["", "jiedu", "直接作答的对照"],
        [[_NAMES.get(name, name), str(value), str(naive.get(name, ""))] for name, value in served.items()],
    )
