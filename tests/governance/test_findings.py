"""The disclosure review finds by itself what must be decided, and publication waits for the decision."""

from dataclasses import replace

import pytest

from governance.errors import Forbidden, Refused
from governance.findings import Finding, FindingCode
from governance.standing import Standing
from kb.catalogue import Incoming
from kb.documents import Fact, PublicationState, Reading
from kb.moments import china_day
from tests.governance.acting import NOON
from tests.governance.office import DRAFTER, HEAD, OFFICE, Office
from tests.kb.builders import interpretation, measure, repeal

TODAY = china_day(NOON)
OLD = "某民规字〔2020〕1号"


def paper(*paragraphs: str, number: str = "某民规字〔2026〕9号", **facts: str) -> Reading:
    stated = HEAD | {Fact(name): value for name, value in facts.items()}
    return measure(key=f"{number}.txt", number=number, title=f"关于{number}的通知", paragraphs=paragraphs, facts=stated)


def found(office: Office, reading: Reading) -> tuple[str, list[Finding]]:
    document_id = office.drafted(reading)
    return document_id, office.examination.findings(OFFICE, document_id, on=TODAY)


def codes(findings: list[Finding]) -> set[FindingCode]:
    return {finding.code for finding in findings}


def test_personal_data_blocks_until_it_is_struck_out(office: Office) -> None:
    document_id, findings = found(office, paper("第一条 受助人姓名：王小芳，手机13812345678，每月1309元。"))
    personal = [finding for finding in findings if finding.code is FindingCode.PERSONAL_DATA]
    office.interpreted(document_id)
    office.reviewed(document_id)
    with pytest.raises(Refused, match="去标识化"):
        office.publish(document_id)

    office.examination.strike_out(OFFICE, document_id, personal, version=office.version(document_id), now=NOON)
    office.publish(document_id)

    text = office.library.document(document_id).version.text
    assert "王小芳" not in text and "13812345678" not in text and "每月1309元" in text


def test_personal_data_may_stay_for_a_reason_by_name(office: Office) -> None:
    document_id, findings = found(office, paper("第一条 处罚决定：当事人姓名：王小芳，罚款500元。"))
    (finding,) = [one for one in findings if one.code is FindingCode.PERSONAL_DATA]

    with pytest.raises(Refused, match="写明理由"):
        office.examination.accept(
            OFFICE, document_id, finding, reason="", version=office.version(document_id), now=NOON
        )
    office.examination.accept(
        OFFICE, document_id, finding, reason="惩戒性公告", version=office.version(document_id), now=NOON
    )

    assert office.examination.open_findings(OFFICE, document_id, on=TODAY) == []


def test_only_the_office_decides_on_findings(office: Office) -> None:
    document_id, findings = found(office, paper("第一条 姓名：王小芳，每月1309元。"))

    with pytest.raises(Forbidden):
        office.examination.accept(
            DRAFTER, document_id, findings[0], reason="好", version=office.version(document_id), now=NOON
        )


def test_who_may_not_strike_out_does_not_learn_by_trying_what_the_draft_says(office: Office) -> None:
    document_id, findings = found(office, paper("第一条 姓名：王小芳，每月1309元。"))
    (guess,) = [replace(one, words="李小芳") for one in findings if one.code is FindingCode.PERSONAL_DATA]

    with pytest.raises(Forbidden):
        office.examination.strike_out(DRAFTER, document_id, [guess], version=office.version(document_id), now=NOON)
    with pytest.raises(Refused):
        office.examination.strike_out(OFFICE, document_id, [guess], version=office.version(document_id), now=NOON)


def test_a_secrecy_mark_can_be_accepted_by_nobody(office: Office) -> None:
    document_id, findings = found(office, paper("机密★1年", "第一条 每月1309元。"))
    (mark,) = [one for one in findings if one.code is FindingCode.SECRECY_MARK]

    with pytest.raises(Refused, match="不能以理由放行"):
        office.examination.accept(
            OFFICE, document_id, mark, reason="没事", version=office.version(document_id), now=NOON
        )


def test_a_repealed_document_is_a_dead_reference_by_number_and_by_title(office: Office) -> None:
    old = measure(key="old.txt", number=OLD, title="关于旧标准的通知", facts=HEAD)
    newer = measure(key="new.txt", number="某民规字〔2024〕2号", title="关于新标准的通知", relations=(repeal(OLD),))
    office.catalogue.store(Incoming(old, "old"), now=NOON)
    office.catalogue.store(Incoming(newer, "new"), now=NOON)
    (link,) = office.library.said_about(OLD)
    office.standing.confirm_relation(OFFICE, link.relation_id, now=NOON)

    _, findings = found(office, paper(f"第一条 按照{OLD}的规定执行。", "第二条 《关于旧标准的通知》继续适用。"))

    dead = [finding for finding in findings if finding.code is FindingCode.DEAD_REFERENCE]
    assert [finding.words for finding in dead] == [OLD, "《关于旧标准的通知》"]
    assert "已废止" in dead[0].sentence


def test_an_end_that_nobody_confirmed_makes_no_finding_of_its_interpretation(office: Office) -> None:
    ended = measure(number=OLD, facts=HEAD | {Fact.EXPIRES_ON: "2025-12-31"})
    for reading in (ended, interpretation(OLD)):
        office.catalogue.store(Incoming(reading, "旧", state=PublicationState.PUBLISHED), now=NOON)

    _, findings = found(office, paper(f"第一条 见{OLD}和《why政策解读》。"))

    assert FindingCode.DEAD_REFERENCE not in codes(findings)


def test_what_a_document_repeals_itself_is_no_dead_reference(office: Office) -> None:
    reading = measure(number="某民规字〔2026〕9号", facts=HEAD, relations=(repeal(OLD),))

    _, findings = found(office, reading)

    assert FindingCode.DEAD_REFERENCE not in codes(findings)
    assert FindingCode.UNCONFIRMED_RELATION in codes(findings)


def test_a_missing_fact_holds_back_until_it_is_set_right(office: Office) -> None:
    document_id, findings = found(office, measure(facts=HEAD | {Fact.WRITTEN_ON: ""}))
    assert FindingCode.FACT_MISSING in codes(findings)

    office.preparation.correct_fact(
        DRAFTER,
        document_id,
        Fact.WRITTEN_ON,
        "2026-11-20",
        reason="落款日期",
        version=office.version(document_id),
        now=NOON,
    )

    assert FindingCode.FACT_MISSING not in codes(office.examination.findings(OFFICE, document_id, on=TODAY))


def test_a_finding_of_another_text_strikes_out_nothing(office: Office) -> None:
    document_id, findings = found(office, paper("第一条 姓名：王小芳，每月1309元。"))
    personal = [one for one in findings if one.personal_kind]
    office.examination.strike_out(OFFICE, document_id, personal, version=office.version(document_id), now=NOON)

    with pytest.raises(Refused, match="重新打开"):
        office.examination.strike_out(OFFICE, document_id, personal, version=office.version(document_id), now=NOON)


def test_confirming_needs_the_permission_for_the_speaking_document(office: Office) -> None:
    stored = office.catalogue.store(Incoming(measure(relations=(repeal(OLD),)), "x"), now=NOON)
    (link,) = office.library.document(stored.document_id).said

    assert isinstance(office.standing, Standing)
    with pytest.raises(Forbidden):
        office.standing.confirm_relation(DRAFTER, link.relation_id, now=NOON)
