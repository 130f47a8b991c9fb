"""What follows when a document is changed or ends: whatever quotes it goes back to its owner, with a duty and a reason.

Called inside the transaction of the act, so that the act and what follows from it are one.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.access import Actor
from governance.approved import ApprovedAnswers
from governance.duties import Duties, DutyKind, DutyState
from governance.interpretation_release import InterpretationRelease
from governance.words import sentence
from kb.documents import PublicationState, RelationKind
from kb.explaining import interpretations_of
from kb.lookups import target_id
from kb.tables import DocumentRow, RelationRow

# Owed about a document as long as it stands: nobody need publish, explain or watch the end of what is over.
_OF_WHAT_STANDS = (DutyKind.PUBLICATION, DutyKind.INTERPRETATION, DutyKind.VALIDITY)
_CHANGES = (RelationKind.REPEALS.value, RelationKind.AMENDS.value)


class Consequences:
    """Re-opens what rests on a document."""

    def __init__(self, release: InterpretationRelease, approved: ApprovedAnswers, duties: Duties) -> None:
        self._release = release
        self._approved = approved
        self._duties = duties

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
        if repealed:
            self.of_end(session, target, reason=sentence("reopened_repeal", name=name), now=now)
            self._owed_no_more(target, sentence("ended_repeal", name=name), now)
        else:
            self.of_amendment(session, target, reason=sentence("reopened_change", name=name), now=now)

    def of_withdrawal(self, session: Session, document_id: str, *, reason: str, now: datetime) -> list[str]:
        """The document is out no more, and its interpretation with it; returns the approved answers re-opened."""
        self._release.withdraw_with(session, document_id, now=now)
        self._owed_no_more(document_id, reason, now)
        return self._reopen_quoting_either(session, document_id, reason=reason, now=now)

    def of_end(self, session: Session, document_id: str, *, reason: str, now: datetime) -> None:
        """The document stands no longer, nor what explains it."""
        self._release.reopen(session, document_id, reason=reason, now=now)
        self._reopen_quoting_either(session, document_id, reason=reason, now=now)

    def of_amendment(self, session: Session, document_id: str, *, reason: str, now: datetime) -> None:
        """The document no longer stands as it stood when others wrote about it; what others explain of it does."""
        self._release.reopen(session, document_id, reason=reason, now=now)
        self._approved.reopen_quoting(session, document_id, reason=reason, now=now)

    def of_judged_validity(self, document_id: str, *, is_over: bool, reason: str, by: Actor, now: datetime) -> None:
        """A person has said whether it is in force, as was owed (R§3.4). is_over: nothing else about it is any more."""
        self._duties.close_about(document_id, (DutyKind.VALIDITY,), DutyState.DONE, reason=reason, now=now, by=by)
        if is_over:
            self._owed_no_more(document_id, reason, now)

    def _reopen_quoting_either(self, session: Session, document_id: str, *, reason: str, now: datetime) -> list[str]:
        """The approved answers that quote the document or what explains it; returns their ids."""
        quoted = (document_id, *interpretations_of(session, [document_id]))
        found = (self._approved.reopen_quoting(session, one, reason=reason, now=now) for one in quoted)
        return [identity for ids in found for identity in ids]

    def _owed_no_more(self, document_id: str, reason: str, now: datetime) -> None:
        self._duties.close_about(document_id, _OF_WHAT_STANDS, DutyState.WAIVED, reason=reason, now=now)
