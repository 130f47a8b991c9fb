"""Approved answers: written by one, approved by another, re-opened when what they stand on changes."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.answers import Answer, AnswerStatus, Citation
from bot.transcripts import Transcripts
from governance.access import Role
from governance.approved_wording import Wording
from governance.audit import rows
from governance.duties import DutyKind
from governance.errors import Forbidden, Refused, Stale
from kb.approved import ApprovedAnswer, ApprovedReader, ApprovedSource, ApprovedState
from kb.catalogue import Incoming
from kb.documents import DocumentKind, PublicationState, Relation, RelationKind, Validity
from kb.moments import china_day
from tests.governance.acting import CIVIL_AFFAIRS, NOON, TAXES, someone
from tests.governance.approving import ANSWER, QUESTION, active_answer, drafted_answer, source_of
from tests.governance.office import DRAFTER, HEAD, OFFICE, REVIEWER, Office
from tests.kb.builders import interpretation, measure

TODAY = china_day(NOON)


def giveable(office: Office, approved_id: str, on: date = TODAY) -> bool:
    return ApprovedReader(office.database, office.library).giveable(approved_id, on=on) is not None


def held(office: Office, approved_id: str) -> ApprovedAnswer:
    (found,) = [one for one in office.approved.listed(OFFICE) if one.id == approved_id]
    return found


def test_an_answer_is_given_only_after_another_person_approved_it(office: Office) -> None:
    drafted = drafted_answer(office, office.published())
    before = giveable(office, drafted.id)

    approved = office.approved.approve(REVIEWER, drafted.id, version=drafted.version, now=NOON)

    assert (before, giveable(office, drafted.id)) == (False, True)
    assert (approved.state, approved.approved_by, approved.checked_on) == (ApprovedState.ACTIVE, "李四", TODAY)


def test_nobody_approves_what_they_wrote(office: Office) -> None:
    both = someone(Role.DRAFTER, Role.REVIEWER)
    drafted = drafted_answer(office, office.published())

    with pytest.raises(Refused, match="不能核准自己编写的"):
        office.approved.approve(both, drafted.id, version=drafted.version, now=NOON)


def test_an_edit_must_be_approved_anew(office: Office) -> None:
    approved = active_answer(office, office.published())
    wording = Wording(QUESTION, "每人每月1309元。", sources=approved.sources)

    edited = office.approved.edit(DRAFTER, approved.id, wording, version=approved.version, now=NOON)

    assert edited.state is ApprovedState.DRAFT and not giveable(office, approved.id)


def test_two_who_edit_at_once_lose_nothing(office: Office) -> None:
    drafted = drafted_answer(office, office.published())
    wording = Wording(QUESTION, "改过的答复", sources=drafted.sources)
    office.approved.edit(DRAFTER, drafted.id, wording, version=drafted.version, now=NOON)

    with pytest.raises(Stale, match="请重新载入"):
        office.approved.edit(DRAFTER, drafted.id, replace(wording, answer="别的"), version=drafted.version, now=NOON)

    assert held(office, drafted.id).answer == "改过的答复"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"question": " "}, "请填写问题"),
        ({"answer": ""}, "请填写答复"),
        ({"answer": "长" * 5001}, "超过 5000 字"),
        ({"similar": ("问",) * 60}, "最多 50 个"),
        ({"lookalikes": ("低保标准是多少",)}, "易混问法与问题"),
    ],
)
def test_what_cannot_be_an_approved_answer_says_why(office: Office, change: dict[str, str], told: str) -> None:
    wording = replace(Wording(QUESTION, ANSWER), **change)

    with pytest.raises(Refused, match=told):
        office.approved.draft(DRAFTER, wording, unit_id=CIVIL_AFFAIRS, now=NOON)


def test_a_source_must_be_the_words_of_the_current_text(office: Office) -> None:
    source = source_of(office, office.published())
    for wrong in (
        replace(source, quote="每人每月9999元"),
        replace(source, document_id="d-none"),
        replace(source, end=3),
    ):
        with pytest.raises(Refused, match="与文件现在的原文不一致"):
            office.approved.draft(DRAFTER, Wording(QUESTION, ANSWER, sources=(wrong,)), unit_id=CIVIL_AFFAIRS, now=NOON)


def test_without_a_source_nothing_is_approved(office: Office) -> None:
    drafted = office.approved.draft(DRAFTER, Wording(QUESTION, ANSWER), unit_id=CIVIL_AFFAIRS, now=NOON)

    with pytest.raises(Refused, match="须有依据"):
        office.approved.approve(REVIEWER, drafted.id, version=drafted.version, now=NOON)


def test_another_unit_may_neither_write_nor_approve(office: Office) -> None:
    drafted = drafted_answer(office, office.published())
    strangers = [someone(role, unit=TAXES, user="p-x") for role in (Role.DRAFTER, Role.REVIEWER)]

    with pytest.raises(Forbidden):
        office.approved.draft(strangers[0], Wording(QUESTION, ANSWER), unit_id=CIVIL_AFFAIRS, now=NOON)
    with pytest.raises(Forbidden):
        office.approved.approve(strangers[1], drafted.id, version=drafted.version, now=NOON)
    assert office.approved.listed(strangers[0]) == []


def test_past_its_last_day_it_is_not_given_and_not_approved(office: Office) -> None:
    source = source_of(office, office.published())
    wording = Wording(QUESTION, ANSWER, sources=(source,), expires_on=TODAY)
    drafted = office.approved.draft(DRAFTER, wording, unit_id=CIVIL_AFFAIRS, now=NOON)
    approved = office.approved.approve(REVIEWER, drafted.id, version=drafted.version, now=NOON)
    later = NOON + timedelta(days=1)

    assert giveable(office, drafted.id) and not giveable(office, drafted.id, china_day(later))
    with pytest.raises(Refused, match="有效期"):
        office.approved.approve(REVIEWER, drafted.id, version=approved.version, now=later)


def test_a_repeal_sends_it_back_to_its_owner_with_a_duty(office: Office) -> None:
    old = office.published()
    approved = active_answer(office, old)

    office.standing.confirm_validity(REVIEWER, old, Validity.REPEALED, reason="新文件已施行", now=NOON)

    back = held(office, approved.id)
    duties = {duty.subject: duty.unit_id for duty in office.owed(DutyKind.REOPENED)}
    assert back.state is ApprovedState.REOPENED and "已废止" in back.reason and not giveable(office, approved.id)
    assert duties[f"approved:{approved.id}"] == CIVIL_AFFAIRS


def answer_quoting_an_interpretation(office: Office) -> ApprovedAnswer:
    """Of the document that office.published() publishes."""
    explaining = interpretation(responsible_unit="某市民政局")
    quoted = office.catalogue.store(Incoming(explaining, "解读", state=PublicationState.PUBLISHED), now=NOON)
    return active_answer(office, quoted.document_id)


@pytest.mark.parametrize("way", ["repealed", "withdrawn"])
def test_the_end_of_a_document_sends_back_what_quotes_its_interpretation(office: Office, way: str) -> None:
    document = office.published()
    approved = answer_quoting_an_interpretation(office)

    if way == "repealed":
        office.standing.confirm_validity(REVIEWER, document, Validity.REPEALED, reason="被新规替代", now=NOON)
    else:
        office.publications.withdraw(OFFICE, document, reason="有误", version=office.version(document), now=NOON)

    assert held(office, approved.id).state is ApprovedState.REOPENED and not giveable(office, approved.id)
    assert f"approved:{approved.id}" in {duty.subject for duty in office.owed(DutyKind.REOPENED)}


def test_an_amendment_leaves_what_quotes_its_interpretation(office: Office) -> None:
    document = office.published()
    approved = answer_quoting_an_interpretation(office)

    office.standing.confirm_validity(REVIEWER, document, Validity.AMENDED, reason="个别条款修改", now=NOON)

    assert held(office, approved.id).state is ApprovedState.ACTIVE and giveable(office, approved.id)


def test_approved_again_nothing_is_owed(office: Office) -> None:
    old = office.published()
    approved = active_answer(office, old)
    office.standing.confirm_validity(REVIEWER, old, Validity.AMENDED, reason="个别条款修改", now=NOON)
    back = held(office, approved.id)

    office.approved.approve(REVIEWER, approved.id, version=back.version, now=NOON)

    assert giveable(office, approved.id)
    assert f"approved:{approved.id}" not in {duty.subject for duty in office.owed(DutyKind.REOPENED)}


@pytest.mark.parametrize("way", ["repealed", "withdrawn"])
def test_on_a_source_that_is_over_nothing_is_approved(office: Office, way: str) -> None:
    old = office.published()
    approved = active_answer(office, old)
    if way == "repealed":
        office.standing.confirm_validity(REVIEWER, old, Validity.REPEALED, reason="新文件已施行", now=NOON)
    else:
        office.publications.withdraw(OFFICE, old, reason="有误", version=office.version(old), now=NOON)
    back = held(office, approved.id)

    with pytest.raises(Refused, match=r"现为“已(废止|撤下)”"):
        office.approved.approve(REVIEWER, approved.id, version=back.version, now=NOON)

    assert held(office, approved.id).state is ApprovedState.REOPENED


def test_the_check_when_asked_needs_nobody_to_have_re_opened_it(office: Office) -> None:
    document_id = office.published()
    approved = active_answer(office, document_id)

    office.catalogue.confirm_validity(document_id, Validity.REPEALED, by="别处", reason="直接确认", now=NOON)

    assert held(office, approved.id).state is ApprovedState.ACTIVE and not giveable(office, approved.id)


def test_an_amendment_after_the_check_withholds_it_even_unconfirmed(office: Office) -> None:
    document_id = office.published()
    approved = active_answer(office, document_id)
    amendment = measure(
        key="change.txt",
        number="某民规字〔2026〕8号",
        title="关于修改标准的通知",
        relations=(Relation(RelationKind.AMENDS, "某民规字〔2025〕2号", "", "修改为", 0, 3, "2026-12-01"),),
    )
    office.catalogue.store(Incoming(amendment, "x"), now=NOON)

    assert giveable(office, approved.id) and not giveable(office, approved.id, date(2026, 12, 1))


def test_words_that_stand_no_more_in_a_new_version_withhold_it_and_re_open_it(office: Office) -> None:
    document_id = office.published()
    approved = active_answer(office, document_id)
    changed = measure(paragraphs=("第一条 本市低保标准为每人每月1400元。", "第二条 由市民政局负责解释。"), facts=HEAD)
    office.intake.take_in(DRAFTER, Incoming(changed, "新.docx"), unit_id=CIVIL_AFFAIRS, now=NOON)
    hidden = giveable(office, approved.id)
    office.interpreted_again(document_id)
    office.reviewed(document_id)

    office.publish(document_id)

    assert not hidden and not giveable(office, approved.id)
    assert held(office, approved.id).state is ApprovedState.REOPENED


def test_words_that_moved_in_a_new_version_are_still_its_source(office: Office) -> None:
    document_id = office.published()
    approved = active_answer(office, document_id)
    moved = measure(
        paragraphs=("新增的引言一句。", "第一条 本市低保标准为每人每月1309元。", "第二条 由市民政局负责解释。"),
        facts=HEAD,
    )
    office.catalogue.store(Incoming(moved, "新.docx"), now=NOON)

    found = ApprovedReader(office.database, office.library).giveable(approved.id, on=TODAY)

    assert found is not None
    assert found[1][0].text[found[1][0].start : found[1][0].end] == approved.sources[0].quote


def test_a_recall_lists_who_was_told_and_what_quotes_it(office: Office) -> None:
    document_id = office.published()
    approved = active_answer(office, document_id)
    answered = told(office, document_id)

    recall = office.recalls.recall(
        OFFICE,
        document_id,
        reason="标准写错",
        correction="应为每人每月1400元",
        version=office.version(document_id),
        now=NOON + timedelta(hours=1),
    )

    assert recall.answers == (answered,) and recall.approved == (approved.id,)
    assert office.recalls.of(OFFICE, document_id) == [recall]
    assert not office.library.is_public(document_id) and not giveable(office, approved.id)
    assert office.library.document(document_id).version.text  # both versions are kept
    with office.database.reading() as session:
        assert [row.act for row in rows(session)][-1] == "publication.recall"


def test_a_recall_needs_a_correction_and_the_office(office: Office) -> None:
    document_id = office.published()
    version = office.version(document_id)

    with pytest.raises(Refused, match="更正的内容"):
        office.recalls.recall(OFFICE, document_id, reason="错", correction="", version=version, now=NOON)
    with pytest.raises(Forbidden):
        office.recalls.recall(REVIEWER, document_id, reason="错", correction="改", version=version, now=NOON)


def test_the_stamp_changes_with_every_change(office: Office) -> None:
    reader = ApprovedReader(office.database, office.library)
    stamps = [reader.stamp()]
    approved = active_answer(office, office.published())
    stamps.append(reader.stamp())
    office.approved.withdraw(REVIEWER, approved.id, reason="不再适用", version=approved.version, now=NOON)
    stamps.append(reader.stamp())

    assert len(set(stamps)) == 3 and reader.active() == []


def told(office: Office, document_id: str, *, at: datetime = NOON) -> str:
    """Two answers were given then, one of which quotes the document; returns its id."""
    source: ApprovedSource = source_of(office, document_id)
    citation = Citation(
        document_id=document_id,
        version_id=source.version_id,
        passage_id="",
        kind=DocumentKind.POLICY,
        title="标准",
        doc_no=None,
        clause_path="第一条",
        quote=source.quote,
        start=source.start,
        end=source.end,
        validity=Validity.IN_FORCE,
        validity_basis="",
    )
    for identity, quoted in (("q-1", (citation,)), ("q-2", ())):
        answer = Answer(identity, AnswerStatus.ANSWERED, "答", "c-1", citations=quoted)
        transcripts = Transcripts(office.database, engine="test")
        transcripts.keep(answer, question="低保？", subject="", on=TODAY.isoformat(), channel="wechat", now=at)
    return "q-1"
