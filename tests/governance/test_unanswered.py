"""Questions nobody could answer, grouped by meaning with the shipped model, and made a duty of their unit."""

import json
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from governance.access import Role
from governance.duties import DutyKind
from governance.errors import Forbidden, Refused
from governance.unanswered import UnansweredQuestions
from kb.embedders import open_embedder
from kb.embedding import Embedder
from kb.given import GivenAnswer
from tests.governance.acting import CIVIL_AFFAIRS, NOON, someone
from tests.governance.office import DRAFTER, OFFICE, Office

ROWS = [json.loads(line) for line in Path("tests/data/approved_paraphrases.jsonl").read_text("utf-8").splitlines()]
MATTERS = {said: row["question"] for row in ROWS for said in (row["question"], *row["paraphrases"])}


@cache
def embedder() -> Embedder:
    return open_embedder()


def asked(*questions: str) -> list[GivenAnswer]:
    return [
        GivenAnswer(f"q-{i}", "c", NOON - timedelta(minutes=i), "wechat", words, "no_policy_found")
        for i, words in enumerate(questions)
    ]


def questions_of(office: Office, given: list[GivenAnswer]) -> UnansweredQuestions:
    def within(since: datetime, until: datetime) -> list[GivenAnswer]:
        return [one for one in given if since <= one.asked_at < until]

    return UnansweredQuestions(
        embedder(),
        office.duties,
        unanswered=within,
        likely_unit=lambda words: CIVIL_AFFAIRS if "低保" in words else None,
    )


SINCE, UNTIL = NOON - timedelta(days=1), NOON + timedelta(days=1)


def test_wordings_of_one_matter_are_one_group_and_matters_stay_apart(office: Office) -> None:
    groups = questions_of(office, asked(*MATTERS)).groups(OFFICE, since=SINCE, until=UNTIL)

    assert len(groups) == len(ROWS)
    assert all(len({MATTERS[said] for said in group.examples}) == 1 for group in groups)


def test_the_most_asked_comes_first_with_its_count_and_unit(office: Office) -> None:
    given = asked("低保能不能异地领？", "养狗要办证吗", "低保能不能异地领", "低保能不能异地领！")

    first, second = questions_of(office, given).groups(OFFICE, since=SINCE, until=UNTIL)

    assert (first.count, first.unit_id, first.channels) == (3, CIVIL_AFFAIRS, ("wechat",))
    assert (second.question, second.count, second.unit_id) == ("养狗要办证吗", 1, None)


def test_one_call_makes_a_group_a_duty_once(office: Office) -> None:
    questions = questions_of(office, asked("低保能不能异地领？"))
    (group,) = questions.groups(OFFICE, since=SINCE, until=UNTIL)

    duties = [questions.assign(OFFICE, group, unit_id=CIVIL_AFFAIRS, now=NOON) for _ in range(2)]

    (owed,) = office.owed(DutyKind.ASSIGNED)
    assert duties[0].id == duties[1].id == owed.id and "低保能不能异地领" in owed.title


def test_a_group_without_a_unit_is_not_assigned_by_guess(office: Office) -> None:
    questions = questions_of(office, asked("养狗要办证吗"))
    (group,) = questions.groups(OFFICE, since=SINCE, until=UNTIL)

    with pytest.raises(Refused, match="选定责任单位"):
        questions.assign(OFFICE, group, unit_id=group.unit_id or "", now=NOON)


def test_who_may_not_make_duties_may_not_assign(office: Office) -> None:
    questions = questions_of(office, asked("低保能不能异地领？"))
    (group,) = questions.groups(OFFICE, since=SINCE, until=UNTIL)

    with pytest.raises(Forbidden):
        questions.assign(DRAFTER, group, unit_id=CIVIL_AFFAIRS, now=NOON)
    with pytest.raises(Forbidden):
        questions.groups(someone(Role.AUDIT_ADMIN, unit=None), since=SINCE, until=UNTIL)


def test_nothing_asked_is_no_group(office: Office) -> None:
    assert questions_of(office, asked("？？", "")).groups(OFFICE, since=SINCE, until=UNTIL) == []
