"""The way of a document to the public: its 公开属性 proposed, reviewed twice, published, withdrawn.

三同步 (R§2.3): without signed plan and material of its interpretation it is not published, unless somebody with a name
overrides it with a reason. The day of publication is the system's. Every step checks the person, the version they saw
and the state it starts from, and writes its audit row in the same transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from governance.access import Act, Actor, require
from governance.cases import changing, held, need, review_row, seen_by
from governance.consequences import Consequences
from governance.duties import Duties, DutyKind
from governance.errors import Refused
from governance.examining import blocking
from governance.interpretation_release import InterpretationRelease
from governance.interpretations import interpretation_row
from governance.publication_rows import PublicationRow
from governance.publication_states import (
    ACT_OF,
    CaseState,
    CaseStep,
    ClosedReason,
    Disclosure,
    check_disclosure,
    moved,
)
from governance.words import sentence
from kb.catalogue import Catalogue
from kb.database import Database
from kb.documents import DocumentKind, Fact
from kb.library import Library
from kb.moments import china_day

# What needs an interpretation: an interpretation is none itself, and a guide explains itself element by element.
_EXPLAINED = (DocumentKind.POLICY, DocumentKind.LAW)


@dataclass(frozen=True, slots=True)
class Blocker:
    """Something that keeps a document from being published. code: its key; sentence: what people read."""

    code: str
    sentence: str


class Publications:
    """Moves cases on."""

    def __init__(
        self,
        database: Database,
        library: Library,
        catalogue: Catalogue,
        *,
        release: InterpretationRelease,
        consequences: Consequences,
        duties: Duties,
    ) -> None:
        self._database = database
        self._library = library
        self._catalogue = catalogue
        self._release = release
        self._consequences = consequences
        self._duties = duties

    def submit(self, actor: Actor, document_id: str, *, version: int, now: datetime) -> None:
        """The drafter hands it to the unit's reviewer. Raises Refused without 公开属性 and its reason (退文)."""
        with self._moving(actor, document_id, CaseStep.SUBMIT, version=version, now=now) as (_, row):
            check_disclosure(
                Disclosure(row.disclosure) if row.disclosure else None,
                ClosedReason(row.closed_reason) if row.closed_reason else None,
            )
            row.submitted_by, row.returned_reason = actor.user_id, ""

    def approve(self, actor: Actor, document_id: str, *, version: int, now: datetime) -> None:
        """The unit's reviewer agrees; nobody reviews what they submitted. Raises Refused, Forbidden, Stale."""
        with self._moving(actor, document_id, CaseStep.APPROVE_FOR_UNIT, version=version, now=now) as (session, row):
            if row.submitted_by == actor.user_id:
                raise Refused("own_review")
            session.add(review_row(document_id, CaseStep.APPROVE_FOR_UNIT.value, actor, "", now))

    def return_(self, actor: Actor, document_id: str, *, reason: str, version: int, now: datetime) -> None:
        """It goes back to the drafter with the reason, from whichever review it is in."""
        why = need(reason, "return_reason_missing")
        with self._database.reading() as session:
            state = CaseState(held(session, document_id).state)
        step = CaseStep.RETURN_FOR_OFFICE if state is CaseState.OFFICE_REVIEW else CaseStep.RETURN_FOR_UNIT
        with self._moving(actor, document_id, step, version=version, now=now, reason=why) as (session, row):
            row.returned_reason = why
            session.add(review_row(document_id, step.value, actor, why, now))

    def blockers(self, actor: Actor, document_id: str, *, now: datetime) -> list[Blocker]:
        """What keeps the document from being published now, in sentences; [] when nothing does.

        Raises UnknownDocument, Forbidden.
        """
        with self._database.reading() as session:
            return self._blockers(session, seen_by(session, actor, document_id), now)

    def publish(self, actor: Actor, document_id: str, *, version: int, now: datetime) -> CaseState:
        """The disclosure office agrees: published together with its interpretation, or kept for its legal reason.

        Returns the state it is in now. Raises Refused naming what blocks it; Forbidden, Stale.
        """
        with self._database.reading() as session:
            row = held(session, document_id)
        is_public = row.disclosure == Disclosure.PROACTIVE.value
        step = CaseStep.PUBLISH if is_public else CaseStep.KEEP
        with self._moving(actor, document_id, step, version=version, now=now) as (session, row):
            require(actor, Act.REVIEW_FOR_DISCLOSURE, unit_id=row.unit_id)
            blockers = self._blockers(session, row, now) if is_public else []
            if blockers:
                raise Refused("blocked", reasons="".join(blocker.sentence for blocker in blockers))
            session.add(review_row(document_id, step.value, actor, row.closed_reason or "", now))
            self._state_fact(document_id, Fact.DISCLOSURE, row.disclosure or "", now)
            if is_public:
                self._published(session, row, actor, now)
            else:
                told = sentence("kept_decided", reason=row.closed_reason or "")
                subject = f"document:{document_id}"
                self._duties.ended_by_event(DutyKind.PUBLICATION, subject, reason=told, now=now, by=actor)
            return CaseState(row.state)

    def withdraw(self, actor: Actor, document_id: str, *, reason: str, version: int, now: datetime) -> None:
        """It is found and quoted no more, at once, and its interpretation with it. Raises Refused without a reason."""
        why = need(reason, "withdraw_reason_missing")
        with self._moving(actor, document_id, CaseStep.WITHDRAW, version=version, now=now, reason=why) as (
            session,
            row,
        ):
            session.add(review_row(document_id, CaseStep.WITHDRAW.value, actor, why, now))
            self._withdrawn(session, row, why, now)

    def revise(self, actor: Actor, document_id: str, *, version: int, now: datetime) -> None:
        """A kept or withdrawn document goes back to its drafter, to be published once more through both reviews.

        Raises Refused for one that is out: it would be quoted on while nobody could withdraw it.
        """
        with self._moving(actor, document_id, CaseStep.REVISE, version=version, now=now) as (_, row):
            if self._library.is_public(document_id):
                raise Refused("revise_published")
            row.override_by = row.override_reason = None

    def _published(self, session: Session, row: PublicationRow, actor: Actor, now: datetime) -> None:
        document_id = row.document_id
        self._state_fact(document_id, Fact.PUBLISHED_ON, china_day(now).isoformat(), now)
        self._catalogue.publish(document_id, now=now)
        row.published_at = now
        card = self._library.cards([document_id])[document_id]
        interpreted = self._release.publish_with(session, document_id, actor=actor, now=now)
        subject = f"document:{document_id}"
        self._duties.fulfilled_by_event(DutyKind.PUBLICATION, subject, now=now, by=actor)
        if card.kind in _EXPLAINED and interpreted is None:
            self._duties.open(
                DutyKind.INTERPRETATION, unit_id=row.unit_id, subject=subject, title=card.title, began=now, now=now
            )
        self._consequences.of_publication(session, document_id, now=now)

    def _withdrawn(self, session: Session, row: PublicationRow, reason: str, now: datetime) -> None:
        self._catalogue.withdraw(row.document_id, now=now)
        row.withdrawn_at = now
        told = sentence("reopened_withdrawn", reason=reason)
        self._consequences.of_withdrawal(session, row.document_id, reason=told, now=now)

    def _blockers(self, session: Session, row: PublicationRow, now: datetime) -> list[Blocker]:
        found: list[Blocker] = []
        document = self._library.document(row.document_id)
        if row.override_by is None and document.card.kind in _EXPLAINED:
            draft = interpretation_row(session, row.document_id)
            if draft is None or not draft.plan_signed_by:
                found.append(_blocker("plan_unsigned"))
            if draft is None or not draft.material_signed_by:
                found.append(_blocker("material_unsigned"))
        for finding in blocking(session, document, self._library, on=china_day(now)):
            found.append(Blocker(f"finding_{finding.code.value}", finding.sentence))
        return found

    @contextmanager
    def _moving(
        self, actor: Actor, document_id: str, step: CaseStep, *, version: int, reason: str = "", now: datetime
    ) -> Iterator[tuple[Session, PublicationRow]]:
        """One move of the case, see cases.changing; the state is the new one inside the block."""
        details: dict[str, object] = {"step": step.value}
        with changing(
            self._database,
            document_id,
            actor=actor,
            act=ACT_OF[step],
            version=version,
            reason=reason,
            details=details,
            now=now,
        ) as (session, row):
            row.state = moved(CaseState(row.state), step).value
            yield session, row

    def _state_fact(self, document_id: str, fact: Fact, value: str, now: datetime) -> None:
        by, reason = sentence("system_name"), sentence("system_date")
        self._catalogue.correct(document_id, fact, value, by=by, reason=reason, now=now)


def _blocker(code: str) -> Blocker:
    return Blocker(code, sentence(f"blocked_{code}"))
