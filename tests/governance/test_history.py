"""Every version stays readable, and the difference between two is shown clause by clause."""

import pytest

from governance.access import Role
from governance.clause_diff import ChangeKind
from governance.errors import Forbidden
from kb.catalogue import Incoming
from kb.errors import UnknownDocument
from tests.governance.acting import CIVIL_AFFAIRS, NOON, TAXES, someone
from tests.governance.office import DRAFTER, HEAD, OFFICE, Office
from tests.kb.builders import measure

NEWER = ("第一条 本市低保标准为每人每月1400元。", "第二条 由市民政局负责解释。", "第三条 自公布之日起施行。")


def revised(office: Office) -> str:
    document_id = office.published()
    office.intake.take_in(
        DRAFTER, Incoming(measure(paragraphs=NEWER, facts=HEAD), "新.docx"), unit_id=CIVIL_AFFAIRS, now=NOON
    )
    return document_id


def test_the_versions_of_a_document_are_listed_latest_first(office: Office) -> None:
    document_id = revised(office)

    assert [(one.number, one.name) for one in office.history.editions(OFFICE, document_id)] == [
        (2, "新.docx"),
        (1, "标准.docx"),
    ]


def test_two_versions_are_compared_by_clause(office: Office) -> None:
    document_id = revised(office)

    changes = office.history.compared(DRAFTER, document_id, old=1, new=2)

    assert [(c.kind, c.new.label if c.new else None) for c in changes] == [
        (ChangeKind.CHANGED, "第一条"),
        (ChangeKind.SAME, "第二条"),
        (ChangeKind.ADDED, "第三条"),
    ]


def test_a_version_that_is_not_there_is_named(office: Office) -> None:
    with pytest.raises(UnknownDocument, match="no version 7"):
        office.history.compared(OFFICE, office.published(), old=1, new=7)


def test_another_unit_does_not_see_versions(office: Office) -> None:
    with pytest.raises(Forbidden):
        office.history.editions(someone(Role.DRAFTER, unit=TAXES), office.published())
