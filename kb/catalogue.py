"""The one way documents get into the database and change there; each change tells the index through the outbox."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from kb.cards import MadeClaim, Stored, iso_day
from kb.database import Database
from kb.documents import Claim, Fact, Origin, PublicationState, Reading, Validity
from kb.errors import KnowledgeError, UnknownDocument
from kb.lookups import target_id
from kb.numbers import DocumentNumber
from kb.rows import claim_row
from kb.sources import SourceFiles
from kb.storing import check_reading, enqueue, refresh, resting_on, store_reading, store_version
from kb.striking import strike
from kb.tables import DocumentRow, OriginRow, RelationRow, SourceRow
from kb.waiting import Reviewers, waiting_of

_DAYS = (Fact.WRITTEN_ON, Fact.PUBLISHED_ON, Fact.EFFECTIVE_ON, Fact.EXPIRES_ON)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A reading on its way in. name: of its file, for people; source_bytes: kept when given."""

    reading: Reading
    name: str
    state: PublicationState = PublicationState.PUBLISHED
    source_bytes: bytes | None = None


class Catalogue:
    """Writes documents, their versions and claims. Every method is one transaction: all of it or nothing."""

    def __init__(self, database: Database, sources: SourceFiles) -> None:
        self._database = database
        self._sources = sources

    def store(self, incoming: Incoming, *, now: datetime) -> Stored:
        """The reading is the current version of its document, or was already.

        The same bytes are one document wherever they lie. The same key, else the same number and title, is a new
        version. Claims of editors and what a person withdrew outlive it. Raises KnowledgeError for bad spans.
        """
        return self.store_many([incoming], now=now)[0]

    def store_many(
        self, batch: Sequence[Incoming], *, now: datetime, reviewers: Reviewers | None = None
    ) -> list[Stored]:
        """Each as by store, all in one transaction, which makes many small documents fast.

        reviewers: given where files come in by themselves; new versions of what people review then wait for them.
        """
        for incoming in batch:
            check_reading(incoming.reading)
            if incoming.source_bytes is not None:
                self._sources.keep(incoming.source_bytes, digest=incoming.reading.source_digest)
        with self._database.writing() as session:
            return [_store(session, incoming, reviewers, now) for incoming in batch]

    def take_up(self, document_id: str, *, now: datetime) -> Stored:
        """The version that waits for the document is its current one, as a draft.

        Raises UnknownDocument when none waits.
        """
        with self._database.writing() as session:
            waiting = waiting_of(session, document_id)
            if waiting is None:
                raise UnknownDocument(f"no version waits for {document_id}")
            row = session.get_one(DocumentRow, document_id)
            draft = PublicationState.DRAFT
            return store_version(session, row, waiting.reading, name=waiting.name, state=draft, now=now)

    def correct(
        self, document_id: str, fact: Fact, value: str, *, by: str, reason: str, now: datetime, evidence: str = ""
    ) -> None:
        """An editor's word stands for the fact from now on, also over later versions; "" says there is no such fact.

        Raises KnowledgeError for a value the fact cannot have, or without name and reason; UnknownDocument.
        """
        _check_value(fact, value)
        claim = Claim(fact, value, Origin.EDITOR, evidence)
        self._change(
            document_id, now, lambda session, row: _claim(session, row, [claim], _signed(claim, by, reason, now))
        )

    def confirm_validity(
        self, document_id: str, validity: Validity, *, by: str, reason: str, now: datetime, ends_on: date | None = None
    ) -> None:
        """A person has judged the validity. ends_on: the last day in force, where it has one.

        Raises KnowledgeError without name and reason; UnknownDocument.
        """
        claims = [Claim(Fact.VALIDITY, validity.value, Origin.EDITOR, reason)]
        if ends_on:
            claims.append(Claim(Fact.EXPIRES_ON, ends_on.isoformat(), Origin.EDITOR, reason))
        made = _signed(claims[0], by, reason, now)
        self._change(document_id, now, lambda session, row: _claim(session, row, claims, made))

    def publish(self, document_id: str, *, now: datetime) -> None:
        """Citizens may find and read it. Raises UnknownDocument."""
        self._change(document_id, now, lambda session, row: _move(row, PublicationState.PUBLISHED))

    def withdraw(self, document_id: str, *, now: datetime) -> None:
        """It is found and quoted no more, at once. Raises UnknownDocument."""
        self._change(document_id, now, lambda session, row: _move(row, PublicationState.WITHDRAWN))

    def known_as(self, document_id: str, key: str, *, now: datetime) -> None:
        """What is stored under this key from now on is a new version of the document.

        Where it was met before stays as it is: the same file there, visited again, changes nothing.
        """

        def named(session: Session, row: DocumentRow) -> None:
            if session.get(OriginRow, key) is None:
                session.add(OriginRow(key=key, document_id=row.id, digest="", name=key, visited_at=now))

        self._change(document_id, now, named)

    def strike_out(self, document_id: str, spans: Sequence[tuple[int, int]], *, now: datetime) -> None:
        """Personal data at these spans of the current text is unreadable from now on; nothing else moves.

        Raises KnowledgeError for a published document, which people may have quoted already; UnknownDocument.
        """

        def struck(session: Session, row: DocumentRow) -> None:
            if row.state == PublicationState.PUBLISHED.value:
                raise KnowledgeError(f"{document_id} is published: withdraw it before its text is changed")
            strike(session, row, spans)

        self._change(document_id, now, struck)

    def confirm_relation(self, relation_id: int, *, by: str, now: datetime) -> None:
        """A person has confirmed what one document says of another: a repeal is then final from its day on.

        Raises UnknownDocument when the relation is gone, as it is when the speaking document has a new version.
        """
        with self._database.writing() as session:
            relation = session.get(RelationRow, relation_id)
            if relation is None:
                raise UnknownDocument(f"no relation has the id {relation_id}: load the document again")
            relation.confirmed_by, relation.confirmed_at = by, now
            speaker = session.get_one(DocumentRow, relation.document_id)
            _touch(speaker, now)
            enqueue(session, filter(None, [speaker.id, target_id(session, relation)]), now)

    def _change(self, document_id: str, now: datetime, change: Callable[[Session, DocumentRow], None]) -> None:
        with self._database.writing() as session:
            row = session.get(DocumentRow, document_id)
            if row is None:
                raise UnknownDocument(f"no document has the id {document_id}")
            resting = resting_on(session, document_id)
            change(session, row)
            row.updated_at = now
            refresh(session, row)
            enqueue(session, [document_id, *resting], now)


