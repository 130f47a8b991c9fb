"""Which cases there are, for those who may see them: the drafts of the own unit, or of all units."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from governance.access import Act, Actor, Reach, reach_of, require
from governance.cases import Case, Review, case_value, owner_of, review_value, seen_by
from governance.publication_rows import PublicationRow, ReviewRow
from governance.publication_states import CaseState
from kb.database import Database
from kb.documents import DocumentKind
from kb.numbers import find_numbers
from kb.rows import title_key
from kb.tables import DocumentRow

_MOST_LISTED = 500
_LONGEST_WORDS = 100


class CaseLists:
    """Reads cases."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def case(self, actor: Actor, document_id: str) -> Case:
        """Raises UnknownDocument, Forbidden."""
        with self._database.reading() as session:
            return case_value(seen_by(session, actor, document_id))

    def cases(
        self,
        actor: Actor,
        *,
        unit_id: str | None = None,
        state: CaseState | None = None,
        kind: DocumentKind | None = None,
        words: str = "",
        offset: int = 0,
        limit: int = 50,
    ) -> list[Case]:
        """One page of the cases the actor may see, the latest changed first. words: in the title, or the number."""
        query = select(PublicationRow).order_by(PublicationRow.updated_at.desc(), PublicationRow.document_id)
        query = _narrowed(query, visible_unit(actor, unit_id), kind, words)
        if state:
            query = query.where(PublicationRow.state == state.value)
        with self._database.reading() as session:
            rows = session.scalars(query.offset(max(0, offset)).limit(min(limit, _MOST_LISTED)))
            return [case_value(row) for row in rows]

    def counts(
        self, actor: Actor, *, unit_id: str | None = None, kind: DocumentKind | None = None, words: str = ""
    ) -> Mapping[CaseState, int]:
        """How many cases the actor may see stand where, of those that cases() finds by the same."""
        query = select(PublicationRow.state, func.count()).group_by(PublicationRow.state)
        query = _narrowed(query, visible_unit(actor, unit_id), kind, words)
        with self._database.reading() as session:
            found = {CaseState(state): count for state, count in session.execute(query)}
        return {state: found.get(state, 0) for state in CaseState}

    def owner(self, actor: Actor, document_id: str) -> str | None:
        """The unit a document belongs to; None while nobody owns it. Raises Forbidden."""
        with self._database.reading() as session:
            unit_id = owner_of(session, document_id)
        require(actor, Act.SEE_DRAFTS, unit_id=unit_id)
        return unit_id

    def reviews(self, actor: Actor, document_id: str) -> list[Review]:
        """Who reviewed it with what result, the first one first."""
        self.case(actor, document_id)
        with self._database.reading() as session:
            query = select(ReviewRow).where(ReviewRow.document_id == document_id).order_by(ReviewRow.id)
            return [review_value(row) for row in session.scalars(query)]


# Any: the columns selected differ.
def _narrowed(
    query: Select[*tuple[Any, ...]], unit: str | None, kind: DocumentKind | None, words: str
) -> Select[*tuple[Any, ...]]:
    if unit is not None:
        query = query.where(PublicationRow.unit_id == unit)
    if kind is None and not words.strip():
        return query
    query = query.join(DocumentRow, DocumentRow.id == PublicationRow.document_id)
    if kind:
        query = query.where(DocumentRow.kind == kind.value)
    return query.where(named(words)) if words.strip() else query


def named(words: str) -> ColumnElement[bool]:
    """Documents with these words in the title, whatever blanks and book marks, or with this number in any writing."""
    numbers = [str(number) for number, _, _ in find_numbers(words)]
    if numbers:
        return DocumentRow.number.in_(numbers)
    asked = title_key(words[:_LONGEST_WORDS])
    return DocumentRow.title_key.contains(asked, autoescape=True) | DocumentRow.number.contains(asked, autoescape=True)


def visible_unit(actor: Actor, unit_id: str | None, act: Act = Act.SEE_DRAFTS) -> str | None:
    """The unit whose things the actor is shown: the one asked for, else all (None) or the own. Raises Forbidden."""
    if reach_of(actor, act) is Reach.ALL:
        return unit_id
    wanted = unit_id or actor.unit_id
    require(actor, act, unit_id=wanted)
    return wanted
