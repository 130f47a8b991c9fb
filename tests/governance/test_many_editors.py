"""Many people working on the same things at once: nothing is lost, nobody sees a lock, the trail stays whole."""

from concurrent.futures import ThreadPoolExecutor

from governance.access import Actor, Role
from governance.approved_wording import Wording
from governance.audit import rows, verify
from governance.errors import Stale
from kb.documents import Fact
from tests.governance.acting import CIVIL_AFFAIRS, NOON
from tests.governance.approving import ANSWER, QUESTION, drafted_answer
from tests.governance.office import OFFICE, Office

EDITORS = 10
EDITS = 5


def editor(number: int) -> Actor:
    return Actor(f"p-{number}", f"编辑{number}", frozenset({Role.DRAFTER}), CIVIL_AFFAIRS)


def test_every_edit_either_stands_or_is_refused_as_stale(office: Office) -> None:
    document_id = office.drafted()
    first = office.version(document_id)

    def work(number: int) -> list[str]:
        stood = []
        for edit in range(EDITS):
            value = f"主题{number}-{edit}"
            seen = office.version(document_id)
            try:
                office.preparation.correct_fact(
                    editor(number), document_id, Fact.TOPIC, value, reason="并行", version=seen, now=NOON
                )
            except Stale:
                continue
            stood.append(value)
        return stood

    with ThreadPoolExecutor(max_workers=EDITORS) as pool:
        stood = [value for values in pool.map(work, range(EDITORS)) for value in values]

    claims = office.library.document(document_id).claims
    kept = [made.claim.value for made in claims if made.claim.fact is Fact.TOPIC]
    assert stood and sorted(kept) == sorted(stood)
    assert office.version(document_id) == first + len(stood)
    with office.database.reading() as session:
        recorded = [row for row in rows(session) if row.act == "document.correct"]
        assert len(recorded) == len(stood) and verify(session).is_whole


def test_of_two_who_saw_the_same_answer_one_is_told_to_load_again(office: Office) -> None:
    drafted = drafted_answer(office, office.published())

    def work(number: int) -> bool:
        wording = Wording(QUESTION, f"{ANSWER}{number}", sources=drafted.sources)
        try:
            office.approved.edit(editor(number), drafted.id, wording, version=drafted.version, now=NOON)
        except Stale:
            return False
        return True

    with ThreadPoolExecutor(max_workers=EDITORS) as pool:
        stood = list(pool.map(work, range(EDITORS)))

    (held,) = office.approved.listed(OFFICE)
    assert stood.count(True) == 1 and held.answer == f"{ANSWER}{stood.index(True)}"
