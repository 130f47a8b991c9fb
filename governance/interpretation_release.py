"""An interpretation comes out with its document, goes with it, and comes back to its owner when that changes."""

from datetime import datetime

from sqlalchemy.orm import Session

from governance.access import Act, Actor, require
from governance.audit import record
from governance.cases import check_version, held
from governance.duties import Duties, DutyKind
from governance.errors import Refused
from governance.interpretation_drafts import InterpretationDraft, draft_value
from governance.interpretations import RecordReader, as_document, interpretation_row, planned
from governance.owed import yearly_subject
from governance.publication_rows import InterpretationRow, touch
from governance.publication_states import CaseState
from governance.words import sentence
from kb.catalogue import Catalogue
from kb.database import Database
from kb.documents import Fact
from kb.library import Library
from kb.moments import china_day


class InterpretationRelease:
    """Publishes, withdraws and re-opens interpretations."""

    def __init__(
        self, database: Database, library: Library, catalogue: Catalogue, duties: Duties, read_record: RecordReader
    ) -> None:
        self._database = database
        self._library = library
        self._catalogue = catalogue
        self._duties = duties
        self._read_record = read_record

    def publish(self, actor: Actor, document_id: str, *, version: int, now: datetime) -> str:
        """A late or re-opened interpretation is published after its document; returns the id of what it became.

        Raises Refused while the document is not published or the interpretation not signed; Forbidden, Stale.
        """
        with self._database.writing() as session:
            row = planned(session, document_id)
            require(actor, Act.PUBLISH, unit_id=row.unit_id)
            check_version(row.version, version)
            if held(session, document_id).state != CaseState.PUBLISHED.value:
                raise Refused("document_not_published")
            if not draft_value(row).is_signed:
                raise Refused("interpretation_unsigned")
            published = self.publish_with(session, document_id, actor=actor, now=now)
            record(
                session,
                actor=actor,
                act=Act.PUBLISH,
                subject=f"interpretation:{row.id}",
                details={"document": document_id, "as": published},
                now=now,
            )
            return published or ""

    def publish_with(self, session: Session, document_id: str, *, actor: Actor, now: datetime) -> str | None:
        """Inside the publication of its document: a signed interpretation becomes a document; None where none is."""
        row = interpretation_row(session, document_id)
        if row is None or not draft_value(row).is_signed:
            return None
        card = self._library.cards([document_id])[document_id]
        stored = self._catalogue.store(as_document(row, card, self._read_record), now=now)
        _dated(self._catalogue, stored.document_id, now)
        self._catalogue.publish(stored.document_id, now=now)
        row.published_as, row.published_at = stored.document_id, now
        touch(row, now)
        row.reopened_reason, row.reopened_at = "", None
        self._fulfilled(row, actor, now)
        return stored.document_id

    def withdraw_with(self, session: Session, document_id: str, *, now: datetime) -> None:
        """Inside the withdrawal of its document: what explains it goes with it."""
        row = interpretation_row(session, document_id)
        if row is not None and row.published_as:
            self._catalogue.withdraw(row.published_as, now=now)

    def reopen(self, session: Session, document_id: str, *, reason: str, now: datetime) -> InterpretationDraft | None:
        """Its document was changed: it is shown no more until the owner looked at it again and it is signed anew.

        None where none was out.
        """
        row = interpretation_row(session, document_id)
        if row is None or row.published_as is None:
            return None
        self._catalogue.withdraw(row.published_as, now=now)
        row.reopened_reason, row.reopened_at = reason, now
        touch(row, now)
        row.plan_signed_by = row.plan_signed_at = row.material_signed_by = row.material_signed_at = None
        session.flush()
        self._duties.open(
            DutyKind.REOPENED,
            unit_id=row.unit_id,
            subject=f"interpretation:{row.id}",
            title=row.title,
            began=now,
            now=now,
        )
        return draft_value(row)

    def _fulfilled(self, row: InterpretationRow, actor: Actor, now: datetime) -> None:
        """What was owed is done: the interpretation, looking at it again, and the head's one of the year (R§2.5)."""
        owed = [
            (DutyKind.INTERPRETATION, f"document:{row.document_id}"),
            (DutyKind.REOPENED, f"interpretation:{row.id}"),
        ]
        if row.is_by_head:
            owed.append((DutyKind.YEARLY_INTERPRETATION, yearly_subject(row.unit_id, china_day(now).year)))
        for kind, subject in owed:
            self._duties.fulfilled_by_event(kind, subject, now=now, by=actor)


def _dated(catalogue: Catalogue, document_id: str, now: datetime) -> None:
    """The day of publication is the system's word (R§1)."""
    by, reason = sentence("system_name"), sentence("system_date")
    catalogue.correct(document_id, Fact.PUBLISHED_ON, china_day(now).isoformat(), by=by, reason=reason, now=now)
