"""A guide is changed in one place, by two people, within its working day; every channel has it at once."""

from datetime import timedelta

import pytest

from governance.access import Role
from governance.duties import DutyKind
from governance.errors import Forbidden, Refused, Stale
from governance.guide_lists import GuideChange, GuideChangeState
from kb.catalogue import Incoming
from kb.documents import DocumentKind, Fact
from kb.errors import UnknownDocument
from tests.governance.acting import CIVIL_AFFAIRS, NOON, TAXES, someone
from tests.governance.office import DRAFTER, OFFICE, REVIEWER, Office
from tests.governance.test_guide_checks import WHOLE
from tests.kb.builders import measure


def drafted(office: Office, document_id: str | None = None, **elements: str) -> GuideChange:
    return office.guides.draft(
        DRAFTER,
        WHOLE | elements,
        unit_id=CIVIL_AFFAIRS,
        document_id=document_id,
        changed_at=NOON - timedelta(hours=2),
        reason="省厅通知调整",
        now=NOON,
    )


def published(office: Office, **elements: str) -> str:
    change = drafted(office, **elements)
    return office.guides.publish(REVIEWER, change.id, version=change.version, now=NOON)


def test_a_new_guide_is_out_at_once_with_an_owner(office: Office) -> None:
    document_id = published(office)

    card = office.library.cards([document_id])[document_id]
    assert card.kind is DocumentKind.GUIDE and card.title == "高龄津贴" and office.library.is_public(document_id)
    assert office.guide_lists.elements(REVIEWER, document_id) == WHOLE
    assert office.lists.case(OFFICE, document_id).unit_id == CIVIL_AFFAIRS
    assert card.text(Fact.PUBLISHED_ON) == "2026-11-23"


def test_a_change_is_a_new_version_of_the_same_guide_and_keeps_the_rest(office: Office) -> None:
    document_id = published(office)
    change = drafted(office, document_id, materials="身份证\n户口簿")

    again = office.guides.publish(REVIEWER, change.id, version=change.version, now=NOON)

    assert again == document_id and office.library.document(document_id).version.number == 2
    assert office.guide_lists.elements(REVIEWER, document_id) == WHOLE | {"materials": "身份证\n户口簿"}


def test_the_clock_runs_from_the_change_in_fact_until_it_is_out(office: Office) -> None:
    document_id = published(office)
    change = drafted(office, document_id, fee="每本10元")
    (duty,) = office.owed(DutyKind.GUIDE_CHANGE)

    office.guides.publish(REVIEWER, change.id, version=change.version, now=NOON)

    assert duty.subject == f"guide:{document_id}" and duty.due_at - NOON < timedelta(days=2)
    assert office.owed(DutyKind.GUIDE_CHANGE) == []


def test_faults_hold_a_guide_back_unless_somebody_gives_a_reason(office: Office) -> None:
    change = drafted(office, materials="身份证、其他材料")

    with pytest.raises(Refused, match="没有写明是什么材料"):
        office.guides.publish(REVIEWER, change.id, version=change.version, now=NOON)
    document_id = office.guides.publish(REVIEWER, change.id, despite="待省厅统一清单", version=change.version, now=NOON)

    assert office.library.is_public(document_id)


def test_nobody_publishes_what_they_wrote(office: Office) -> None:
    both = someone(Role.DRAFTER, Role.REVIEWER)
    change = drafted(office)

    with pytest.raises(Refused, match="不能发布自己编写的"):
        office.guides.publish(both, change.id, version=change.version, now=NOON)


def test_another_unit_may_not_touch_it(office: Office) -> None:
    document_id = published(office)
    stranger = someone(Role.DRAFTER, Role.REVIEWER, unit=TAXES, user="p-x")

    with pytest.raises(Forbidden):
        office.guides.draft(
            stranger, WHOLE, unit_id=TAXES, document_id=document_id, changed_at=NOON, reason="改", now=NOON
        )
    assert office.guide_lists.scores(stranger) == []


def test_two_who_edit_at_once_lose_nothing(office: Office) -> None:
    change = drafted(office)
    office.guides.edit(DRAFTER, change.id, WHOLE | {"fee": "5元"}, version=change.version, now=NOON)

    with pytest.raises(Stale):
        office.guides.edit(DRAFTER, change.id, WHOLE | {"fee": "9元"}, version=change.version, now=NOON)

    (held,) = office.guide_lists.changes(DRAFTER)
    assert held.elements["fee"] == "5元"


def test_a_second_change_cannot_take_back_the_first(office: Office) -> None:
    document_id = published(office)
    seen = office.version(document_id)
    change = drafted(office, document_id, fee="每本10元")

    with pytest.raises(Refused, match="已有一项变更在办（张三编写）"):
        drafted(office, document_id, place="二楼")

    office.guides.publish(REVIEWER, change.id, version=change.version, now=NOON)
    with pytest.raises(Stale):
        office.guides.draft(
            DRAFTER,
            WHOLE | {"place": "二楼"},
            unit_id=CIVIL_AFFAIRS,
            document_id=document_id,
            version=seen,
            changed_at=NOON,
            reason="搬迁",
            now=NOON,
        )


def test_a_dropped_change_owes_nothing_and_is_no_longer_listed(office: Office) -> None:
    change = drafted(office)

    office.guides.drop(REVIEWER, change.id, reason="误报", version=change.version, now=NOON)

    assert office.owed(DutyKind.GUIDE_CHANGE) == [] and office.guide_lists.changes(OFFICE) == []
    (dropped,) = office.guide_lists.changes(OFFICE, state=GuideChangeState.DROPPED)
    assert dropped.id == change.id


@pytest.mark.parametrize(
    ("elements", "told"),
    [
        ({"name": ""}, "事项名称"),
        ({"weather": "晴"}, "没有“weather”这个要素"),
        ({"fee": "长" * 20_001}, "不能超过"),
    ],
)
def test_what_cannot_be_a_guide_says_why(office: Office, elements: dict[str, str], told: str) -> None:
    with pytest.raises(Refused, match=told):
        drafted(office, **elements)


def test_a_name_is_changed_by_a_new_guide_only(office: Office) -> None:
    document_id = published(office)

    with pytest.raises(Refused, match="不能在变更里改"):
        drafted(office, document_id, name="百岁津贴")


def test_a_guide_that_came_in_another_way_is_given_an_owner_first(office: Office) -> None:
    stored = office.catalogue.store(Incoming(measure(kind=DocumentKind.GUIDE), "g"), now=NOON)

    with pytest.raises(UnknownDocument, match="认领"):
        drafted(office, stored.document_id)


def test_the_list_shows_score_and_faults(office: Office) -> None:
    document_id = published(office)

    (score,) = office.guide_lists.scores(OFFICE, words="高龄")

    assert office.guide_lists.scores(OFFICE, words="低保") == []
    assert (score.card.id, score.unit_id, score.completeness.score, score.faults) == (
        document_id,
        CIVIL_AFFAIRS,
        1.0,
        (),
    )
