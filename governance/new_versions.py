"""A changed file of a document that a unit owns: it waits, its owner is told, and takes it up as a draft or leaves it.

The reviewed version stands and answers meanwhile: a page that was rearranged overnight takes nothing from citizens.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.access import SYSTEM, Act, Actor
from governance.audit import record
from governance.case_lists import visible_unit
from governance.cases import changing, held, need, seen_by
from governance.clause_diff import ClauseChange, clause_texts, diff
from governance.duties import Duties, DutyKind
from governance.intake import card_in, owe_publication
from governance.publication_rows import PublicationRow
from governance.publication_states import CaseState, CaseStep, moved
from governance.words import sentence
from kb.catalogue import Catalogue
from kb.database import Database
from kb.errors import UnknownDocument
from kb.library import Library
from kb.waiting import Reviewers, WaitingRow, end_waiting, waiting_of


@dataclass(frozen=True, slots=True)
class NewVersion:
    """What waits for a document. name: of its file. changes: to the version that stands, clause by clause."""

    name: str
    arrived_at: datetime
    changes: tuple[ClauseChange, ...]


class NewVersions:
    """Holds new versions back for those who review, and lets them decide."""

    def __init__(self, database: Database, library: Library, catalogue: Catalogue, duties: Duties) -> None:
        self._database = database
        self._library = library
        self._catalogue = catalogue
        self._duties = duties

    @property
    def reviewers(self) -> Reviewers:
        """For whatever takes files in by itself: every document with a case changes only through its owner."""
        return Reviewers(review=_is_owned, hear=self._heard)

    def of(self, actor: Actor, document_id: str) -> NewVersion | None:
        """What waits for the document, None when nothing does. Raises UnknownDocument, Forbidden."""
        with self._database.reading() as session:
            seen_by(session, actor, document_id)
            waiting = waiting_of(session, document_id)
        if waiting is None:
            return None
        document, reading = self._library.document(document_id), waiting.reading
        stands = clause_texts(document.version.text, document.clauses)
        changes = diff(stands, clause_texts(reading.text, reading.clauses))
        return NewVersion(waiting.name, waiting.arrived_at, tuple(changes))

    def among(self, actor: Actor, document_ids: Collection[str]) -> set[str]:
        """Those of the documents for which something waits, as far as the actor may see them. Raises Forbidden."""
        unit = visible_unit(actor, None)
        query = select(WaitingRow.document_id).join(
            PublicationRow, PublicationRow.document_id == WaitingRow.document_id
        )
        if unit is not None:
            query = query.where(PublicationRow.unit_id == unit)
        with self._database.reading() as session:
            return set(session.scalars(query.where(WaitingRow.document_id.in_(document_ids))))

    def take_up(self, actor: Actor, document_id: str, *, version: int, now: datetime) -> None:
        """What waits is the document's text as a draft, to go through both reviews; the one before is out no more.

        Raises UnknownDocument when nothing waits, Refused for a document under review; Forbidden, Stale.
        """
        details: dict[str, object] = {"step": CaseStep.REVISE.value, "new_version": True}
        with changing(
            self._database,
            document_id,
            actor=actor,
            act=Act.UPLOAD_DOCUMENT,
            version=version,
            details=details,
            now=now,
        ) as (session, row):
            details["name"] = _named(session, document_id)
            row.state = moved(CaseState(row.state), CaseStep.REVISE).value
            row.override_by = row.override_reason = None
            self._catalogue.take_up(document_id, now=now)
            self._settled(actor, document_id, now)
            owe_publication(self._duties, session, row, now)

    def leave(self, actor: Actor, document_id: str, *, reason: str, version: int, now: datetime) -> None:
        """The version that stands is right, what waits is not taken up. Raises as take_up, and without a reason."""
        why = need(reason, "new_version_reason_missing")
        details: dict[str, object] = {"new_version": False}
        with changing(
            self._database,
            document_id,
            actor=actor,
            act=Act.UPLOAD_DOCUMENT,
            version=version,
            reason=why,
            details=details,
            now=now,
        ) as (session, _):
            details["name"] = _named(session, document_id)
            end_waiting(session, document_id)
            self._settled(actor, document_id, now)

    def _heard(self, session: Session, document_id: str, name: str, now: datetime) -> None:
        """The owner owes a look at it, as fast as at whatever rests on a document that changed."""
        row, subject = held(session, document_id), f"document:{document_id}"
        # Whoever looks at what waited before must not decide on this. The half-yearly check of a guide runs on, so
        # that the moment of the last change stays.
        row.version += 1
        title = sentence("new_version_title", title=card_in(session, document_id).title)
        self._duties.open(DutyKind.NEW_VERSION, unit_id=row.unit_id, subject=subject, title=title, began=now, now=now)
        details: dict[str, object] = {"unit": row.unit_id, "name": name, "waits": True}
        record(session, actor=SYSTEM, act=Act.UPLOAD_DOCUMENT, subject=subject, details=details, now=now)

    def _settled(self, actor: Actor, document_id: str, now: datetime) -> None:
        self._duties.fulfilled_by_event(DutyKind.NEW_VERSION, f"document:{document_id}", now=now, by=actor)


def _is_owned(session: Session, document_id: str) -> bool:
    return session.get(PublicationRow, document_id) is not None


def _named(session: Session, document_id: str) -> str:
    waiting = session.get(WaitingRow, document_id)
    if waiting is None:
        raise UnknownDocument(sentence("no_new_version"))
    return waiting.name
