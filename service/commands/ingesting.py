"""jiedu ingest: take in files, folders and web addresses, and say what became of each document."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

import typer

from channels.words import word
from ingestion.limits import DEFAULT_LIMITS, Limits
from ingestion.reading import Reading
from ingestion.sources.folder import FolderSource
from ingestion.sources.source import Source
from ingestion.sources.web import WebSource
from ingestion.synchronise import Line, Synchroniser, Visit
from kb.cards import Outcome
from kb.documents import PublicationState
from service.clock import now_in_china
from service.commands.console import OUTPUT, REMARKS, print_json, progress_bar
from service.commands.records import settle_with_bar
from service.compose import Store, open_store
from service.settings import load_settings

REFUSED = "refused"


def ingest(
    places: Annotated[list[str], typer.Argument(help="文件、文件夹或网址，可以有多个")],
    draft: Annotated[bool, typer.Option("--draft", help="先存为草稿，不公开")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出一个 JSON 对象")] = False,
) -> None:
    """收录文件、文件夹或网址，并报告每份的结果。"""
    settings = load_settings()
    limits = replace(DEFAULT_LIMITS, file_bytes=settings.file_limit_bytes)
    state = PublicationState.DRAFT if draft else PublicationState.PUBLISHED
    with open_store(settings) as store:
        lines = _take_in(store, places, limits, state)
        settle_with_bar(settings, store)
    if as_json:
        print_json(_report(lines))
    else:
        _show(lines)
    if any(line.outcome is None for line in lines):
        raise typer.Exit(1)


def show_refusals(lines: Sequence[Line]) -> None:
    """Every document that was refused, with its reason."""
    for line in lines:
        if line.outcome is None:
            REMARKS.print(f"未收录 {line.name}：{line.reason}", markup=False, style="red")


def _take_in(store: Store, places: Sequence[str], limits: Limits, state: PublicationState) -> list[Line]:
    with Reading(limits) as reading, progress_bar() as bar:
        task = bar.add_task("收录文件", total=None)
        reviewers = store.publishing.new_versions.reviewers
        synchroniser = Synchroniser(reading, store.library, store.catalogue, clock=now_in_china, reviewers=reviewers)
        visits = _visits(places, limits, lambda: bar.advance(task))
        return list(synchroniser.take_in(visits, state=state))


def _visits(places: Sequence[str], limits: Limits, on_visit: Callable[[], None]) -> Iterator[Visit]:
    for place in places:
        for found in _source(place, limits).fetch():
            yield Visit(found)
            on_visit()


def _source(place: str, limits: Limits) -> Source:
    if place.lower().startswith(("http://", "https://")):
        return WebSource(place, limits)
    return FolderSource(Path(place), limits)


def _report(lines: Sequence[Line]) -> dict[str, object]:
    counts = Counter(_outcome(line) for line in lines)
    names = [*(outcome.value for outcome in Outcome), REFUSED]
    documents = [{**asdict(line), "outcome": _outcome(line)} for line in lines]
    return {**{name: counts[name] for name in names}, "documents": documents}


def _outcome(line: Line) -> str:
    return line.outcome.value if line.outcome else REFUSED


def _show(lines: Sequence[Line]) -> None:
    for line in lines:
        if line.outcome not in (None, Outcome.UNCHANGED):
            OUTPUT.print(f"{word(line.outcome)} {line.name}  {line.title}", markup=False)
    show_refusals(lines)
    counts = Counter(line.outcome for line in lines)
    told = [f"{word(outcome)} {counts[outcome]}" for outcome in Outcome] + [f"未收录 {counts[None]}"]
    OUTPUT.print("，".join(told), markup=False)
