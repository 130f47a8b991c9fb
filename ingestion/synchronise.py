"""The whole path of a file into the catalogue: read, check for secrecy marks, interpret, store, report."""

import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ingestion.blocks import RawDocument, ReadDocument
from ingestion.errors import IngestionError, Refused
from ingestion.interpreting import interpret
from ingestion.reading import Reading as FileReading
from ingestion.secrecy import secrecy_mark_of
from ingestion.sources.source import Unavailable
from kb.cards import Outcome, Stored
from kb.catalogue import Catalogue, Incoming
from kb.documents import Claim, Fact, Origin, PublicationState, Reading, current_values
from kb.errors import KnowledgeError
from kb.library import Library
from kb.waiting import Reviewers

_log = logging.getLogger(__name__)

# A transaction costs a write to disk that is waited for; a batch that is lost to a crash is read again in a second.
BATCH = 64

# What a source calls its record, the best one first; two fields together where one is not unique.
_NAMES = (
    ("id",),
    ("law_id", "version"),
    ("事项编码",),
    ("code",),
    ("doc_no", "title"),
    ("文号", "标题"),
    ("title",),
    ("name",),
)


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one document. outcome None: refused, for the reason."""

    name: str
    outcome: Outcome | None
    title: str = ""
    document_id: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """What a source handed over. known: facts it states beside the file, such as its region."""

    raw: RawDocument | Unavailable
    known: Mapping[Fact, str] | None = None


@dataclass(frozen=True, slots=True)
class _Ready:
    name: str
    incoming: Incoming


class Synchroniser:
    """Takes files in, one after the other; what was taken in before is recognised and left as it is."""

    def __init__(
        self,
        files: FileReading,
        library: Library,
        catalogue: Catalogue,
        *,
        clock: Callable[[], datetime],
        reviewers: Reviewers | None,
    ) -> None:
        """reviewers: without whom nothing of theirs changes; None where nobody reviews."""
        self._files = files
        self._library = library
        self._catalogue = catalogue
        self._clock = clock
        self._reviewers = reviewers

    def take_in(self, visits: Iterable[Visit], *, state: PublicationState) -> Iterator[Line]:
        """One line a document, in the order of the visits; what was yielded is stored.

        A file that is refused stores nothing and stops no other.
        """
        waiting: list[_Ready] = []
        for visit in visits:
            for step in self._prepare(visit, state):
                if isinstance(step, _Ready):
                    waiting.append(step)
                else:
                    yield from self._store(waiting)
                    waiting = []
                    yield step
                if len(waiting) >= BATCH:
                    yield from self._store(waiting)
                    waiting = []
        yield from self._store(waiting)

    def _prepare(self, visit: Visit, state: PublicationState) -> Iterator[_Ready | Line]:
        raw = visit.raw
        if isinstance(raw, Unavailable):
            yield Line(_plain(raw.origin), None, reason=raw.reason)
            return
        # Names on disk may hold bytes that are no text; a key must be storable everywhere.
        raw = replace(raw, origin=_plain(raw.origin), name=_plain(raw.name))
        digest = hashlib.sha256(raw.data).hexdigest()
        visited = self._library.visited([raw.origin]).get(raw.origin)
        if visited and visited.digest == digest:
            yield Line(raw.name, Outcome.UNCHANGED, document_id=visited.document_id)
            return
        try:
            documents = self._files.read(raw)
        except IngestionError as error:
            yield Line(raw.name, None, reason=str(error))
            return
        sources = list(_sources(raw, digest, documents))
        known = self._library.visited([source.key for source in sources])
        for source in sources:
            before = known.get(source.key)
            if before and before.digest == source.digest:
                yield Line(source.name, Outcome.UNCHANGED, document_id=before.document_id)
            else:
                yield _interpreted(source, raw, visit.known or {}, state)

    def _store(self, ready: Sequence[_Ready]) -> list[Line]:
        if not ready:
            return []
        now = self._clock()
        try:
            stored = self._catalogue.store_many([one.incoming for one in ready], now=now, reviewers=self._reviewers)
        except KnowledgeError as error:
            if len(ready) == 1:
                return [Line(ready[0].name, None, reason=f"“{ready[0].name}”无法存入：{error}")]
            # One of them cannot be stored; the others can.
            return [line for one in ready for line in self._store([one])]
        return [_line(one, result) for one, result in zip(ready, stored, strict=True)]


def interpreted_of(documents: Sequence[ReadDocument], raw: RawDocument) -> Iterator[Incoming | Line]:
    """Each document of a file as a draft on its way in, or the line that says why it is refused."""
    digest = hashlib.sha256(raw.data).hexdigest()
    for source in _sources(raw, digest, documents):
        step = _interpreted(source, raw, {}, PublicationState.DRAFT)
        yield step.incoming if isinstance(step, _Ready) else step


@dataclass(frozen=True, slots=True)
class _Source:
    """One document of a file. data: the bytes its digest was made of, None where they are not kept apart."""

    name: str
    key: str
    digest: str
    read: ReadDocument
    data: bytes | None


def _sources(raw: RawDocument, digest: str, documents: Sequence[ReadDocument]) -> Iterator[_Source]:
    """The documents of a file with keys that stay the same when the file is changed or sorted anew."""
    taken: set[str] = set()
    for ordinal, read in enumerate(documents, start=1):
        if read.record is None:
            alone = len(documents) == 1
            key = raw.origin if alone else f"{raw.origin}#{ordinal}"
            part = digest if alone else hashlib.sha256(f"{digest}#{ordinal}".encode()).hexdigest()
            yield _Source(raw.name, key, part, read, raw.data if alone else None)
            continue
        data = json.dumps(read.record, ensure_ascii=False, sort_keys=True).encode("utf-8", errors="surrogatepass")
        name = _record_name(read.record)
        if not name or name in taken:
            name = f"{name or ''}@{ordinal}"
        taken.add(name)
        shown = f"{raw.name}#{name[:60]}"
        yield _Source(shown, f"{raw.origin}#{name}", hashlib.sha256(data).hexdigest(), read, data)


def _record_name(record: Mapping[str, object]) -> str:
    for fields in _NAMES:
        values = [str(record.get(field) or "").strip() for field in fields]
        if all(values):
            return "@".join(values)
    return ""


def _interpreted(
    source: _Source, raw: RawDocument, known: Mapping[Fact, str], state: PublicationState
) -> _Ready | Line:
    try:
        _refuse_secrets(source)
        reading = interpret(source.read, key=source.key, source_digest=source.digest, url=raw.url)
    except IngestionError as error:
        return Line(source.name, None, reason=str(error))
    # The outer edge of one document: a fault of ours in reading it must not keep the others out.
    except Exception as error:  # noqa: BLE001 - see above
        _log.exception("a document could not be interpreted")
        return Line(
            source.name, None, reason=f"“{source.name}”解读时程序出错（{type(error).__name__}），请报告给维护人员"
        )
    reading = replace(reading, claims=(*reading.claims, *_beside(reading, known)))
    return _Ready(source.name, Incoming(reading, raw.name, state, source.data))


def _refuse_secrets(source: _Source) -> None:
    if mark := secrecy_mark_of(source.read):
        reason = f"“{source.name}”带有密级标志“{mark[:20]}”，不得进入本系统，没有保存；请按保密规定处理原件"
        raise Refused(reason)


def _beside(reading: Reading, known: Mapping[Fact, str]) -> list[Claim]:
    """What the source says beside the file, where nothing better says so."""
    held = current_values(reading.claims)
    return [
        Claim(fact, value, Origin.RECORD, "随文件提供")
        for fact, value in known.items()
        if value and (fact not in held or held[fact].origin is Origin.TEXT)
    ]


def _plain(name: str) -> str:
    return name.encode("utf-8", errors="backslashreplace").decode("utf-8")


def _line(ready: _Ready, stored: Stored) -> Line:
    title = current_values(ready.incoming.reading.claims).get(Fact.TITLE)
    return Line(ready.name, stored.outcome, title.value if title else "", stored.document_id)
