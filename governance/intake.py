"""How a file becomes a case: read by ingestion, stored as a draft of its unit, and nobody else's document with it."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.access import Act, Actor, require
from governance.audit import record
from governance.cases import Case, case_value
from governance.duties import Duties, DutyKind
from governance.errors import Refused
from governance.publication_rows import PublicationRow, touch
from governance.publication_states import CaseState, CaseStep, Disclosure, moved
from governance.words import sentence
from kb.cards import DocumentCard, Outcome
from kb.catalogue import Catalogue, Incoming
from kb.database import Database
from kb.documents import Fact, PublicationState
from kb.errors import UnknownDocument
from kb.lookups import cards_by_version, make_cards
from kb.moments import CHINA, china_day
from kb.tables import DocumentRow

# What was written longer ago than this is old stock being filed, and its 20 working days (R§3.6) are long over.
_FORMED_LATELY = timedelta(days=90)

_STATES = {
    PublicationState.DRAFT: CaseState.DRAFT,
    PublicationState.PUBLISHED: CaseState.PUBLISHED,
    PublicationState.WITHDRAWN: CaseState.WITHDRAWN,
}


class Intake:
    """Opens cases."""

    def __init__(self, database: Database, catalogue: Catalogue, duties: Duties) -> None:
        self._database = database
        self._catalogue = catalogue
        self._duties = duties

    def take_in(self, actor: Actor, incoming: Incoming, *, unit_id: str, now: datetime) -> Case:
        """A file that was read becomes a draft of the unit, or a new version of what the unit owns already.

        Raises Forbidden when it is another unit's document, Refused when these very bytes are already here.
        """
        require(actor, Act.UPLOAD_DOCUMENT, unit_id=unit_id)
        draft = Incoming(incoming.reading, incoming.name, PublicationState.DRAFT, incoming.source_bytes)
        with self._database.writing() as session:
            stored = self._catalogue.store(draft, now=now)
            row = session.get(PublicationRow, stored.document_id)
            details: dict[str, object] = {"name": incoming.name, "outcome": stored.outcome.value}
            if row is None:
                # Taken in before without a case: whose it is, only the disclosure office may say.
                if stored.outcome is not Outcome.ADDED:
                    require(actor, Act.UPLOAD_DOCUMENT)
                row = _opened(session, actor, stored.document_id, unit_id, now)
            else:
                require(actor, Act.UPLOAD_DOCUMENT, unit_id=row.unit_id)
                if stored.outcome is Outcome.UNCHANGED:
                    raise Refused("already_here", name=incoming.name)
                row.state = moved(CaseState(row.state), CaseStep.REVISE).value
                touch(row, now)
                # Whatever waited to be looked at has been overtaken by what a person handed in.
                subject = f"document:{row.document_id}"
                self._duties.fulfilled_by_event(DutyKind.NEW_VERSION, subject, now=now, by=actor)
            owe_publication(self._duties, session, row, now)
            _recorded(session, actor, row, details, now)
            session.flush()
            return case_value(row)

    def adopt(self, actor: Actor, document_id: str, *, unit_id: str, now: datetime) -> Case:
        """A document that came in another way gets its owner, and a case that stands where the document stands.

        Raises UnknownDocument, Forbidden to all but the disclosure office, Refused when it has an owner.
        """
        require(actor, Act.UPLOAD_DOCUMENT)
        with self._database.writing() as session:
            if session.get(PublicationRow, document_id) is not None:
                raise Refused("case_exists")
            row = _opened(session, actor, document_id, unit_id, now)
            _recorded(session, actor, row, {"adopted": True}, now)
            session.flush()
            return case_value(row)

    def adopt_known(self, actor: Actor, owner: Callable[[DocumentCard], str | None], *, now: datetime) -> int:
        """Every document without a case goes to the unit that answers for it; returns how many found one.

        owner: gives the id of that unit, None when nobody can tell. Raises Forbidden to all but the disclosure office.
        """
        require(actor, Act.UPLOAD_DOCUMENT)
        with self._database.writing() as session:
            held = select(PublicationRow.document_id)
            rows = session.scalars(select(DocumentRow).where(DocumentRow.id.not_in(held))).all()
            owned = [(card.id, unit) for card in make_cards(session, rows) if (unit := owner(card))]
            for document_id, unit_id in owned:
                _opened(session, actor, document_id, unit_id, now)
            details: dict[str, object] = {"adopted": len(owned), "left": len(rows) - len(owned)}
            record(session, actor=actor, act=Act.UPLOAD_DOCUMENT, subject="documents", details=details, now=now)
            return len(owned)


def owe_publication(duties: Duties, session: Session, row: PublicationRow, now: datetime) -> None:
    """Who formed information owes its publication within 20 working days, unless it is kept (R§3.6)."""
    if row.state != CaseState.DRAFT.value:
        return
    card = card_in(session, row.document_id)
    written = card.day(Fact.WRITTEN_ON)
    today = china_day(now)
    is_recent = written is not None and today - _FORMED_LATELY <= written <= today
    began = datetime.combine(written, datetime.min.time(), CHINA) if written and is_recent else now
    subject = f"document:{row.document_id}"
    duties.open(DutyKind.PUBLICATION, unit_id=row.unit_id, subject=subject, title=card.title, began=began, now=now)


def _opened(session: Session, actor: Actor, document_id: str, unit_id: str, now: datetime) -> PublicationRow:
    card = card_in(session, document_id)
    stated = card.text(Fact.DISCLOSURE)
    known = {disclosure.value: disclosure for disclosure in Disclosure}
    row = PublicationRow(
        document_id=document_id,
        unit_id=unit_id,
        state=_STATES[card.state].value,
        version=1,
        disclosure=known[stated].value if stated in known else None,
        closed_reason=None,
        returned_reason="",
        opened_by=actor.name,
        opened_at=now,
        updated_at=now,
    )
    session.add(row)
    return row


def card_in(session: Session, document_id: str) -> DocumentCard:
    """The card as the open transaction sees it. Raises UnknownDocument."""
    row = session.get(DocumentRow, document_id)
    if row is None:
        raise UnknownDocument(sentence("no_document", document=document_id))
    return cards_by_version(session, {document_id: row.row_version})[document_id]


def _recorded(session: Session, actor: Actor, row: PublicationRow, details: dict[str, object], now: datetime) -> None:
    subject = f"document:{row.document_id}"
    details = {"unit": row.unit_id, "state": row.state, **details}
    record(session, actor=actor, act=Act.UPLOAD_DOCUMENT, subject=subject, details=details, now=now)
