"""Moves what units own: everything one unit has, or chosen rows; what each table owns it says itself (kb/owned.py)."""

from collections import Counter
from collections.abc import Collection, Mapping

from sqlalchemy import Column, ColumnElement, Integer, and_, func, literal, or_, select, update
from sqlalchemy.orm import Session

from kb.database import Base
from kb.owned import Owned, owned_columns
from kb.tables import UnitAliasRow, UnitRow

# Columns that count the changes of a row: whoever edits it while it moves is told to load it again.
_VERSIONS = ("row_version", "version")
# How a row of another table names the document it is about.
_DOCUMENT = "document_id"
_SUBJECT = "subject"


def count_owned(session: Session, unit_id: str) -> dict[str, int]:
    """How many rows of each table belong to that unit now; tables without any are left out."""
    counts = Counter[str]()
    for owned in owned_columns(Base.metadata):
        query = select(func.count()).select_from(owned.table).where(_belongs(session, owned, unit_id))
        counts[owned.table.name] += session.scalar(query) or 0
    return {name: count for name, count in counts.items() if count}


def move_all(session: Session, *, from_id: str, to_id: str) -> dict[str, int]:
    """Everything the one unit owned belongs to the other; returns how many rows of each table moved."""
    counts = Counter[str]()
    for owned in owned_columns(Base.metadata):
        counts[owned.table.name] += _move(session, owned, _belongs(session, owned, from_id), to_id)
    return {name: count for name, count in counts.items() if count}


def move_rows(session: Session, chosen: Mapping[str, Collection[str]], *, from_id: str, to_id: str) -> dict[str, int]:
    """The chosen rows, as table to keys, belong to the other unit; those that were not the first unit's stay.

    With a document goes what is about it: its case, its interpretation, its duties.
    """
    counts = Counter[str]()
    documents = set(chosen.get("documents", ()))
    for owned in owned_columns(Base.metadata):
        conditions = _chosen(owned, chosen.get(owned.table.name, ()), documents)
        if conditions:
            mine = and_(_belongs(session, owned, from_id), or_(*conditions))
            counts[owned.table.name] += _move(session, owned, mine, to_id)
    return {name: count for name, count in counts.items() if count}


def rename_owner(session: Session, old: str, unit_id: str) -> dict[str, int]:
    """Rows that know their owner by name have the name of now; returns how many of each table."""
    counts = {
        owned.table.name: _move(session, owned, owned.column == old, unit_id)
        for owned in owned_columns(Base.metadata)
        if owned.named
    }
    return {name: count for name, count in counts.items() if count}


def names_of(session: Session, unit_id: str) -> list[str]:
    """Every name the unit has or had."""
    unit = session.get_one(UnitRow, unit_id)
    aliases = session.scalars(select(UnitAliasRow.name).where(UnitAliasRow.unit_id == unit_id))
    return [unit.name, *aliases]


def _belongs(session: Session, owned: Owned, unit_id: str) -> ColumnElement[bool]:
    # A name such as 市民政局 is the alias of many: only the full name of the unit is taken for it.
    return owned.column == (session.get_one(UnitRow, unit_id).name if owned.named else unit_id)


def _chosen(owned: Owned, keys: Collection[str], documents: Collection[str]) -> list[ColumnElement[bool]]:
    columns = owned.table.columns
    conditions: list[ColumnElement[bool]] = []
    if keys:
        (key, *_) = owned.table.primary_key.columns
        conditions.append(key.in_(keys))
    if documents and _DOCUMENT in columns:
        conditions.append(columns[_DOCUMENT].in_(documents))
    if documents and _SUBJECT in columns:
        subject: Column[str] = columns[_SUBJECT]
        for document in documents:
            conditions.append(subject == f"document:{document}")
            conditions.append(subject.startswith(f"document:{document}:", autoescape=True))
    return conditions


def _move(session: Session, owned: Owned, condition: ColumnElement[bool], to_id: str) -> int:
    value = session.get_one(UnitRow, to_id).name if owned.named else to_id
    changes: dict[str, object] = {owned.column.name: literal(value)}
    for name in _VERSIONS:
        version = owned.table.columns.get(name)
        if version is not None and isinstance(version.type, Integer):
            changes[name] = version + 1
    moved = session.execute(update(owned.table).where(condition).values(changes))
    # Rows that this session had read would still name the old unit.
    session.expire_all()
    return int(getattr(moved, "rowcount", 0))
