"""Puts the desk of the hotline together, for compose.py."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kb.database import Database
from kb.units import Units
from service.clock import now_in_china
from service.settings import Settings

if TYPE_CHECKING:
    from bot.engine import Engine
    from channels.hotline.callers import Callers
    from channels.hotline.calls import Calls
    from channels.hotline.lookup import Lookup

SECRET_BYTES = 32


@dataclass(frozen=True)
class Hotline:
    """The desk: looking up, keeping what was said, knowing a caller again."""

    lookup: "Lookup"
    calls: "Calls"
    callers: "Callers"


def open_hotline(settings: Settings, database: Database, units: Units, engine: "Engine") -> Hotline:
    """The desk over an engine."""
    from channels.hotline.callers import Callers  # noqa: PLC0415 - with the engine, see compose.py
    from channels.hotline.calls import Calls  # noqa: PLC0415
    from channels.hotline.lookup import Lookup  # noqa: PLC0415
    from channels.hotline.script import ScriptWriter  # noqa: PLC0415
    from channels.hotline.words import load_hotline_words  # noqa: PLC0415

    words = load_hotline_words()
    lookup = Lookup(engine, units, ScriptWriter(words), words)
    calls = Calls(database, engine, lookup, clock=now_in_china)
    return Hotline(lookup, calls, Callers(kept_secret(settings.home / "caller.key")))


def kept_secret(path: Path) -> bytes:
    """The secret in this file, made at the first start and readable by its owner alone; two starts agree on one."""
    if not path.exists():
        mine = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            # Linked whole or not at all: neither a kill nor another start leaves half a secret or two.
            os.link(mine, path)
        except FileExistsError:
            pass
        finally:
            mine.unlink()
    return path.read_bytes()
