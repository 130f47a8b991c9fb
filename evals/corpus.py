"""The documents of an evaluation in a home of their own, put there the way production does it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from evals.errors import EvaluationError
from evals.forms import EvalQuestion, SourceDocument, digest_of_files, read_documents
from evals.homes import Names, make_home, names_of
from ingestion.errors import IngestionError
from ingestion.interpreting import interpret
from kb.catalogue import Incoming
from kb.errors import DocumentNumberError
from kb.library import Library
from kb.numbers import DocumentNumber
from kb.tables import OriginRow
from service.compose import Parts, Store, build, open_desk
from service.demo import DemoLoader
from service.demo_files import demo_digest, demo_files
from service.settings import Settings, load_settings

_STORED_AT_ONCE = 200

Progress = Callable[[str, int, int], None]
"""Told now and then: what is being done, how much of it is done, of how much."""


@dataclass(frozen=True)
class Corpus:
    """A home with the documents in it."""

    settings: Settings
    names: Names

    def right(self, question: EvalQuestion, library: Library) -> frozenset[str]:
        """The ids of the right documents; empty when none of them is known here."""
        found: set[str] = set()
        for name in question.documents:
            found.update([self.names[name]] if name in self.names else _called(library, name))
        return frozenset(found)


def prepare(paths: Sequence[Path], home: Path, *, now: datetime, progress: Progress) -> Corpus:
    """The home holds exactly the documents of these files, indexed. Raises EvaluationError."""
    settings = settings_of(home)
    names = make_home(
        settings,
        made_of=digest_of_files(paths),
        fill=lambda store: _fill(store, read_documents(paths), now=now, progress=progress),
        index=lambda: index_home(settings, now=now, progress=progress),
    )
    return Corpus(settings, names)


def prepared_before(home: Path) -> Corpus:
    """The home as a run before left it, though documents or code may have changed since. Raises EvaluationError."""
    settings = settings_of(home)
    return Corpus(settings, names_of(settings))


def prepare_demo(home: Path, *, now: datetime, progress: Progress) -> Corpus:
    """The home holds the shipped demo corpus with what its editors confirmed, indexed. Raises EvaluationError."""
    settings = settings_of(home)
    names = make_home(
        settings,
        made_of=demo_digest(),
        fill=lambda store: fill_demo(store, progress=progress),
        index=lambda: index_home(settings, now=now, progress=progress),
    )
    return Corpus(settings, names)


@contextmanager
def opened(corpus: Corpus, *, now: datetime, progress: Progress) -> Iterator[Parts]:
    """The engine on the corpus; an index made by an older recipe is rebuilt first."""
    with build(corpus.settings) as parts:
        indexer = parts.desk.indexer
        if parts.desk.shelves.is_outdated:
            indexer.rebuild(now=now, progress=lambda done, total: progress("重建索引", done, total))
        indexer.apply(now=now, progress=lambda done, total: progress("更新索引", done, total))
        yield parts


def settings_of(home: Path) -> Settings:
    """The settings in force, with this home."""
    return load_settings().model_copy(update={"home": home.resolve()})


def _fill(store: Store, documents: Sequence[SourceDocument], *, now: datetime, progress: Progress) -> Names:
    names: dict[str, str] = {}
    for start in range(0, len(documents), _STORED_AT_ONCE):
        batch = documents[start : start + _STORED_AT_ONCE]
        stored = store.catalogue.store_many([_incoming(document) for document in batch], now=now)
        names.update((document.name, row.document_id) for document, row in zip(batch, stored, strict=True))
        progress("收录文件", start + len(batch), len(documents))
    return names


def _incoming(document: SourceDocument) -> Incoming:
    key = f"{document.file}#{document.name}"
    try:
        reading = interpret(document.read, key=key, source_digest=document.digest, url=None)
    except IngestionError as error:
        raise EvaluationError(f"{key}: {error}") from error
    return Incoming(reading, document.file)


def fill_demo(store: Store, *, progress: Progress) -> Names:
    """The demo corpus and what its editors confirmed are stored. Raises EvaluationError when any of it is refused."""
    loader, demo = DemoLoader(store), demo_files()
    done = iter(range(1, len(demo) + 1))
    lines = loader.load_documents(demo, on_file=lambda: progress("读取示例文件", next(done), len(demo)))
    refused = [line for line in lines if line.outcome is None]
    if refused:
        raise EvaluationError(f"{len(refused)} demo documents were refused, {refused[0].name}: {refused[0].reason}")
    loader.load_units()
    loader.apply_corrections()
    with store.database.reading() as session:
        origins = [(row.key, row.document_id) for row in session.scalars(select(OriginRow))]
    # demo:gd_service_guides.jsonl#gd-1144… -> gd-1144…
    return {key.rpartition("#")[2]: identity for key, identity in origins if "#" in key}


def index_home(settings: Settings, *, now: datetime, progress: Progress) -> None:
    """The indexes are what the records say."""
    with open_desk(settings) as desk:
        desk.indexer.apply(now=now, progress=lambda done, total: progress("建立索引", done, total))


def _called(library: Library, name: str) -> list[str]:
    try:
        found = library.by_number(str(DocumentNumber.parse(name)))
    except DocumentNumberError:
        found = library.by_title(name)
    return [card.id for card in found]
