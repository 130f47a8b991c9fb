"""The original bytes of what was read, kept as files named by their digest."""

import hashlib
import os
import tempfile
from pathlib import Path

from kb.errors import KnowledgeError


class SourceFiles:
    """A folder of original files: ab/abcd…, written whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, data: bytes, *, digest: str) -> None:
        """The bytes are on disk under their digest. Raises KnowledgeError when they have another digest."""
        if hashlib.sha256(data).hexdigest() != digest:
            raise KnowledgeError(f"the bytes given for {digest} have another digest: read the source again")
        target = self.path(digest)
        if target.exists():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, scratch = tempfile.mkstemp(dir=target.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(scratch).replace(target)
        except OSError as error:
            Path(scratch).unlink(missing_ok=True)
            raise KnowledgeError(f"the original {digest} cannot be kept in {target.parent}: {error}") from error

    def read(self, digest: str) -> bytes:
        """Raises KnowledgeError when they were never kept."""
        try:
            return self.path(digest).read_bytes()
        except OSError as error:
            raise KnowledgeError(f"the original {digest} is not kept here: {error}") from error

    def path(self, digest: str) -> Path:
        """Where the bytes of this digest are or would be."""
        return self._folder / digest[:2] / digest
