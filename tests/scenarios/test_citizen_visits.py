"""Whole visits of citizens, told in plain steps, on a small real library."""

from collections.abc import Iterator
from datetime import date

import pytest

from bot.answers import AnswerStatus
from bot.engine import Engine
from service.compose import Parts
from tests.bot.quotations import unsupported
from tests.bot.small_library import TODAY, small_library


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    with small_library(tmp_path_factory) as parts:
        yield parts


@pytest.fixture(scope="module")
def engine(parts: Parts) -> Engine:
    return parts.engine


def test_a_boat_owner_learns_what_to_bring_where_to_go_and_whom_to_ask(engine: Engine, parts: Parts) -> None:
    # She says hello and is told that a program answers.
    hello = engine.ask("你好", on=TODAY, channel="client")
    assert "程序" in hello.text
    visit = hello.conversation_id

    # She tells more about herself than needed; nothing of it is repeated or kept.
    first = engine.ask(
        "我叫王小芳，手机13812345678。殡葬用船准运凭条要带什么材料？", on=TODAY, conversation_id=visit, channel="client"
    )
    assert first.status is AnswerStatus.ANSWERED
    assert "船舶所有权登记证书" in first.text
    assert "13812345678" not in first.text

    # She goes on without naming the matter again.
    where = engine.ask("在哪里办？", on=TODAY, conversation_id=visit, channel="client")
    assert "12号窗口" in where.text
    how_long = engine.ask("要多久？", on=TODAY, conversation_id=visit, channel="client")
    assert "5(工作日)" in how_long.text

    # What the guide does not state is not made up; she is told whom to ask.
    fee = engine.ask("收费吗？", on=TODAY, conversation_id=visit, channel="client")
    assert fee.status is AnswerStatus.ELEMENT_NOT_PUBLISHED
    assert fee.unit and fee.unit.name == "样州市民政局"

    # Every word quoted to her stands in the guide.
    assert [unsupported(answer, parts.library) for answer in (first, where, how_long)] == [[], [], []]

    # She asks for her visit to be deleted, and the next question starts from nothing.
    assert engine.forget(visit) == 5
    after = engine.ask("要多久？", on=TODAY, conversation_id=visit, channel="client")
    assert "5(工作日)" not in after.text


def test_a_family_is_told_that_the_standard_it_asks_about_has_run_out(engine: Engine, parts: Parts) -> None:
    # While the notice held, its amount was simply quoted.
    then = engine.ask("广州低保标准是多少？", on=date(2025, 12, 1))
    assert then.status is AnswerStatus.ANSWERED
    assert "每人每月1309元" in then.text

    # A year on, the same amount comes with its reservation first and the office to ask.
    now = engine.ask("广州低保标准是多少？", on=TODAY)
    assert now.status is AnswerStatus.ANSWERED_UNCONFIRMED
    assert now.text.index("期满") < now.text.index("1309元")
    assert now.unit and now.unit.name == "广州市民政局"

    # The notice before it is known only from its repeal, and that is what is said.
    older = engine.ask("穗民规字〔2024〕5号还有效吗？", on=TODAY)
    assert "已废止" in older.text
    assert {citation.doc_no for citation in older.citations} == {"穗民规字〔2025〕2号"}

    # A relative in Shenzhen gets no amount of another city.
    elsewhere = engine.ask("深圳低保标准是多少？", on=TODAY)
    assert elsewhere.status is AnswerStatus.OTHER_REGION
    assert "1309" not in elsewhere.text

    assert [unsupported(answer, parts.library) for answer in (then, now, older)] == [[], [], []]


def test_a_restaurant_keeps_up_with_a_rule_that_was_replaced(engine: Engine, parts: Parts) -> None:
    question = "餐饮单位的厨余垃圾多久交运一次？"

    # Under the old rules every second day, under the new ones daily; each answered on its day.
    before = engine.ask(question, on=date(2024, 5, 1))
    assert {citation.doc_no for citation in before.citations} == {"样城规〔2020〕4号"}
    after = engine.ask(question, on=TODAY)
    assert {citation.doc_no for citation in after.citations} == {"样城规〔2025〕6号"}
    assert "每日交运一次" in after.text

    # He asks about the old number and is shown the words that ended it.
    old = engine.ask("样城规〔2020〕4号现在还有效吗？", on=TODAY)
    assert "已废止" in old.text
    assert any("同时废止" in citation.quote for citation in old.citations)

    # A fire in the kitchen is no question about rules; afterwards the rules can be asked about again.
    fire = engine.ask("厨房着火了", on=TODAY)
    assert (fire.status, fire.citations) == (AnswerStatus.EMERGENCY, ())
    assert "119" in fire.text
    again = engine.ask(question, on=TODAY)
    assert again.text == after.text

    assert [unsupported(answer, parts.library) for answer in (before, after, old)] == [[], [], []]
