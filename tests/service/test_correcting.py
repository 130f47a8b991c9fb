"""A recalled document: whoever was given its words on a platform is owed the correction, and nobody twice."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from channels.corrections import Reached, recall_key
from channels.tables import ConversationRow, MessageRow
from governance.errors import Refused
from service.clock import now_in_china
from service.compose import Store, open_store
from service.correcting import send_corrections
from service.settings import Settings
from tests.governance.office import OFFICE, Office, open_office
from tests.governance.test_approved import told


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(Settings(home=tmp_path)) as opened:
        yield opened


def asked(store: Store, answer_id: str) -> None:
    """A person of an account asked and was given this answer."""
    where = {"channel": "wechat", "account": "wx1", "person": "p1", "conversation_id": "c-1"}
    now = now_in_china()
    with store.database.writing() as session:
        session.add(ConversationRow(**where, begun_at=now))
        session.add(
            MessageRow(
                **where,
                key="m1",
                kind="question",
                text="低保？",
                told="",
                notice_due=False,
                answer_id=answer_id,
                received_at=now,
                state="done",
                worker="",
                leased_until=now,
                attempts=1,
            )
        )


def recalled(store: Store, office: Office, document_id: str) -> str:
    """The document is recalled; returns the key of its correction."""
    recall = office.recalls.recall(
        OFFICE,
        document_id,
        reason="标准写错",
        correction="应为每人每月1400元",
        version=office.version(document_id),
        now=now_in_china(),
    )
    return recall_key(recall.id)


def test_who_was_given_words_of_a_recalled_document_is_owed_the_correction_once(store: Store, tmp_path: Path) -> None:
    office = open_office(store.database, tmp_path)
    document_id = office.published()
    asked(store, told(office, document_id, at=now_in_china() - timedelta(hours=2)))
    key = recalled(store, office, document_id)

    for _ in range(3):
        send_corrections(store)

    assert store.corrections.reached(key) == Reached(waiting=1)


def test_an_answer_that_was_just_being_made_is_corrected_too(store: Store, tmp_path: Path) -> None:
    office = open_office(store.database, tmp_path)
    document_id = office.published()
    key = recalled(store, office, document_id)
    asked(store, told(office, document_id, at=now_in_china()))

    send_corrections(store)

    assert store.corrections.reached(key) == Reached(waiting=1)


def test_an_answer_of_three_days_ago_cannot_be_corrected_any_more(store: Store, tmp_path: Path) -> None:
    office = open_office(store.database, tmp_path)
    document_id = office.published()
    asked(store, told(office, document_id, at=now_in_china() - timedelta(days=3)))
    key = recalled(store, office, document_id)

    send_corrections(store)

    assert store.corrections.reached(key) == Reached()


def test_a_correction_that_no_message_holds_is_refused(store: Store, tmp_path: Path) -> None:
    office = open_office(store.database, tmp_path)
    document_id = office.published()

    with pytest.raises(Refused, match="最多 150 字"):
        office.recalls.recall(OFFICE, document_id, reason="错", correction="改" * 151, version=0, now=now_in_china())
