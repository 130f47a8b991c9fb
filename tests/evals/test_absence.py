import random

import pytest

from evals.absence import Repeats, plan_absence
from evals.forms import EvalQuestion


def page(words: str) -> str:
    """Forty sentences of these words that differ from one another."""
    return "".join(f"{words[: n % 20]}{n * 37}元{words[n % 20 :]}。" for n in range(40))


PAGES = {
    "a": page("企业缴纳社会保险费有困难的，可以申请缓缴"),
    "b": page("办理居民身份证应当交验居民户口簿并登记指纹"),
    "c": page("公共租赁住房租金标准每年公布一次并动态调整"),
}


def test_a_copy_with_another_head_repeats_its_document() -> None:
    pages = {**PAGES, "copy": "转发上级文件，请认真贯彻执行。" + PAGES["a"]}

    assert Repeats(pages).of({"a"}) == {"copy"}


def test_documents_on_other_matters_do_not_repeat() -> None:
    assert Repeats(PAGES).of({"a"}) == set()


def test_questions_whose_documents_are_withdrawn_become_unanswerable() -> None:
    questions = [EvalQuestion(id=name, text=f"关于{name}？", documents=(name,)) for name in PAGES]
    right = {name: frozenset([name]) for name in PAGES}

    absence = plan_absence(questions, right, PAGES, share=0.3, randomness=random.Random(1))

    assert len(absence.withdrawn) == 1
    assert {q.id for q in absence.unanswerable} == absence.withdrawn
    assert {q.id for q in absence.answerable} == PAGES.keys() - absence.withdrawn


def test_a_document_that_holds_the_official_answer_is_withdrawn_too() -> None:
    answer = "期限不超过六个月，免收滞纳金"
    pages = {"a": PAGES["a"], "other": PAGES["b"] + "另外，" + answer + "。"}
    question = EvalQuestion(id="q", text="缓缴多久？", documents=("a",), answer=answer)

    absence = plan_absence([question], {"q": frozenset("a")}, pages, share=1.0, randomness=random.Random(1))

    assert absence.withdrawn == {"a", "other"}


def test_a_sentence_that_says_the_question_with_its_short_answer_answers_as_well() -> None:
    pages = {
        "a": PAGES["a"],
        "answers": PAGES["b"] + "困难企业缓缴社会保险费的期限为6个月。",
        "another": PAGES["c"] + "公共租赁住房的租金缓缴期限为6个月。",
    }
    question = EvalQuestion(id="q", text="困难企业缓缴社会保险费的期限多久？", documents=("a",), answer="6个月。")

    absence = plan_absence([question], {"q": frozenset("a")}, pages, share=1.0, randomness=random.Random(1))

    assert absence.withdrawn == {"a", "answers"}


def test_an_interpretation_is_withdrawn_with_its_document() -> None:
    question = EvalQuestion(id="q", text="缓缴多久？", documents=("a",))
    absence = plan_absence(
        [question],
        {"q": frozenset("a")},
        PAGES,
        share=1.0,
        randomness=random.Random(1),
        explained={"b": "a", "c": "elsewhere"},
    )

    assert absence.withdrawn == {"a", "b"}


def test_what_repeats_an_interpretation_is_withdrawn_with_it() -> None:
    pages = {**PAGES, "reprint": "转载自有关部门网站。" + PAGES["b"]}
    question = EvalQuestion(id="q", text="缓缴多久？", documents=("a",))
    absence = plan_absence(
        [question], {"q": frozenset("a")}, pages, share=1.0, randomness=random.Random(1), explained={"b": "a"}
    )

    assert absence.withdrawn == {"a", "b", "reprint"}


@pytest.mark.parametrize("answer", ["可以。", "是", "3"])
def test_a_bare_yes_or_a_single_character_answers_nothing_elsewhere(answer: str) -> None:
    pages = {"a": PAGES["a"], "other": f"困难企业可以缓缴社会保险费吗。是有关部门3月的可以答复的问题。{PAGES['b']}"}
    question = EvalQuestion(id="q", text="困难企业可以缓缴社会保险费吗？", documents=("a",), answer=answer)

    absence = plan_absence([question], {"q": frozenset("a")}, pages, share=1.0, randomness=random.Random(1))

    assert absence.withdrawn == {"a"}


def test_a_question_that_keeps_one_of_its_documents_is_left_out() -> None:
    questions = [
        EvalQuestion(id="one", text="甲？", documents=("a",)),
        EvalQuestion(id="both", text="乙？", documents=("a", "b")),
    ]
    right = {"one": frozenset("a"), "both": frozenset("ab")}
    seeds = (plan_absence(questions, right, PAGES, share=0.4, randomness=random.Random(seed)) for seed in range(20))

    absence = next(found for found in seeds if found.withdrawn == {"a"})

    assert [q.id for q in absence.unanswerable] == ["one"]
    assert absence.answerable == ()


def test_questions_marked_unanswerable_stay_so() -> None:
    questions = [
        EvalQuestion(id="a", text="甲？", documents=("a",)),
        EvalQuestion(id="never", text="火星？", answerable=False),
    ]

    absence = plan_absence(questions, {"a": frozenset("a")}, PAGES, share=0.0, randomness=random.Random(1))

    assert [q.id for q in absence.unanswerable] == ["never"]
    assert [q.id for q in absence.answerable] == ["a"]
