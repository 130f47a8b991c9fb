"""The engine: how it is put together, and what names everything its answers are made with."""

import hashlib
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from kb.approved import ApprovedReader
from kb.database import Database
from kb.library import Library
from kb.units import Units
from service.clock import now_in_china
from service.generating import build_writer
from service.settings import Settings
from service.version import version

if TYPE_CHECKING:
    from bot.engine import Engine
    from bot.transcripts import Transcripts
    from kb.embedding import Embedder
    from kb.finding import Finder
    from kb.search import Search
    from kb.vectors import Vectors
    from kb.vocabulary import Vocabulary
    from service.compose import Desk


@dataclass(frozen=True)
class Ground:
    """What an engine stands on. finder: looks into the indexes, of this process or another."""

    database: Database
    library: Library
    units: Units
    vocabulary: "Vocabulary"
    vectors: "Vectors"
    embedder: "Embedder"
    finder: "Finder"


def ground_of(desk: "Desk") -> Ground:
    """The indexes of this process and all that goes with them."""
    from kb.finding import ShelfFinder  # noqa: PLC0415 - heavy, see service/compose.py

    return Ground(
        desk.store.database,
        library=desk.store.library,
        units=desk.store.units,
        vocabulary=desk.vocabulary,
        vectors=desk.vectors,
        embedder=desk.embedder,
        finder=ShelfFinder(desk.shelves),
    )


def open_engine(settings: Settings, ground: Ground, transcripts: "Transcripts") -> "Engine":
    """Answers questions, and keeps every answer."""
    from bot.engine import Engine  # noqa: PLC0415 - heavy, see service/compose.py
    from bot.pipeline import pipeline  # noqa: PLC0415
    from bot.reader.reader import Reader  # noqa: PLC0415
    from bot.understanding import Cues, load_cues  # noqa: PLC0415
    from bot.wording import load_wording  # noqa: PLC0415

    search = search_on(ground, settings)
    steps = pipeline(
        library=ground.library,
        approved=ApprovedReader(ground.database, ground.library),
        search=search,
        units=ground.units,
        vocabulary=ground.vocabulary,
        reader=Reader(threads=1),
        writer=build_writer(settings, ground.vocabulary),
        home=settings.region,
    )
    return Engine(
        pipeline=steps,
        search=search,
        transcripts=transcripts,
        vocabulary=ground.vocabulary,
        cues=Cues(load_cues()),
        wording=load_wording(),
        clock=now_in_china,
    )


def search_on(ground: Ground, settings: Settings) -> "Search":
    """The search as it ships."""
    from kb.query_adapter import load_adapter  # noqa: PLC0415 - heavy, see service/compose.py
    from kb.ranking import load_weights  # noqa: PLC0415
    from kb.search import Search  # noqa: PLC0415

    return Search(
        library=ground.library,
        vectors=ground.vectors,
        finder=ground.finder,
        embedder=ground.embedder,
        adapter=load_adapter(ground.embedder.name),
        segmenter=ground.vocabulary.segmenter,
        weights=load_weights(),
        home=settings.region,
    )


def fingerprint(embedder: "Embedder") -> str:
    """Names what answers are made with, to be stored with each: release, model, and every weight and word list."""
    lists = (
        ("bot", ".toml", ".json", ".txt"),
        ("bot.reader.model", ".toml"),
        ("kb", ".json", ".npz"),
        ("kb.terms", ".toml", ".jsonl", ".txt"),
    )
    return " ".join([f"jiedu {version()} {embedder.name}", *(digest_of(package, *ends) for package, *ends in lists)])


def digest_of(package: str, *endings: str) -> str:
    """Short digest over the files of a package with these endings, so that any change of them shows."""
    found = hashlib.sha256()
    for file in sorted(files(package).iterdir(), key=lambda file: file.name):
        if file.is_file() and file.name.endswith(endings):
            found.update(file.name.encode() + file.read_bytes())
    return found.hexdigest()[:12]
