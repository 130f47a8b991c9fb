"""Which rows belong to a unit: each table that has an owner says so on the column, and one function lists them all.

When units merge, split or are renamed, everything in these columns goes with them (governance/reorganising.py), so a
table added later needs no change there.
"""

from dataclasses import dataclass

from sqlalchemy import Column, MetaData, Table

_OWNED = {"owned_by_unit": True}


@dataclass(frozen=True, slots=True)
class Owned:
    """A column that names the unit which owns the row."""

    table: Table
    column: Column[str]


def by_unit() -> dict[str, bool]:
    """What mapped_column(info=...) gets where a row belongs to the unit whose id stands there."""
    return dict(_OWNED)


def owned_columns(metadata: MetaData) -> list[Owned]:
    """Every column that says a unit owns its rows, by the name of its table."""
    return [
        Owned(table, column)
        for table in metadata.sorted_tables
        for column in table.columns
        if column.info.items() >= _OWNED.items()
    ]
