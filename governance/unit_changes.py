"""The rows of the directory while units change: one that is still there, one that is made, a name that is kept."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.errors import Refused
from kb.tables import UnitAliasRow, UnitRow
from kb.units import Unit, new_id

_LONGEST_NAME = 100


def living_unit(session: Session, unit_id: str) -> UnitRow:
    unit = session.get(UnitRow, unit_id, with_for_update=True)
    if unit is None or unit.ended_on:
        raise Refused("unknown_unit", unit=unit.name if unit else unit_id[:60])
    return unit


def made_unit(session: Session, name: str, *, like: UnitRow | None) -> UnitRow:
    """The living unit of this name, else a new one in the same place."""
    known = session.scalars(select(UnitRow).where(UnitRow.name == checked_unit_name(name))).first()
    if known:
        return living_unit(session, known.id)
    made = UnitRow(id=_free_id(session, name), name=name, region=like.region if like else "", interprets_yearly=False)
    session.add(made)
    session.flush()
    return made


def _free_id(session: Session, name: str) -> str:
    # A name that another unit had before it was renamed has given its id away.
    identity = new_id(name)
    while session.get(UnitRow, identity):
        identity = new_id(identity)
    return identity


def put_unit(session: Session, unit: Unit) -> str:
    known = session.get(UnitRow, unit.id) if unit.id else None
    row = known or made_unit(session, unit.name, like=None)
    row.region, row.phone, row.interprets_yearly = unit.region, unit.phone, unit.interprets_yearly
    for alias in unit.aliases:
        session.merge(UnitAliasRow(unit_id=row.id, name=alias.name, from_day=alias.from_day, until_day=alias.until_day))
    session.flush()
    return row.id


def add_alias(session: Session, unit_id: str, name: str, *, until: date) -> None:
    if session.get(UnitAliasRow, (unit_id, name)) is None and session.get_one(UnitRow, unit_id).name != name:
        session.add(UnitAliasRow(unit_id=unit_id, name=name, until_day=until.isoformat()))
        session.flush()


def checked_unit_name(name: str) -> str:
    if not 2 <= len(name) <= _LONGEST_NAME or not name.isprintable() or name != name.strip():
        raise Refused("unit_name_wrong", name=name[:40])
    return name
