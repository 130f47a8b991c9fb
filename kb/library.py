"""Reading the catalogue: documents, their cards, what others say of them, passages for ranking."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import Session

from kb.cards import ChangeByOther, Counts, DocumentCard, FoundPassage, Link, StoredDocument, Version, Visited
from kb.changes import changes_of, link, links_of
from kb.database import Database
from kb.documents import Clause, DocumentKind, Fact, PublicationState
from kb.errors import UnknownDocument
from kb.explaining import explained
from kb.lookups import cards_by_version, claims_of, portions, quotable, spoken_by_published
from kb.passages import Passage
from kb.quotable import QuotablePassages
from kb.recent import Recent
from kb.revisions import Remembered
from kb.rows import CLAUSE_COLUMNS, clause_value, made_claim, passage_value, title_key, version_value
from kb.tables import (
    ClaimRow,
    ClauseRow,
    DocumentRow,
    OriginRow,
    OutboxRow,
    PassageRow,
    RelationRow,
    VectorRow,
    VersionRow,
)

# A card takes about 3 KB.
CACHED_CARDS = 20_000
# Of so many documents; a hundred clauses take some 40 KB.
CACHED_CLAUSES = 500
# With their texts, of 20 KB as a rule and a megabyte at worst.
CACHED_VERSIONS = 100

# Built once, for what is read in every answer: putting a statement together takes longer than it runs.
_VERSIONS = select(VersionRow).where(VersionRow.id.in_(bindparam("ids", expanding=True)))
# Columns, not rows: a law has hundreds of clauses, and a question quotes from one document.
_CLAUSES = select(*CLAUSE_COLUMNS).where(ClauseRow.document_id == bindparam("id")).order_by(ClauseRow.ordinal)


class Library:
    """Everything that is read from the catalogue; keeps what it has made for as long as it is true."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._cards: Recent[tuple[str, int], DocumentCard] = Recent(CACHED_CARDS)
        self._clauses: Remembered[str, tuple[Clause, ...]] = Remembered(CACHED_CLAUSES)
        self._versions: Remembered[str, Version] = Remembered(CACHED_VERSIONS)
        self._quotable = QuotablePassages(database, self._cards_by_version)

    def document(self, document_id: str) -> StoredDocument:
        """All that is known about a document, whatever its state. Raises UnknownDocument."""
        with self._database.reading() as session:
            row = session.get(DocumentRow, document_id)
            if row is None:
                raise UnknownDocument(f"no document has the id {document_id}")
            card = self._cards_of(session, [row])[row.id]
            version = session.get_one(VersionRow, row.version_id)
            said, heard = links_of(session, row, card)
            return StoredDocument(
                card=card,
                version=version_value(version),
                claims=tuple(made_claim(claim) for claim in session.scalars(claims_of([document_id]))),
                clauses=tuple(clause_value(c) for c in session.scalars(_clauses(document_id))),
                passages=tuple(passage_value(p) for p in session.scalars(_passages(document_id))),
                said=said,
                heard=heard,
                changes=changes_of(session, [card], self._cards_by_version)[document_id],
                origins=tuple(session.scalars(select(OriginRow.key).where(OriginRow.document_id == document_id))),
            )

    def find(self, passage_ids: Sequence[str]) -> list[FoundPassage]:
        """The passages among these that may be quoted now, in the order given: the check before every quotation.

        Left out: ids that name nothing any more, and passages of documents not published or not open (R§3.1).
        """
        return self._quotable.find(passage_ids)

    def passages(self, passage_ids: Sequence[str]) -> list[Passage]:
        """The stored passages among these, in the order given, whatever the state of their document."""
        with self._database.reading() as session:
            rows = session.scalars(select(PassageRow).where(PassageRow.id.in_(passage_ids)))
            held = {row.id: passage_value(row) for row in rows}
        return [held[identity] for identity in passage_ids if identity in held]

    def passages_of(self, document_id: str) -> list[Passage]:
        """The passages of the current version, in reading order."""
        with self._database.reading() as session:
            return [passage_value(row) for row in session.scalars(_passages(document_id))]

    def names_of(self, document_ids: Collection[str]) -> list[Passage]:
        """The passages that only name these documents."""
        return self._quotable.names_of(document_ids)

    def clauses_of(self, document_id: str) -> list[Clause]:
        """The clauses of the current version, in reading order."""
        with self._database.reading() as session:
            remembered = self._clauses.at(session)
            kept = remembered.held([document_id]).get(document_id)
            if kept is None:
                kept = tuple(clause_value(row) for row in session.execute(_CLAUSES, {"id": document_id}))
                remembered.keep({document_id: kept})
            return list(kept)

    def cards(self, document_ids: Collection[str]) -> dict[str, DocumentCard]:
        """The cards of the documents known among these, whatever their state."""
        with self._database.reading() as session:
            rows = session.scalars(select(DocumentRow).where(DocumentRow.id.in_(document_ids)))
            return self._cards_of(session, rows.all())

    def changes(self, cards: Collection[DocumentCard]) -> dict[str, tuple[ChangeByOther, ...]]:
        """What published documents say about the validity of each, by id, the oldest first."""
        with self._database.reading() as session:
            return changes_of(session, cards, self._cards_by_version)

    def explained(self, cards: Collection[DocumentCard]) -> dict[str, DocumentCard]:
        """The document that each interpretation among these explains, by id of the interpretation, where it is known.

        It may have been withdrawn.
        """
        with self._database.reading() as session:
            return explained(session, cards, self._cards_by_version)

    def by_number(self, number: str) -> list[DocumentCard]:
        """The published documents with exactly this number, in normal form (kb.numbers)."""
        return self._published(DocumentRow.number == number)

    def by_title(self, title: str) -> list[DocumentCard]:
        """The published documents with this title; blanks and book marks do not count."""
        return self._published(DocumentRow.title_key == title_key(title))

    def by_title_issued(self, title: str) -> list[DocumentCard]:
        """The published documents by which something of this title was issued: 关于印发《…》的通知."""
        return self._published(DocumentRow.issued_key == title_key(title))

    def by_fact(self, fact: Fact, value: str) -> list[DocumentCard]:
        """The published documents of which this is the current value, such as a 事项编码 or 索引号."""
        claimed = select(ClaimRow.document_id).where(ClaimRow.fact == fact.value, ClaimRow.value == value)
        return [card for card in self._published(DocumentRow.id.in_(claimed)) if card.text(fact) == value]

    def said_about(self, number: str) -> list[Link]:
        """What published documents say about a number, known here or not: it may stand only in a repeal clause."""
        with self._database.reading() as session:
            rows = session.scalars(spoken_by_published().where(RelationRow.target_number == number)).all()
            known = session.scalars(select(DocumentRow.id).where(DocumentRow.number == number, quotable())).first()
            return [link(row, known) for row in rows]

    def version(self, version_id: str) -> Version:
        """Raises UnknownDocument."""
        found = self._versions_of([version_id])
        if not found:
            raise UnknownDocument(f"no version has the id {version_id}")
        return found[version_id]

    def version_text(self, version_id: str) -> str:
        """Raises UnknownDocument."""
        return self.version(version_id).text

    def texts(self, version_ids: Collection[str]) -> dict[str, str]:
        """The texts of the versions known among these."""
        return {identity: version.text for identity, version in self._versions_of(version_ids).items()}

    def listed(
        self,
        *,
        offset: int = 0,
        limit: int = 50,
        kind: DocumentKind | None = None,
        state: PublicationState | None = None,
    ) -> list[DocumentCard]:
        """One page of all documents, the latest changed first."""
        query = select(DocumentRow).order_by(DocumentRow.updated_at.desc(), DocumentRow.id)
        if kind:
            query = query.where(DocumentRow.kind == kind.value)
        if state:
            query = query.where(DocumentRow.state == state.value)
        with self._database.reading() as session:
            rows = session.scalars(query.offset(offset).limit(limit)).all()
            cards = self._cards_of(session, rows)
        return [cards[row.id] for row in rows]

    def visited(self, keys: Collection[str]) -> dict[str, Visited]:
        """What was met under these keys at the last visit; keys never met are left out."""
        with self._database.reading() as session:
            return {
                row.key: Visited(row.document_id, row.digest)
                for portion in portions(keys)
                for row in session.scalars(select(OriginRow).where(OriginRow.key.in_(portion)))
            }

    def public(self, *, offset: int = 0, limit: int = 50, kind: DocumentKind | None = None) -> list[DocumentCard]:
        """One page of the documents citizens may see, the latest changed first."""
        query = select(DocumentRow).where(quotable()).order_by(DocumentRow.updated_at.desc(), DocumentRow.id)
        if kind:
            query = query.where(DocumentRow.kind == kind.value)
        with self._database.reading() as session:
            rows = session.scalars(query.offset(offset).limit(limit)).all()
            cards = self._cards_of(session, rows)
        return [cards[row.id] for row in rows]

    def is_public(self, document_id: str) -> bool:
        """Whether citizens may see the document now; false for an id that names nothing."""
        with self._database.reading() as session:
            query = select(DocumentRow.id).where(DocumentRow.id == document_id, quotable())
            return session.scalars(query).first() is not None

    def counts(self) -> Counts:
        published = select(func.count()).select_from(DocumentRow).where(quotable())
        outbox = select(func.count(OutboxRow.document_id.distinct()))
        with self._database.reading() as session:
            return Counts(
                documents=session.scalar(select(func.count()).select_from(DocumentRow)) or 0,
                published=session.scalar(published) or 0,
                passages=session.scalar(select(func.count()).select_from(PassageRow)) or 0,
                vectors=session.scalar(select(func.count()).select_from(VectorRow)) or 0,
                outbox=session.scalar(outbox) or 0,
            )

    def _published(self, condition: ColumnElement[bool]) -> list[DocumentCard]:
        query = select(DocumentRow).where(quotable(), condition).order_by(DocumentRow.id)
        with self._database.reading() as session:
            return list(self._cards_of(session, session.scalars(query).all()).values())

    def _cards_of(self, session: Session, rows: Iterable[DocumentRow]) -> dict[str, DocumentCard]:
        return self._cards_by_version(session, {row.id: row.row_version for row in rows})

    def _cards_by_version(self, session: Session, versions: Mapping[str, int]) -> dict[str, DocumentCard]:
        cards = {identity: card for (identity, _), card in self._cards.held(versions.items()).items()}
        made = cards_by_version(session, {i: version for i, version in versions.items() if i not in cards})
        self._cards.keep({(card.id, card.row_version): card for card in made.values()})
        return {identity: cards.get(identity) or made[identity] for identity in versions}

    def _versions_of(self, version_ids: Collection[str]) -> dict[str, Version]:
        if not version_ids:
            return {}
        with self._database.reading() as session:
            remembered = self._versions.at(session)
            known = remembered.held(version_ids)
            missing = [identity for identity in version_ids if identity not in known]
            if missing:
                made = {row.id: version_value(row) for row in session.scalars(_VERSIONS, {"ids": missing})}
                remembered.keep(made)
                known |= made
        return known


def _clauses(document_id: str) -> Select[ClauseRow]:
    return select(ClauseRow).where(ClauseRow.document_id == document_id).order_by(ClauseRow.ordinal)


def _passages(document_id: str) -> Select[PassageRow]:
    return select(PassageRow).where(PassageRow.document_id == document_id).order_by(PassageRow.ordinal)
