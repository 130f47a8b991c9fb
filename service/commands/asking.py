"""jiedu ask: a question at the terminal, answered by the running server or, when none runs, right here."""

from datetime import date, datetime
from typing import Annotated

import typer

from service.clock import today_in_china
from service.commands.console import OUTPUT, print_json
from service.commands.explaining import show_explanation
from service.compose import build
from service.errors import ServiceError
from service.running import reach
from service.settings import Settings, load_settings
from service.views import AskedView, CitationView, asked_view


def ask(
    question: Annotated[str, typer.Argument(help="问题，原话即可")],
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="答案对哪一天有效，默认为今天")] = None,
    conversation: Annotated[str | None, typer.Option(help="同一次对话的编号，用上次答复里的 conversation_id")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出一个 JSON 对象")] = False,
    explain: Annotated[bool, typer.Option(help="附上每一步的过程")] = False,
) -> None:
    """回答一个问题，并给出原文出处。"""
    settings = load_settings()
    day = on.date() if on else today_in_china()
    # Undecodable bytes of an argument reach us as half surrogates, which can be neither stored nor sent.
    words = question.encode("utf-8", errors="replace").decode("utf-8")
    server = reach(settings.home)
    if server:
        view = server.ask(words, on=day, conversation_id=conversation, explain=explain)
    else:
        view = _ask_here(settings, words, on=day, conversation_id=conversation, explain=explain)
    if as_json:
        print_json(view.model_dump(mode="json", exclude=None if explain else {"trace"}))
    else:
        _show(view)


def _ask_here(settings: Settings, question: str, *, on: date, conversation_id: str | None, explain: bool) -> AskedView:

    with build(settings) as parts:
        if parts.desk.shelves.is_outdated:
            raise ServiceError("索引由另一个模型或词表制成，请先运行 jiedu index rebuild")
        answer = parts.engine.ask(question, on=on, conversation_id=conversation_id, channel="cli", explain=explain)
    return asked_view(answer, explain=explain)


def _show(view: AskedView) -> None:
    OUTPUT.print(view.text, markup=False)
    for number, citation in enumerate(view.citations, start=1):
        OUTPUT.print(f"\n[{number}] {_source(citation)}", markup=False, style="dim")
    if view.trace:
        OUTPUT.print()
        show_explanation(OUTPUT, view.trace, view.timings_ms)


def _source(citation: CitationView) -> str:
    parts = [f"《{citation.title}》", citation.doc_no or "", citation.clause_path]
    place = " ".join(part for part in parts if part)
    address = f"\n    {citation.url}" if citation.url else ""
    return f"{place}（{citation.validity}：{citation.validity_basis}）{address}"
