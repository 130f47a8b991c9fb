"""The directory of units: found by the name of today, by an older one, and by a name that means the unit there."""

from kb.database import Database
from kb.units import Alias, Unit, Units

PETITIONS = Unit("甲市信访局", "某省甲市", "0711-2000000", (Alias("市信访局"), Alias("甲市信访办公室", "2000", "2018")))
ELSEWHERE = Unit("乙市信访局", "某省乙市", None, (Alias("市信访局"),))


def directory(database: Database, *units: Unit) -> Units:
    found = Units(database)
    found.put(units)
    return found


def test_a_unit_is_found_by_its_name(database: Database) -> None:
    unit = directory(database, PETITIONS).by_name("甲市信访局")

    assert unit and (unit.name, unit.phone) == ("甲市信访局", "0711-2000000")


def test_a_unit_is_found_by_the_name_it_had(database: Database) -> None:
    unit = directory(database, PETITIONS).by_name("甲市信访办公室")

    assert unit and unit.name == "甲市信访局"


def test_a_name_used_everywhere_means_the_unit_of_the_place(database: Database) -> None:
    units = directory(database, PETITIONS, ELSEWHERE)

    found = [units.by_name("市信访局", region=region) for region in ("某省甲市", "某省乙市", "某省乙市某区")]

    assert [unit.name for unit in found if unit] == ["甲市信访局", "乙市信访局", "乙市信访局"]


def test_a_name_used_everywhere_is_left_open_without_a_place_or_in_another(database: Database) -> None:
    units = directory(database, PETITIONS, ELSEWHERE)

    assert units.by_name("市信访局") is None
    assert units.by_name("市信访局", region="某省丙市") is None


def test_an_unknown_name_is_no_unit(database: Database) -> None:
    units = directory(database, PETITIONS)

    assert units.by_name("市财政局") is None
    assert units.by_name("") is None
    assert units.by_name("' OR 1=1 --") is None


def test_putting_a_unit_again_replaces_what_was_there(database: Database) -> None:
    units = directory(database, PETITIONS)

    units.put([Unit("甲市信访局", "某省甲市", "0711-3000000", (Alias("信访局"),))])

    unit = units.by_name("信访局")
    assert unit and unit.phone == "0711-3000000"
    assert units.by_name("甲市信访办公室") is None


def test_an_alias_given_twice_is_stored_once(database: Database) -> None:
    units = directory(database, Unit("丁市人社局", "", None, (Alias("人社局", "2010"), Alias("人社局"))))

    assert units.by_name("人社局")


def test_the_directory_is_searched_by_any_name(database: Database) -> None:
    units = directory(database, PETITIONS, ELSEWHERE)

    assert [unit.name for unit in units.matching("信访办公室", limit=5)] == ["甲市信访局"]
    assert [unit.name for unit in units.matching("市信访", limit=5)] == ["乙市信访局", "甲市信访局"]
    assert [unit.name for unit in units.matching("", limit=1)] == ["乙市信访局"]
    assert units.matching("%", limit=5) == []
