"""Which questions count as one that has an approved answer: paraphrases do, look-alikes never."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from bot.approved_matching import ApprovedIndex, load_matching_rules
from bot.understanding import Cues, load_cues
from kb.approved import ApprovedAnswer, ApprovedState
from kb.vocabulary import load_vocabulary

ROWS = [json.loads(line) for line in Path("tests/data/approved_paraphrases.jsonl").read_text("utf-8").splitlines()]
PARAPHRASES = [(row["question"], said) for row in ROWS for said in row["paraphrases"]]
TRAPS = [(row["question"], said) for row in ROWS for said in row["traps"]]


def approved(
    question: str, *, similar: tuple[str, ...] = (), lookalikes: tuple[str, ...] = (), region: str = ""
) -> ApprovedAnswer:
    return ApprovedAnswer(
        id=question,
        unit_id="u",
        version=1,
        state=ApprovedState.ACTIVE,
        question=question,
        similar=similar,
        lookalikes=lookalikes,
        answer="答复",
        region=region,
        category="",
        material="",
        keywords=(),
        checked_on=None,
        expires_on=None,
        edited_by="",
        approved_by=None,
        reason="",
    )


def index_of(*answers: ApprovedAnswer) -> ApprovedIndex:
    return ApprovedIndex(answers, cues=Cues(load_cues()), vocabulary=load_vocabulary(), rules=load_matching_rules())


@cache
def whole_index() -> ApprovedIndex:
    return index_of(*(approved(row["question"]) for row in ROWS))


def matched(said: str, *answers: ApprovedAnswer) -> str | None:
    found = (index_of(*answers) if answers else whole_index()).match(said)
    return found.approved_id if found else None


def test_nearly_all_paraphrases_find_their_answer_and_none_another() -> None:
    found = [(question, matched(said)) for question, said in PARAPHRASES]

    right = sum(question == answer for question, answer in found)
    assert all(answer in (question, None) for question, answer in found)
    assert len(found) == 40 and right >= 38


@pytest.mark.parametrize(("question", "said"), TRAPS)
def test_a_question_that_only_looks_alike_finds_nothing(question: str, said: str) -> None:
    assert matched(said) is None, question


def test_no_question_of_the_evaluation_finds_the_answer_of_another() -> None:
    questions = {
        row["question"]: row
        for name in ("demo", "training")
        for row in map(json.loads, Path(f"evals/questions/{name}.jsonl").read_text("utf-8").splitlines())
        if not row.get("history")
    }
    asked = list(questions)
    # Two indexes of every second question: nobody's own answer is in the one that is asked.
    for held, others in ((asked[::2], asked[1::2]), (asked[1::2], asked[::2])):
        index = index_of(*(approved(question) for question in held))
        assert [said for said in others if index.match(said)] == []
        assert all(found and found.approved_id == said for said in held if (found := index.match(said)) or True)


def test_a_similar_question_is_as_good_as_the_question() -> None:
    answer = approved("低保标准是多少？", similar=("低保一个月能拿多少",))

    assert matched("请问低保一个月能拿多少？", answer) == answer.id


def test_a_look_alike_keeps_a_near_question_away() -> None:
    plain, guarded = approved("养犬登记在哪办"), approved("养犬登记在哪办", lookalikes=("军犬养犬登记在哪办",))

    assert matched("养犬登记在哪里办", plain) == matched("养犬登记在哪里办", guarded) == plain.id
    assert matched("军犬养犬登记在哪办", guarded) is None


def test_two_answers_as_near_are_no_answer() -> None:
    one, other = approved("养犬登记在哪办"), approved("在哪办养犬登记")

    assert matched("养犬登记去哪里办", one, other) is None


@pytest.mark.parametrize(
    ("said", "is_found"),
    [
        ("低保标准是多少", True),
        ("广州低保标准是多少", True),
        ("天河区低保标准是多少", True),
        ("深圳低保标准是多少", False),
        ("广东省低保标准是多少", False),
    ],
)
def test_an_answer_of_a_region_holds_there_and_inside_it(said: str, is_found: bool) -> None:
    answer = approved("低保标准是多少？", region="广东省广州市")

    assert (matched(said, answer) is not None) is is_found


@pytest.mark.parametrize("said", ["", "？？？", "的", "低保" * 500, "\ud800", "请问"])
def test_odd_texts_find_nothing(said: str) -> None:
    assert matched(said) is None


def test_an_index_made_after_another_reads_only_what_changed() -> None:
    kept, dropped = approved("养犬登记在哪办"), approved("低保标准是多少")
    before = index_of(kept, dropped)
    changed = replace(dropped, version=2, question="高龄津贴怎么申请")

    after = ApprovedIndex(
        (kept, changed),
        cues=Cues(load_cues()),
        vocabulary=load_vocabulary(),
        rules=load_matching_rules(),
        before=before,
    )

    assert after.entries[0] is before.entries[0]
    assert after.match("高龄津贴怎么申请") and not after.match("低保标准是多少")
