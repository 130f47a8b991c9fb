"""Units over time: renamed, merged, split; everything owned goes along, in one act with one row in the audit trail.

A unit that ends keeps its row, so that the past can be read; its names lead to whoever took over, so documents that
name it in print are answered for by the unit of today.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.access import Act, Actor, require
from governance.audit import record
from governance.errors import Refused, Stale
from governance.ticket_conflicts import TicketConflicts
from governance.transferring import count_owned, move_all, move_rows, names_of, rename_owner
from governance.unit_changes import add_alias, checked_unit_name, living_unit, made_unit, put_unit
from governance.words import sentence, word
from kb.catalogue import Catalogue
from kb.database import Database
from kb.documents import Fact
from kb.tables import UnitRow
from kb.units import Unit, Units


@dataclass(frozen=True, slots=True)
class Share:
    """What of a split unit goes to one of its successors. chosen: table to keys; "documents" takes all about them.

    The first share of a split takes whatever is chosen for none.
    """

    name: str
    chosen: Mapping[str, Collection[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Moved:
    """What a reorganisation came to. counts: rows of each table that changed hands."""

    unit_ids: tuple[str, ...]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Order:
    """By whom, from which day, on what ground (the document that ordered it), and when it was entered."""

    actor: Actor
    on: date
    reason: str
    now: datetime


class Reorganising:
    """Renames, merges and splits units, and hands over what is chosen."""

    def __init__(
        self, database: Database, units: Units, catalogue: Catalogue, conflicts: TicketConflicts | None = None
    ) -> None:
        """conflicts: takes complaints back from the unit they are about, once units have become one."""
        self._database = database
        self._units = units
        self._catalogue = catalogue
        self._conflicts = conflicts

    def owned(self, unit_id: str, *, actor: Actor) -> dict[str, int]:
        """How many rows of each table belong to a unit: what a merger would carry. Raises Forbidden."""
        require(actor, Act.REORGANISE_UNITS)
        with self._database.reading() as session:
            return count_owned(session, living_unit(session, unit_id).id)

    def put(self, unit: Unit, *, actor: Actor, seen: Unit | None = None, now: datetime) -> Unit:
        """The unit is in the directory with this telephone, region, names and duty of the head to interpret.

        seen: the unit as the person who changes it saw it. Raises Stale when somebody changed it since.
        """
        require(actor, Act.EDIT_UNITS)
        with self._database.writing() as session:
            before = self._units.get(unit.id) if unit.id else None
            if before and seen and before != seen:
                raise Stale(sentence("thing_unit", name=before.name))
            if before and before.name != unit.name:
                raise Refused("rename_is_an_act", name=before.name)
            checked_unit_name(unit.name)
            identity = put_unit(session, unit)
            details = {"name": unit.name, "region": unit.region, "phone": unit.phone, "yearly": unit.interprets_yearly}
            subject = f"unit:{identity}"
            record(session, actor=actor, act=Act.EDIT_UNITS, subject=subject, details=details, now=now)
        found = self._units.get(identity)
        assert found is not None
        return found

    def rename(self, unit_id: str, name: str, *, order: Order) -> Moved:
        """The unit is called so from that day; it is still found by the old name, and owns what it owned."""
        _may_reorganise(order)
        with self._database.writing() as session:
            unit = living_unit(session, unit_id)
            old, new = unit.name, checked_unit_name(name)
            if new == old or session.scalars(select(UnitRow).where(UnitRow.name == new)).first():
                raise Refused("unit_name_taken", name=new)
            unit.name = new
            session.flush()
            add_alias(session, unit_id, old, until=order.on)
            counts = rename_owner(session, old, unit_id)
            _note(session, order, (unit_id,), {"kind": "rename", "from": old, "to": new, "moved": counts})
        return Moved((unit_id,), counts)

    def merge(self, unit_ids: Sequence[str], into: str, *, order: Order) -> Moved:
        """The units are one from that day, under a new name or that of one of them; it owns what all of them owned."""
        _may_reorganise(order)
        with self._database.writing() as session:
            ending = {unit_id: living_unit(session, unit_id) for unit_id in unit_ids}
            target = made_unit(session, into, like=next(iter(ending.values()), None))
            ending.pop(target.id, None)
            if not ending:
                raise Refused("nothing_to_merge")
            told = {"kind": "merge", "from": _told(ending.values()), "to": target.name}
            counts: dict[str, int] = {}
            for unit in ending.values():
                counts = _sum(counts, self._take_over(session, unit, target, order))
            _note(session, order, (target.id, *ending), {**told, "moved": counts})
            return Moved((target.id,), counts)

    def split(self, unit_id: str, shares: Sequence[Share], *, order: Order) -> Moved:
        """The unit becomes several from that day; each owns what is chosen for it, the first whatever is left.

        A share may keep the name of the unit that is split.
        """
        _may_reorganise(order)
        with self._database.writing() as session:
            unit = living_unit(session, unit_id)
            targets = [made_unit(session, share.name, like=unit) for share in shares]
            if len({target.id for target in targets}) < 2:
                raise Refused("split_needs_two")
            counts: dict[str, int] = {}
            for share, target in zip(shares, targets, strict=True):
                if target.id != unit.id:
                    counts = _sum(counts, self._hand_over(session, share.chosen, unit, target, order))
            if unit.id not in {target.id for target in targets}:
                counts = _sum(counts, self._take_over(session, unit, targets[0], order))
            told = {"kind": "split", "from": unit.name, "to": [target.name for target in targets], "moved": counts}
            _note(session, order, (unit.id, *(target.id for target in targets)), told)
            return Moved(tuple(target.id for target in targets), counts)

    def transfer(self, chosen: Mapping[str, Collection[str]], *, from_id: str, to_id: str, order: Order) -> Moved:
        """What is chosen of one unit belongs to the other from now."""
        require(order.actor, Act.TRANSFER_OWNERSHIP)
        _need_reason(order, Act.TRANSFER_OWNERSHIP)
        with self._database.writing() as session:
            giver, taker = living_unit(session, from_id), living_unit(session, to_id)
            counts = self._hand_over(session, chosen, giver, taker, order)
            if not counts:
                raise Refused("nothing_to_transfer", name=giver.name)
            if self._conflicts:
                self._conflicts.release(session, now=order.now)
            details = {
                "from": giver.id,
                "to": taker.id,
                "moved": counts,
                "chosen": {table: sorted(keys) for table, keys in chosen.items()},
            }
            record(
                session,
                actor=order.actor,
                act=Act.TRANSFER_OWNERSHIP,
                subject=f"unit:{taker.id}",
                reason=order.reason,
                details=details,
                now=order.now,
            )
            return Moved((taker.id,), counts)

    def _take_over(self, session: Session, unit: UnitRow, target: UnitRow, order: Order) -> dict[str, int]:
        counts = move_all(session, from_id=unit.id, to_id=target.id)
        for name in names_of(session, unit.id):
            add_alias(session, target.id, name, until=order.on)
        unit.ended_on, unit.successor_id = order.on.isoformat(), target.id
        target.interprets_yearly = target.interprets_yearly or unit.interprets_yearly
        session.flush()
        if self._conflicts:
            self._conflicts.release(session, now=order.now)
        return counts

    def _hand_over(
        self, session: Session, chosen: Mapping[str, Collection[str]], giver: UnitRow, taker: UnitRow, order: Order
    ) -> dict[str, int]:
        counts = move_rows(session, chosen, from_id=giver.id, to_id=taker.id)
        documents = sorted(set(chosen.get("documents", ())))
        for document in documents:
            # The words of the document name the old unit: who answers for it now is the office's word.
            self._catalogue.correct(
                document,
                Fact.RESPONSIBLE_UNIT,
                taker.name,
                by=order.actor.name,
                reason=order.reason,
                now=order.now,
            )
        return _sum(counts, {"documents": len(documents)} if documents else {})


def _may_reorganise(order: Order) -> None:
    require(order.actor, Act.REORGANISE_UNITS)
    _need_reason(order, Act.REORGANISE_UNITS)


def _need_reason(order: Order, act: Act) -> None:
    if not order.reason.strip():
        raise Refused("reason_needed", act=word(act))


def _note(session: Session, order: Order, unit_ids: Sequence[str], details: Mapping[str, object]) -> None:
    record(
        session,
        actor=order.actor,
        act=Act.REORGANISE_UNITS,
        subject=f"unit:{unit_ids[0]}",
        reason=order.reason,
        details={**details, "units": list(unit_ids), "from_day": order.on.isoformat()},
        now=order.now,
    )


def _told(units: Collection[UnitRow]) -> list[str]:
    return [unit.name for unit in units]


def _sum(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {name: one.get(name, 0) + other.get(name, 0) for name in sorted({*one, *other})}
