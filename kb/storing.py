"""How a reading becomes rows: which document it is, what its new version keeps, what the index must hear of."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from kb.cards import MadeClaim, Outcome, Stored
from kb.documents import Fact, Origin, PassageKind, PublicationState, Reading, RelationKind, current_values
from kb.errors import KnowledgeError
from kb.explaining import explain, interpretations_naming
from kb.lookups import claims_of, target_id
from kb.recognising import same_bytes, same_document, says_the_same, value_of
from kb.revisions import grow
from kb.rows import claim_row, claim_value, clause_rows, issued_key, passage_row, passages_of, relation_row, title_key
from kb.tables import ClauseRow, DocumentRow, OriginRow, OutboxRow, PassageRow, RelationRow, VersionRow
from kb.waiting import Reviewers, end_waiting, put_waiting

_NOT_OPEN = ("依申请公开", "不予公开", "不公开")


@dataclass(frozen=True)
class _Content:
    """What the version before held. confirmed: who confirmed which relation, when. resting: see resting_on."""

    version: int = 0
    passages: set[str] = field(default_factory=set)
    confirmed: dict[tuple[str, str | None, str], tuple[str | None, datetime | None]] = field(default_factory=dict)
    resting: list[str] = field(default_factory=list)


def check_reading(reading: Reading) -> None:
    """Raises KnowledgeError for a reading whose spans leave its text: such quotations could never be checked.

    A name to be found by and a relation told by the title may have no words in the text: their span is empty.
    """
    spans = [("clause", clause.start, clause.end) for clause in reading.clauses]
    spans += [("passage", p.start, p.end) for p in reading.passages if p.kind is not PassageKind.NAME or p.end]
    spans += [("relation", relation.start, relation.end) for relation in reading.relations if relation.end]
    spans += [("header", *passage.header) for passage in reading.passages if passage.header]
    spans += [("claim", c.start, c.end) for c in reading.claims if c.start is not None and c.end is not None]
    length = len(reading.text)
    for what, start, end in spans:
        if not 0 <= start < end <= length:
            raise KnowledgeError(f"{reading.key}: a {what} spans {start} to {end} in a text of {length} characters")
    if not reading.key or not reading.source_digest:
        raise KnowledgeError(f"{reading.key or 'a reading'}: key and source digest must be given")


def store_reading(
    session: Session,
    reading: Reading,
    *,
    name: str,
    state: PublicationState,
    reviewers: Reviewers | None,
    now: datetime,
) -> Stored:
    """The reading is the current version of its document, or was already; inside the caller's transaction.

    reviewers: without whom no document of theirs changes, see kb.waiting.
    """
    origin = session.get(OriginRow, reading.key)
    if origin and origin.digest == reading.source_digest:
        origin.visited_at = now
        return _unchanged(session.get_one(DocumentRow, origin.document_id))
    twin = same_bytes(session, reading.source_digest)
    before = origin.digest if origin else ""
    if twin:
        _visit(session, reading, document_id=twin.id, name=name, now=now)
        end_waiting(session, twin.id, digest=before)
        return _unchanged(twin)
    document = same_document(session, origin, reading)
    if document is None:
        document = _new_document(session, reading, state, now)
        return _store_content(session, document, reading, Outcome.ADDED, _Content(), name=name, now=now)
    if reviewers and reviewers.review(session, document.id):
        _visit(session, reading, document_id=document.id, name=name, now=now)
        if says_the_same(session, document, reading):
            end_waiting(session, document.id, digest=before)
            return _unchanged(document)
        put_waiting(session, document.id, reading, name=name, now=now)
        reviewers.hear(session, document.id, name, now)
        return Stored(document.id, document.version_id, Outcome.WAITING)
    return store_version(session, document, reading, name=name, state=state, now=now)


def store_version(
    session: Session, document: DocumentRow, reading: Reading, *, name: str, state: PublicationState, now: datetime
) -> Stored:
    """The reading is the current version of this document; what waited for it has been overtaken."""
    end_waiting(session, document.id)
    _renew(document, state, now)
    old = _take_content(session, document)
    return _store_content(session, document, reading, Outcome.CHANGED, old, name=name, now=now)


def _store_content(
    session: Session,
    document: DocumentRow,
    reading: Reading,
    outcome: Outcome,
    old: _Content,
    *,
    name: str,
    now: datetime,
) -> Stored:
    _new_version(session, document, reading, name=name, number=old.version + 1, now=now)
    passages = _add_content(session, document, reading, old)
    _visit(session, reading, document_id=document.id, name=name, now=now)
    refresh(session, document)
    enqueue(session, [document.id, *old.resting], now)
    kept = len(old.passages & passages)
    return Stored(document.id, document.version_id, outcome, kept, len(passages) - kept, len(old.passages) - kept)


def refresh(session: Session, document: DocumentRow) -> None:
    """The columns that repeat claims say what the claims say now, and the row counts as changed."""
    session.flush()
    facts = current_values(tuple(claim_value(row) for row in session.scalars(claims_of([document.id]))))
    document.number = value_of(facts, Fact.DOCUMENT_NUMBER) or None
    document.title_key = title_key(value_of(facts, Fact.TITLE))
    document.issued_key = issued_key(value_of(facts, Fact.TITLE))
    document.is_open = not any(word in value_of(facts, Fact.DISCLOSURE) for word in _NOT_OPEN)
    document.row_version += 1
    if (said := facts.get(Fact.INTERPRETS)) and said.origin is Origin.EDITOR:
        explain(session, document.id, said)


def enqueue(session: Session, document_ids: Iterable[str], now: datetime) -> None:
    """The index will be brought up to date for these documents, and what was read of the catalogue is read anew.

    Every change of the catalogue comes by here, in its own transaction. An interpretation goes where its document does.
    """
    grow(session)
    ids = list(dict.fromkeys(document_ids))
    ids = list(dict.fromkeys((*ids, *interpretations_naming(session, ids))))
    session.add_all(OutboxRow(document_id=identity, created_at=now) for identity in ids)


def resting_on(session: Session, document_id: str) -> list[str]:
    """The documents whose end rests on this one as it is now: its own change may move them between the indexes.

    What it says has ended them, or they explain it by the number and title it has before the change.
    """
    rows = session.scalars(
        select(RelationRow).where(
            RelationRow.document_id == document_id,
            RelationRow.kind == RelationKind.REPEALS.value,
            RelationRow.confirmed_by.is_not(None),
        )
    )
    ended = [target for target in (target_id(session, row) for row in rows) if target]
    return [*ended, *interpretations_naming(session, [document_id])]


def _unchanged(document: DocumentRow) -> Stored:
    return Stored(document.id, document.version_id, Outcome.UNCHANGED)


def _new_document(session: Session, reading: Reading, state: PublicationState, now: datetime) -> DocumentRow:
    identity, key = _identity("d", reading.key), reading.key
    if session.get(DocumentRow, identity):
        key = f"{reading.key}#{reading.source_digest}"
        identity = _identity("d", key)
    document = DocumentRow(
        id=identity,
        key=key,
        kind=reading.kind.value,
        state=state.value,
        version_id="",
        row_version=0,
        title_key="",
        synonyms="[]",
        is_open=False,
        created_at=now,
        updated_at=now,
    )
    session.add(document)
    session.flush()
    return document


def _renew(document: DocumentRow, state: PublicationState, now: datetime) -> None:
    # What a person withdrew stays withdrawn whatever the folder says. A draft over a published document hides it:
    # the current text is the one nobody has released yet.
    if document.state != PublicationState.WITHDRAWN.value:
        document.state = state.value
    document.updated_at = now


def _new_version(
    session: Session, document: DocumentRow, reading: Reading, *, name: str, number: int, now: datetime
) -> None:
    version = VersionRow(
        id=_identity("v", f"{document.id}/{number}"),
        document_id=document.id,
        number=number,
        source_digest=reading.source_digest,
        media_type=reading.media_type,
        name=name,
        text=reading.text,
        created_at=now,
    )
    session.add(version)
    session.flush()
    document.version_id = version.id
    document.kind = reading.kind.value
    document.synonyms = json.dumps(list(reading.synonyms), ensure_ascii=False)
    made = [MadeClaim(claim, now) for claim in reading.claims]
    session.add_all(claim_row(m.claim, document_id=document.id, version_id=version.id, made=m) for m in made)


def _take_content(session: Session, document: DocumentRow) -> _Content:
    """What the version before held is taken out, and told."""
    relations = session.scalars(select(RelationRow).where(RelationRow.document_id == document.id)).all()
    old = _Content(
        version=session.scalar(select(func.max(VersionRow.number)).where(VersionRow.document_id == document.id)) or 0,
        passages=set(session.scalars(select(PassageRow.id).where(PassageRow.document_id == document.id))),
        confirmed={
            (row.kind, row.target_number, row.target_key): (row.confirmed_by, row.confirmed_at)
            for row in relations
            if row.confirmed_by
        },
        resting=resting_on(session, document.id),
    )
    for table in (ClauseRow, RelationRow, PassageRow):
        session.execute(delete(table).where(table.document_id == document.id))
    return old


def _add_content(session: Session, document: DocumentRow, reading: Reading, old: _Content) -> set[str]:
    relations = [relation_row(document.id, relation) for relation in reading.relations]
    for row in relations:
        if known := old.confirmed.get((row.kind, row.target_number, row.target_key)):
            row.confirmed_by, row.confirmed_at = known
    passages = passages_of(document.id, document.version_id, reading.text, reading.passages)
    session.add_all([*clause_rows(document.id, reading.clauses), *relations, *map(passage_row, passages)])
    return {passage.id for passage in passages}


def _visit(session: Session, reading: Reading, *, document_id: str, name: str, now: datetime) -> None:
    origin = session.get(OriginRow, reading.key)
    if origin is None:
        origin = OriginRow(key=reading.key)
        session.add(origin)
    origin.document_id, origin.digest = document_id, reading.source_digest
    origin.name, origin.visited_at = name, now


def _identity(letter: str, name: str) -> str:
    return f"{letter}-{hashlib.sha256(name.encode('utf-8', errors='surrogatepass')).hexdigest()[:20]}"
