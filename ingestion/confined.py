"""A child process that parses binary formats with bounded time and memory, and the parent's end of it.

Plain pipes and one message each way: a length, then the bytes. Before its answer the child sends an empty message for
every page it has recognised, which buys it time for the next. The answer comes back as JSON, never as a pickle, so that
a parser taken over by a hostile file cannot make the parent run anything. A child that hangs, crashes or runs out of
memory costs one file: the next file gets a new child.
"""

import base64
import json
import os
import select
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict

from ingestion.blocks import Block, BlockKind, RawDocument, ReadDocument
from ingestion.errors import IngestionError, Refused, Unreadable
from ingestion.limits import Limits
from ingestion.sniffing import FileType, sniff

BINARY_FORMATS = frozenset(
    {FileType.PDF, FileType.IMAGE, FileType.DOCX, FileType.XLSX, FileType.OFD, FileType.DOC, FileType.XLS}
)
_LENGTH = struct.Struct(">Q")
_ANSWER_BYTES = 512 * 1024 * 1024


class ConfinedReader:
    """Reads binary formats in a child process, which is started when first needed and kept for the next file."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._child: subprocess.Popen[bytes] | None = None

    def accepts(self, raw: RawDocument) -> bool:
        return sniff(raw) in BINARY_FORMATS

    def read(self, raw: RawDocument) -> list[ReadDocument]:
        child = self._running()
        try:
            _send(child, {"raw": _encode_raw(raw), "limits": asdict(self._limits)})
            answer = receive(child, self._limits)
        except TimeoutError as error:
            self.close()
            raise Unreadable(f"“{raw.name}”{_late(self._limits)}，请拆分文件或另存为 PDF 后重新提交") from error
        except (OSError, EOFError, ValueError) as error:
            self.close()
            raise Unreadable(f"“{raw.name}”解析时出错中止（文件可能已损坏或过于复杂），请重新导出后提交") from error
        if "refused" in answer:
            raise Refused(str(answer["refused"]))
        if "unreadable" in answer:
            raise Unreadable(str(answer["unreadable"]))
        return [_decode_document(document) for document in answer["documents"]]

    def close(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                pipe.close()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self.close()
            # The child imports what the parent can import, wherever the parent was started.
            paths = os.pathsep.join(path for path in sys.path if path)
            self._child = subprocess.Popen(
                [sys.executable, "-m", "ingestion.confined"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                env={**os.environ, "PYTHONPATH": paths, "OMP_NUM_THREADS": "2"},
            )
        return self._child


def receive(child: subprocess.Popen[bytes], limits: Limits) -> dict[str, list[dict[str, object]]]:
    """The answer of the child. Raises TimeoutError when it is not there in time, EOFError when the child has ended."""
    if child.stdout is None:
        raise OSError("the child has no output")
    deadline = time.monotonic() + limits.seconds
    # A child taken over by its file may claim any number of pages: a bound holds for it too.
    latest = deadline + limits.recognised_pages * limits.seconds_per_page
    while not (message := _read_message(child.stdout.fileno(), deadline=deadline)):
        deadline = min(deadline + limits.seconds_per_page, latest)
    answer: dict[str, list[dict[str, object]]] = json.loads(message)
    return answer


def serve(source: int, target: int) -> None:
    """The child's loop: read a file from one descriptor, answer on the other, until the parent is gone."""
    while True:
        try:
            message = json.loads(_read_message(source, deadline=None))
        except EOFError:
            return
        limits = Limits(**message["limits"])
        _bound_memory(limits.memory_bytes)
        answer = _answer(_decode_raw(message["raw"]), limits, lambda: _write_all(target, _LENGTH.pack(0)))
        payload = json.dumps(answer, ensure_ascii=True).encode()
        _write_all(target, _LENGTH.pack(len(payload)) + payload)


def _answer(raw: RawDocument, limits: Limits, on_page: Callable[[], None]) -> dict[str, object]:
    # Parsers are heavy; only the child loads them.
    from ingestion.readers.binary import read_binary  # noqa: PLC0415

    try:
        documents = read_binary(raw, limits, on_page)
    except Refused as error:
        return {"refused": str(error)}
    except IngestionError as error:
        return {"unreadable": str(error)}
    except MemoryError:
        return {"unreadable": f"“{raw.name}”解析所需内存超过上限，请拆分文件后重新提交"}
    return {"documents": [_encode_document(document) for document in documents]}


def _bound_memory(added_bytes: int) -> None:
    """Let this process take no more address space than it has now plus the bound; once only."""
    try:
        import resource  # noqa: PLC0415  (absent on Windows)
    except ImportError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if soft == resource.RLIM_INFINITY or soft > added_bytes * 2:
        resource.setrlimit(resource.RLIMIT_AS, (added_bytes, hard))


def _encode_raw(raw: RawDocument) -> dict[str, str | None]:
    return {"data": base64.b64encode(raw.data).decode(), "name": raw.name, "origin": raw.origin, "url": raw.url}


def _decode_raw(message: dict[str, str]) -> RawDocument:
    return RawDocument(base64.b64decode(message["data"]), message["name"], message["origin"], message["url"])


def _encode_document(document: ReadDocument) -> dict[str, object]:
    return {**asdict(document), "blocks": [{**asdict(block), "kind": block.kind.value} for block in document.blocks]}


def _decode_document(message: dict[str, object]) -> ReadDocument:
    blocks = message["blocks"]
    if not isinstance(blocks, list):
        raise TypeError("blocks must be a list")
    decoded = [Block(**{**block, "kind": BlockKind(block["kind"]), "cells": tuple(block["cells"])}) for block in blocks]
    return ReadDocument(**{**message, "blocks": tuple(decoded)})  # type: ignore[arg-type]  # fields as encoded above


def _send(child: subprocess.Popen[bytes], message: dict[str, object]) -> None:
    payload = json.dumps(message).encode()
    if child.stdin is None:
        raise OSError("the child has no input")
    _write_all(child.stdin.fileno(), _LENGTH.pack(len(payload)) + payload)


def _late(limits: Limits) -> str:
    return f"在 {limits.seconds:g} 秒内没有解析完（扫描件每识别一页另加 {limits.seconds_per_page:g} 秒）"


def _read_message(descriptor: int, *, deadline: float | None) -> bytes:
    (length,) = _LENGTH.unpack(_read_exactly(descriptor, _LENGTH.size, deadline=deadline))
    if length > _ANSWER_BYTES:
        raise ValueError(f"a message of {length} bytes")
    return _read_exactly(descriptor, length, deadline=deadline)


def _read_exactly(descriptor: int, count: int, *, deadline: float | None) -> bytes:
    parts: list[bytes] = []
    while count:
        if deadline is not None:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([descriptor], [], [], left)[0]:
                raise TimeoutError
        part = os.read(descriptor, min(count, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def _write_all(descriptor: int, payload: bytes) -> None:
    view = memoryview(payload)
    while view:
        view = view[os.write(descriptor, view) :]


if __name__ == "__main__":
    # Libraries that print must not write into the answers.
    answers = os.dup(1)
    os.dup2(2, 1)
    serve(0, answers)
