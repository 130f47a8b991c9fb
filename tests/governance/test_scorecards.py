"""A unit's quarter, counted from the registers themselves."""

import io
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from openpyxl import load_workbook

from bot.answers import Answer, AnswerStatus, Contact
from bot.feedback import FeedbackBook, Verdict
from bot.transcripts import Transcripts
from channels.accounts import Accounts
from governance.access import Role
from governance.columns import Column, Freshness
from governance.duties import DutyKind
from governance.errors import Forbidden, Refused
from governance.postings import NewPosting
from governance.quarters import Quarter
from governance.scorecard_values import Owing, Scorecard, Share, TicketCounts
from governance.ticket_cards import FollowUp
from kb.catalogue import Incoming
from kb.database import Database
from kb.documents import Fact
from kb.moments import CHINA
from kb.units import Alias, Unit
from tests.governance.acting import CIVIL_AFFAIRS, NOON, TAXES, someone
from tests.governance.approving import active_answer
from tests.governance.office import DRAFTER, HEAD, OFFICE, Office
from tests.governance.ticketing import AGENT, MANAGER, Clock, open_desk
from tests.kb.builders import measure

QUARTER = Quarter(2026, 4)
AFTER = datetime(2027, 1, 5, 9, tzinfo=CHINA)


@pytest.fixture
def counted(office: Office) -> Office:
    office.units.put([Unit("某市民政局", id=CIVIL_AFFAIRS), Unit("某市税务局", id=TAXES)])
    return office


def owe(office: Office, subject: str, *, done: datetime | None = None, waived: bool = False) -> None:
    duty = office.duties.open(
        DutyKind.INTERPRETATION, unit_id=CIVIL_AFFAIRS, subject=subject, title=subject, began=NOON, now=NOON
    )
    if waived:
        office.duties.waive(duty.id, actor=OFFICE, reason="已由市府办解读", now=NOON)
    elif done:
        office.duties.fulfil(duty.id, actor=DRAFTER, now=done)


def card(office: Office, quarter: Quarter = QUARTER) -> Scorecard:
    (found,) = office.scorecards.of(DRAFTER, quarter, now=AFTER)
    return found


def test_duties_are_counted_by_what_became_of_them(counted: Office) -> None:
    owe(counted, "a", done=NOON + timedelta(days=1))
    owe(counted, "b", done=NOON + timedelta(days=20))
    owe(counted, "c")
    owe(counted, "d", waived=True)

    owing = card(counted).owing[DutyKind.INTERPRETATION]

    assert owing == Owing(due=4, in_time=1, late=1, overdue=1, waived=1)
    assert owing.rate == pytest.approx(1 / 3)


def test_what_is_published_and_approved_is_counted(counted: Office) -> None:
    active_answer(counted, counted.published())

    found = card(counted)

    assert (found.published, found.withdrawn, found.approved_active, found.approved_reopened) == (1, 0, 1, 0)
    assert card(counted, Quarter(2026, 3)).published == 0


def test_a_head_s_interpretation_counts_for_the_year(counted: Office) -> None:
    document_id = counted.drafted()
    counted.interpreted(document_id, is_by_head=True)
    counted.reviewed(document_id)
    counted.publish(document_id)

    assert card(counted).heads_interpretations == 1
    assert card(counted, Quarter(2027, 1)).heads_interpretations == 0


def test_a_unit_sees_its_own_and_the_office_those_with_something_to_count(counted: Office) -> None:
    owe(counted, "a")
    taxes = someone(Role.DRAFTER, unit=TAXES)

    assert [one.unit for one in counted.scorecards.of(OFFICE, QUARTER, now=AFTER)] == ["某市民政局"]
    assert [one.unit for one in counted.scorecards.of(taxes, QUARTER, now=AFTER)] == ["某市税务局"]
    with pytest.raises(Forbidden):
        counted.scorecards.of(taxes, QUARTER, now=AFTER, unit_id=CIVIL_AFFAIRS)


def test_the_spreadsheet_says_the_same(counted: Office) -> None:
    owe(counted, "a", done=NOON + timedelta(days=1))

    book = load_workbook(io.BytesIO(counted.scorecards.as_sheet(OFFICE, QUARTER, now=AFTER)))

    totals = [dict(zip(*pair, strict=True)) for pair in [list(book.worksheets[0].iter_rows(values_only=True))]]
    assert book.sheetnames == ["政务公开成绩单 2026Q4", "各类职责", "更新情况"]
    assert (totals[0]["回访人数"], totals[0]["解决率"], totals[0]["网上评价满意率"]) == (0, "无数据", "无数据")
    assert list(book.worksheets[2].iter_rows(values_only=True))[1] == ("某市民政局", "动态", *["无数据"] * 3)
    assert (totals[0]["单位"], totals[0]["应解读"], totals[0]["按时解读"]) == ("某市民政局", 1, 1)
    assert list(book.worksheets[1].iter_rows(values_only=True))[1] == ("某市民政局", "编写政策解读", 1, 1, 0, 0, 0, 1)


