"""What the reader learns from is varied without changing what answers."""

import random

import pytest

from kb.sentences import parts
from scripts.reader.data import Example, Passage
from scripts.reader.rewording import reworded
from scripts.reader.shortening import shortened

TEXT = (
    "第一条 养犬登记由公安机关负责。第二条 符合条件的，自受理之日起5个工作日内办结。第三条 每年收费300元，导盲犬免收。"
)


def example(*answer: int) -> Example:
    passage = Passage("p", "d", TEXT, "养犬登记办法", tuple(parts(TEXT)))
    return Example(passage, "养犬登记几天办完？", frozenset(answer))


def said(one: Example, places: frozenset[int]) -> list[str]:
    return [one.passage.spans[place].of(one.passage.text) for place in sorted(places)]


def test_a_shortened_passage_holds_the_whole_answer_or_none_of_it() -> None:
    whole = example(1, 2)
    found = [shortened(whole, random.Random(seed)) for seed in range(200)]

    assert {tuple(said(one, one.answer)) for one in found} == {tuple(said(whole, whole.answer)), ()}
    assert min(len(one.passage.spans) for one in found if one.answer) == 2
    assert any(len(one.passage.spans) == len(whole.passage.spans) for one in found)


def test_without_an_answer_any_sentences_are_left() -> None:
    found = [shortened(example(), random.Random(seed)) for seed in range(50)]

    assert not any(one.answer for one in found)
    assert {len(one.passage.spans) for one in found} >= {1, 2}


@pytest.mark.parametrize(
    ("question", "others"),
    [
        ("犬只伤人怎么处理", {"犬只伤人如何处理", "犬只伤人怎样处理"}),
        ("办养犬证要多少钱？", {"办养犬证要多少元"}),
        ("养犬证有效期", set()),
    ],
)
def test_a_question_is_put_in_words_of_the_same_meaning(question: str, others: set[str]) -> None:
    found = {reworded(question, random.Random(seed)).rstrip("?？") for seed in range(200)}

    assert found == {question.rstrip("?？"), *others}
