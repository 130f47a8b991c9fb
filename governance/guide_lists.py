"""Which guides there are and how good they are, and which changes of them are under way."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.access import Act, Actor, require
from governance.case_lists import named, visible_unit
from governance.cases import owner_of
from governance.errors import Refused
from governance.guide_checks import Completeness, GuideFault, completeness, elements_of, faults_of
from governance.guide_rows import GuideChangeRow
from governance.publication_rows import PublicationRow
from governance.words import sentence
from kb.cards import DocumentCard
from kb.database import Database
from kb.documents import DocumentKind
from kb.errors import UnknownDocument
from kb.library import Library
from kb.tables import DocumentRow

_MOST_LISTED = 500


class GuideChangeState(Enum):
    """Where a change of a guide stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class GuideChange:
    """A guide as it is to be, with what is wrong with it."""

    id: str
    document_id: str | None
    unit_id: str
    version: int
    state: GuideChangeState
    elements: Mapping[str, str]
    reason: str
    changed_at: datetime
    edited_by: str
    published_at: datetime | None
    completeness: Completeness
    faults: tuple[GuideFault, ...]


@dataclass(frozen=True, slots=True)
class GuideScore:
    """A guide in a list: how complete it is and how many faults it has. unit_id: None while nobody owns it."""

    card: DocumentCard
    unit_id: str | None
    completeness: Completeness
    faults: tuple[GuideFault, ...]


class GuideLists:
    """Reads guides and their changes."""

    def __init__(self, database: Database, library: Library) -> None:
        self._database = database
        self._library = library

    def elements(self, actor: Actor, document_id: str) -> dict[str, str]:
        """The elements of a guide as it is published, by key of GUIDE_ELEMENTS. Raises Forbidden, UnknownDocument."""
        with self._database.reading() as session:
            require(actor, Act.SEE_DRAFTS, unit_id=owner_of(session, document_id))
        document = self._library.document(document_id)
        return elements_of(document.version.text, document.clauses)

    def scores(
        self, actor: Actor, *, unit_id: str | None = None, words: str = "", offset: int = 0, limit: int = 50
    ) -> list[GuideScore]:
        """One page of guides with their scores, of the units the actor may see. words: in the name of the matter."""
        unit = visible_unit(actor, unit_id, Act.SEE_DRAFTS)
        query = (
            select(DocumentRow.id, PublicationRow.unit_id)
            .join(PublicationRow, PublicationRow.document_id == DocumentRow.id, isouter=True)
            .where(DocumentRow.kind == DocumentKind.GUIDE.value)
            .order_by(DocumentRow.updated_at.desc(), DocumentRow.id)
        )
        if unit is not None:
            query = query.where(PublicationRow.unit_id == unit)
        if words.strip():
            query = query.where(named(words))
        with self._database.reading() as session:
            found = session.execute(query.offset(max(0, offset)).limit(min(limit, _MOST_LISTED))).all()
        return [self._score(document_id, owner) for document_id, owner in found]

    def change(self, actor: Actor, change_id: str) -> GuideChange:
        """One change. Raises Forbidden, UnknownDocument."""
        with self._database.reading() as session:
            row = session.get(GuideChangeRow, change_id)
            if row is None:
                raise UnknownDocument(sentence("no_guide_change"))
            require(actor, Act.SEE_DRAFTS, unit_id=row.unit_id)
            return change_value(row)

    def changes(
        self, actor: Actor, *, state: GuideChangeState | None = GuideChangeState.DRAFT, limit: int = 50
    ) -> list[GuideChange]:
        """The changes the actor may see, the latest first."""
        unit = visible_unit(actor, None, Act.SEE_DRAFTS)
        query = select(GuideChangeRow).order_by(GuideChangeRow.updated_at.desc(), GuideChangeRow.id)
        query = query.where(GuideChangeRow.unit_id == unit) if unit is not None else query
        query = query.where(GuideChangeRow.state == state.value) if state else query
        with self._database.reading() as session:
            return [change_value(row) for row in session.scalars(query.limit(min(limit, _MOST_LISTED)))]

    def under_way(self, actor: Actor, document_id: str) -> GuideChange | None:
        """The change of a published guide that is being written. Raises Forbidden."""
        with self._database.reading() as session:
            row = _under_way(session, document_id)
            require(actor, Act.SEE_DRAFTS, unit_id=row.unit_id if row else owner_of(session, document_id))
            return change_value(row) if row else None

    def _score(self, document_id: str, owner: str | None) -> GuideScore:
        document = self._library.document(document_id)
        elements = elements_of(document.version.text, document.clauses)
        return GuideScore(document.card, owner, completeness(elements), tuple(faults_of(elements)))


def check_alone(session: Session, document_id: str) -> None:
    """Raises Refused while a change of the guide is under way: of two from one text, the later would undo the other."""
    other = _under_way(session, document_id)
    if other is not None:
        raise Refused("guide_under_way", by=other.edited_by)


def _under_way(session: Session, document_id: str) -> GuideChangeRow | None:
    query = select(GuideChangeRow).where(
        GuideChangeRow.document_id == document_id, GuideChangeRow.state == GuideChangeState.DRAFT.value
    )
    return session.scalars(query).first()


def change_value(row: GuideChangeRow) -> GuideChange:
    elements = json.loads(row.elements)
    return GuideChange(
        id=row.id,
        document_id=row.document_id,
        unit_id=row.unit_id,
        version=row.version,
        state=GuideChangeState(row.state),
        elements=elements,
        reason=row.reason,
        changed_at=row.changed_at,
        edited_by=row.edited_by,
        published_at=row.published_at,
        completeness=completeness(elements),
        faults=tuple(faults_of(elements)),
    )
