"""What follows when a document is changed or ends: whatever quotes it goes back to its owner, with a duty and a reason.

Called inside the transaction of the act, so that the act and what follows from it are one.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.approved import ApprovedAnswers
from governance.interpretation_release import InterpretationRelease
from governance.words import sentence
from kb.documents import PublicationState, RelationKind
from kb.lookups import target_id
from kb.tables import DocumentRow, RelationRow

_CHANGES = (RelationKind.REPEALS.value, RelationKind.AMENDS.value)


class Consequences:
    """Re-opens what rests on a document."""

    def __init__(self, release: InterpretationRelease, approved: ApprovedAnswers) -> None:
        self._release = release
        self._approved = approved

    def of_publication(self, session: Session, document_id: str, *, now: datetime) -> None:
        """A document is out: what it is confirmed to repeal or amend has changed."""
        query = select(RelationRow).where(
            RelationRow.document_id == document_id,
            RelationRow.kind.in_(_CHANGES),
            RelationRow.confirmed_by.is_not(None),
        )
        for relation in session.scalars(query).all():
            self.of_relation(session, relation, now=now)
        self._approved.reopen_unfounded(session, document_id, now=now)

    def of_relation(self, session: Session, relation: RelationRow, *, now: datetime) -> None:
        """A confirmed word of a published document on another; from a draft's words nothing follows."""
        speaker = session.get_one(DocumentRow, relation.document_id)
        target = target_id(session, relation) if relation.kind in _CHANGES else None
        if target is None or speaker.state != PublicationState.PUBLISHED.value:
            return
        name = speaker.number or speaker.title_key
        repealed = relation.kind == RelationKind.REPEALS.value
        self.of_end(
            session, target, reason=sentence("reopened_repeal" if repealed else "reopened_change", name=name), now=now
        )

    def of_withdrawal(self, session: Session, document_id: str, *, reason: str, now: datetime) -> list[str]:
        """The document is out no more, and its interpretation with it; returns the approved answers re-opened."""
        self._release.withdraw_with(session, document_id, now=now)
        return self._approved.reopen_quoting(session, document_id, reason=reason, now=now)

    def of_end(self, session: Session, document_id: str, *, reason: str, now: datetime) -> None:
        """The document no longer stands as it stood when others wrote about it."""
        self._release.reopen(session, document_id, reason=reason, now=now)
        self._approved.reopen_quoting(session, document_id, reason=reason, now=now)
