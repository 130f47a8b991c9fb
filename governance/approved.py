"""Approved answers (口径) are written, approved by another person, re-opened when a source changes, withdrawn.

What citizens get of them is read by kb.approved; here is who may change them, and the trail of it.
"""

import json
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from governance.access import Act, Actor, Reach, reach_of, require
from governance.approved_wording import Wording, check_standing, question_key
from governance.audit import record
from governance.case_lists import visible_unit
from governance.cases import need
from governance.duties import Duties, DutyKind
from governance.errors import Refused, Stale
from governance.overdue import answer_check_subject
from governance.words import sentence
from kb.approved import ApprovedAnswer, ApprovedSource, ApprovedState, approved_value
from kb.approved_rows import ApprovedAnswerRow, ApprovedSourceRow
from kb.database import Database
from kb.errors import UnknownDocument
from kb.library import Library
from kb.moments import china_day
from kb.tables import DocumentRow, VersionRow

_MOST_LISTED = 500
_ID_BYTES = 10


def _new_id() -> str:
    return f"a-{secrets.token_hex(_ID_BYTES)}"


class ApprovedAnswers:
    """Writes and lists approved answers."""

    def __init__(
        self, database: Database, library: Library, duties: Duties, *, new_id: Callable[[], str] = _new_id
    ) -> None:
        self._database = database
        self._library = library
        self._duties = duties
        self._new_id = new_id

    def listed(
        self,
        actor: Actor,
        *,
        unit_id: str | None = None,
        state: ApprovedState | None = None,
        words: str = "",
        offset: int = 0,
        limit: int = 50,
    ) -> list[ApprovedAnswer]:
        """One page of those the actor may see, the latest changed first. words: in the question."""
        query = select(ApprovedAnswerRow).order_by(ApprovedAnswerRow.updated_at.desc(), ApprovedAnswerRow.id)
        unit = visible_unit(actor, unit_id, Act.EDIT_APPROVED_ANSWER) if not _sees_all(actor) else unit_id
        if unit is not None:
            query = query.where(ApprovedAnswerRow.unit_id == unit)
        if state:
            query = query.where(ApprovedAnswerRow.state == state.value)
        if words.strip():
            query = query.where(ApprovedAnswerRow.question_key.contains(question_key(words), autoescape=True))
        with self._database.reading() as session:
            rows = session.scalars(query.offset(max(0, offset)).limit(min(limit, _MOST_LISTED))).all()
            return [approved_value(session, row) for row in rows]

    def keys_of(self, actor: Actor, unit_id: str) -> set[str]:
        """The questions the unit has, as two of them are compared; for imports. Raises Forbidden."""
        require(actor, Act.EDIT_APPROVED_ANSWER, unit_id=unit_id)
        query = select(ApprovedAnswerRow.question_key).where(ApprovedAnswerRow.unit_id == unit_id)
        with self._database.reading() as session:
            return set(session.scalars(query))

    def quoting(self, actor: Actor, document_id: str) -> list[ApprovedAnswer]:
        """Those the actor may see that stand on words of this document, whatever their state. Raises Forbidden."""
        unit = None if _sees_all(actor) else visible_unit(actor, None, Act.EDIT_APPROVED_ANSWER)
        with self._database.reading() as session:
            found = _quoting(session, document_id)
            return [approved_value(session, row) for row in found if unit in (None, row.unit_id)]

    def get(self, actor: Actor, approved_id: str) -> ApprovedAnswer:
        """One of them. Raises Forbidden, UnknownDocument."""
        with self._database.reading() as session:
            row = session.get(ApprovedAnswerRow, approved_id)
            if row is None:
                raise UnknownDocument(sentence("no_approved"))
            if not _sees_all(actor):
                require(actor, Act.EDIT_APPROVED_ANSWER, unit_id=row.unit_id)
            return approved_value(session, row)

    def draft(self, actor: Actor, wording: Wording, *, unit_id: str, now: datetime) -> ApprovedAnswer:
        """A new one, given to nobody before it is approved. Raises Refused for what cannot be so; Forbidden."""
        require(actor, Act.EDIT_APPROVED_ANSWER, unit_id=unit_id)
        with self._database.writing() as session:
            row = ApprovedAnswerRow(
                id=self._new_id(), unit_id=unit_id, version=0, created_at=now, updated_at=now, reason=""
            )
            self._write(session, row, actor, wording)
            session.add(row)
            return self._done(session, actor, Act.EDIT_APPROVED_ANSWER, row, now)

    def edit(self, actor: Actor, approved_id: str, wording: Wording, *, version: int, now: datetime) -> ApprovedAnswer:
        """It says this now, and must be approved anew. Raises Refused, Forbidden, Stale, UnknownDocument."""
        with self._database.writing() as session:
            row = _held(session, approved_id, actor, Act.EDIT_APPROVED_ANSWER, version)
            self._write(session, row, actor, wording)
            return self._done(session, actor, Act.EDIT_APPROVED_ANSWER, row, now)

    def approve(self, actor: Actor, approved_id: str, *, version: int, now: datetime) -> ApprovedAnswer:
        """Another person than the writer has checked it today: it is given to who asks.

        Raises Refused without sources, past its last day, or by the writer; Forbidden, Stale.
        """
        with self._database.writing() as session:
            row = _held(session, approved_id, actor, Act.APPROVE_ANSWER, version)
            approved = approved_value(session, row)
            if row.edited_by_id == actor.user_id:
                raise Refused("own_approval")
            if not approved.sources:
                raise Refused("source_missing")
            if approved.expires_on and approved.expires_on < china_day(now):
                raise Refused("approved_expired", day=approved.expires_on)
            self._check_sources(approved.sources)
            check_standing(self._library, approved.sources, on=china_day(now))
            row.state, row.approved_by, row.reason = ApprovedState.ACTIVE.value, actor.name, ""
            self._fulfilled(row, actor, now)
            row.checked_on = china_day(now).isoformat()
            return self._done(session, actor, Act.APPROVE_ANSWER, row, now)

    def withdraw(self, actor: Actor, approved_id: str, *, reason: str, version: int, now: datetime) -> ApprovedAnswer:
        """It is given to nobody any more. Raises Refused without a reason; Forbidden, Stale."""
        why = need(reason, "withdraw_reason_missing")
        with self._database.writing() as session:
            row = _held(session, approved_id, actor, Act.WITHDRAW_APPROVED_ANSWER, version)
            row.state, row.reason = ApprovedState.WITHDRAWN.value, why
            self._fulfilled(row, actor, now)
            return self._done(session, actor, Act.WITHDRAW_APPROVED_ANSWER, row, now, reason=why)

    def reopen_quoting(self, session: Session, document_id: str, *, reason: str, now: datetime) -> list[str]:
        """Inside another act: those that quote the document go back to their owners; returns their ids."""
        reopened = []
        for row in _quoting(session, document_id):
            if row.state != ApprovedState.ACTIVE.value:
                continue
            row.state, row.reason, row.updated_at = ApprovedState.REOPENED.value, reason, now
            row.version += 1
            self._duties.open(
                DutyKind.REOPENED,
                unit_id=row.unit_id,
                subject=f"approved:{row.id}",
                title=row.question,
                began=now,
                now=now,
            )
            reopened.append(row.id)
        return reopened

    def reopen_unfounded(self, session: Session, document_id: str, *, now: datetime) -> None:
        """Inside a publication: those whose words the document does not hold any more go back to their owners."""
        document = session.get_one(DocumentRow, document_id)
        text = session.get_one(VersionRow, document.version_id).text
        quotes = select(ApprovedSourceRow.quote).where(ApprovedSourceRow.document_id == document_id)
        if any(quote not in text for quote in session.scalars(quotes)):
            self.reopen_quoting(session, document_id, reason=sentence("reopened_text"), now=now)

    def _fulfilled(self, row: ApprovedAnswerRow, actor: Actor, now: datetime) -> None:
        """Somebody has looked at it again, as was owed."""
        owed = {
            DutyKind.REOPENED: f"approved:{row.id}",
            DutyKind.ANSWER_CHECK: answer_check_subject(row.id, row.checked_on),
        }
        for kind, subject in owed.items():
            self._duties.fulfilled_by_event(kind, subject, now=now, by=actor)

    def _write(self, session: Session, row: ApprovedAnswerRow, actor: Actor, wording: Wording) -> None:
        wording.check()
        self._check_sources(wording.sources)
        row.state, row.approved_by = ApprovedState.DRAFT.value, None
        row.question, row.answer = wording.question.strip(), wording.answer.strip()
        row.question_key = question_key(wording.question)
        row.similar, row.lookalikes = _json(wording.similar), _json(wording.lookalikes)
        row.region, row.category, row.material = wording.region, wording.category, wording.material
        row.keywords = _json(wording.keywords)
        row.expires_on = wording.expires_on.isoformat() if wording.expires_on else None
        row.edited_by, row.edited_by_id = actor.name, actor.user_id
        session.execute(delete(ApprovedSourceRow).where(ApprovedSourceRow.approved_id == row.id))
        session.add(row)
        session.flush()
        session.add_all(
            ApprovedSourceRow(
                approved_id=row.id,
                ordinal=ordinal,
                document_id=source.document_id,
                version_id=source.version_id,
                start=source.start,
                end=source.end,
                quote=source.quote,
            )
            for ordinal, source in enumerate(wording.sources)
        )

    def _check_sources(self, sources: Sequence[ApprovedSource]) -> None:
        texts = self._library.texts({source.version_id for source in sources})
        cards = self._library.cards({source.document_id for source in sources})
        for source in sources:
            card = cards.get(source.document_id)
            held = texts.get(source.version_id, "")[source.start : source.end]
            if card is None or not source.quote or held != source.quote or card.version_id != source.version_id:
                raise Refused("source_wrong", quote=source.quote[:40])

    def _done(
        self, session: Session, actor: Actor, act: Act, row: ApprovedAnswerRow, now: datetime, *, reason: str = ""
    ) -> ApprovedAnswer:
        row.version += 1
        row.updated_at = now
        details = {"unit": row.unit_id, "state": row.state, "question": row.question}
        record(session, actor=actor, act=act, subject=f"approved:{row.id}", reason=reason, details=details, now=now)
        session.flush()
        return approved_value(session, row)


def _sees_all(actor: Actor) -> bool:
    return Reach.ALL in (reach_of(actor, Act.EDIT_APPROVED_ANSWER), reach_of(actor, Act.APPROVE_ANSWER))


def _held(session: Session, approved_id: str, actor: Actor, act: Act, version: int) -> ApprovedAnswerRow:
    row = session.get(ApprovedAnswerRow, approved_id)
    if row is None:
        raise UnknownDocument(sentence("no_approved"))
    require(actor, act, unit_id=row.unit_id)
    if row.version != version:
        raise Stale(sentence("thing_approved", question=row.question[:40]))
    return row


def _quoting(session: Session, document_id: str) -> Sequence[ApprovedAnswerRow]:
    quoted = select(ApprovedSourceRow.approved_id).where(ApprovedSourceRow.document_id == document_id)
    return session.scalars(select(ApprovedAnswerRow).where(ApprovedAnswerRow.id.in_(quoted))).all()


def _json(words: Sequence[str]) -> str:
    return json.dumps([word.strip() for word in words if word.strip()], ensure_ascii=False)