def test_what_callers_said_counts_by_their_last_word(counted: Office, database: Database) -> None:
    clock = Clock()
    desk = open_desk(database, clock)
    tickets = [desk.answered(key).id for key in "abcd"]
    led = desk.opened("e").id
    desk.merging.merge(tickets[0], [led], "同一诉求", by=MANAGER)
    good = FollowUp(NOON, is_reached=True, was_contacted=True, is_solved=True, is_satisfied=True)
    bad = replace(good, is_solved=False, is_satisfied=False, reason="没有解决")
    for ticket, call in zip(tickets, (bad, bad, replace(good, is_reached=False), bad), strict=True):
        desk.follow_ups.keep(ticket, call, by=AGENT)
    clock.now = NOON + timedelta(minutes=5)
    desk.follow_ups.keep(tickets[0], replace(good, called_at=clock.now), by=AGENT)
    desk.follow_ups.exclude(tickets[3], "诉求不合理", by=MANAGER)

    found = card(counted)

    assert found.tickets == TicketCounts(received=4, answered=4, in_time=4)
    assert (found.satisfaction.solved, found.satisfaction.satisfied) == (Share(1, 2), Share(1, 2))
    assert found.satisfaction.contacted == Share(2, 2)


def test_answers_people_judged_count_for_the_unit_they_name(counted: Office) -> None:
    counted.units.put([Unit("某市民政局", aliases=(Alias("市民政局"),), id=CIVIL_AFFAIRS)])
    transcripts, book = Transcripts(counted.database, engine="test"), FeedbackBook(counted.database)
    verdicts = (Verdict.SATISFIED, Verdict.WRONG, Verdict.SATISFIED, None)
    names = ("某市民政局", "市民政局", "谁也不是", "某市民政局")
    for number, (verdict, name) in enumerate(zip(verdicts, names, strict=True)):
        answer = Answer(f"a-{number}", AnswerStatus.ANSWERED, "答", "c", unit=Contact(name, None))
        transcripts.keep(answer, question="问", subject="", on="2026-11-23", channel="client", now=NOON)
        if verdict:
            book.put(answer.id, verdict, words="", now=NOON)

    assert card(counted).satisfaction.judged == Share(1, 2)


def test_columns_and_accounts_are_as_fresh_as_what_was_last_published(counted: Office) -> None:
    counted.published()
    accounts = Accounts(counted.database, clock=lambda: NOON)
    accounts.add("weibo", "1", name="某市民政", unit="某市民政局", by=someone(Role.SYSTEM_ADMIN), reason="新开设")
    accounts.add("weibo", "2", name="停用的", unit="某市民政局", by=someone(Role.SYSTEM_ADMIN), reason="新开设")
    accounts.switch_off("weibo", "2", by=someone(Role.SYSTEM_ADMIN), reason="停用")
    for place, day in (("account:weibo:1", date(2026, 12, 25)), ("column:news", date(2026, 11, 20))):
        counted.postings.enter(DRAFTER, NewPosting(CIVIL_AFFAIRS, place, day, "更新"), now=AFTER)

    found = card(counted)

    # At the end of the quarter, although it is asked for in January.
    today = NOON.date()
    assert found.columns[Column.POLICY] == Freshness(today, date(2027, 5, 23))
    assert found.columns[Column.INTERPRETATION] == Freshness(today)
    assert found.columns[Column.NEWS] == Freshness(date(2026, 11, 20), date(2026, 12, 4), is_overdue=True)
    assert (found.columns[Column.NOTICE], found.columns[Column.GUIDE]) == (Freshness(), Freshness())
    assert [(one.name, one.freshness) for one in found.accounts] == [
        ("某市民政", Freshness(date(2026, 12, 25), date(2027, 1, 8)))
    ]


def test_what_was_published_elsewhere_counts_by_the_day_that_counts(counted: Office) -> None:
    facts = {**HEAD, Fact.PUBLISHED_ON: "2026-03-05"}
    stored = counted.catalogue.store(Incoming(measure(facts=facts), "旧文.html"), now=NOON)
    counted.intake.adopt(OFFICE, stored.document_id, unit_id=CIVIL_AFFAIRS, now=NOON)
    assert card(counted).columns[Column.POLICY] == Freshness(date(2026, 3, 5), date(2026, 9, 5), is_overdue=True)

    day = "2026-10-08"
    counted.catalogue.correct(stored.document_id, Fact.PUBLISHED_ON, day, by="张三", reason="原页所载", now=NOON)

    assert card(counted).columns[Column.POLICY].last == date(2026, 10, 8)
    assert card(counted, Quarter(2026, 3)).columns[Column.POLICY].last is None


@pytest.mark.parametrize(
    ("day", "quarter"),
    [(date(2026, 1, 1), "2026Q1"), (date(2026, 3, 31), "2026Q1"), (date(2026, 10, 1), "2026Q4")],
)
def test_a_day_lies_in_its_quarter(day: date, quarter: str) -> None:
    found = Quarter.of(day)

    assert str(found) == quarter and found.begins.date() <= day < found.ends.date()


@pytest.mark.parametrize("words", ["2026Q3", "2026-3", "2026年第3季度", " 2026 3 "])
def test_a_quarter_is_read_as_people_write_it(words: str) -> None:
    assert Quarter.parse(words) == Quarter(2026, 3)


@pytest.mark.parametrize("words", ["", "2026Q5", "Q3", "2026", "二〇二六年三季度"])
def test_what_is_no_quarter_is_refused(words: str) -> None:
    with pytest.raises(Refused, match="不是季度"):
        Quarter.parse(words)


def test_the_last_quarter_is_followed_by_the_next_year() -> None:
    assert Quarter(2026, 4).next == Quarter(2027, 1)
