"""What became of an answer after it was given: its document was recalled with a correction, or withdrawn.

The one place that decides it; pages, API and histories only show it. Whoever has the answer may know.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance.acts import Act
from governance.audit import AuditRow
from governance.publication_rows import InterpretationRow, PublicationRow, RecallRow
from governance.recalls import ON_ITS_WAY
from kb.database import Database
from kb.documents import PublicationState
from kb.tables import DocumentRow


class SequelKind(Enum):
    """How an answer was overtaken."""

    CORRECTED = "corrected"  # 更正: the document was wrong and recalled, and it was said what is right
    WITHDRAWN = "withdrawn"  # 撤下: the document is published no more


@dataclass(frozen=True, slots=True)
class Sequel:
    """document_id: the document quoted that it is about. at: None where nobody wrote it down.

    correction: what is right instead, "" where the document was only withdrawn.
    """

    kind: SequelKind
    document_id: str
    at: datetime | None
    correction: str = ""


@dataclass(frozen=True, slots=True)
class Quoted:
    """An answer: the documents it quotes, and when it was given."""

    document_ids: tuple[str, ...]
    at: datetime


class Sequels:
    """Tells what became of answers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, answers: Sequence[Quoted]) -> list[Sequel | None]:
        """For each answer what whoever has it must know, None for nothing; a correction before a withdrawal.

        An answer given after a recall rests on what was published since, and needs no correction by it.
        """
        quoted = {identity for answer in answers for identity in answer.document_ids}
        if not quoted:
            return [None] * len(answers)
        with self._database.reading() as session:
            recalls = _recalls(session, quoted)
            withdrawn = _withdrawn(session, quoted)
        return [_corrected(answer, recalls) or _ended(answer, withdrawn) for answer in answers]


def _corrected(answer: Quoted, recalls: Mapping[str, Sequence[RecallRow]]) -> Sequel | None:
    """By the latest recall: what it says is right now."""
    found = [
        (recall, identity)
        for identity in answer.document_ids
        for recall in recalls.get(identity, ())
        if answer.at < recall.at + ON_ITS_WAY
    ]
    if not found:
        return None
    recall, identity = max(found, key=lambda one: one[0].id)
    return Sequel(SequelKind.CORRECTED, identity, recall.at, recall.correction)


def _ended(answer: Quoted, withdrawn: Mapping[str, datetime | None]) -> Sequel | None:
    gone = next((identity for identity in answer.document_ids if identity in withdrawn), None)
    return Sequel(SequelKind.WITHDRAWN, gone, withdrawn[gone]) if gone else None


def _recalls(session: Session, quoted: Collection[str]) -> dict[str, list[RecallRow]]:
    """The recalls by the document that was quoted: an interpretation goes with the document it explains."""
    explained = select(InterpretationRow.published_as, InterpretationRow.document_id).where(
        InterpretationRow.published_as.in_(quoted)
    )
    concerned = {identity: {identity} for identity in quoted}
    for interpretation, document in session.execute(explained):
        concerned.setdefault(document, set()).add(str(interpretation))
    found: dict[str, list[RecallRow]] = {}
    for row in session.scalars(select(RecallRow).where(RecallRow.document_id.in_(concerned))):
        for identity in concerned[row.document_id]:
            found.setdefault(identity, []).append(row)
    return found


def _withdrawn(session: Session, quoted: Collection[str]) -> dict[str, datetime | None]:
    """When each of those that are withdrawn was: by its case, else by the trail."""
    query = (
        select(DocumentRow.id, PublicationRow.withdrawn_at)
        .join(PublicationRow, PublicationRow.document_id == DocumentRow.id, isouter=True)
        .where(DocumentRow.id.in_(quoted), DocumentRow.state == PublicationState.WITHDRAWN.value)
    )
    return {identity: at or _noted(session, identity) for identity, at in session.execute(query)}


def _noted(session: Session, document_id: str) -> datetime | None:
    of_it = (AuditRow.subject == f"document:{document_id}", AuditRow.act == Act.WITHDRAW.value)
    return session.scalar(select(func.max(AuditRow.at)).where(*of_it))
