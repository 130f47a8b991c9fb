"""Which document a reading is of: by its bytes, by where it was met, by number and title; and whether it says more."""

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from kb.documents import Claim, Fact, Reading, current_values
from kb.rows import title_key
from kb.tables import ClaimRow, DocumentRow, OriginRow, VersionRow


def value_of(facts: dict[Fact, Claim], fact: Fact) -> str:
    """The value of a fact, "" where nobody stated it."""
    return facts[fact].value if fact in facts else ""


def same_bytes(session: Session, digest: str) -> DocumentRow | None:
    # Joined by document_id too, which has an index from this side; by version_id alone every document is read.
    is_current = and_(DocumentRow.id == VersionRow.document_id, DocumentRow.version_id == VersionRow.id)
    query = select(DocumentRow).join(VersionRow, is_current)
    return session.scalars(query.where(VersionRow.source_digest == digest)).first()


def same_document(session: Session, origin: OriginRow | None, reading: Reading) -> DocumentRow | None:
    """The document this is a new version of: met at the same place, else with the same number and title."""
    facts = current_values(reading.claims)
    key, number = title_key(value_of(facts, Fact.TITLE)), value_of(facts, Fact.DOCUMENT_NUMBER)
    if origin:
        known = session.get_one(DocumentRow, origin.document_id)
        if known.title_key == key or not _stands_elsewhere(session, origin, known):
            return known
    if not number or not key:
        return None
    same = (DocumentRow.number == number, DocumentRow.title_key == key, DocumentRow.kind == reading.kind.value)
    return session.scalars(select(DocumentRow).where(*same)).first()


def _stands_elsewhere(session: Session, origin: OriginRow, document: DocumentRow) -> bool:
    # Two files had the same bytes and counted as one document; when one of them becomes another document
    # altogether, the other must not be lost under it.
    current = session.get_one(VersionRow, document.version_id).source_digest
    others = select(OriginRow.key).where(
        OriginRow.document_id == document.id, OriginRow.key != origin.key, OriginRow.digest == current
    )
    return session.scalars(others).first() is not None


def says_the_same(session: Session, document: DocumentRow, reading: Reading) -> bool:
    # Web pages differ at every visit by a counter or a date of today; nobody need review that.
    current = session.get_one(VersionRow, document.version_id)
    if (current.text, document.kind) != (reading.text, reading.kind.value):
        return False
    rows = session.execute(select(ClaimRow.fact, ClaimRow.value).where(ClaimRow.version_id == current.id))
    return {(fact, value) for fact, value in rows} == {(claim.fact.value, claim.value) for claim in reading.claims}
