"""A document's way to the public: who may move it, what blocks it, what is recorded, and that no change is lost."""

import pytest

from governance.access import Role
from governance.audit import rows, verify
from governance.duties import DutyKind
from governance.errors import Forbidden, Refused, Stale
from governance.interpretation_template import InterpretationForm
from governance.publication_states import CaseState, CaseStep, ClosedReason, Disclosure, moved, steps_from
from kb.catalogue import Incoming
from kb.documents import DocumentKind, Fact, PublicationState
from tests.governance.acting import CIVIL_AFFAIRS, NOON, TAXES, someone
from tests.governance.office import DRAFTER, HEAD, OFFICE, REVIEWER, Office
from tests.kb.builders import measure

STRANGER = someone(Role.DRAFTER, unit=TAXES, user="p-tax", name="钱税")


def test_a_document_reaches_the_public_with_its_interpretation_both_linked(office: Office) -> None:
    document_id = office.published()

    case = office.lists.case(OFFICE, document_id)
    document = office.library.document(document_id)
    (link,) = document.heard
    interpretation = office.library.document(link.speaker_id)
    assert case.state is CaseState.PUBLISHED and case.published_at == NOON
    assert document.card.state is PublicationState.PUBLISHED
    assert document.card.text(Fact.PUBLISHED_ON) == "2026-11-23"
    assert interpretation.card.kind is DocumentKind.INTERPRETATION
    assert interpretation.card.state is PublicationState.PUBLISHED
    assert interpretation.said[0].other_id == document_id
    assert "不用重新申请" in interpretation.version.text


def test_every_act_stands_in_the_trail_and_the_chain_is_whole(office: Office) -> None:
    document_id = office.published()

    with office.database.reading() as session:
        acts = [row.act for row in rows(session) if row.subject == f"document:{document_id}"]
        verdict = verify(session)
    assert acts == [
        "document.upload",
        "document.set_disclosure",
        "review.submit",
        "review.unit",
        "publication.publish",
    ]
    assert verdict.is_whole


def test_without_signed_plan_and_material_nothing_is_published(office: Office) -> None:
    document_id = office.drafted()
    office.reviewed(document_id)

    with pytest.raises(Refused, match=r"解读方案还没有签署.*解读材料还没有签署"):
        office.publish(document_id)

    assert office.library.cards([document_id])[document_id].state is PublicationState.DRAFT


def test_an_override_needs_name_and_reason_and_leaves_the_interpretation_owed(office: Office) -> None:
    document_id = office.drafted()
    office.reviewed(document_id)
    with pytest.raises(Refused, match="须写明理由"):
        office.preparation.override(OFFICE, document_id, reason=" ", version=office.version(document_id), now=NOON)

    office.preparation.override(OFFICE, document_id, reason="防汛紧急", version=office.version(document_id), now=NOON)
    office.publish(document_id)

    case = office.lists.case(OFFICE, document_id)
    (duty,) = office.owed(DutyKind.INTERPRETATION)
    assert (case.override_by, case.override_reason) == ("王五", "防汛紧急")
    assert duty.unit_id == CIVIL_AFFAIRS and duty.subject == f"document:{document_id}"


def test_a_late_interpretation_fulfils_what_was_owed(office: Office) -> None:
    document_id = office.drafted()
    office.reviewed(document_id)
    office.preparation.override(OFFICE, document_id, reason="紧急", version=office.version(document_id), now=NOON)
    office.publish(document_id)
    office.interpreted(document_id, is_by_head=True)
    draft = office.interpretations.of(DRAFTER, document_id)
    assert draft is not None

    office.release.publish(OFFICE, document_id, version=draft.version, now=NOON)

    assert office.owed(DutyKind.INTERPRETATION) == []


def test_a_signature_is_void_once_the_material_is_changed(office: Office) -> None:
    document_id = office.drafted()
    office.interpreted(document_id)
    draft = office.interpretations.of(DRAFTER, document_id)
    assert draft is not None and draft.is_signed

    changed = office.interpretations.write(
        DRAFTER, document_id, title="另一个标题解读", elements=draft.elements, version=draft.version, now=NOON
    )

    assert not changed.is_signed


def test_a_return_carries_its_reason_back_to_the_drafter(office: Office) -> None:
    document_id = office.drafted()
    office.interpreted(document_id)
    office.publications.submit(DRAFTER, document_id, version=office.version(document_id), now=NOON)

    office.publications.return_(
        REVIEWER, document_id, reason="第二条的标准写错了", version=office.version(document_id), now=NOON
    )

    case = office.lists.case(DRAFTER, document_id)
    (review,) = office.lists.reviews(DRAFTER, document_id)
    assert (case.state, case.returned_reason) == (CaseState.DRAFT, "第二条的标准写错了")
    assert (review.by, review.reason) == ("李四", "第二条的标准写错了")


