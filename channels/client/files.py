"""The styles and scripts of the pages, under an address that changes when any of them does."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as browsers get it."""

    data: bytes
    media_type: str


@dataclass(frozen=True)
class Assets:
    """All of them, read once. digest: over every name and byte, so that a browser may keep what it got forever."""

    held: Mapping[str, Asset]
    digest: str

    @property
    def path(self) -> str:
        """Where pages find them; scripts name each other relative to it, so a page never mixes two releases."""
        return f"/assets/{self.digest}"


def load_assets() -> Assets:
    """The shipped files."""
    held: dict[str, Asset] = {}
    found = hashlib.sha256()
    for file in sorted(files("channels.client").joinpath("assets").iterdir(), key=lambda file: file.name):
        ending = f".{file.name.rpartition('.')[2]}"
        if ending in _TYPES:
            held[file.name] = Asset(file.read_bytes(), _TYPES[ending])
            found.update(file.name.encode() + held[file.name].data)
    return Assets(held, found.hexdigest()[:12])
