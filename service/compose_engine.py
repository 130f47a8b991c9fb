"""The engine: how it is put together, and what names everything its answers are made with."""

import hashlib
from importlib.resources import files
from typing import TYPE_CHECKING

from kb.approved import ApprovedReader
from service.clock import now_in_china
from service.generating import build_writer
from service.settings import Settings
from service.version import version

if TYPE_CHECKING:
    from bot.engine import Engine
    from bot.transcripts import Transcripts
    from kb.embedding import Embedder
    from kb.search import Search
    from service.compose import Desk


def open_engine(settings: Settings, desk: "Desk", transcripts: "Transcripts") -> "Engine":
    """Answers questions from the indexes of the desk, and keeps every answer."""
    from bot.engine import Engine  # noqa: PLC0415 - heavy, see service/compose.py
    from bot.pipeline import pipeline  # noqa: PLC0415
    from bot.understanding import Cues, load_cues  # noqa: PLC0415
    from bot.wording import load_wording  # noqa: PLC0415

    search = search_of(desk, settings)
    steps = pipeline(
        library=desk.store.library,
        approved=ApprovedReader(desk.store.database, desk.store.library),
        search=search,
        units=desk.store.units,
        vocabulary=desk.vocabulary,
        writer=build_writer(settings, desk.vocabulary),
    )
    return Engine(
        pipeline=steps,
        search=search,
        transcripts=transcripts,
        vocabulary=desk.vocabulary,
        cues=Cues(load_cues()),
        wording=load_wording(),
        clock=now_in_china,
    )


def search_of(desk: "Desk", settings: Settings) -> "Search":
    """The search over the indexes of the desk, as it ships."""
    from kb.ranking import load_weights  # noqa: PLC0415 - heavy, see service/compose.py
    from kb.search import Search  # noqa: PLC0415

    return Search(
        library=desk.store.library,
        vectors=desk.vectors,
        shelves=desk.shelves,
        embedder=desk.embedder,
        segmenter=desk.vocabulary.segmenter,
        weights=load_weights(),
        home=settings.region,
    )


def fingerprint(embedder: "Embedder") -> str:
    """Names what answers are made with, to be stored with each: release, model, and every weight and word list."""
    return f"jiedu {version()} {embedder.name} {digest_of('bot', '.toml', '.json', '.txt')} {digest_of('kb', '.json')}"


def digest_of(package: str, *endings: str) -> str:
    """Short digest over the files of a package with these endings, so that any change of them shows."""
    found = hashlib.sha256()
    for file in sorted(files(package).iterdir(), key=lambda file: file.name):
        if file.is_file() and file.name.endswith(endings):
            found.update(file.name.encode() + file.read_bytes())
    return found.hexdigest()[:12]
