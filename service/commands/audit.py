"""jiedu audit: check that the audit trail is whole, keep anchors of it, and read it as the audit administrator."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from governance.access import Act, Actor, Event, Role
from governance.audit_reading import AuditQuery, as_csv, as_json_line
from governance.checkpoints import anchor_printed
from governance.first_people import at_terminal
from governance.words import word
from kb.moments import CHINA
from service.clock import now_in_china
from service.commands.console import OUTPUT, REMARKS, print_table
from service.compose import Store, open_store
from service.errors import ServiceError
from service.settings import load_settings

audit = typer.Typer(no_args_is_help=True)

# Whoever is at the machine may ask whether the trail is whole, which tells none of its contents; to read it takes
# the password of its administrator.
_AT_MACHINE = at_terminal("终端", Role.AUDIT_ADMIN)

As = Annotated[str, typer.Option("--as", help="审计管理员的登录名；随后输入密码")]
Since = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="从这一天起")]
Until = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="到这一天止（不含）")]
Who = Annotated[str | None, typer.Option(help="某人：姓名或用户编号")]
Doing = Annotated[str | None, typer.Option("--act", help="某种行为，如 publication.publish")]
Subject = Annotated[str | None, typer.Option(help="某个对象，如 document:d-…")]
Words = Annotated[str | None, typer.Option(help="对象、理由、详情或姓名里的字样")]


@audit.command()
def verify(
    anchor: Annotated[list[str] | None, typer.Option(help="记在别处的检查点（条数:摘要），可多次给出")] = None,
) -> None:
    """检查审计记录是否完整、未被改动；有问题时以状态码 1 结束。"""
    written_down = [anchor_printed(one) for one in anchor or []]
    with open_store(load_settings()) as store:
        verdict = store.governance.audit.verify(*written_down, actor=_AT_MACHINE)
    for fault in verdict.faults[:20]:
        OUTPUT.print(f"第 {fault.seq} 条：{word(fault.damage)}", markup=False)
    if not verdict.is_whole:
        raise ServiceError(f"审计记录有 {len(verdict.faults)} 处问题。请保全现场并报告审计管理员")
    OUTPUT.print(f"审计记录完整，共 {verdict.end.count} 条", markup=False)
    OUTPUT.print(f"{verdict.end.count}:{verdict.end.digest}", markup=False)


@audit.command()
def checkpoint() -> None:
    """现在保存一个检查点，并显示出来以便抄存到别处；平时每天自动保存。"""
    with open_store(load_settings()) as store:
        kept = store.governance.audit.keep_checkpoint(now=now_in_china())
        end = store.governance.audit.verify(actor=_AT_MACHINE).end
    REMARKS.print("已保存检查点" if kept else "没有新的记录，检查点不变", markup=False)
    OUTPUT.print(f"{end.count}:{end.digest}", markup=False)


@audit.command()
def search(
    reader: As,
    *,
    since: Since = None,
    until: Until = None,
    who: Who = None,
    doing: Doing = None,
    subject: Subject = None,
    words: Words = None,
    limit: Annotated[int, typer.Option(min=1, max=500, help="最多显示多少条")] = 50,
) -> None:
    """查阅审计记录，最近的在前；只有审计管理员可以，查阅本身也记入审计。"""
    query = _query(since, until, who=who, doing=doing, subject=subject, words=words)
    with open_store(load_settings()) as store:
        actor = _signed_in(store, reader)
        found = store.governance.audit.search(query, actor=actor, now=now_in_china(), limit=limit)
    print_table(
        ("序号", "时间", "用户", "行为", "对象", "理由"),
        ((str(e.seq), f"{e.at:%Y-%m-%d %H:%M:%S}", e.actor_name, e.act_word, e.subject, e.reason) for e in found),
    )


@audit.command()
def export(
    file: Annotated[Path, typer.Argument(help="写入的文件；.csv 可用表格软件打开，其他为每行一个 JSON 对象")],
    reader: As,
    *,
    since: Since = None,
    until: Until = None,
    who: Who = None,
    doing: Doing = None,
    subject: Subject = None,
    words: Words = None,
) -> None:
    """导出审计记录，最早的在前；只有审计管理员可以，导出本身也记入审计。"""
    query = _query(since, until, who=who, doing=doing, subject=subject, words=words)
    with open_store(load_settings()) as store:
        entries = store.governance.audit.export(query, actor=_signed_in(store, reader), now=now_in_china())
        is_table = file.suffix.lower() == ".csv"
        lines = as_csv(entries) if is_table else (f"{as_json_line(entry)}\n" for entry in entries)
        # Spreadsheets take a file for UTF-8 only when it begins with a byte order mark.
        with file.open("x", encoding="utf-8-sig" if is_table else "utf-8", newline="") as out:
            out.writelines(lines)
    OUTPUT.print(f"已导出到 {file}", markup=False)


def _signed_in(store: Store, login: str) -> Actor:
    """The reader, who gives the password: whoever is at the machine is not the audit administrator by that alone."""
    if sys.stdin.isatty():
        password: str = typer.prompt("密码", hide_input=True, err=True)
    else:
        password = sys.stdin.readline().rstrip("\n")
    now = now_in_china()
    known = store.governance.sign_ins.sign_in(login, password, now=now)
    store.governance.sign_ins.sign_out(known.token, now=now)
    if known.must_change:
        raise ServiceError("请先在 /login 修改一次性密码或到期的密码")
    return known.user.actor


def _query(
    since: datetime | None,
    until: datetime | None,
    *,
    who: str | None,
    doing: str | None,
    subject: str | None,
    words: str | None,
) -> AuditQuery:
    known: dict[str, Act | Event] = {member.value: member for closed in (Act, Event) for member in closed}
    if doing is not None and doing not in known:
        raise ServiceError(f"没有行为 {doing}。可用：{'、'.join(sorted(known))}")
    return AuditQuery(
        since=since.replace(tzinfo=CHINA) if since else None,
        until=until.replace(tzinfo=CHINA) if until else None,
        actor=who,
        act=known[doing] if doing else None,
        subject=subject,
        words=words,
    )
