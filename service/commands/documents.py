"""jiedu documents: what is known about each document, and what an editor may say about it at the terminal."""

from datetime import datetime
from typing import Annotated

import typer

from governance.access import Role
from governance.first_people import at_terminal
from kb.documents import DocumentKind, Fact, Validity
from service.clock import now_in_china, today_in_china
from service.commands.console import OUTPUT, print_json, print_table
from service.commands.records import document_id, settle_with_bar, validity_named
from service.compose import open_store
from service.document_views import document_line, document_view
from service.settings import load_settings

documents = typer.Typer(no_args_is_help=True)

DocumentId = Annotated[str, typer.Argument(help="文件编号（d-…）或发文字号")]
By = Annotated[str, typer.Option(help="谁作出的判断，写姓名")]
Reason = Annotated[str, typer.Option(help="理由或依据")]
ByWhom = Annotated[str, typer.Option("--by", help="谁办理的，写姓名")]
Why = Annotated[str, typer.Option("--reason", help="理由或依据")]
AsJson = Annotated[bool, typer.Option("--json", help="输出一个 JSON 对象")]


@documents.command("list")
def list_documents(
    kind: Annotated[DocumentKind | None, typer.Option(help="只列这一种")] = None,
    offset: Annotated[int, typer.Option(min=0, help="跳过前面多少份")] = 0,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="最多列多少份")] = 50,
    as_json: AsJson = False,
) -> None:
    """列出文件，最近变动的在前。"""

    with open_store(load_settings()) as store:
        cards = store.library.listed(offset=offset, limit=limit, kind=kind)
        changes = store.library.changes(cards)
        lines = [document_line(card, changes[card.id], today_in_china()) for card in cards]
    if as_json:
        print_json([line.model_dump(mode="json") for line in lines])
    else:
        print_table(
            ("编号", "效力", "发文字号", "标题"), ((one.id, one.validity, one.doc_no or "", one.title) for one in lines)
        )


@documents.command()
def show(document: DocumentId, as_json: AsJson = False) -> None:
    """显示一份文件的事实及其来源、效力和依据、条款。"""

    with open_store(load_settings()) as store:
        view = document_view(store.library.document(document_id(store, document)), today_in_china())
    if as_json:
        print_json(view)
        return
    OUTPUT.print(f"{view.title}\n{view.id}  {view.doc_no or ''}  第 {view.version} 版", markup=False)
    OUTPUT.print(f"效力：{view.validity.status}（{view.validity.basis}）{view.validity.evidence}", markup=False)
    for fact in view.facts:
        mark = "*" if fact.counts else " "
        who = f"，{fact.made_by}：{fact.reason}" if fact.made_by else ""
        OUTPUT.print(f"{mark} {fact.label}：{fact.value}（{fact.origin_label}{who}）", markup=False)
    for clause in view.clauses:
        OUTPUT.print(f"  {clause.path} {clause.heading}  [{clause.start}–{clause.end}]", markup=False)


@documents.command()
def confirm(
    document: DocumentId,
    validity: Annotated[str, typer.Argument(help="效力状态：" + "、".join(v.value for v in Validity))],
    by: By,
    reason: Reason,
    ends: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="有效期的最后一天")] = None,
) -> None:
    """由人确认一份文件的效力状态，此后以此为准。"""
    judged = validity_named(validity)
    settings = load_settings()
    with open_store(settings) as store:
        store.publishing.standing.confirm_validity(
            at_terminal(by, Role.DISCLOSURE_OFFICE),
            document_id(store, document),
            judged,
            reason=reason,
            now=now_in_china(),
            ends_on=ends.date() if ends else None,
        )
        settle_with_bar(settings, store)
    OUTPUT.print(f"已确认：{judged.value}", markup=False)


@documents.command()
def correct(
    document: DocumentId,
    fact: Annotated[Fact, typer.Argument(help="要更正的事实")],
    value: Annotated[str, typer.Argument(help="正确的值；空字符串表示没有这一项")],
    by: By,
    reason: Reason,
) -> None:
    """更正一份文件的一项事实；重新收录后仍以更正为准。"""
    settings = load_settings()
    with open_store(settings) as store:
        office, named = at_terminal(by, Role.DISCLOSURE_OFFICE), document_id(store, document)
        store.publishing.terminal.correct(office, named, fact, value, reason=reason, now=now_in_china())
        settle_with_bar(settings, store)
    OUTPUT.print("已更正", markup=False)


@documents.command()
def withdraw(document: DocumentId, by: ByWhom = "终端", reason: Why = "命令行撤下") -> None:
    """撤下一份文件：立即不再用于回答，记录仍保留。"""
    settings = load_settings()
    with open_store(settings) as store:
        office, named = at_terminal(by, Role.DISCLOSURE_OFFICE), document_id(store, document)
        store.publishing.terminal.withdraw(office, named, reason=reason, now=now_in_china())
        settle_with_bar(settings, store)
    OUTPUT.print("已撤下", markup=False)


@documents.command()
def publish(document: DocumentId, by: ByWhom = "终端", reason: Why = "命令行公开") -> None:
    """公开一份没有责任单位的草稿，或恢复已撤下的文件。"""
    settings = load_settings()
    with open_store(settings) as store:
        office, named = at_terminal(by, Role.DISCLOSURE_OFFICE), document_id(store, document)
        store.publishing.terminal.publish(office, named, reason=reason, now=now_in_china())
        settle_with_bar(settings, store)
    OUTPUT.print("已公开", markup=False)
