"""Fifty editors in two processes for a while (JIEDU_EDITING_SECONDS, a few seconds if unset): nothing is lost."""

import os
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from governance.access import Act
from governance.audit import rows, verify
from governance.interpretation_template import InterpretationForm
from kb.documents import Fact
from tests.governance.acting import NOON
from tests.governance.approving import drafted_answer
from tests.governance.editing import Tally, Things, work_together
from tests.governance.office import DRAFTER, HEAD, OFFICE, Office
from tests.kb.builders import measure

EDITORS, PROCESSES = 50, 2
DOCUMENTS, ANSWERS = 12, 4
SECONDS = float(os.environ.get("JIEDU_EDITING_SECONDS", "3"))
COUNTED = {
    act.value for act in (Act.CORRECT_FACT, Act.WRITE_INTERPRETATION, Act.SIGN_INTERPRETATION, Act.SUBMIT_FOR_REVIEW)
} | {Act.REVIEW_FOR_UNIT.value, Act.EDIT_APPROVED_ANSWER.value}


def things_of(office: Office) -> Things:
    documents = []
    for number in range(DOCUMENTS):
        reading = measure(key=f"{number}.txt", number=f"某民〔2026〕{number + 1}号", facts=HEAD)
        documents.append(office.drafted(reading))
        office.interpretations.plan(
            DRAFTER,
            documents[-1],
            forms=[InterpretationForm.ARTICLE],
            first_interpreter="赵局长",
            is_by_head=False,
            now=NOON,
        )
    answers = [drafted_answer(office, documents[0], question=f"第{n}问是什么？").id for n in range(ANSWERS)]
    return Things(tuple(documents), tuple(answers))


def test_fifty_editors_lose_nothing_and_see_no_lock(office: Office, tmp_path: Path) -> None:
    things = things_of(office)
    before = _versions(office, things)
    recorded = _recorded(office)

    tally = _together(tmp_path, things)

    _print(tally)
    assert not tally.broken and tally.stood
    # Every act that was accepted stands once in the trail, and none that was refused does.
    assert _recorded(office) - recorded == tally.stood
    with office.database.reading() as session:
        assert verify(session).is_whole
    # Every correction that was accepted is a claim of its document: none overwrote another unseen.
    for document_id in things.documents:
        claims = office.library.document(document_id).claims
        kept = sorted(made.claim.value for made in claims if made.claim.fact is Fact.TOPIC)
        assert kept == sorted(value for held, value in tally.values if held == document_id)
    assert _versions(office, things) - before == sum(tally.stood.values())


def _together(home: Path, things: Things) -> Tally:
    share, whole = EDITORS // PROCESSES, Tally()
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        begun = [
            pool.submit(
                work_together, home / "jiedu.db", home, things, range(first * share, (first + 1) * share), SECONDS
            )
            for first in range(PROCESSES)
        ]
        for future in begun:
            whole.add(future.result())
    return whole


def _versions(office: Office, things: Things) -> int:
    """The sum of all versions: each accepted act raises exactly one of them by one."""
    cases = sum(office.lists.case(OFFICE, document_id).version for document_id in things.documents)
    drafts = [office.interpretations.of(DRAFTER, document_id) for document_id in things.documents]
    answers = sum(office.approved.get(OFFICE, answer).version for answer in things.approved)
    return cases + answers + sum(draft.version for draft in drafts if draft)


def _recorded(office: Office) -> Counter[str]:
    with office.database.reading() as session:
        return Counter(row.act for row in rows(session) if row.act in COUNTED)


def _print(tally: Tally) -> None:
    """For whoever runs the minute with -s."""
    seconds = sorted(tally.seconds)
    stood, told = sum(tally.stood.values()), tally.stale + tally.refused
    sys.stdout.write(
        f"{EDITORS} editors, {PROCESSES} processes, {SECONDS:g} s: {stood} acts stood ({stood / SECONDS:.0f}/s), "
        f"{tally.stale} stale, {tally.refused} refused, {len(tally.broken)} broken of {stood + told}; "
        f"p50 {seconds[len(seconds) // 2]:.2f} s, p99 {seconds[len(seconds) * 99 // 100]:.2f} s, "
        f"longest {tally.longest:.2f} s; {dict(Counter(tally.broken).most_common(3))}\n"
    )
