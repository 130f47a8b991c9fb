"""Decisions on findings: personal data struck out or kept, a dead reference accepted; each with who and why."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.access import Act, Actor
from governance.cases import changing, need, seen_by
from governance.errors import Refused
from governance.findings import Finding, FindingCode, Weight, find
from governance.publication_rows import FindingRow
from kb.cards import StoredDocument
from kb.catalogue import Catalogue
from kb.database import Database
from kb.library import Library


class Examination:
    """The disclosure review of one document: what is open, and what was decided."""

    def __init__(self, database: Database, library: Library, catalogue: Catalogue) -> None:
        self._database = database
        self._library = library
        self._catalogue = catalogue

    def findings(self, actor: Actor, document_id: str, *, on: date) -> list[Finding]:
        """Everything found, decided or not. Raises UnknownDocument, Forbidden."""
        with self._database.reading() as session:
            seen_by(session, actor, document_id)
        return find(self._library.document(document_id), self._library, on=on)

    def open_findings(self, actor: Actor, document_id: str, *, on: date) -> list[Finding]:
        """What still holds publication back: forbidden, or not yet decided. Raises UnknownDocument, Forbidden."""
        with self._database.reading() as session:
            seen_by(session, actor, document_id)
            return blocking(session, self._library.document(document_id), self._library, on=on)

    def accept(
        self, actor: Actor, document_id: str, finding: Finding, *, reason: str, version: int, now: datetime
    ) -> None:
        """It stays as it is, for the reason given. Raises Refused for what nobody can accept; Forbidden, Stale."""
        if finding.weight is Weight.FORBIDS:
            raise Refused("finding_forbids", finding=finding.sentence)
        why = need(reason, "finding_reason_missing")
        details: dict[str, object] = {"finding": finding.code.value, "accepted": True}
        with changing(
            self._database,
            document_id,
            actor=actor,
            act=Act.REVIEW_FOR_DISCLOSURE,
            version=version,
            reason=why,
            details=details,
            now=now,
        ) as (session, _):
            session.merge(
                FindingRow(
                    document_id=document_id,
                    code=finding.code.value,
                    digest=finding.digest,
                    by_name=actor.name,
                    reason=why,
                    at=now,
                )
            )

    def strike_out(
        self, actor: Actor, document_id: str, findings: Sequence[Finding], *, version: int, now: datetime
    ) -> None:
        """The personal data found is unreadable from now on, in the text and all made of it.

        Raises Refused when nothing personal is given or the text changed since; Forbidden, Stale.
        """
        spans = [(f.start, f.end) for f in findings if f.start is not None and f.end is not None and f.personal_kind]
        if not spans:
            raise Refused("nothing_to_strike")
        # How many and of which kind, never the words: the trail is kept longer than the data may be.
        kinds = sorted({f.personal_kind.value for f in findings if f.personal_kind})
        details: dict[str, object] = {"struck_out": len(spans), "kinds": kinds}
        with changing(
            self._database,
            document_id,
            actor=actor,
            act=Act.REVIEW_FOR_DISCLOSURE,
            version=version,
            details=details,
            now=now,
        ):
            if self._library.is_public(document_id):
                raise Refused("strike_published")
            text = self._library.document(document_id).version.text
            if any(text[f.start : f.end] != f.words for f in findings if f.personal_kind):
                raise Refused("finding_moved")
            self._catalogue.strike_out(document_id, spans, now=now)


def blocking(session: Session, document: StoredDocument, library: Library, *, on: date) -> list[Finding]:
    """What holds the publication of the document back: forbidden, or kept by nobody's decision yet."""
    rows = session.scalars(select(FindingRow).where(FindingRow.document_id == document.card.id))
    decided = {(FindingCode(row.code), row.digest) for row in rows}
    return [
        finding
        for finding in find(document, library, on=on)
        if finding.weight is Weight.FORBIDS
        or (finding.weight is Weight.ASKS and (finding.code, finding.digest) not in decided)
    ]