def _store(session: Session, incoming: Incoming, reviewers: Reviewers | None, now: datetime) -> Stored:
    reading = incoming.reading
    stored = store_reading(session, reading, name=incoming.name, state=incoming.state, reviewers=reviewers, now=now)
    if incoming.source_bytes is not None and session.get(SourceRow, reading.source_digest) is None:
        size = len(incoming.source_bytes)
        session.add(
            SourceRow(digest=reading.source_digest, name=incoming.name, media_type=reading.media_type, size_bytes=size)
        )
    return stored


def _claim(session: Session, row: DocumentRow, claims: Sequence[Claim], made: MadeClaim) -> None:
    session.add_all(claim_row(claim, document_id=row.id, version_id=None, made=made) for claim in claims)


def _move(row: DocumentRow, state: PublicationState) -> None:
    row.state = state.value


def _touch(row: DocumentRow, now: datetime) -> None:
    row.updated_at = now
    row.row_version += 1


def _signed(claim: Claim, by: str, reason: str, now: datetime) -> MadeClaim:
    if not by.strip() or not reason.strip():
        raise KnowledgeError(f"a correction of {claim.fact.value} needs the name of who makes it and a reason")
    return MadeClaim(claim, now, by, reason)


def _check_value(fact: Fact, value: str) -> None:
    if not value:
        return
    if fact in _DAYS and iso_day(value) is None:
        raise KnowledgeError(f"{fact.value} must be a day such as 2025-05-29, not {value!r}")
    if fact is Fact.DOCUMENT_NUMBER:
        DocumentNumber.parse(value)
    if fact is Fact.URL and not value.startswith(("http://", "https://")):
        raise KnowledgeError(f"{fact.value} must be an http or https address, not {value!r}")
    if fact is Fact.VALIDITY and value not in {validity.value for validity in Validity}:
        raise KnowledgeError(f"{fact.value} must be one of {'、'.join(v.value for v in Validity)}, not {value!r}")
