"""The directory of units: whom to ask, under the name of today or any name it had, and who took over from whom."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from kb.database import Database
from kb.tables import UnitAliasRow, UnitRow

# Of mergers into mergers; a longer chain can only be a ring made by hand.
_MOST_SUCCESSIONS = 20

# Built once: putting a statement together takes longer than it runs, and every answer names a unit.
_ALIASED = select(UnitAliasRow.unit_id).where(UnitAliasRow.name == bindparam("name"))
_NAMED = select(UnitRow).where(or_(UnitRow.name == bindparam("name"), UnitRow.id.in_(_ALIASED)))


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name of a unit; from_day, until_day: ISO dates or years, None where unknown."""

    name: str
    from_day: str | None = None
    until_day: str | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of government. region: where it governs, outermost first ("广东省广州市"), "" for the whole country.

    id: "" until it is in the directory. ended_on: ISO day from which it is no longer; successor_id: who took over.
    interprets_yearly: its head must interpret an important policy every year (R§2.5).
    """

    name: str
    region: str = ""
    phone: str | None = None
    aliases: tuple[Alias, ...] = ()
    id: str = ""
    ended_on: str | None = None
    successor_id: str | None = None
    interprets_yearly: bool = False


class Units:
    """Reads and writes the directory."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, units: Iterable[Unit]) -> None:
        """Each unit is in the directory as given; what was there under its name is replaced.

        A name that has become the former name of another unit stays that: loading an old list undoes no merger.
        """
        with self._database.writing() as session:
            for unit in units:
                row = session.scalars(select(UnitRow).where(UnitRow.name == unit.name)).first()
                identity = row.id if row else unit.id or new_id(unit.name)
                if row is None and session.get(UnitRow, identity) is not None:
                    continue
                if row and row.ended_on:
                    continue
                flagged = unit.interprets_yearly or bool(row and row.interprets_yearly)
                _write(session, identity, replace(unit, interprets_yearly=flagged))

    def get(self, unit_id: str) -> Unit | None:
        """The unit with this id, ended or not."""
        with self._database.reading() as session:
            row = session.get(UnitRow, unit_id)
            return _unit(session, row) if row else None

    def listed(self) -> list[Unit]:
        """The units there are now, by name."""
        with self._database.reading() as session:
            rows = session.scalars(select(UnitRow).where(UnitRow.ended_on.is_(None)).order_by(UnitRow.name)).all()
            aliases: dict[str, list[Alias]] = {}
            for alias in session.scalars(select(UnitAliasRow)):
                aliases.setdefault(alias.unit_id, []).append(_alias(alias))
            return [_value(row, aliases.get(row.id, ())) for row in rows]

    def matching(self, text: str, *, limit: int) -> list[Unit]:
        """The units there are now whose name, or any other name, holds the text; those that begin with it first."""
        aliased = select(UnitAliasRow.unit_id).where(UnitAliasRow.name.contains(text, autoescape=True))
        named = or_(UnitRow.name.contains(text, autoescape=True), UnitRow.id.in_(aliased))
        order = UnitRow.name.startswith(text, autoescape=True).desc(), UnitRow.name
        query = select(UnitRow).where(UnitRow.ended_on.is_(None), named).order_by(*order).limit(limit)
        with self._database.reading() as session:
            return [_unit(session, row) for row in session.scalars(query).all()]

    def by_name(self, name: str, *, region: str = "") -> Unit | None:
        """The unit of this name or alias; of one that has ended, the unit that took over.

        region: where the name was said; names such as 市民政局 mean the unit there, and are left open elsewhere.
        """
        with self._database.reading() as session:
            found = session.scalars(_NAMED, {"name": name}).all()
            current = [_current(session, row) for row in found]
            rows = list({row.id: row for row in current}.values())
            exact = [now for then, now in zip(found, current, strict=True) if then.name == name]
            near = [row for row in rows if region and row.region and (row.region in region or region in row.region)]
            row = next(iter(exact or near), rows[0] if len(rows) == 1 and not region else None)
            return _unit(session, row) if row else None


def new_id(name: str) -> str:
    """The id a unit gets when it enters the directory under this name; it keeps it under every later one."""
    return f"u-{hashlib.sha256(name.encode()).hexdigest()[:20]}"


def _write(session: Session, identity: str, unit: Unit) -> None:
    for old in session.scalars(select(UnitAliasRow).where(UnitAliasRow.unit_id == identity)):
        session.delete(old)
    session.merge(
        UnitRow(
            id=identity,
            name=unit.name,
            region=unit.region,
            phone=unit.phone,
            ended_on=unit.ended_on,
            successor_id=unit.successor_id,
            interprets_yearly=unit.interprets_yearly,
        )
    )
    session.flush()
    for alias in {alias.name: alias for alias in unit.aliases}.values():
        session.add(UnitAliasRow(unit_id=identity, name=alias.name, from_day=alias.from_day, until_day=alias.until_day))


def _current(session: Session, row: UnitRow) -> UnitRow:
    for _ in range(_MOST_SUCCESSIONS):
        successor = session.get(UnitRow, row.successor_id) if row.successor_id else None
        if successor is None:
            break
        row = successor
    return row


def _unit(session: Session, row: UnitRow) -> Unit:
    aliases = session.scalars(select(UnitAliasRow).where(UnitAliasRow.unit_id == row.id))
    return _value(row, [_alias(alias) for alias in aliases])


def _alias(row: UnitAliasRow) -> Alias:
    return Alias(row.name, row.from_day, row.until_day)


def _value(row: UnitRow, aliases: Iterable[Alias]) -> Unit:
    return Unit(
        row.name,
        row.region,
        row.phone,
        tuple(aliases),
        row.id,
        row.ended_on,
        row.successor_id,
        row.interprets_yearly,
    )
