"""Units over time: a merger, a split, a new name carry everything owned, in one audited act, or nothing at all."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import String

from governance.access import Act, Actor, Role
from governance.audit import rows, verify
from governance.calendars import Calendars
from governance.clocks import DutyKind, load_clocks
from governance.duties import Duties, Duty
from governance.errors import Forbidden, Refused, Stale
from governance.reorganising import Order, Reorganising, Share
from governance.transferring import count_owned
from governance.words import owned_word
from kb.catalogue import Catalogue
from kb.database import Base, Database
from kb.documents import Fact
from kb.library import Library
from kb.owned import Owned, owned_columns
from kb.sources import SourceFiles
from kb.units import Alias, Unit, Units
from tests.governance.accounts import employed
from tests.governance.acting import NOON, someone
from tests.kb.builders import incoming, measure

OFFICE = someone(Role.DISCLOSURE_OFFICE, unit="u-office", name="王五", user="p-wang")
ORDER = Order(OFFICE, date(2026, 12, 1), "某委编〔2026〕8号", NOON)

# What names a unit and is not owned by it: history, print, the directory itself.
NOT_OWNED = {"answers.unit", "audit.unit_id", "clauses.unit", "ticket_events.unit_id", "unit_aliases.unit_id"}


@pytest.fixture
def catalogue(database: Database, tmp_path: Path) -> Catalogue:
    return Catalogue(database, SourceFiles(tmp_path / "sources"))


@pytest.fixture
def units(database: Database) -> Units:
    units = Units(database)
    units.put(
        [
            Unit("甲市工商局", "某省甲市", "0711-1", (Alias("甲市工商行政管理局"),)),
            Unit("甲市质监局", "某省甲市"),
            Unit("甲市档案馆", "某省甲市"),
        ]
    )
    return units


@pytest.fixture
def reorganising(database: Database, units: Units, catalogue: Catalogue) -> Reorganising:
    return Reorganising(database, units, catalogue)


@pytest.fixture
def duties(database: Database) -> Duties:
    return Duties(database, Calendars(database), load_clocks())


def owed(duties: Duties, unit_id: str, subject: str) -> Duty:
    return duties.open(
        DutyKind.ASSIGNED, unit_id=unit_id, subject=subject, title="交办", began=NOON, now=NOON, actor=OFFICE
    )


def identity(units: Units, name: str) -> str:
    unit = units.by_name(name)
    assert unit
    return unit.id


def units_of(duties: Duties, held: list[Duty]) -> list[str]:
    return [found.unit_id for duty in held if (found := duties.get(duty.id, actor=OFFICE))]


def test_a_merger_carries_all_duties_and_people_and_every_old_name(
    database: Database, units: Units, reorganising: Reorganising, duties: Duties
) -> None:
    first, second = identity(units, "甲市工商局"), identity(units, "甲市质监局")
    held = [owed(duties, first if number % 3 else second, f"t:{number}") for number in range(30)]
    duties.fulfil(held[0].id, actor=OFFICE, now=NOON)
    person = employed(database, "zhang.san", Role.DRAFTER, unit="甲市工商局")

    moved = reorganising.merge([first, second], "甲市市场监督管理局", order=ORDER)

    (target,) = moved.unit_ids
    assert set(units_of(duties, held)) == {target}
    assert moved.counts == {"duties": 30, "users": 1}
    assert len(duties.listed(actor=Actor(person.id, "张三", frozenset({Role.DRAFTER}), target))) == 29
    names = ("甲市工商局", "甲市工商行政管理局", "甲市质监局", "甲市市场监督管理局")
    assert {identity(units, name) for name in names} == {target}
    assert [unit.name for unit in units.listed()] == ["甲市市场监督管理局", "甲市档案馆"]


def test_a_merger_is_one_row_in_the_audit_trail(
    database: Database, units: Units, reorganising: Reorganising, duties: Duties
) -> None:
    first, second = identity(units, "甲市工商局"), identity(units, "甲市质监局")
    owed(duties, first, "t:1")

    reorganising.merge([first], "甲市质监局", order=ORDER)

    with database.reading() as session:
        told = [row for row in rows(session) if row.act == Act.REORGANISE_UNITS.value]
        assert verify(session).is_whole
    assert [(row.subject, row.reason) for row in told] == [(f"unit:{second}", "某委编〔2026〕8号")]
    details = json.loads(told[0].details)
    assert (details["kind"], details["from"], details["moved"]) == ("merge", ["甲市工商局"], {"duties": 1})


def test_whoever_edits_a_row_that_moved_is_told_to_reload(
    units: Units, reorganising: Reorganising, duties: Duties
) -> None:
    first = identity(units, "甲市工商局")
    duty = owed(duties, first, "t:1")
    reorganising.merge([first], "甲市质监局", order=ORDER)

    with pytest.raises(Stale):
        duties.waive(duty.id, actor=OFFICE, reason="不再需要", now=NOON, version=duty.version)


def test_documents_that_print_the_old_name_are_answered_for_by_the_new_unit(
    units: Units, reorganising: Reorganising, catalogue: Catalogue, database: Database
) -> None:
    from bot.contacts import contact_of

    catalogue.store(incoming(measure(facts={Fact.ISSUING_BODY: "甲市工商行政管理局"})), now=NOON)
    first = identity(units, "甲市工商局")

    moved = reorganising.merge([first], "甲市市场监督管理局", order=ORDER)
    reorganising.put(Unit("甲市市场监督管理局", "某省甲市", "0711-9", id=moved.unit_ids[0]), actor=OFFICE, now=NOON)

    contact = contact_of(Library(database).listed()[0], units)
    assert contact and (contact.name, contact.phone) == ("甲市市场监督管理局", "0711-9")


def test_two_who_edit_a_unit_at_once_lose_nothing(units: Units, reorganising: Reorganising) -> None:
    seen = units.get(identity(units, "甲市工商局"))
    assert seen
    reorganising.put(replace(seen, phone="0711-2"), actor=OFFICE, seen=seen, now=NOON)

    with pytest.raises(Stale, match="请重新载入"):
        reorganising.put(replace(seen, interprets_yearly=True), actor=OFFICE, seen=seen, now=NOON)

    now = units.get(seen.id)
    assert now and (now.phone, now.interprets_yearly) == ("0711-2", False)


def test_a_new_name_keeps_the_unit_its_things_and_its_old_name(
    units: Units, reorganising: Reorganising, duties: Duties
) -> None:
    first = identity(units, "甲市工商局")
    duty = owed(duties, first, "t:1")

    reorganising.rename(first, "甲市市场监督管理局", order=ORDER)

    unit = units.by_name("甲市工商局")
    assert unit and (unit.id, unit.name) == (first, "甲市市场监督管理局")
    assert Alias("甲市工商局", None, "2026-12-01") in unit.aliases
    assert units_of(duties, [duty]) == [first]


def test_an_old_list_of_units_undoes_neither_merger_nor_new_name(units: Units, reorganising: Reorganising) -> None:
    first, second = identity(units, "甲市工商局"), identity(units, "甲市质监局")
    reorganising.rename(first, "甲市市场监督管理局", order=ORDER)
    reorganising.merge([second], "甲市市场监督管理局", order=ORDER)

    units.put([Unit("甲市工商局", "某省甲市"), Unit("甲市质监局", "某省甲市")])

    assert [unit.name for unit in units.listed()] == ["甲市市场监督管理局", "甲市档案馆"]


def test_a_split_gives_each_its_share_and_the_first_the_rest(
    database: Database, units: Units, reorganising: Reorganising, duties: Duties, catalogue: Catalogue
) -> None:
    first = identity(units, "甲市工商局")
    stored = catalogue.store(incoming(measure(facts={Fact.ISSUING_BODY: "甲市工商局"})), now=NOON)
    with_document = owed(duties, first, f"document:{stored.document_id}")
    chosen, rest = owed(duties, first, "t:1"), owed(duties, first, "t:2")

    share = Share("甲市知识产权局", {"documents": [stored.document_id], "duties": [chosen.id]})
    moved = reorganising.split(first, [Share("甲市市场监督管理局"), share], order=ORDER)

    market, patents = moved.unit_ids
    assert units_of(duties, [with_document, chosen, rest]) == [patents, patents, market]
    assert Library(database).listed()[0].text(Fact.RESPONSIBLE_UNIT) == "甲市知识产权局"
    assert identity(units, "甲市工商局") == market


def test_a_unit_may_keep_its_name_when_a_part_leaves(units: Units, reorganising: Reorganising, duties: Duties) -> None:
    first = identity(units, "甲市工商局")
    leaves, stays = owed(duties, first, "t:1"), owed(duties, first, "t:2")

    moved = reorganising.split(
        first, [Share("甲市工商局"), Share("甲市知识产权局", {"duties": [leaves.id]})], order=ORDER
    )

    assert moved.unit_ids[0] == first
    assert units_of(duties, [leaves, stays]) == [moved.unit_ids[1], first]


def test_chosen_things_are_handed_over_and_others_units_things_are_not(
    units: Units, reorganising: Reorganising, duties: Duties
) -> None:
    first, second, third = (identity(units, name) for name in ("甲市工商局", "甲市质监局", "甲市档案馆"))
    mine, other = owed(duties, first, "t:1"), owed(duties, third, "t:2")

    moved = reorganising.transfer({"duties": [mine.id, other.id]}, from_id=first, to_id=second, order=ORDER)

    assert (units_of(duties, [mine, other]), moved.counts) == ([second, third], {"duties": 1})
    with pytest.raises(Refused, match="没有移交"):
        reorganising.transfer({"duties": [mine.id]}, from_id=first, to_id=second, order=ORDER)


def test_a_merger_that_fails_in_the_middle_changes_nothing(
    database: Database, units: Units, reorganising: Reorganising, duties: Duties
) -> None:
    first = identity(units, "甲市工商局")
    duty = owed(duties, first, "t:1")

    with pytest.raises(RuntimeError), database.writing():
        reorganising.merge([first], "甲市市场监督管理局", order=ORDER)
        raise RuntimeError

    assert units_of(duties, [duty]) == [first]
    assert units.by_name("甲市市场监督管理局") is None


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DISCLOSURE_OFFICE])
def test_nobody_else_reorganises(units: Units, reorganising: Reorganising, role: Role) -> None:
    first, second = identity(units, "甲市工商局"), identity(units, "甲市质监局")
    order = Order(someone(role, unit=first), ORDER.on, ORDER.reason, NOON)

    with pytest.raises(Forbidden):
        reorganising.merge([first], "甲市质监局", order=order)
    with pytest.raises(Forbidden):
        reorganising.rename(first, "甲市新局", order=order)
    with pytest.raises(Forbidden):
        reorganising.split(first, [Share("甲市新局"), Share("乙局")], order=order)
    with pytest.raises(Forbidden):
        reorganising.transfer({}, from_id=first, to_id=second, order=order)
    with pytest.raises(Forbidden):
        reorganising.put(Unit("甲市新局"), actor=order.actor, now=NOON)
    assert len(units.listed()) == 3


def test_what_cannot_be_is_refused(units: Units, reorganising: Reorganising) -> None:
    first = identity(units, "甲市工商局")
    no_reason = Order(OFFICE, ORDER.on, " ", NOON)

    with pytest.raises(Refused, match="理由"):
        reorganising.merge([first], "甲市质监局", order=no_reason)
    with pytest.raises(Refused, match="没有可以合并"):
        reorganising.merge([first], "甲市工商局", order=ORDER)
    with pytest.raises(Refused, match="没有可以合并"):
        reorganising.merge([], "甲市工商局", order=ORDER)
    with pytest.raises(Refused, match="u-nowhere"):
        reorganising.merge(["u-nowhere"], "甲市质监局", order=ORDER)
    with pytest.raises(Refused, match="已是现在的单位名称"):
        reorganising.rename(first, "甲市质监局", order=ORDER)
    with pytest.raises(Refused, match="至少两个"):
        reorganising.split(first, [Share("甲市工商局")], order=ORDER)
    with pytest.raises(Refused, match="不能用"):
        reorganising.rename(first, "x" * 101, order=ORDER)
    assert len(units.listed()) == 3


def test_a_unit_that_has_ended_takes_nothing_over(units: Units, reorganising: Reorganising) -> None:
    first, second = identity(units, "甲市工商局"), identity(units, "甲市质监局")
    reorganising.merge([first], "甲市质监局", order=ORDER)

    with pytest.raises(Refused, match="已撤销"):
        reorganising.merge([second], "甲市工商局", order=ORDER)


def test_every_column_that_names_a_unit_says_whether_it_is_owned(database: Database) -> None:
    declared = {f"{owned.table.name}.{owned.column.name}" for owned in owned_columns(Base.metadata)}
    named = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.name in ("unit", "unit_id") or column.name.endswith("_unit_id")
    }

    assert named - declared == NOT_OWNED & named


def test_whatever_a_unit_owns_has_a_word() -> None:
    assert [
        one.table.name for one in owned_columns(Base.metadata) if owned_word(one.table.name) == one.table.name
    ] == []


def test_everything_any_table_owns_goes_along(
    database: Database, units: Units, reorganising: Reorganising, tmp_path: Path
) -> None:
    first, second = identity(units, "甲市工商局"), identity(units, "甲市质监局")
    for owned in owned_columns(Base.metadata):
        _insert_row(tmp_path / "jiedu.db", owned, "甲市工商局" if owned.named else first)
    before = reorganising.owned(first, actor=ORDER.actor)

    reorganising.merge([first], "甲市质监局", order=ORDER)

    assert set(before) == {owned.table.name for owned in owned_columns(Base.metadata)} >= {"duties", "users", "tickets"}
    assert (reorganising.owned(second, actor=ORDER.actor), _owned_by(database, first)) == (before, {})


def _owned_by(database: Database, unit_id: str) -> dict[str, int]:
    with database.reading() as session:
        return count_owned(session, unit_id)


def _insert_row(path: Path, owned: Owned, owner: str) -> None:
    """A row that belongs to that unit, whatever else the table needs; a plain connection asks for no parents."""
    values: dict[str, object] = {}
    for column in owned.table.columns:
        if column.nullable or (column.autoincrement is True and column.primary_key):
            continue
        is_text = isinstance(column.type, String)
        values[column.name] = f"{owned.column.name} {column.name}" if is_text else 1
    values[owned.column.name] = owner
    names = ", ".join(f'"{name}"' for name in values)
    with closing(sqlite3.connect(path)) as connection, connection:
        marks = ", ".join("?" * len(values))
        connection.execute(f"INSERT INTO {owned.table.name} ({names}) VALUES ({marks})", list(values.values()))
