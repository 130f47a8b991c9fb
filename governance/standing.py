"""A person's word on what texts propose: that one document repeals, amends, explains another; that one ended."""

from datetime import date, datetime

from governance.access import Act, Actor, require
from governance.audit import record
from governance.cases import need
from governance.consequences import Consequences
from governance.publication_rows import PublicationRow
from governance.words import sentence
from kb.catalogue import Catalogue
from kb.database import Database
from kb.documents import Validity
from kb.errors import UnknownDocument
from kb.tables import RelationRow

_OVER = (Validity.REPEALED, Validity.EXPIRED)


class Standing:
    """Confirms relations and validity, and lets what follows follow."""

    def __init__(self, database: Database, catalogue: Catalogue, consequences: Consequences) -> None:
        self._database = database
        self._catalogue = catalogue
        self._consequences = consequences

    def confirm_relation(self, actor: Actor, relation_id: int, *, now: datetime) -> None:
        """What the document says of the other is so: a repeal marks the older one at once, what quotes it is re-opened.

        Raises UnknownDocument when the document has a new version meanwhile, Forbidden.
        """
        with self._database.writing() as session:
            relation = session.get(RelationRow, relation_id)
            if relation is None:
                raise UnknownDocument(sentence("no_relation"))
            case = session.get(PublicationRow, relation.document_id)
            require(actor, Act.CONFIRM_RELATION, unit_id=case.unit_id if case else None)
            if relation.confirmed_by is not None:
                return
            self._catalogue.confirm_relation(relation_id, by=actor.name, now=now)
            self._consequences.of_relation(session, relation, now=now)
            record(
                session,
                actor=actor,
                act=Act.CONFIRM_RELATION,
                subject=f"document:{relation.document_id}",
                details={
                    "kind": relation.kind,
                    "number": relation.target_number,
                    "title": relation.target_title,
                    "evidence": relation.evidence[:300],
                },
                now=now,
            )

    def confirm_validity(
        self,
        actor: Actor,
        document_id: str,
        validity: Validity,
        *,
        reason: str,
        ends_on: date | None = None,
        now: datetime,
    ) -> None:
        """A person has judged whether a document is in force; what quotes one that is not any more is re-opened.

        Raises Refused without a reason; UnknownDocument, Forbidden.
        """
        why = need(reason, "correction_reason_missing")
        with self._database.writing() as session:
            case = session.get(PublicationRow, document_id)
            require(actor, Act.CONFIRM_VALIDITY, unit_id=case.unit_id if case else None)
            self._catalogue.confirm_validity(document_id, validity, by=actor.name, reason=why, now=now, ends_on=ends_on)
            is_over = validity in _OVER
            told = sentence("reopened_validity", validity=validity.value, reason=why)
            if is_over:
                self._consequences.of_end(session, document_id, reason=told, now=now)
            elif validity is Validity.AMENDED:
                self._consequences.of_amendment(session, document_id, reason=told, now=now)
            self._consequences.of_judged_validity(document_id, is_over=is_over, reason=why, by=actor, now=now)
            record(
                session,
                actor=actor,
                act=Act.CONFIRM_VALIDITY,
                subject=f"document:{document_id}",
                reason=why,
                details={"validity": validity.value, "ends_on": ends_on.isoformat() if ends_on else None},
                now=now,
            )
