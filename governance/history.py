"""Every version of a document, and what changed between two of them, clause by clause."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from governance.access import Actor
from governance.cases import seen_by
from governance.clause_diff import ClauseChange, clause_texts, diff
from kb.database import Database
from kb.documents import Clause
from kb.errors import UnknownDocument
from kb.tables import VersionRow

ClauseFinder = Callable[[str], Sequence[Clause]]
"""Finds the clauses of a text: of earlier versions only the text is kept. ingestion has it, compose hands it in."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A version in a list. name: of the file it came from."""

    id: str
    number: int
    name: str
    characters: int
    created_at: datetime


class History:
    """Lists versions and compares them."""

    def __init__(self, database: Database, find_clauses: ClauseFinder) -> None:
        self._database = database
        self._find_clauses = find_clauses

    def editions(self, actor: Actor, document_id: str) -> list[Edition]:
        """The versions of a document, the latest first. Raises UnknownDocument, Forbidden."""
        return [
            Edition(row.id, row.number, row.name, len(row.text), row.created_at)
            for row in reversed(self._rows(actor, document_id))
        ]

    def compared(self, actor: Actor, document_id: str, *, old: int, new: int) -> list[ClauseChange]:
        """What changed from one version to another, by their numbers. Raises UnknownDocument, Forbidden."""
        texts = {row.number: row.text for row in self._rows(actor, document_id)}
        missing = next((number for number in (old, new) if number not in texts), None)
        if missing is not None:
            raise UnknownDocument(f"{document_id}: no version {missing}")
        before, after = (clause_texts(texts[number], self._find_clauses(texts[number])) for number in (old, new))
        return diff(before, after)

    def _rows(self, actor: Actor, document_id: str) -> list[VersionRow]:
        with self._database.reading() as session:
            seen_by(session, actor, document_id)
            query = select(VersionRow).where(VersionRow.document_id == document_id).order_by(VersionRow.number)
            return list(session.scalars(query))
