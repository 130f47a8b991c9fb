"""Which rows belong to a unit: each table that has an owner says so on the column, and one function lists them all.

When units merge, split or are renamed, everything in these columns goes with them (governance/reorganising.py), so a
table added later needs no change there.
"""

from dataclasses import dataclass

from sqlalchemy import Column, MetaData, Table

_KEY, _BY_ID, _BY_NAME = "owned_by_unit", True, "name"


@dataclass(frozen=True, slots=True)
class Owned:
    """A column that says which unit a row belongs to: by id, or where named is true by the unit's name of the day."""

    table: Table
    # Any type of string column; its Python type is str in all of them.
    column: Column[str]
    named: bool = False


def by_unit() -> dict[str, bool | str]:
    """What mapped_column(info=...) gets where a row belongs to the unit whose id stands there."""
    return {_KEY: _BY_ID}


def by_unit_name() -> dict[str, bool | str]:
    """As by_unit, where the unit stands by its name."""
    return {_KEY: _BY_NAME}


def owned_columns(metadata: MetaData) -> list[Owned]:
    """Every column that says a unit owns its rows, by the name of its table."""
    return [
        Owned(table, column, named=column.info[_KEY] == _BY_NAME)
        for table in sorted(metadata.tables.values(), key=lambda table: table.name)
        for column in table.columns
        if _KEY in column.info
    ]
