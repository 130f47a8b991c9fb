"""A home made for measuring: used again while nothing it was made from has changed, else made anew.

Only its vectors, which cost minutes, are carried over.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from sqlalchemy import insert, select

from evals.errors import EvaluationError
from kb.database import Database, open_database
from kb.tables import VectorRow
from service.compose import Store, open_store
from service.settings import Settings

_STAMP = "evaluation.json"
_BEFORE = "before.db"
_ROWS_AT_ONCE = 5_000
# What a stored document is made by; the searching half of kb may change without a new home.
_STORING = (
    "documents.py",
    "filing.py",
    "numbers.py",
    "passages.py",
    "sentences.py",
    "storing.py",
    "tables.py",
    "text.py",
)

Names = Mapping[str, str]
"""What questions call a document -> its id in the home."""


def make_home(settings: Settings, *, made_of: str, fill: Callable[[Store], Names], index: Callable[[], None]) -> Names:
    """The home is filled and indexed, now or before.

    made_of: digest of what fill stores. fill: stores everything, returns the names. index: brings the indexes up to
    the records. Raises EvaluationError when the home holds anything not made here.
    """
    stamp = {"documents": made_of, "code": digest_of_code()}
    kept = _kept(settings)
    if kept is not None and kept["stamp"] == stamp:
        return dict(kept["names"])
    _set_aside(settings, is_ours=kept is not None)
    with open_store(settings) as store:
        _carry_vectors(settings.home / _BEFORE, store.database)
        names = fill(store)
    index()
    words = json.dumps({"stamp": stamp, "names": dict(names)}, ensure_ascii=False)
    (settings.home / _STAMP).write_text(words, encoding="utf-8")
    (settings.home / _BEFORE).unlink(missing_ok=True)
    return names


def names_of(settings: Settings) -> Names:
    """The names of a home made before, whatever has changed since. Raises EvaluationError when there is none."""
    kept = _kept(settings)
    if not kept or not kept["names"]:
        raise EvaluationError(f"{settings.home} was not made by jiedu eval, or not to the end: leave --as-is out once")
    return dict(kept["names"])


def digest_of_code() -> str:
    """Changes with the code that turns a file into stored passages."""
    digest = hashlib.sha256()
    for root in (files("ingestion"), files("kb.terms"), *(files("kb").joinpath(name) for name in _STORING)):
        for file in _files_under(root):
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def _kept(settings: Settings) -> dict[str, dict[str, str]] | None:
    """The stamp and names of a home made here, empty ones when it was never finished; None for any other folder."""
    try:
        kept: dict[str, dict[str, str]] = json.loads((settings.home / _STAMP).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {"stamp": {}, "names": {}} if (settings.home / _BEFORE).exists() else None
    except (OSError, ValueError) as error:
        path = settings.home / _STAMP
        raise EvaluationError(f"{path} cannot be read ({error}): remove it or name another home") from error
    return kept


def _set_aside(settings: Settings, *, is_ours: bool) -> None:
    """The home is empty but for the database of before, whose vectors are wanted."""
    if settings.database.exists() and not is_ours:
        raise EvaluationError(f"{settings.home} is a home in use: name a folder that is new or made by jiedu eval")
    before = settings.home / _BEFORE
    settings.home.mkdir(parents=True, exist_ok=True)
    if settings.database.exists():
        with open_store(settings) as store:
            _carry_vectors(before, store.database)
        settings.database.replace(before)
    elif not before.exists():
        before.touch()
    for suffix in ("-wal", "-shm"):
        settings.database.with_name(settings.database.name + suffix).unlink(missing_ok=True)
    shutil.rmtree(settings.indexes, ignore_errors=True)
    (settings.home / _STAMP).unlink(missing_ok=True)


def _carry_vectors(before: Path, database: Database) -> None:
    if not before.exists() or not before.stat().st_size:
        return
    old = open_database(before)
    try:
        with old.reading() as source, database.writing() as target:
            for portion in source.scalars(select(VectorRow)).partitions(_ROWS_AT_ONCE):
                rows = [{"embedder": row.embedder, "digest": row.digest, "vector": row.vector} for row in portion]
                target.execute(insert(VectorRow).prefix_with("OR IGNORE"), rows)
    finally:
        old.close()


def _files_under(root: Traversable) -> Iterator[Traversable]:
    if root.is_dir():
        for inner in sorted(root.iterdir(), key=lambda inner: inner.name):
            yield from _files_under(inner)
    elif not root.name.endswith(".pyc"):
        yield root
