"""What whoever was given an answer must know of it later; decided in one place."""

from datetime import timedelta

from governance.sequels import Quoted, Sequel, SequelKind
from kb.catalogue import Incoming
from tests.governance.acting import NOON
from tests.governance.office import DRAFTER, HEAD, OFFICE, Office
from tests.kb.builders import measure

LATER = NOON + timedelta(days=3)
RIGHT = "应为每人每月1400元"


def recalled(office: Office, document_id: str) -> None:
    signed = {"reason": "标准写错", "version": office.version(document_id), "now": LATER}
    office.recalls.recall(OFFICE, document_id, correction=RIGHT, **signed)


def test_an_answer_from_a_recalled_document_is_corrected_however_old_it_is(office: Office) -> None:
    document_id = office.published()
    explained = office.interpretations.of(DRAFTER, document_id)
    assert explained and explained.published_as
    recalled(office, document_id)

    first, by_interpretation, other = office.sequels.of(
        [Quoted(("d-other", document_id), NOON), Quoted((explained.published_as,), NOON), Quoted((), NOON)]
    )

    assert first == Sequel(SequelKind.CORRECTED, document_id, LATER, RIGHT)
    assert by_interpretation == Sequel(SequelKind.CORRECTED, explained.published_as, LATER, RIGHT)
    assert other is None


def test_an_answer_given_from_what_was_published_since_needs_no_correction(office: Office) -> None:
    document_id = office.published()
    recalled(office, document_id)
    office.publications.revise(DRAFTER, document_id, version=office.version(document_id), now=LATER)
    office.interpreted_again(document_id)
    office.reviewed(document_id)
    office.publish(document_id, now=LATER)

    before, after = office.sequels.of(
        [Quoted((document_id,), NOON), Quoted((document_id,), LATER + timedelta(hours=1))]
    )

    assert before and before.kind is SequelKind.CORRECTED and after is None


def test_a_withdrawn_document_is_told_with_its_day_owned_or_not(office: Office) -> None:
    owned = office.published()
    office.publications.withdraw(OFFICE, owned, reason="过时", version=office.version(owned), now=LATER)
    reading = measure(key="free", number="某民〔2020〕1号", facts=HEAD)
    free = office.catalogue.store(Incoming(reading, "free"), now=NOON).document_id
    office.terminal.withdraw(OFFICE, free, reason="过时", now=LATER)

    found = office.sequels.of([Quoted((owned,), NOON), Quoted((free,), NOON)])

    assert found == [Sequel(SequelKind.WITHDRAWN, one, LATER) for one in (owned, free)]
