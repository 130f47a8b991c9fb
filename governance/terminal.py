"""What an operator does to a document at the terminal, owned by a unit or not: recorded like every other act.

The terminal is for what the pages cannot do: documents nobody owns yet, and an emergency. It publishes nothing that is
still under review.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from governance.access import Act, Actor, require
from governance.audit import record
from governance.cases import need
from governance.consequences import Consequences
from governance.errors import Refused
from governance.publication_rows import PublicationRow, touch
from governance.publication_states import CaseState
from governance.words import sentence, word
from kb.catalogue import Catalogue
from kb.database import Database
from kb.documents import Fact


class AtTerminal:
    """Corrects, withdraws and publishes a document, whatever unit owns it."""

    def __init__(self, database: Database, catalogue: Catalogue, consequences: Consequences) -> None:
        self._database = database
        self._catalogue = catalogue
        self._consequences = consequences

    def correct(self, actor: Actor, document_id: str, fact: Fact, value: str, *, reason: str, now: datetime) -> None:
        """A fact is set right. Raises KnowledgeError for a value it cannot have; UnknownDocument, Refused."""
        why = need(reason, "correction_reason_missing")

        def corrected(_session: Session, _case: PublicationRow | None) -> None:
            self._catalogue.correct(document_id, fact, value, by=actor.name, reason=why, now=now)

        details: dict[str, object] = {"fact": fact.value, "value": value[:200]}
        self._do(actor, Act.CORRECT_FACT, document_id, corrected, reason=why, details=details, now=now)

    def withdraw(self, actor: Actor, document_id: str, *, reason: str, now: datetime) -> None:
        """It is found and quoted no more, and what rests on it is re-opened. Raises UnknownDocument, Refused."""
        why = need(reason, "withdraw_reason_missing")

        def withdrawn(session: Session, case: PublicationRow | None) -> None:
            self._catalogue.withdraw(document_id, now=now)
            told = sentence("reopened_withdrawn", reason=why)
            self._consequences.of_withdrawal(session, document_id, reason=told, now=now)
            if case is not None and case.state == CaseState.PUBLISHED.value:
                case.state, case.withdrawn_at = CaseState.WITHDRAWN.value, now

        self._do(actor, Act.WITHDRAW, document_id, withdrawn, reason=why, now=now)

    def publish(self, actor: Actor, document_id: str, *, reason: str, now: datetime) -> None:
        """A document nobody reviews is out, or one that was withdrawn is back. Raises Refused for one under review."""

        def published(_session: Session, case: PublicationRow | None) -> None:
            if case is not None:
                if case.state not in (CaseState.PUBLISHED.value, CaseState.WITHDRAWN.value):
                    raise Refused("publish_through_review", state=word(CaseState(case.state)))
                case.state = CaseState.PUBLISHED.value
            self._catalogue.publish(document_id, now=now)

        self._do(actor, Act.PUBLISH, document_id, published, reason=reason, now=now)

    def _do(
        self,
        actor: Actor,
        act: Act,
        document_id: str,
        change: Callable[[Session, PublicationRow | None], None],
        *,
        reason: str,
        details: dict[str, object] | None = None,
        now: datetime,
    ) -> None:
        with self._database.writing() as session:
            case = session.get(PublicationRow, document_id)
            require(actor, act, unit_id=case.unit_id if case else None)
            change(session, case)
            if case is not None:
                touch(case, now)
            subject = f"document:{document_id}"
            record(session, actor=actor, act=act, subject=subject, reason=reason, details=details, now=now)
