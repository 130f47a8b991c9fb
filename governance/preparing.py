"""What is said about a document before it goes to review: its facts set right, its 公开属性, why it goes out alone."""

from datetime import datetime

from governance.access import Act, Actor
from governance.cases import changing, need
from governance.errors import Refused
from governance.publication_states import CaseState, ClosedReason, Disclosure, check_disclosure
from governance.words import word
from kb.catalogue import Catalogue
from kb.database import Database
from kb.documents import Fact
from kb.errors import KnowledgeError, UnknownDocument

_NEVER_EMPTY = (Fact.TITLE, Fact.ISSUING_BODY)
_WRITTEN_SO = {Fact.DOCUMENT_NUMBER: "fact_number", Fact.URL: "fact_address"}
# The system alone says when something was published (R§1).
_SYSTEM_FACTS = (Fact.PUBLISHED_ON, Fact.DISCLOSURE, Fact.VALIDITY)


class Preparation:
    """Writes down what people say about a case."""

    def __init__(self, database: Database, catalogue: Catalogue) -> None:
        self._database = database
        self._catalogue = catalogue

    def set_disclosure(
        self,
        actor: Actor,
        document_id: str,
        disclosure: Disclosure,
        *,
        closed_reason: ClosedReason | None = None,
        version: int,
        now: datetime,
    ) -> None:
        """公开属性 is proposed; anything but 主动公开 needs its legal reason. Raises Refused, Forbidden, Stale."""
        check_disclosure(disclosure, closed_reason)
        reason = closed_reason.value if closed_reason and disclosure is not Disclosure.PROACTIVE else None
        with changing(
            self._database,
            document_id,
            actor=actor,
            act=Act.SET_DISCLOSURE,
            version=version,
            details={"disclosure": disclosure.value, "legal_reason": reason},
            now=now,
        ) as (_, row):
            if CaseState(row.state) in (CaseState.PUBLISHED, CaseState.KEPT):
                raise Refused("decided_already")
            row.disclosure, row.closed_reason = disclosure.value, reason

    def correct_fact(
        self,
        actor: Actor,
        document_id: str,
        fact: Fact,
        value: str,
        *,
        reason: str,
        version: int,
        now: datetime,
    ) -> None:
        """A fact read wrongly is set right; the source's word stays beside it.

        Raises Refused for the day of publication and 公开属性, which the system keeps, without a reason, and for a
        value the fact cannot have; Forbidden, Stale.
        """
        why = need(reason, "correction_reason_missing")
        if fact in _SYSTEM_FACTS:
            raise Refused("system_fact")
        if fact in _NEVER_EMPTY and not value:
            raise Refused("fact_needed", fact=word(fact))
        with changing(
            self._database,
            document_id,
            actor=actor,
            act=Act.CORRECT_FACT,
            version=version,
            reason=why,
            details={"fact": fact.value, "value": value[:200]},
            now=now,
        ):
            try:
                self._catalogue.correct(document_id, fact, value, by=actor.name, reason=why, now=now)
            except UnknownDocument:
                raise
            except KnowledgeError as error:
                key = _WRITTEN_SO.get(fact, "fact_day")
                raise Refused(key, fact=word(fact), value=value[:40]) from error

    def override(self, actor: Actor, document_id: str, *, reason: str, version: int, now: datetime) -> None:
        """It may be published without its interpretation, on this person's name and for this reason (R§2.3)."""
        why = need(reason, "override_reason_missing")
        with changing(
            self._database,
            document_id,
            actor=actor,
            act=Act.OVERRIDE_TOGETHERNESS,
            version=version,
            reason=why,
            now=now,
        ) as (_, row):
            row.override_by, row.override_reason = actor.name, why
