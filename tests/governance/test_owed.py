"""What falls due by the calendar alone: heads' interpretations, and documents that are about to end."""

from datetime import datetime
from pathlib import Path

import pytest

from governance.clocks import DutyKind
from governance.owed import EndingDocuments, YearlyInterpretations, owner_of, yearly_subject
from kb.catalogue import Catalogue
from kb.database import Database
from kb.documents import Fact, PublicationState
from kb.library import Library
from kb.moments import CHINA
from kb.sources import SourceFiles
from kb.units import Alias, Unit, Units
from tests.governance.acting import NOON
from tests.kb.builders import incoming, measure


def test_heads_of_flagged_units_owe_one_interpretation_a_year(database: Database) -> None:
    units = Units(database)
    units.put([Unit("甲市财政局", interprets_yearly=True), Unit("甲市档案馆")])
    finance = units.by_name("甲市财政局")
    assert finance

    (owed,) = YearlyInterpretations(units).owed(NOON)

    assert (owed.kind, owed.unit_id) == (DutyKind.YEARLY_INTERPRETATION, finance.id)
    assert owed.subject == yearly_subject(finance.id, 2026)


def test_a_document_that_ends_within_six_months_is_owed_by_its_drafter(database: Database, tmp_path: Path) -> None:
    units, library = Units(database), Library(database)
    units.put([Unit("甲市民政局", aliases=(Alias("甲市民政厅"),))])
    catalogue = Catalogue(database, SourceFiles(tmp_path / "sources"))
    for number, ends in (("1", "2027-05-23"), ("2", "2027-05-24"), ("3", "2026-11-22"), ("4", "2026-11-23")):
        facts = {Fact.EXPIRES_ON: ends, Fact.ISSUING_BODY: "甲市民政厅"}
        paragraphs = (f"第一条 第{number}项补贴。",)
        document = measure(key=number, number=f"某政发〔2025〕{number}号", paragraphs=paragraphs, facts=facts)
        catalogue.store(incoming(document), now=NOON)

    owed = sorted(EndingDocuments(database, library, units).owed(NOON), key=lambda one: one.subject[-10:])

    assert [one.subject[-10:] for one in owed] == ["2026-11-23", "2027-05-23"]
    assert owed[1].began == datetime(2026, 11, 23, tzinfo=CHINA)
    assert {one.kind for one in owed} == {DutyKind.VALIDITY}


def test_a_draft_that_would_end_is_nobodys_duty(database: Database, tmp_path: Path) -> None:
    units = Units(database)
    units.put([Unit("甲市民政局")])
    document = measure(facts={Fact.EXPIRES_ON: "2027-01-01", Fact.ISSUING_BODY: "甲市民政局"})
    catalogue = Catalogue(database, SourceFiles(tmp_path / "sources"))
    catalogue.store(incoming(document, state=PublicationState.DRAFT), now=NOON)

    assert list(EndingDocuments(database, Library(database), units).owed(NOON)) == []


@pytest.mark.parametrize(
    ("facts", "owner"),
    [
        ({Fact.RESPONSIBLE_UNIT: "甲市民政局", Fact.DRAFTING_UNIT: "甲市财政局"}, "甲市民政局"),
        ({Fact.DRAFTING_UNIT: "甲市财政局、甲市民政局"}, "甲市财政局"),
        ({Fact.ISSUING_BODY: "国务院 甲市民政局"}, "甲市民政局"),
        ({Fact.ISSUING_BODY: "国务院"}, None),
        ({}, None),
    ],
)
def test_the_owner_is_who_is_named_else_who_drafted_else_who_issued(
    database: Database, tmp_path: Path, facts: dict[Fact, str], owner: str | None
) -> None:
    units, library = Units(database), Library(database)
    units.put([Unit("甲市民政局"), Unit("甲市财政局")])
    Catalogue(database, SourceFiles(tmp_path / "sources")).store(incoming(measure(facts=facts)), now=NOON)

    found = owner_of(library.listed()[0], units)

    assert (found.name if found else None) == owner
