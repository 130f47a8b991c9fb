"""Files and folders of this machine, walked without leaving them and without reading what is too large."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from ingestion.blocks import RawDocument
from ingestion.limits import DEFAULT_LIMITS, MIB, Limits
from ingestion.readers.words import one_line
from ingestion.sources.source import Unavailable

# Left behind by editors, file managers and version control; nobody means them as documents.
_LITTER = frozenset({"thumbs.db", "desktop.ini", "__macosx", "node_modules", "__pycache__"})
_MAX_DEPTH = 30


class FolderSource:
    """A file, or all files below a folder in order of their names."""

    def __init__(self, path: Path, limits: Limits = DEFAULT_LIMITS) -> None:
        self._path = path
        self._limits = limits

    def fetch(self) -> Iterator[RawDocument | Unavailable]:
        if self._path.is_dir():
            root = self._path.resolve()
            yield from self._folder(root, root, depth=0)
        else:
            # A file that is named may be a link: its owner pointed at it.
            yield self._file(self._path.resolve(), named=self._path)

    def _folder(self, folder: Path, root: Path, *, depth: int) -> Iterator[RawDocument | Unavailable]:
        if depth > _MAX_DEPTH:
            yield Unavailable(str(folder), f"“{_shown(folder)}”嵌套超过 {_MAX_DEPTH} 层，未读取")
            return
        try:
            entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
        except OSError as error:
            yield Unavailable(str(folder), f"文件夹“{_shown(folder)}”无法打开（{error.strerror}），请检查权限")
            return
        for entry in entries:
            if entry.name.startswith((".", "~$")) or entry.name.lower() in _LITTER:
                continue
            if entry.is_symlink():
                # A link may lead out of the folder that was given, or in a circle.
                yield Unavailable(str(entry), f"“{_shown(entry)}”是符号链接，未读取；请直接提交它指向的文件")
            elif entry.is_dir():
                yield from self._folder(entry, root, depth=depth + 1)
            else:
                yield self._file(entry, named=entry)

    def _file(self, path: Path, *, named: Path) -> RawDocument | Unavailable:
        try:
            # Not blocking, so that a pipe somebody left in the folder does not hold us.
            descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | getattr(os, "O_CLOEXEC", 0))
        except OSError as error:
            return Unavailable(str(named), f"“{_shown(named)}”无法打开（{error.strerror}），请检查路径和权限")
        with os.fdopen(descriptor, "rb") as file:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode):
                return Unavailable(str(named), f"“{_shown(named)}”不是普通文件，未读取")
            if found.st_size > self._limits.file_bytes:
                return self._too_large(named)
            try:
                data = file.read(self._limits.file_bytes + 1)
            except OSError as error:
                return Unavailable(str(named), f"“{_shown(named)}”读取出错（{error.strerror}），请重新提交")
        if len(data) > self._limits.file_bytes:
            return self._too_large(named)
        return RawDocument(data, _shown(named), str(path))

    def _too_large(self, path: Path) -> Unavailable:
        return Unavailable(
            str(path), f"“{_shown(path)}”超过 {self._limits.file_bytes // MIB} MB 的上限，请拆分或压缩后重新提交"
        )


def _shown(path: Path) -> str:
    """The name for messages: a name may hold line breaks and control characters."""
    return one_line(path.name)[:200] or "（无名文件）"
