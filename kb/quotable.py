"""The passages that may be quoted now: the check before every quotation, made once for each change of the catalogue."""

from collections.abc import Collection, Sequence

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from kb.cards import ChangeByOther, DocumentCard, FoundPassage
from kb.changes import changes_of
from kb.database import Database
from kb.documents import PassageKind
from kb.lookups import CardsByVersion, quotable
from kb.passages import Passage
from kb.revisions import Remembered
from kb.rows import PASSAGE_COLUMNS, passage_from
from kb.tables import DocumentRow, PassageRow

# A passage takes 2 KB, and as much again once it was ranked: no more than 100 MB.
CACHED_PASSAGES = 20_000
CACHED_NAMES = 10_000
CACHED_DOCUMENTS = 20_000

# Built once: putting a statement together takes longer than the database takes to answer it.
_AMONG: BindParameter[str] = bindparam("ids", expanding=True)
_PASSAGES = select(*PASSAGE_COLUMNS).where(PassageRow.id.in_(_AMONG))
_NAMES = select(*PASSAGE_COLUMNS).where(PassageRow.document_id.in_(_AMONG), PassageRow.kind == PassageKind.NAME.value)
_QUOTABLE = select(DocumentRow.id, DocumentRow.row_version).where(DocumentRow.id.in_(_AMONG), quotable())

Quoted = tuple[DocumentCard, tuple[ChangeByOther, ...]]


class QuotablePassages:
    """Reads passages for questions; keeps what it has made for as long as it is true."""

    def __init__(self, database: Database, cards_by_version: CardsByVersion) -> None:
        self._database = database
        self._cards_by_version = cards_by_version
        # None for a passage that may not be quoted.
        self._found: Remembered[str, FoundPassage | None] = Remembered(CACHED_PASSAGES)
        self._names: Remembered[str, tuple[Passage, ...]] = Remembered(CACHED_NAMES)
        # None for a document that citizens may not see.
        self._documents: Remembered[str, Quoted | None] = Remembered(CACHED_DOCUMENTS)

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

    def _made(self, session: Session, passage_ids: Sequence[str]) -> dict[str, FoundPassage]:
        rows = session.connection().execute(_PASSAGES, {"ids": passage_ids})
        passages = [passage_from(row) for row in rows]
        documents = self._quoted(session, {passage.document_id for passage in passages})
        return {
            passage.id: FoundPassage(passage, *documents[passage.document_id])
            for passage in passages
            if passage.document_id in documents
        }

    def _quoted(self, session: Session, document_ids: Collection[str]) -> dict[str, Quoted]:
        """The cards of those among these that may be quoted, with what others say of them."""
        remembered = self._documents.at(session)
        known = remembered.held(document_ids)
        missing = [identity for identity in document_ids if identity not in known]
        if missing:
            versions = dict(session.connection().execute(_QUOTABLE, {"ids": missing}).all())
            cards = self._cards_by_version(session, versions)
            changes = changes_of(session, cards.values(), self._cards_by_version)
            made = {identity: (card, changes[identity]) for identity, card in cards.items()}
            remembered.keep(dict.fromkeys(missing) | made)
            known |= made
        return {identity: quoted for identity, quoted in known.items() if quoted is not None}


def _names(session: Session, document_ids: Collection[str]) -> dict[str, tuple[Passage, ...]]:
    names: dict[str, list[Passage]] = {identity: [] for identity in document_ids}
    for row in session.connection().execute(_NAMES, {"ids": list(names)}):
        name = passage_from(row)
        names[name.document_id].append(name)
    return {identity: tuple(held) for identity, held in names.items()}
