"""Who was given wrong words is told so, once, through the delivery every reply goes through."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from channels.corrections import Correction, Corrections, Reached
from channels.errors import DeliveryError
from channels.messages import MessageKind
from channels.tables import MessageRow
from tests.channels.offices import HURRIED, LIMITS, Office, message, office
from tests.operators import operator

SAID = "更正：您此前咨询得到的答复引用了《低保标准》，该文件已被召回，请不要再以那次答复为准。更正内容：应为1400元。"


@pytest.fixture
def one(tmp_path: Path):
    with office(tmp_path / "jiedu.db") as running:
        yield running


def answer_of(one: Office, key: str) -> str:
    with one.database.reading() as session:
        return session.query(MessageRow.answer_id).filter(MessageRow.key == key).scalar()


def correction(one: Office, *keys: str) -> Correction:
    return Correction("recall:1", "低保标准", "应为1400元。", tuple(answer_of(one, key) for key in keys))


def told(one: Office) -> str:
    return "".join(text for _, text in one.channel.sent)


def test_a_person_who_was_answered_is_sent_the_correction(one: Office) -> None:
    one.text(message("低保标准？"))
    corrections = Corrections(one.database)

    assert corrections.owe(correction(one, "低保标准？"), now=one.clock()) == 1
    assert corrections.reached("recall:1") == Reached(waiting=1)
    one.deliver.round()

    # Five messages of ten characters are all that the platform takes; the rest waits for the person.
    assert SAID.startswith(told(one)) and len(told(one)) == 50
    assert one.states() == ["kept", "sent"]
    one.take(message("还有问题"), HURRIED)
    one.settle()
    one.deliver.round()
    assert SAID in told(one)
    assert corrections.reached("recall:1") == Reached(sent=1)


def test_asked_for_again_nobody_is_told_twice(one: Office) -> None:
    one.text(message("低保标准？"))
    one.text(message("再问低保标准"))
    corrections = Corrections(one.database)
    wrong = correction(one, "低保标准？", "再问低保标准")

    assert [corrections.owe(wrong, now=one.clock()) for _ in range(3)] == [1, 0, 0]


def test_each_account_and_person_is_told_by_itself(one: Office) -> None:
    one.text(message("低保标准？", person="p1", key="m1"))
    one.text(message("低保标准？", person="p2", key="m2"))

    assert Corrections(one.database).owe(correction(one, "m1", "m2"), now=one.clock()) == 2


def test_outside_the_window_the_correction_waits_for_the_next_message(one: Office) -> None:
    one.text(message("低保标准？"))
    one.clock.pass_(hours=49)
    corrections = Corrections(one.database)
    corrections.owe(correction(one, "低保标准？"), now=one.clock())

    one.deliver.round()
    assert one.channel.sent == [] and corrections.reached("recall:1") == Reached(waiting=1)

    assert one.text(message("1", key="m9", allowance=None)) == SAID
    assert corrections.reached("recall:1") == Reached(sent=1)


def test_a_wrong_answer_that_is_still_unsent_is_never_sent(one: Office) -> None:
    one.channel.raises = [DeliveryError("later", permanent=False)]
    one.engine.may_answer.clear()
    one.take(message("低保标准？", allowance=None), HURRIED)
    one.engine.may_answer.set()
    one.settle()
    one.deliver.round()
    assert one.states() == ["kept"]

    Corrections(one.database).owe(correction(one, "低保标准？"), now=one.clock())

    assert one.states() == ["dropped", "owed"]
    assert one.text(message("1", key="m9", allowance=None)) == SAID


def test_who_had_the_record_deleted_is_left_alone(one: Office) -> None:
    one.text(message("低保标准？"))
    wrong = correction(one, "低保标准？")
    one.take(message("删除记录", kind=MessageKind.FORGET))

    assert Corrections(one.database).owe(wrong, now=one.clock()) == 0


def test_an_account_that_is_off_sends_it_when_it_is_on_again(one: Office) -> None:
    one.text(message("低保标准？"))
    one.accounts.switch_off("listed", "acc", by=operator(), reason="内容待核")
    Corrections(one.database).owe(correction(one, "低保标准？"), now=one.clock())
    assert one.deliver.round() == 0

    one.accounts.switch_on("listed", "acc", by=operator(), reason="已核")

    assert one.deliver.round() == 1 and told(one).startswith("更正：")


def test_a_correction_does_not_count_as_a_question(tmp_path: Path) -> None:

    with office(tmp_path / "one.db", limits=replace(LIMITS, per_minute=2)) as one:
        one.text(message("低保标准？"))
        Corrections(one.database).owe(correction(one, "低保标准？"), now=one.clock())

        assert one.text(message("再问")) == "答：再问"


def test_answers_nobody_asked_for_on_a_platform_reach_nobody(one: Office) -> None:
    lost = Correction("recall:2", "低保标准", "应为1400元。", tuple(f"a-{number}" for number in range(900)))

    assert Corrections(one.database).owe(lost, now=one.clock() + timedelta(hours=1)) == 0
    assert Corrections(one.database).reached("recall:2") == Reached()
