"""Messages are stored once, answered once, and their replies arrive, whatever happens in between."""

import asyncio
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from channels.errors import DeliveryError, WindowClosed
from channels.messages import MessageKind
from channels.reception import Patience
from tests.channels.offices import HURRIED, LIMITS, PATIENT, Clock, Office, message, office
from tests.operators import operator


@pytest.fixture
def one(tmp_path: Path):
    with office(tmp_path / "jiedu.db") as running:
        yield running


def test_a_question_in_time_is_answered_within_its_request(one: Office) -> None:
    assert one.text(message("低保标准？")) == "答：低保标准？"
    assert one.states() == ["sent"]


def test_three_deliveries_make_one_computation(one: Office) -> None:
    async def thrice() -> list[object]:
        return await asyncio.gather(*(one.reception.take(message("问", key="m1"), PATIENT) for _ in range(3)))

    handed = asyncio.run(thrice())

    assert {handover.reply.text for handover in handed} == {"答：问"}
    assert len(one.engine.asked) == 1


def test_a_delivery_after_the_answer_gets_the_same_answer_again(one: Office) -> None:
    first = one.text(message("问"))

    assert one.text(message("问")) == first
    assert len(one.engine.asked) == 1


def test_an_answer_that_comes_too_late_is_sent(one: Office) -> None:
    one.engine.may_answer.clear()
    assert one.text(message("很难的问题"), HURRIED) is None
    one.engine.may_answer.set()
    one.settle()

    one.deliver.round()

    assert one.channel.sent == [("p1", "答：很难的问题")]
    assert one.states() == ["sent"]


def test_a_request_does_not_begin_to_wait_where_the_answer_is_foreseen_too_late(one: Office) -> None:
    assert one.text(message("问"), Patience(budget_seconds=5, busy_seconds=-1)) is None
    one.settle()

    assert one.deliver.round() == 1


def test_a_reply_carried_by_a_request_is_not_sent_as_well(one: Office) -> None:
    one.text(message("问"))
    one.clock.pass_(minutes=1)

    assert one.deliver.round() == 0


def test_a_reply_that_no_response_carried_is_sent_after_all(one: Office) -> None:
    asyncio.run(one.reception.take(message("问"), PATIENT))
    assert one.deliver.round() == 0
    one.clock.pass_(seconds=7)

    one.deliver.round()

    assert one.channel.sent == [("p1", "答：问")]


def test_what_a_dead_process_left_is_answered_by_another(tmp_path: Path) -> None:
    clock = Clock()
    with office(tmp_path / "jiedu.db", clock, "one") as first, office(tmp_path / "jiedu.db", clock, "two") as second:
        first.engine.may_answer.clear()
        assert first.text(message("问"), HURRIED) is None
        assert second.reception.reclaim() == 0
        clock.pass_(seconds=31)
        assert second.reception.reclaim() == 1
        second.settle()
        second.deliver.round()
        first.engine.may_answer.set()
        first.settle()
        first.deliver.round()

        assert first.channel.sent + second.channel.sent == [("p1", "答：问")]


def test_a_message_whose_workers_keep_dying_is_given_up(tmp_path: Path) -> None:
    clock = Clock()
    with office(tmp_path / "jiedu.db", clock, "one") as first, office(tmp_path / "jiedu.db", clock, "last") as last:
        first.engine.may_answer.clear()
        first.take(message("问"), HURRIED)
        with first.database.writing() as session:
            session.connection().exec_driver_sql("UPDATE channel_messages SET attempts = 5")
        clock.pass_(seconds=31)

        last.reception.reclaim()
        last.settle()
        last.deliver.round()

        assert last.engine.asked == []
        assert "故障" in "".join(text for _, text in last.channel.sent)


def test_a_sign_of_life_keeps_what_waits(tmp_path: Path) -> None:
    clock = Clock()
    with office(tmp_path / "jiedu.db", clock, "one") as first, office(tmp_path / "jiedu.db", clock, "two") as second:
        first.engine.may_answer.clear()
        first.take(message("问"), HURRIED)
        clock.pass_(seconds=20)
        first.reception.renew()
        clock.pass_(seconds=20)

        assert second.reception.reclaim() == 0


def test_what_a_process_is_sending_is_sent_by_another_once_it_gives_no_sign_of_life(tmp_path: Path) -> None:
    clock = Clock()
    with office(tmp_path / "jiedu.db", clock, "one") as first, office(tmp_path / "jiedu.db", clock, "two") as second:
        first.engine.may_answer.clear()
        first.take(message("问"), HURRIED)
        first.engine.may_answer.set()
        first.settle()
        rounds: list[int] = []

        def slowly(_address: object, _part: object) -> None:
            clock.pass_(seconds=20)
            first.deliver.renew()
            clock.pass_(seconds=20)
            rounds.append(second.deliver.round())
            clock.pass_(seconds=20)
            rounds.append(second.deliver.round())

        first.channel.send = slowly
        first.deliver.round()

        assert rounds == [0, 1]
        assert second.channel.sent == [("p1", "答：问")]


