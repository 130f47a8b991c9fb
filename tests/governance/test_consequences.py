"""A repeal or amendment marks the older document at once and sends what explains it back to its owner."""

import pytest

from governance.duties import DutyKind, DutyState
from governance.errors import Refused
from kb.documents import Fact, Reading, Relation, RelationKind, Validity
from kb.moments import china_day
from kb.validity import validity_on
from tests.governance.acting import CIVIL_AFFAIRS, NOON
from tests.governance.office import DRAFTER, HEAD, OFFICE, REVIEWER, Office
from tests.kb.builders import measure

OLD = "某民规字〔2025〕2号"
NEW_FACTS = HEAD | {Fact.EFFECTIVE_ON: "2026-11-21"}


def successor(kind: RelationKind = RelationKind.REPEALS) -> Reading:
    return measure(
        key="new.txt",
        number="某民规字〔2026〕7号",
        title="关于新标准的通知",
        paragraphs=("第一条 标准为每人每月1400元。", f"第二条 {OLD}同时废止。"),
        facts=NEW_FACTS,
        relations=(Relation(kind, OLD, "", f"{OLD}同时废止。", 0, 3),),
    )


def standing_of(office: Office, document_id: str) -> Validity:
    document = office.library.document(document_id)
    return validity_on(document.card, document.changes, china_day(NOON)).status


def confirm_all(office: Office, document_id: str) -> None:
    for link in office.library.document(document_id).said:
        office.standing.confirm_relation(REVIEWER, link.relation_id, now=NOON)


def out(office: Office, document_id: str) -> None:
    office.interpreted(document_id)
    office.reviewed(document_id)
    office.publish(document_id)


@pytest.mark.parametrize("kind", [RelationKind.REPEALS, RelationKind.AMENDS])
def test_what_explains_a_changed_document_goes_back_to_its_owner(office: Office, kind: RelationKind) -> None:
    old = office.published()
    explaining = office.interpretations.of(DRAFTER, old)
    assert explaining is not None and explaining.published_as is not None
    new = office.drafted(successor(kind))
    confirm_all(office, new)
    before = office.library.is_public(explaining.published_as)

    out(office, new)

    reopened = office.interpretations.of(DRAFTER, old)
    (duty,) = office.owed(DutyKind.REOPENED)
    assert reopened is not None and not reopened.is_signed and "某民规字〔2026〕7号" in reopened.reopened_reason
    assert (before, office.library.is_public(explaining.published_as)) == (True, False)
    assert (duty.unit_id, duty.subject) == (CIVIL_AFFAIRS, f"interpretation:{explaining.id}")
    assert standing_of(office, old) is (Validity.REPEALED if kind is RelationKind.REPEALS else Validity.AMENDED)


def test_a_draft_repeals_nothing_however_much_is_confirmed(office: Office) -> None:
    old = office.published()
    new = office.drafted(successor())

    confirm_all(office, new)

    assert standing_of(office, old) is Validity.IN_FORCE and office.owed(DutyKind.REOPENED) == []


def test_a_relation_confirmed_after_publication_takes_effect_at_once(office: Office) -> None:
    old = office.published()
    new = office.drafted(successor())
    office.interpreted(new)
    office.reviewed(new)
    (finding,) = office.examination.open_findings(OFFICE, new, on=china_day(NOON))
    office.examination.accept(OFFICE, new, finding, reason="待核", version=office.version(new), now=NOON)
    office.publish(new)

    confirm_all(office, new)

    assert standing_of(office, old) is Validity.REPEALED and len(office.owed(DutyKind.REOPENED)) == 1


def test_a_validity_judged_by_a_person_re_opens_too(office: Office) -> None:
    old = office.published()

    office.standing.confirm_validity(REVIEWER, old, Validity.EXPIRED, reason="有效期一年已过", now=NOON)

    assert standing_of(office, old) is Validity.EXPIRED and len(office.owed(DutyKind.REOPENED)) == 1


def test_looked_at_again_and_signed_anew_it_is_back_and_nothing_is_owed(office: Office) -> None:
    old = office.published()
    office.standing.confirm_validity(REVIEWER, old, Validity.AMENDED, reason="部分修改", now=NOON)
    draft = office.interpretations.of(DRAFTER, old)
    assert draft is not None and draft.published_as is not None
    with pytest.raises(Refused, match="还没有由本单位审核人签署"):
        office.release.publish(OFFICE, old, version=draft.version, now=NOON)

    office.interpretations.sign(REVIEWER, old, version=draft.version, now=NOON)
    office.release.publish(OFFICE, old, version=draft.version + 1, now=NOON)

    assert office.library.is_public(draft.published_as) and office.owed(DutyKind.REOPENED) == []


def watched_to_its_end(office: Office) -> str:
    """A document that is out, with the word on its end owed, as the daily round opens it."""
    old = office.published()
    office.duties.open(
        DutyKind.VALIDITY,
        unit_id=CIVIL_AFFAIRS,
        subject=f"document:{old}:2026-12-31",
        title="标准",
        began=NOON,
        now=NOON,
    )
    return old


@pytest.mark.parametrize("validity", [Validity.IN_FORCE, Validity.EXPIRED])
def test_a_persons_word_on_the_validity_is_what_was_owed(office: Office, validity: Validity) -> None:
    old = watched_to_its_end(office)

    office.standing.confirm_validity(REVIEWER, old, validity, reason="已评估", now=NOON)

    (done,) = office.duties.listed(actor=OFFICE, kind=DutyKind.VALIDITY, state=DutyState.DONE)
    assert (done.closed_by, done.closing_reason) == ("李四", "已评估")


@pytest.mark.parametrize("way", ["repealed", "withdrawn"])
def test_of_what_is_over_neither_its_end_nor_its_interpretation_is_owed(office: Office, way: str) -> None:
    old = watched_to_its_end(office)
    subject = f"document:{old}"
    office.duties.open(
        DutyKind.INTERPRETATION, unit_id=CIVIL_AFFAIRS, subject=subject, title="标准", began=NOON, now=NOON
    )

    if way == "repealed":
        new = office.drafted(successor())
        confirm_all(office, new)
        out(office, new)
    else:
        office.publications.withdraw(OFFICE, old, reason="有误", version=office.version(old), now=NOON)

    assert office.owed(DutyKind.VALIDITY) == [] and office.owed(DutyKind.INTERPRETATION) == []
