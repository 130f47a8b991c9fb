"""An answer of five days ago whose document was recalled since, for tests of what its owner is told."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from bot.answers import Answer, AnswerStatus, Citation, Contact
from bot.transcripts import Transcripts
from governance.access import Role
from governance.first_people import at_terminal
from kb.catalogue import Incoming
from kb.documents import DocumentKind, Validity
from kb.units import Unit
from service.clock import now_in_china
from service.compose import Store
from tests.kb.builders import measure

QUESTION = "停车费是多少？"
QUOTE = "停车每小时五元。"
RIGHT = "应为每小时四元<b>"
OFFICE = at_terminal("王五", Role.DISCLOSURE_OFFICE)


@dataclass(frozen=True)
class Given:
    """An answer given an hour ago, of a document that was recalled since."""

    id: str
    conversation: str


def recalled_answer(store: Store) -> Given:
    """The answer is kept, its document recalled with the correction RIGHT."""
    now = now_in_china()
    reading = measure(key="parking", number="某政发〔2019〕77号", title="停车收费通知", paragraphs=(QUOTE,))
    document_id = store.catalogue.store(Incoming(reading, "停车.txt"), now=now).document_id
    store.units.put([Unit("某市交通局", "", "010-12345678")])
    unit = store.units.by_name("某市交通局")
    assert unit
    case = store.publishing.intake.adopt(OFFICE, document_id, unit_id=unit.id, now=now)
    given = Given(f"a-{secrets.token_hex(12)}", f"c-{secrets.token_hex(16)}")
    cited = Citation(
        document_id=document_id,
        version_id=store.library.document(document_id).version.id,
        passage_id="",
        kind=DocumentKind.POLICY,
        title="停车收费通知",
        doc_no="某政发〔2019〕77号",
        clause_path="第1条",
        quote=QUOTE,
        start=0,
        end=len(QUOTE),
        validity=Validity.IN_FORCE,
        validity_basis="",
    )
    answer = Answer(
        given.id,
        AnswerStatus.ANSWERED,
        QUOTE,
        given.conversation,
        citations=(cited,),
        unit=Contact("某市交通局", "010-12345678"),
    )
    asked = now - timedelta(days=5)
    Transcripts(store.database, engine="test").keep(
        answer, question=QUESTION, subject="", on=asked.date().isoformat(), channel="client", now=asked
    )
    signed = {"reason": "内部理由", "version": case.version, "now": now}
    store.publishing.recalls.recall(OFFICE, document_id, correction=RIGHT, **signed)
    return given