def test_the_office_may_return_what_the_unit_approved(office: Office) -> None:
    document_id = office.drafted()
    office.reviewed(document_id)

    office.publications.return_(OFFICE, document_id, reason="缺施行日期", version=office.version(document_id), now=NOON)

    assert office.lists.case(OFFICE, document_id).state is CaseState.DRAFT


def test_a_document_without_disclosure_or_its_legal_reason_is_sent_back(office: Office) -> None:
    case = office.intake.take_in(DRAFTER, Incoming(measure(facts=HEAD), "a.txt"), unit_id=CIVIL_AFFAIRS, now=NOON)

    with pytest.raises(Refused, match="没有认定公开属性"):
        office.publications.submit(DRAFTER, case.document_id, version=case.version, now=NOON)
    with pytest.raises(Refused, match="法定理由"):
        office.preparation.set_disclosure(
            DRAFTER, case.document_id, Disclosure.ON_REQUEST, version=case.version, now=NOON
        )


def test_what_is_not_open_is_kept_with_its_reason_and_never_shown(office: Office) -> None:
    document_id = office.drafted()
    office.preparation.set_disclosure(
        DRAFTER,
        document_id,
        Disclosure.REFUSED,
        closed_reason=ClosedReason.IN_PROCESS,
        version=office.version(document_id),
        now=NOON,
    )
    office.reviewed(document_id)

    office.publish(document_id)

    case = office.lists.case(OFFICE, document_id)
    assert (case.state, case.closed_reason) == (CaseState.KEPT, ClosedReason.IN_PROCESS)
    assert not office.library.is_public(document_id) and office.owed(DutyKind.PUBLICATION) == []


def test_a_state_secret_is_no_reason_but_an_alarm(office: Office) -> None:
    document_id = office.drafted()

    with pytest.raises(Refused, match="国家秘密不得进入本系统"):
        office.preparation.set_disclosure(
            DRAFTER,
            document_id,
            Disclosure.REFUSED,
            closed_reason=ClosedReason.STATE_SECRETS,
            version=office.version(document_id),
            now=NOON,
        )


def test_nobody_reviews_what_they_submitted(office: Office) -> None:
    both = someone(Role.DRAFTER, Role.REVIEWER)
    document_id = office.drafted()
    office.publications.submit(both, document_id, version=office.version(document_id), now=NOON)

    with pytest.raises(Refused, match="不能审核自己提交的"):
        office.publications.approve(both, document_id, version=office.version(document_id), now=NOON)


def test_an_old_version_changes_nothing_and_says_to_load_again(office: Office) -> None:
    document_id = office.drafted()
    seen = office.version(document_id)
    office.preparation.correct_fact(
        DRAFTER, document_id, Fact.TOPIC, "社会救助", reason="漏识别", version=seen, now=NOON
    )

    with pytest.raises(Stale, match="请重新载入"):
        office.preparation.correct_fact(
            DRAFTER, document_id, Fact.TOPIC, "别的", reason="漏识别", version=seen, now=NOON
        )

    assert office.library.cards([document_id])[document_id].text(Fact.TOPIC) == "社会救助"


def test_the_day_of_publication_is_nobodys_to_correct(office: Office) -> None:
    document_id = office.drafted()

    with pytest.raises(Refused, match="由系统记录"):
        office.preparation.correct_fact(
            DRAFTER,
            document_id,
            Fact.PUBLISHED_ON,
            "2020-01-01",
            reason="补",
            version=office.version(document_id),
            now=NOON,
        )


@pytest.mark.parametrize(
    ("fact", "value", "told"),
    [
        (Fact.EFFECTIVE_ON, "下个月", "施行日期须写成 2026-11-23 这样的日期"),
        (Fact.DOCUMENT_NUMBER, "第五号", "不是发文字号"),
        (Fact.URL, "javascript:alert(1)", "须以 http"),
        (Fact.TITLE, "", "标题不能空着"),
    ],
)
def test_a_value_that_a_fact_cannot_have_is_refused_in_words_for_officials(
    office: Office, fact: Fact, value: str, told: str
) -> None:
    document_id = office.drafted()

    with pytest.raises(Refused, match=told):
        office.preparation.correct_fact(
            DRAFTER, document_id, fact, value, reason="核对原件", version=office.version(document_id), now=NOON
        )


def test_another_unit_can_neither_see_nor_replace_a_document(office: Office) -> None:
    document_id = office.published()
    changed = measure(key="other.txt", paragraphs=("第一条 全部改掉。",), facts=HEAD)

    with pytest.raises(Forbidden):
        office.lists.case(STRANGER, document_id)
    with pytest.raises(Forbidden):
        office.intake.take_in(STRANGER, Incoming(changed, "b.txt"), unit_id=TAXES, now=NOON)

    assert office.library.document(document_id).version.number == 1
    assert office.library.is_public(document_id)


