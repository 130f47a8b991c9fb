"""The passages that may be quoted now: the check before every quotation, made once for each change of the catalogue."""

from collections.abc import Callable, Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.cards import DocumentCard, FoundPassage
from kb.database import Database
from kb.documents import PassageKind
from kb.lookups import changes_of, portions, quotable
from kb.passages import Passage
from kb.recent import Recent
from kb.revisions import Remembered
from kb.rows import PASSAGE_COLUMNS, passage_value
from kb.tables import DocumentRow, PassageRow

# A passage takes 2 KB, and as much again once it was ranked: no more than 100 MB.
CACHED_PASSAGES = 20_000
CACHED_NAMES = 10_000

CardsByVersion = Callable[[Session, Mapping[str, int]], dict[str, DocumentCard]]


class QuotablePassages:
    """Reads passages for questions; keeps what it has made for as long as it is true."""

    def __init__(self, database: Database, cards_by_version: CardsByVersion) -> None:
        self._database = database
        self._cards_by_version = cards_by_version
        # None for a passage that may not be quoted.
        self._found: Remembered[str, FoundPassage | None] = Remembered(CACHED_PASSAGES)
        self._names: Remembered[str, tuple[Passage, ...]] = Remembered(CACHED_NAMES)
        # By id and row version of the document, which outlive changes of other documents.
        self._passages: Recent[tuple[str, int], Passage] = Recent(CACHED_PASSAGES)

    def find(self, passage_ids: Sequence[str]) -> list[FoundPassage]:
        """See kb.library.Library.find."""
        if not passage_ids:
            return []
        with self._database.reading() as session:
            remembered = self._found.at(session)
            known = remembered.held(passage_ids)
            missing = [identity for identity in passage_ids if identity not in known]
            if missing:
                made = dict.fromkeys(missing) | self._made(session, missing)
                remembered.keep(made)
                known |= made
        return [found for identity in passage_ids if (found := known[identity]) is not None]

    def names_of(self, document_ids: Collection[str]) -> list[Passage]:
        """See kb.library.Library.names_of."""
        if not document_ids:
            return []
        with self._database.reading() as session:
            remembered = self._names.at(session)
            known = remembered.held(document_ids)
            missing = [identity for identity in document_ids if identity not in known]
            if missing:
                made = _names(session, missing)
                remembered.keep(made)
                known |= made
        return [name for names in known.values() for name in names]

    def _made(self, session: Session, passage_ids: Sequence[str]) -> dict[str, FoundPassage | None]:
        rows = session.execute(
            select(PassageRow.id, PassageRow.document_id, DocumentRow.row_version)
            .join(DocumentRow, DocumentRow.id == PassageRow.document_id)
            .where(PassageRow.id.in_(passage_ids), quotable())
        ).all()
        passages = self._passages_by_version(session, {row.id: row.row_version for row in rows})
        cards = self._cards_by_version(session, {row.document_id: row.row_version for row in rows})
        changes = changes_of(session, cards.values(), self._cards_by_version)
        return {
            row.id: FoundPassage(passages[row.id], cards[row.document_id], changes[row.document_id]) for row in rows
        }

    def _passages_by_version(self, session: Session, versions: Mapping[str, int]) -> dict[str, Passage]:
        held = self._passages.held(versions.items())
        passages = {identity: passage for (identity, _), passage in held.items()}
        missing = [identity for identity in versions if identity not in passages]
        for portion in portions(missing):
            rows = session.execute(select(*PASSAGE_COLUMNS).where(PassageRow.id.in_(portion)))
            passages.update((row.id, passage_value(row)) for row in rows)
        self._passages.keep({(identity, versions[identity]): passages[identity] for identity in missing})
        return passages


def _names(session: Session, document_ids: Collection[str]) -> dict[str, tuple[Passage, ...]]:
    names: dict[str, list[Passage]] = {identity: [] for identity in document_ids}
    query = select(*PASSAGE_COLUMNS).where(
        PassageRow.document_id.in_(document_ids), PassageRow.kind == PassageKind.NAME.value
    )
    for row in session.execute(query):
        names[row.document_id].append(passage_value(row))
    return {identity: tuple(held) for identity, held in names.items()}
