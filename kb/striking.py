"""Takes personal data out of a document that was not published yet, wherever its rows repeat the words (R§3.8).

In place and for good: a version kept beside would keep what nobody may keep. Lengths stay, so every span still holds.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.errors import KnowledgeError
from kb.passages import text_digest
from kb.personal_data import STRUCK, struck_out
from kb.rows import passage_value
from kb.tables import ClaimRow, DocumentRow, PassageRow, RelationRow, VersionRow


def strike(session: Session, document: DocumentRow, spans: Sequence[tuple[int, int]]) -> None:
    """The spans of the current version are unreadable in the text and in all that was made of it.

    Raises KnowledgeError for a span outside the text.
    """
    version = session.get_one(VersionRow, document.version_id)
    words = sorted({version.text[start:end] for start, end in spans}, key=len, reverse=True)
    try:
        version.text = struck_out(version.text, list(spans))
    except ValueError as error:
        raise KnowledgeError(f"{document.id}: {error}") from error
    for passage in session.scalars(select(PassageRow).where(PassageRow.document_id == document.id)):
        passage.text = version.text[passage.start : passage.end]
        passage.context = _without(passage.context, words)
        passage.digest = text_digest(passage_value(passage).indexed_text)
    for claim in session.scalars(select(ClaimRow).where(ClaimRow.document_id == document.id)):
        claim.evidence, claim.value = _without(claim.evidence, words), _without(claim.value, words)
    for relation in session.scalars(select(RelationRow).where(RelationRow.document_id == document.id)):
        relation.evidence = _without(relation.evidence, words)


def _without(text: str, words: Sequence[str]) -> str:
    for word in words:
        text = text.replace(word, STRUCK * len(word))
    return text