def test_a_document_taken_in_without_an_owner_is_only_the_offices_to_give(office: Office) -> None:
    stored = office.catalogue.store(Incoming(measure(facts=HEAD), "a.txt"), now=NOON)

    with pytest.raises(Forbidden):
        office.intake.adopt(DRAFTER, stored.document_id, unit_id=CIVIL_AFFAIRS, now=NOON)
    case = office.intake.adopt(OFFICE, stored.document_id, unit_id=CIVIL_AFFAIRS, now=NOON)

    assert (case.state, case.unit_id) == (CaseState.PUBLISHED, CIVIL_AFFAIRS)


def test_the_same_bytes_are_not_taken_in_twice(office: Office) -> None:
    office.drafted()

    with pytest.raises(Refused, match="完全相同"):
        office.intake.take_in(DRAFTER, Incoming(measure(facts=HEAD), "再传.docx"), unit_id=CIVIL_AFFAIRS, now=NOON)


def test_a_withdrawn_document_is_gone_with_its_interpretation_until_both_reviews_again(office: Office) -> None:
    document_id = office.published()
    (link,) = office.library.document(document_id).heard

    office.publications.withdraw(OFFICE, document_id, reason="标准有误", version=office.version(document_id), now=NOON)
    gone = [office.library.is_public(one) for one in (document_id, link.speaker_id)]
    assert office.lists.reviews(DRAFTER, document_id)[-1].reason == "标准有误"
    office.publications.revise(DRAFTER, document_id, version=office.version(document_id), now=NOON)
    office.reviewed(document_id)
    office.publish(document_id)

    assert gone == [False, False]
    assert office.library.is_public(document_id) and office.library.is_public(link.speaker_id)


def test_what_is_out_is_withdrawn_before_it_is_drafted_anew(office: Office) -> None:
    document_id = office.published()

    with pytest.raises(Refused, match="请先撤下"):
        office.publications.revise(DRAFTER, document_id, version=office.version(document_id), now=NOON)

    office.publications.withdraw(OFFICE, document_id, reason="有误", version=office.version(document_id), now=NOON)
    assert not office.library.is_public(document_id)


def test_what_is_formed_is_owed_to_the_public_until_it_is_out(office: Office) -> None:
    document_id = office.drafted()
    (duty,) = office.owed(DutyKind.PUBLICATION)
    office.interpreted(document_id)
    office.reviewed(document_id)

    office.publish(document_id)

    assert duty.subject == f"document:{document_id}" and duty.began_on.isoformat() == "2026-11-20"
    assert office.owed(DutyKind.PUBLICATION) == []


def test_a_page_of_cases_shows_the_own_unit_only(office: Office) -> None:
    office.drafted()

    assert len(office.lists.cases(DRAFTER)) == len(office.lists.cases(OFFICE)) == 1
    assert office.lists.cases(STRANGER) == []
    assert office.lists.counts(OFFICE)[CaseState.DRAFT] == 1
    with pytest.raises(Forbidden):
        office.lists.cases(STRANGER, unit_id=CIVIL_AFFAIRS)


@pytest.mark.parametrize(
    ("words", "kind", "is_found"),
    [
        ("低保 标准", None, True),
        ("某民规字[2025]2号", DocumentKind.POLICY, True),
        ("低保标准", DocumentKind.GUIDE, False),
        ("100%", None, False),
    ],
)
def test_a_case_is_found_by_title_number_and_kind(
    office: Office, words: str, kind: DocumentKind | None, is_found: bool
) -> None:
    document_id = office.drafted(measure(title="关于调整《低保标准》的通知", facts=HEAD))

    found = [case.document_id for case in office.lists.cases(DRAFTER, words=words, kind=kind)]

    assert found == ([document_id] if is_found else [])
    assert sum(office.lists.counts(DRAFTER, words=words, kind=kind).values()) == len(found)


@pytest.mark.parametrize("state", CaseState)
@pytest.mark.parametrize("step", CaseStep)
def test_a_step_is_taken_only_from_where_it_begins(state: CaseState, step: CaseStep) -> None:
    if step in steps_from(state):
        assert isinstance(moved(state, step), CaseState)
        return
    with pytest.raises(Refused):
        moved(state, step)


def test_a_failed_publication_leaves_nothing_behind(office: Office) -> None:
    document_id = office.drafted()
    planned = office.interpretations.plan(
        DRAFTER, document_id, forms=[InterpretationForm.CHART], first_interpreter="赵", is_by_head=False, now=NOON
    )
    office.reviewed(document_id)
    with office.database.reading() as session:
        before = len(list(rows(session)))

    with pytest.raises(Refused, match="解读材料还没有签署"):
        office.publish(document_id)

    with office.database.reading() as session:
        assert len(list(rows(session))) == before
    assert office.lists.case(OFFICE, document_id).state is CaseState.OFFICE_REVIEW
    assert office.interpretations.of(DRAFTER, document_id) == planned
