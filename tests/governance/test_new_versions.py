"""A changed file of a document that a unit owns waits for its owner; what was reviewed stands until then."""

from datetime import timedelta

import pytest

from governance.audit import rows
from governance.duties import DutyKind
from governance.errors import Refused, Stale
from governance.publication_states import CaseState
from kb.cards import Outcome, Stored
from kb.catalogue import Incoming
from kb.documents import PublicationState, Reading
from kb.errors import UnknownDocument
from tests.governance.acting import NOON
from tests.governance.office import DRAFTER, HEAD, OFFICE, Office
from tests.kb.builders import measure

REVIEWED = measure(facts=HEAD)
CHANGED = measure(facts=HEAD, paragraphs=("第一条 本市低保标准为每人每月1400元。",))
AGAIN = measure(facts=HEAD, paragraphs=("第一条 本市低保标准为每人每月1500元。",))


def ingested(office: Office, reading: Reading) -> Stored:
    """As jiedu ingest takes a file in."""
    coming = Incoming(reading, "标准.html", PublicationState.PUBLISHED)
    (stored,) = office.catalogue.store_many([coming], now=NOON, reviewers=office.new_versions.reviewers)
    return stored


def text_of(office: Office, document_id: str) -> str:
    return office.library.document(document_id).version.text


def test_the_reviewed_version_answers_on_and_the_owner_is_told(office: Office) -> None:
    document_id = office.published(REVIEWED)

    stored = ingested(office, CHANGED)

    waiting = office.new_versions.of(DRAFTER, document_id)
    (duty,) = office.owed(DutyKind.NEW_VERSION)
    assert (stored.document_id, stored.outcome) == (document_id, Outcome.WAITING)
    assert "1309" in text_of(office, document_id) and office.library.is_public(document_id)
    assert waiting and waiting.name == "标准.html" and any("1400" in str(one.new) for one in waiting.changes)
    assert office.new_versions.among(DRAFTER, [document_id]) == {document_id}
    assert duty.subject == f"document:{document_id}" and "来源文件有变化" in duty.title
    with office.database.reading() as session:
        assert [row.actor_name for row in rows(session) if '"waits"' in row.details] == ["系统"]


@pytest.mark.parametrize("state", [CaseState.DRAFT, CaseState.OFFICE_REVIEW])
def test_a_file_that_comes_in_publishes_nothing_that_is_under_review(office: Office, state: CaseState) -> None:
    document_id = office.drafted(REVIEWED)
    if state is CaseState.OFFICE_REVIEW:
        office.reviewed(document_id)

    ingested(office, CHANGED)

    assert not office.library.is_public(document_id) and "1309" in text_of(office, document_id)
    if state is CaseState.OFFICE_REVIEW:
        with pytest.raises(Refused):
            office.new_versions.take_up(DRAFTER, document_id, version=office.version(document_id), now=NOON)


def test_taken_up_it_is_a_draft_and_goes_through_both_reviews(office: Office) -> None:
    document_id = office.published(REVIEWED)
    ingested(office, CHANGED)

    office.new_versions.take_up(DRAFTER, document_id, version=office.version(document_id), now=NOON)

    hidden = not office.library.is_public(document_id)
    state = office.lists.case(DRAFTER, document_id).state
    office.interpreted_again(document_id)
    office.reviewed(document_id)
    office.publish(document_id)
    assert (hidden, state, office.owed(DutyKind.NEW_VERSION)) == (True, CaseState.DRAFT, [])
    assert "1400" in text_of(office, document_id) and office.library.is_public(document_id)
    assert office.new_versions.of(DRAFTER, document_id) is None


def test_left_it_comes_no_more_until_the_file_changes_once_more(office: Office) -> None:
    document_id = office.published(REVIEWED)
    ingested(office, CHANGED)

    with pytest.raises(Refused, match="为什么不采用"):
        office.new_versions.leave(DRAFTER, document_id, reason=" ", version=office.version(document_id), now=NOON)
    office.new_versions.leave(DRAFTER, document_id, reason="网页排错", version=office.version(document_id), now=NOON)

    assert ingested(office, CHANGED).outcome is Outcome.UNCHANGED
    assert (office.new_versions.of(OFFICE, document_id), office.owed(DutyKind.NEW_VERSION)) == (None, [])
    assert ingested(office, AGAIN).outcome is Outcome.WAITING
    with pytest.raises(UnknownDocument):
        office.new_versions.leave(
            DRAFTER,
            office.drafted(measure(key="b", number="某民〔2026〕9号", facts=HEAD)),
            reason="无",
            version=2,
            now=NOON,
        )


def test_nobody_decides_on_a_version_they_did_not_see(office: Office) -> None:
    document_id = office.published(REVIEWED)
    ingested(office, CHANGED)
    seen = office.version(document_id)
    ingested(office, AGAIN)

    with pytest.raises(Stale):
        office.new_versions.take_up(DRAFTER, document_id, version=seen, now=NOON)


def test_a_file_that_is_again_what_was_reviewed_takes_its_new_version_back(office: Office) -> None:
    document_id = office.published(REVIEWED)
    ingested(office, CHANGED)

    ingested(office, REVIEWED)

    assert office.new_versions.of(DRAFTER, document_id) is None


def test_the_same_words_in_other_bytes_need_no_review(office: Office) -> None:
    document_id = office.published(REVIEWED)
    counted = Reading(**{name: getattr(REVIEWED, name) for name in REVIEWED.__slots__} | {"source_digest": "f" * 64})

    assert ingested(office, counted).outcome is Outcome.UNCHANGED
    assert office.new_versions.of(DRAFTER, document_id) is None


def test_a_document_that_nobody_owns_changes_at_once(office: Office) -> None:
    known = ingested(office, REVIEWED)

    assert ingested(office, CHANGED).outcome is Outcome.CHANGED
    assert "1400" in text_of(office, known.document_id) and office.library.is_public(known.document_id)


def test_what_a_person_uploads_overtakes_what_waited(office: Office) -> None:
    document_id = office.published(REVIEWED)
    ingested(office, CHANGED)

    office.intake.take_in(DRAFTER, Incoming(AGAIN, "新.docx"), unit_id="u-civil", now=NOON + timedelta(hours=1))

    assert office.new_versions.of(DRAFTER, document_id) is None and office.owed(DutyKind.NEW_VERSION) == []
