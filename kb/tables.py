"""The knowledge base as rows. Only catalogue, library, filing and vectors read or write them.

Days and enums are kept as text (ISO, the enum's value): the same on every database.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from kb.database import Base
from kb.moments import CHINA

_ID = String(40)
_DIGEST = String(64)


class Moment(TypeDecorator[datetime]):
    """A point in time, stored as UTC without a zone and read back with one; without a zone it means Chinese time."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        zoned = value if value.tzinfo else value.replace(tzinfo=CHINA)
        return zoned.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value else None


class DocumentRow(Base):
    """One document whatever its versions. number, title_key, issued_key, is_open repeat its claims for looking up.

    row_version grows with every change of the document, its claims or its relations.
    """

    __tablename__ = "documents"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    key: Mapped[str] = mapped_column(Text, unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))  # no index: nearly all are published, it would mislead the planner
    version_id: Mapped[str] = mapped_column(_ID)
    row_version: Mapped[int] = mapped_column()
    number: Mapped[str | None] = mapped_column(Text, index=True)
    title_key: Mapped[str] = mapped_column(Text, index=True)
    issued_key: Mapped[str | None] = mapped_column(Text, index=True)  # of a notice: the title_key of what it issues
    synonyms: Mapped[str] = mapped_column(Text)  # JSON list: other names it is found by
    is_open: Mapped[bool]  # not excluded by 公开属性: only open documents are found and quoted (R§3.1)
    created_at: Mapped[datetime] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment)

    # Counted by hand: a new claim is a change of the document although no column of this row need change.
    __mapper_args__ = {"version_id_col": row_version, "version_id_generator": False}  # noqa: RUF012 - read once


class VersionRow(Base):
    """The text of a document as one source gave it."""

    __tablename__ = "versions"
    __table_args__ = (UniqueConstraint("document_id", "number"),)

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"))
    number: Mapped[int]
    source_digest: Mapped[str] = mapped_column(_DIGEST, index=True)
    media_type: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment)


class SourceRow(Base):
    """The original bytes, kept as a file named by their digest."""

    __tablename__ = "sources"

    digest: Mapped[str] = mapped_column(_DIGEST, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(Text)
    size_bytes: Mapped[int]


class OriginRow(Base):
    """Where a document was met (key of its Reading), and the digest it had at the last visit."""

    __tablename__ = "origins"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), index=True)
    digest: Mapped[str] = mapped_column(_DIGEST)
    name: Mapped[str] = mapped_column(Text)
    visited_at: Mapped[datetime] = mapped_column(Moment)


class ClaimRow(Base):
    """One source's word about one fact. version_id is null for what an editor said: that outlives versions."""

    __tablename__ = "claims"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), index=True)
    version_id: Mapped[str | None] = mapped_column(ForeignKey("versions.id"))
    fact: Mapped[str] = mapped_column(String(30))
    value: Mapped[str] = mapped_column(Text)
    origin: Mapped[str] = mapped_column(String(10))
    evidence: Mapped[str] = mapped_column(Text)
    start: Mapped[int | None] = mapped_column("start_at")
    end: Mapped[int | None] = mapped_column("end_at")
    made_by: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Moment)


class ClauseRow(Base):
    """A clause of the current version. labels and headings are JSON lists."""

    __tablename__ = "clauses"

    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    labels: Mapped[str] = mapped_column(Text)
    headings: Mapped[str] = mapped_column(Text)
    start: Mapped[int] = mapped_column("start_at")
    end: Mapped[int] = mapped_column("end_at")
    unit: Mapped[str | None] = mapped_column(Text)
    page: Mapped[int | None]


class PassageRow(Base):
    """A passage of the current version. digest: of the text that is embedded."""

    __tablename__ = "passages"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), index=True)
    version_id: Mapped[str] = mapped_column(ForeignKey("versions.id"))
    ordinal: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    labels: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    start: Mapped[int] = mapped_column("start_at")
    end: Mapped[int] = mapped_column("end_at")
    context: Mapped[str] = mapped_column(Text)
    header_start: Mapped[int | None]
    header_end: Mapped[int | None]
    element: Mapped[str | None] = mapped_column(String(30))
    page: Mapped[int | None]
    digest: Mapped[str] = mapped_column(_DIGEST)


class RelationRow(Base):
    """What the current version says about another document; by number or title, resolved when read."""

    __tablename__ = "relations"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    target_number: Mapped[str | None] = mapped_column(Text, index=True)
    target_title: Mapped[str] = mapped_column(Text)
    target_key: Mapped[str] = mapped_column(Text, index=True)
    evidence: Mapped[str] = mapped_column(Text)
    start: Mapped[int] = mapped_column("start_at")
    end: Mapped[int] = mapped_column("end_at")
    from_day: Mapped[str | None] = mapped_column(String(10))
    confirmed_by: Mapped[str | None] = mapped_column(Text)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)


class UnitRow(Base):
    """A unit of the directory: whom to ask. ended_on, successor_id: when and into what it went."""

    __tablename__ = "units"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    name: Mapped[str] = mapped_column(Text, unique=True)
    region: Mapped[str] = mapped_column(Text)
    phone: Mapped[str | None] = mapped_column(Text)
    ended_on: Mapped[str | None] = mapped_column(String(10))
    successor_id: Mapped[str | None] = mapped_column(_ID)
    interprets_yearly: Mapped[bool] = mapped_column(server_default=false())


class UnitAliasRow(Base):
    """Another name of a unit, and when it was the name."""

    __tablename__ = "unit_aliases"

    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), primary_key=True)
    name: Mapped[str] = mapped_column(Text, primary_key=True, index=True)
    from_day: Mapped[str | None] = mapped_column(String(10))
    until_day: Mapped[str | None] = mapped_column(String(10))


class VectorRow(Base):
    """A vector by what it was made from, so that the same words are embedded once: float16, length 1."""

    __tablename__ = "vectors"

    embedder: Mapped[str] = mapped_column(Text, primary_key=True)
    digest: Mapped[str] = mapped_column(_DIGEST, primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)


class OutboxRow(Base):
    """A document whose index entries may be late; written with the change itself."""

    __tablename__ = "outbox"
    __table_args__ = ({"sqlite_autoincrement": True},)

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    document_id: Mapped[str] = mapped_column(_ID, index=True)
    created_at: Mapped[datetime] = mapped_column(Moment)


class IndexedRow(Base):
    """What a generation of the index holds (is_done) or may hold; written before the index is."""

    __tablename__ = "indexed"
    __table_args__ = (Index("ix_indexed_generation_document_id", "generation", "document_id"),)

    generation: Mapped[str] = mapped_column(_ID, primary_key=True)
    passage_id: Mapped[str] = mapped_column(_ID, primary_key=True)
    shelf: Mapped[str] = mapped_column(String(10), primary_key=True)
    document_id: Mapped[str] = mapped_column(_ID)
    digest: Mapped[str] = mapped_column(_DIGEST)
    is_done: Mapped[bool]