def test_another_process_hands_over_what_the_first_computed(tmp_path: Path) -> None:
    with office(tmp_path / "jiedu.db", worker="one") as first, office(tmp_path / "jiedu.db", worker="two") as second:
        first.engine.may_answer.clear()
        first.take(message("问"), HURRIED)
        threading.Timer(0.3, first.engine.may_answer.set).start()

        assert second.text(message("问")) == "答：问"
        assert second.engine.asked == []


def test_a_message_whose_answer_breaks_is_told_so(one: Office) -> None:
    one.engine.breaks = True

    assert "故障" in one.text(message("问"))
    assert len(one.failures) == 1


def test_messages_of_one_person_are_answered_in_their_order(one: Office) -> None:
    one.engine.may_answer.clear()
    for text in ("一", "二", "三"):
        one.take(message(text), HURRIED)
    one.engine.may_answer.set()
    one.settle()

    assert [text for _, text in one.engine.asked] == ["一", "二", "三"]
    assert len({conversation for conversation, _ in one.engine.asked}) == 1


def test_a_long_silence_begins_a_new_conversation(one: Office) -> None:
    one.take(message("一"))
    one.clock.pass_(hours=3)
    one.take(message("二"))
    one.take(message("三", person="p2"))

    assert len({conversation for conversation, _ in one.engine.asked}) == 3


def test_the_notice_is_given_once_at_first_contact(one: Office) -> None:
    first, second = one.take(message("一")), one.take(message("二"))

    assert "不是真人" in first.reply.notice
    assert second.reply.notice == ""


def test_who_asks_too_often_is_told_and_nothing_is_computed(one: Office) -> None:
    for number in range(LIMITS.per_minute):
        one.take(message(f"问{number}"))

    assert "太快" in one.text(message("再问"))
    assert one.text(message("别人问", person="p2")) == "答：别人问"
    one.clock.pass_(minutes=2)
    assert one.text(message("再问")) == "答：再问"


def test_menus_and_pictures_keep_nobody_from_asking(one: Office) -> None:
    for number in range(LIMITS.per_minute):
        one.take(replace(message("", key=f"menu{number}", kind=MessageKind.TOLD), told="请直接发送问题"))

    assert one.text(message("问")) == "答：问"


def test_whoever_is_turned_away_is_told_whom_to_call_in_danger(one: Office) -> None:
    for number in range(LIMITS.per_minute):
        one.take(message(f"问{number}"))
    assert "119" in one.text(message("家里着火了"))

    one.accounts.switch_off("listed", "acc", by=operator("李四"), reason="内容待核")
    assert "119" in one.text(message("家里着火了", person="p2"))


def test_identifiers_are_masked_before_a_message_is_stored(one: Office) -> None:
    one.take(message("我的手机号13812345678，能领低保吗？", key="k"))

    with one.database.engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT text FROM channel_messages").scalar()
    assert "13812345678" not in stored


def test_who_asks_for_it_is_forgotten_with_all_conversations(one: Office) -> None:
    one.take(message("我想问一件私事"))
    one.clock.pass_(hours=3)
    one.take(message("另一件私事"))
    one.take(message("旁人的事", person="p2"))

    assert "（2 条）" in one.text(message("删除记录", kind=MessageKind.FORGET))

    with one.database.engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT text FROM channel_messages").scalars().all()
        said = " ".join(connection.exec_driver_sql("SELECT body FROM channel_replies").scalars())
    assert sorted(stored) == ["", "", "", "旁人的事"]
    assert "私事" not in said
    assert "旁人的事" in said


def test_an_account_switched_off_answers_nobody_at_once(one: Office) -> None:
    one.engine.may_answer.clear()
    one.take(message("先前的问题"), HURRIED)
    one.accounts.switch_off("listed", "acc", by=operator("李四"), reason="内容待核")
    one.engine.may_answer.set()
    one.settle()

    assert "暂停" in one.text(message("问"))
    assert one.deliver.round() == 0
    assert len(one.engine.asked) == 1
    one.accounts.switch_on("listed", "acc", by=operator("李四"), reason="已核")
    assert one.deliver.round() == 1


def test_an_account_that_was_never_approved_answers_nobody(one: Office) -> None:
    assert "暂停" in one.text(message("问", account="other"))


