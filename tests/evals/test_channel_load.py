"""The load bench measures what it says: distinct questions, letters as WeChat writes them, nothing counted twice."""

import json
from collections import defaultdict

import pytest

from channels.wechat.door import Credentials, Mode, WeChatDoor
from channels.wechat.sealing import read_key
from evals.bench_channels import ACCOUNT
from evals.channel_questions import distinct_questions
from evals.wechat_letters import opened, read_answer, sealed_reply, write_letter
from evals.wechat_side import Load, Seen, WeChatSide
from service.clock import now_in_china


def test_no_question_is_asked_twice() -> None:
    asked = distinct_questions(5000)

    assert len(set(asked)) == 5000


def test_more_questions_than_there_are_is_refused() -> None:
    with pytest.raises(ValueError, match="1000000"):
        distinct_questions(1_000_000)


@pytest.mark.parametrize("is_sealed", [False, True])
def test_our_door_reads_the_letters_and_the_naive_one_does(is_sealed: bool) -> None:
    now = now_in_china()
    letter = write_letter(ACCOUNT, number=7, text="低保？", created=int(now.timestamp()), is_sealed=is_sealed)
    query = dict(part.split("=", 1) for part in letter.query.split("&"))
    shared = Credentials(ACCOUNT.app_id, ACCOUNT.token, (read_key(ACCOUNT.aes_key),))
    door = WeChatDoor(shared, Mode.COMPATIBLE, tolerance_seconds=60, clock=lambda: now)

    message = door.open(query, letter.body).message

    assert message is not None
    assert (message.person, message.text) == (letter.person, "低保？")
    assert "低保？" in opened(ACCOUNT, query, letter.body)


def test_a_sealed_reply_is_read_and_a_mere_acknowledgement_is_none() -> None:
    assert read_answer(ACCOUNT, sealed_reply(ACCOUNT, "<xml><Content>答</Content></xml>").encode()) == "答"
    assert read_answer(ACCOUNT, b"success") is None


def test_a_person_who_got_the_same_words_twice_is_counted() -> None:
    load = Load("127.0.0.1", 1, "/", 1, ACCOUNT, [], 1)
    side = WeChatSide(load)
    sent = [(1.0, json.dumps({"touser": "a", "text": text}).encode()) for text in ("甲", "乙", "甲")]
    seen = Seen(sent=defaultdict(list, {"a": sent, "b": sent[:2]}))
    seen.replies["c"] = [(1.0, b"<xml><Content>x</Content></xml>")]
    seen.sent["c"] = sent[:1]
    side._seen = seen

    assert {person: side._is_doubled(person) for person in "abc"} == {"a": True, "b": False, "c": True}
