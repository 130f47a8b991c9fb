"""The directory of units: whom to ask, under the name of today or any name it had."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import or_, select

from kb.database import Database
from kb.tables import UnitAliasRow, UnitRow


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name of a unit; from_day, until_day: ISO dates or years, None where unknown."""

    name: str
    from_day: str | None = None
    until_day: str | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of government. region: where it governs, outermost first ("广东省广州市"), "" for the whole country."""

    name: str
    region: str = ""
    phone: str | None = None
    aliases: tuple[Alias, ...] = ()


class Units:
    """Reads and writes the directory."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, units: Iterable[Unit]) -> None:
        """Each unit is in the directory as given; what was there under its name is replaced."""
        with self._database.writing() as session:
            for unit in units:
                identity = f"u-{hashlib.sha256(unit.name.encode()).hexdigest()[:20]}"
                for old in session.scalars(select(UnitAliasRow).where(UnitAliasRow.unit_id == identity)):
                    session.delete(old)
                session.merge(UnitRow(id=identity, name=unit.name, region=unit.region, phone=unit.phone))
                session.flush()
                for alias in {alias.name: alias for alias in unit.aliases}.values():
                    session.add(
                        UnitAliasRow(
                            unit_id=identity, name=alias.name, from_day=alias.from_day, until_day=alias.until_day
                        )
                    )

    def by_name(self, name: str, *, region: str = "") -> Unit | None:
        """The unit of this name or alias.

        region: where the name was said; names such as 市民政局 mean the unit there, and are left open elsewhere.
        """
        aliased = select(UnitAliasRow.unit_id).where(UnitAliasRow.name == name)
        with self._database.reading() as session:
            rows = session.scalars(select(UnitRow).where(or_(UnitRow.name == name, UnitRow.id.in_(aliased)))).all()
            exact = [row for row in rows if row.name == name]
            near = [row for row in rows if region and row.region and (row.region in region or region in row.region)]
            row = next(iter(exact or near), rows[0] if len(rows) == 1 and not region else None)
            return Unit(row.name, row.region, row.phone) if row else None