class TestSending:
    """What happens to a reply that has to be sent."""

    @pytest.fixture
    def owing(self, one: Office) -> Office:
        one.engine.may_answer.clear()
        one.take(message("一二三四五六七八九十一二三"), HURRIED)
        one.engine.may_answer.set()
        one.settle()
        return one

    def test_it_goes_on_with_the_piece_that_failed(self, owing: Office) -> None:
        owing.channel.raises = [None, DeliveryError("timeout", permanent=False)]
        owing.deliver.round()
        assert owing.deliver.round() == 0
        owing.clock.pass_(minutes=1)
        owing.deliver.round()

        assert [text for _, text in owing.channel.sent] == ["答：一二三四五六七八", "九十一二三"]
        assert owing.states() == ["sent"]

    def test_it_ends_where_trying_again_cannot_help(self, owing: Office) -> None:
        owing.channel.raises = [DeliveryError("bad openid", permanent=True)]
        owing.deliver.round()
        owing.clock.pass_(days=1)

        assert owing.deliver.round() == 0
        assert owing.states() == ["failed"]

    def test_it_waits_for_the_next_message_where_the_window_is_closed(self, owing: Office) -> None:
        owing.channel.raises = [WindowClosed("45047")]
        owing.deliver.round()
        assert owing.states() == ["kept"]

        owing.text(message("下一个问题"))
        owing.deliver.round()

        assert [text for _, text in owing.channel.sent] == ["答：一二三四五六七八", "九十一二三"]

    def test_it_is_never_sent_beyond_the_allowance(self, one: Office) -> None:
        one.engine.may_answer.clear()
        one.take(message("一二三四五六七八九十" * 7), HURRIED)
        one.engine.may_answer.set()
        one.settle()

        one.deliver.round()

        assert len(one.channel.sent) == 5
        assert one.states() == ["kept"]

    def test_it_is_kept_when_the_allowance_has_run_out(self, owing: Office) -> None:
        owing.clock.pass_(hours=49)
        owing.deliver.round()

        assert owing.channel.sent == []
        assert owing.states() == ["kept"]

    def test_an_account_without_the_right_keeps_replies_to_be_fetched(self, owing: Office) -> None:
        owing.channel.raises = [WindowClosed("48001", is_account=True)]
        owing.deliver.round()

        fetched = owing.take(message("1"))

        assert fetched.reply.text == "答：一二三四五六七八九十一二三"
        assert owing.channel.sent == []
        assert owing.text(message("1")) == fetched.reply.text

    def test_the_word_that_fetches_is_no_question_when_nothing_is_kept(self, owing: Office) -> None:
        owing.deliver.round()

        assert "没有等您查看的答复" in owing.text(message("1", key="later"))
        assert len(owing.engine.asked) == 1

    def test_what_the_platform_refuses_costs_nothing_of_the_allowance(self, owing: Office) -> None:
        owing.channel.raises = [DeliveryError("45009", permanent=False, is_refused=True)] * 8
        for _ in range(9):
            owing.deliver.round()
            owing.clock.pass_(minutes=11)

        assert [text for _, text in owing.channel.sent] == ["答：一二三四五六七八", "九十一二三"]
        assert owing.states() == ["sent"]

    def test_what_may_have_arrived_is_counted(self, owing: Office) -> None:
        owing.channel.raises = [DeliveryError("timeout", permanent=False)] * 5
        for _ in range(6):
            owing.deliver.round()
            owing.clock.pass_(minutes=11)

        assert owing.channel.sent == []
        assert owing.states() == ["kept"]

    def test_a_later_question_says_that_something_is_kept(self, owing: Office) -> None:
        owing.channel.raises = [WindowClosed("48001", is_account=True)]
        owing.deliver.round()

        assert owing.take(message("另一个问题")).kept == 1

    def test_who_leaves_gets_nothing_more(self, owing: Office) -> None:
        assert owing.take(message("", key="left", kind=MessageKind.LEFT)) is None

        assert owing.deliver.round() == 0
        assert owing.states() == ["dropped"]


def test_a_message_that_cannot_be_stored_is_not_taken(one: Office) -> None:
    with pytest.raises(Exception, match="NOT NULL"):
        one.take(message("问", person=None))

    assert one.text(message("问")) == "答：问"


def test_the_lease_is_given_back_at_the_end(tmp_path: Path) -> None:
    clock = Clock()
    with office(tmp_path / "jiedu.db", clock, "one") as first:
        first.engine.may_answer.clear()
        for text in ("一", "二"):
            first.take(message(text), HURRIED)
        threading.Timer(0.2, first.engine.may_answer.set).start()
    clock.pass_(seconds=timedelta(seconds=1).seconds)
    with office(tmp_path / "jiedu.db", clock, "two") as second:
        assert second.reception.reclaim() == 1
        second.settle()

        assert [text for _, text in second.engine.asked] == ["二"]
