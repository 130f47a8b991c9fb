"""What nobody looked at for half a year is owed once, and looking at it settles that."""

from datetime import datetime, timedelta

import pytest

from governance.approved_wording import Wording
from governance.calendars import Calendars
from governance.clocks import load_clocks
from governance.duties import DutyKind
from governance.overdue import OverdueAnswers, OverdueGuides, OverdueRules, load_overdue_rules
from governance.rounds import Round
from kb.moments import china_day
from tests.governance.acting import CIVIL_AFFAIRS, NOON
from tests.governance.approving import ANSWER, QUESTION, active_answer, source_of
from tests.governance.office import DRAFTER, REVIEWER, Office
from tests.governance.test_guides import published

RULES = OverdueRules(answer_months=6, guide_months=6, expiry_days=30)
HALF_A_YEAR_ON = NOON + timedelta(days=190)


def go_round(office: Office, now: datetime) -> None:
    calendars = Calendars(office.database)
    sources = [OverdueAnswers(office.database, RULES), OverdueGuides(office.database, office.library, RULES)]
    Round(office.database, office.duties, calendars, load_clocks(), sources).run(now)


def test_an_answer_is_owed_a_check_after_half_a_year_once(office: Office) -> None:
    approved = active_answer(office, office.published())
    go_round(office, NOON + timedelta(days=100))
    early = office.owed(DutyKind.ANSWER_CHECK)

    for _ in range(2):
        go_round(office, HALF_A_YEAR_ON)

    (duty,) = office.owed(DutyKind.ANSWER_CHECK)
    assert early == [] and duty.unit_id == CIVIL_AFFAIRS and approved.id in duty.subject


def test_approving_it_anew_settles_the_check(office: Office) -> None:
    approved = active_answer(office, office.published())
    go_round(office, HALF_A_YEAR_ON)
    wording = Wording(QUESTION, ANSWER, sources=approved.sources)
    edited = office.approved.edit(DRAFTER, approved.id, wording, version=approved.version, now=HALF_A_YEAR_ON)

    office.approved.approve(REVIEWER, approved.id, version=edited.version, now=HALF_A_YEAR_ON)
    go_round(office, HALF_A_YEAR_ON)

    assert office.owed(DutyKind.ANSWER_CHECK) == []


def test_an_answer_about_to_run_out_is_owed_a_look(office: Office) -> None:
    source = source_of(office, office.published())
    wording = Wording(QUESTION, ANSWER, sources=(source,), expires_on=china_day(NOON) + timedelta(days=20))
    drafted = office.approved.draft(DRAFTER, wording, unit_id=CIVIL_AFFAIRS, now=NOON)
    office.approved.approve(REVIEWER, drafted.id, version=drafted.version, now=NOON)

    go_round(office, NOON)

    assert len(office.owed(DutyKind.ANSWER_CHECK)) == 1


@pytest.mark.parametrize("how", ["checked", "changed"])
def test_a_guide_found_right_or_changed_is_not_owed_a_check(office: Office, how: str) -> None:
    document_id = published(office)
    go_round(office, HALF_A_YEAR_ON)
    (duty,) = office.owed(DutyKind.GUIDE_CHECK)
    if how == "checked":
        version = office.version(document_id)
        office.guides.checked(REVIEWER, document_id, version=version, now=HALF_A_YEAR_ON)
    else:
        elements = office.guide_lists.elements(REVIEWER, document_id) | {"fee": "不收费用"}
        change = office.guides.draft(
            DRAFTER,
            elements,
            unit_id=CIVIL_AFFAIRS,
            document_id=document_id,
            changed_at=HALF_A_YEAR_ON,
            reason="核对",
            now=HALF_A_YEAR_ON,
        )
        office.guides.publish(REVIEWER, change.id, version=change.version, now=HALF_A_YEAR_ON)

    go_round(office, HALF_A_YEAR_ON)

    assert document_id in duty.subject and office.owed(DutyKind.GUIDE_CHECK) == []


def test_the_shipped_rules_are_whole() -> None:
    assert load_overdue_rules() == RULES
