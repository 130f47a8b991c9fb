"""The indexes on disk: one generation in use, perhaps a newer one being built, two shelves in each.

The shelf of the past holds documents that have ended: they never support an answer about the present.
"""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from threading import Condition

from kb.errors import IndexUnavailable
from kb.index import PassageIndex, WordIndex
from kb.indexes.chroma import ChromaIndex, close_client, open_client
from kb.indexes.tantivy import TantivyIndex

_POINTER = "generation"
_RECIPE = "recipe"


class Shelf(Enum):
    """Where a passage is looked for."""

    CURRENT = "current"
    PAST = "past"


class Generation:
    """One complete set of indexes, made by one recipe."""

    def __init__(self, folder: Path) -> None:
        """Opens or makes the indexes in the folder. Raises IndexUnavailable."""
        self.name = folder.name
        self.recipe = (folder / _RECIPE).read_text(encoding="utf-8")
        self._folder = folder
        self._client = open_client(folder / "dense")
        self._lexical = {shelf: TantivyIndex(folder / f"words-{shelf.value}") for shelf in Shelf}
        self._is_open = True
        self._dense = {shelf: ChromaIndex(self._client, shelf.value) for shelf in Shelf}

    def dense(self, shelf: Shelf) -> PassageIndex:
        """Passages by meaning."""
        return self._dense[shelf]

    def lexical(self, shelf: Shelf) -> WordIndex:
        """Passages by words."""
        return self._lexical[shelf]

    def close(self) -> None:
        """Let go of the files; once is enough, twice does no harm."""
        if self._is_open:
            self._is_open = False
            for index in self._lexical.values():
                index.close()
            close_client(self._client)

    def discard(self) -> None:
        """Close, and remove the files."""
        self.close()
        shutil.rmtree(self._folder, ignore_errors=True)


class Shelves:
    """The generation in use, and its exchange for a new one while searches go on."""

    def __init__(self, folder: Path, *, recipe: str) -> None:
        """Opens the generation in use, or makes an empty one; what a broken rebuild left is removed.

        recipe: names everything entries are made with (embedder, segmentation, format); see is_outdated.
        The caller holds the lock of kb.ownership. Raises IndexUnavailable.
        """
        self._folder = folder
        self._recipe = recipe
        self._free = Condition()
        self._users: dict[str, int] = {}
        folder.mkdir(parents=True, exist_ok=True)
        name = self._pointed()
        for left in folder.iterdir():
            if left.is_dir() and left.name != name:
                shutil.rmtree(left, ignore_errors=True)
        self._generation = Generation(folder / name) if name else self.begin()
        if not name:
            self._point(self._generation.name)

    @property
    def is_outdated(self) -> bool:
        """Whether the entries in use were made by another recipe: they must be rebuilt before any is added."""
        return self._generation.recipe != self._recipe

    @property
    def generation_name(self) -> str:
        return self._generation.name

    @contextmanager
    def using(self) -> Iterator[Generation]:
        """The generation in use, which stays open inside the block. Keep the block short: a switch waits for it."""
        with self._free:
            generation = self._generation
            self._users[generation.name] = self._users.get(generation.name, 0) + 1
        try:
            yield generation
        finally:
            with self._free:
                self._users[generation.name] -= 1
                self._free.notify_all()

    def begin(self) -> Generation:
        """A new, empty generation beside the one in use."""
        # A name never used before: the rows that say what an index holds must not vouch for an empty one.
        folder = self._folder / f"g-{secrets.token_hex(6)}"
        folder.mkdir()
        (folder / _RECIPE).write_text(self._recipe, encoding="utf-8")
        return Generation(folder)

    def switch(self, generation: Generation) -> None:
        """The generation is the one in use, at once and after a restart; the old one's files are removed."""
        self._point(generation.name)
        with self._free:
            old, self._generation = self._generation, generation
            self._free.wait_for(lambda: not self._users.get(old.name))
        old.discard()

    def close(self) -> None:
        """Let go of the files."""
        self._generation.close()

    def _pointed(self) -> str | None:
        pointer = self._folder / _POINTER
        name = pointer.read_text(encoding="utf-8").strip() if pointer.exists() else ""
        return name if name and (self._folder / name / _RECIPE).exists() else None

    def _point(self, name: str) -> None:
        scratch = self._folder / f"{_POINTER}.new"
        try:
            with scratch.open("w", encoding="utf-8") as file:
                file.write(name)
                file.flush()
                os.fsync(file.fileno())
            scratch.replace(self._folder / _POINTER)
        except OSError as error:
            raise IndexUnavailable(f"the index folder {self._folder} cannot be written: {error}") from error
