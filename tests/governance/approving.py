"""An approved answer that stands on the first clause of a document, for tests."""

from governance.approved_wording import Wording
from kb.approved import ApprovedAnswer, ApprovedSource
from tests.governance.acting import CIVIL_AFFAIRS, NOON
from tests.governance.office import DRAFTER, REVIEWER, Office

QUESTION = "低保标准是多少？"
ANSWER = "每人每月1309元，区里不另行规定。"


def source_of(office: Office, document_id: str) -> ApprovedSource:
    """The words of the document's first passage."""
    document = office.library.document(document_id)
    first = document.passages[0]
    return ApprovedSource(document_id, document.version.id, first.start, first.end, first.text)


def drafted_answer(office: Office, document_id: str, **given: str) -> ApprovedAnswer:
    wording = Wording(**{"question": QUESTION, "answer": ANSWER} | given, sources=(source_of(office, document_id),))
    return office.approved.draft(DRAFTER, wording, unit_id=CIVIL_AFFAIRS, now=NOON)


def active_answer(office: Office, document_id: str, **given: str) -> ApprovedAnswer:
    drafted = drafted_answer(office, document_id, **given)
    return office.approved.approve(REVIEWER, drafted.id, version=drafted.version, now=NOON)
