"""The first page says what waits for the person's own step: of whom it is awaited, and of nobody else."""

from governance.access import Actor, Role
from governance.awaited import AwaitedSteps, Awaits
from tests.governance.acting import NOON, TAXES, someone
from tests.governance.approving import drafted_answer
from tests.governance.office import DRAFTER, OFFICE, REVIEWER, Office
from tests.governance.test_guides import drafted as drafted_guide

ELSEWHERE = someone(Role.DRAFTER, Role.REVIEWER, unit=TAXES, user="p-tax", name="钱税")
BOTH = someone(Role.DRAFTER, Role.REVIEWER)


def awaited(office: Office, actor: Actor) -> dict[Awaits, int]:
    return {one.kind: one.count for one in AwaitedSteps(office.database).of(actor)}


def test_a_document_waits_for_whoever_takes_its_next_step(office: Office) -> None:
    document_id = office.drafted()
    office.interpreted(document_id)
    everybody = (DRAFTER, REVIEWER, OFFICE, ELSEWHERE)
    office.publications.submit(DRAFTER, document_id, version=office.version(document_id), now=NOON)
    in_unit = [awaited(office, actor) for actor in everybody]
    own = awaited(office, BOTH)

    office.publications.approve(REVIEWER, document_id, version=office.version(document_id), now=NOON)
    in_office = [awaited(office, actor) for actor in everybody]
    office.publications.return_(OFFICE, document_id, reason="缺", version=office.version(document_id), now=NOON)

    assert in_unit == [{}, {Awaits.UNIT_REVIEW: 1}, {}, {}]
    assert own == {}  # nobody reviews what they submitted
    assert in_office == [{}, {}, {Awaits.OFFICE_REVIEW: 1}, {}]
    assert [awaited(office, actor) for actor in everybody] == [{Awaits.REWORK: 1}, {}, {}, {}]


def test_a_late_interpretation_waits_for_the_office_until_it_is_out(office: Office) -> None:
    document_id = office.drafted()
    office.reviewed(document_id)
    office.preparation.override(OFFICE, document_id, reason="紧急", version=office.version(document_id), now=NOON)
    office.publish(document_id)
    before = awaited(office, OFFICE)
    office.interpreted(document_id)
    (signed,) = AwaitedSteps(office.database).of(OFFICE)
    draft = office.interpretations.of(OFFICE, document_id)
    assert draft is not None

    office.release.publish(OFFICE, document_id, version=draft.version, now=NOON)

    assert before == {} and (signed.kind, signed.first) == (Awaits.RELEASE, document_id)
    assert awaited(office, OFFICE) == {}


def test_what_one_wrote_waits_for_another(office: Office) -> None:
    drafted_answer(office, office.published())
    drafted_guide(office)

    assert awaited(office, REVIEWER) == {Awaits.APPROVAL: 1, Awaits.GUIDE_RELEASE: 1}
    assert awaited(office, BOTH) == {} and awaited(office, ELSEWHERE) == {}
