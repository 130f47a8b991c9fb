import math

import pytest

from evals.measures import (
    auroc,
    character_f1,
    ndcg_at,
    percentile,
    plain,
    recall_at,
    reciprocal_rank,
    refusal_curve,
    rouge_l,
)


def longest_common(first: str, second: str) -> int:
    """The textbook table, to hold the fast one against."""
    table = [[0] * (len(second) + 1) for _ in range(len(first) + 1)]
    for i, a in enumerate(first):
        for j, b in enumerate(second):
            table[i + 1][j + 1] = table[i][j] + 1 if a == b else max(table[i][j + 1], table[i + 1][j])
    return table[-1][-1]


def test_any_right_item_among_the_first_k_counts_once() -> None:
    ranking = ["a", "b", "c"]

    assert [recall_at(ranking, {"b", "c"}, k) for k in (1, 2, 3)] == [0.0, 1.0, 1.0]


def test_reciprocal_rank_is_that_of_the_first_right_item() -> None:
    assert reciprocal_rank(["x", "b", "c"], {"b", "c"}) == 0.5
    assert reciprocal_rank(["x"], {"b"}) == 0.0


def test_ndcg_is_one_for_the_best_order_possible_and_falls_with_the_place() -> None:
    assert ndcg_at(["a", "b", "x"], {"a", "b"}) == pytest.approx(1.0)
    assert ndcg_at(["x", "a"], {"a"}) == pytest.approx(1 / math.log2(3))
    assert ndcg_at(["x"], {"a"}) == 0.0


def test_more_right_items_than_places_can_still_be_perfect() -> None:
    assert ndcg_at([str(n) for n in range(10)], {str(n) for n in range(17)}) == pytest.approx(1.0)


def test_width_blanks_and_punctuation_do_not_count_in_an_answer() -> None:
    assert plain("每人每月 1309元，（含税）ＡＢ。\n") == "每人每月1309元含税ab"


@pytest.mark.parametrize(
    ("answer", "official"),
    [("每年不少于一次", "每年解读不少于1次"), ("aab", "ab"), ("abcabcabc", "cbacba"), ("甲", "乙"), ("", "甲")],
)
def test_rouge_l_agrees_with_the_textbook_table(answer: str, official: str) -> None:
    common = longest_common(answer, official)

    assert rouge_l(answer, official) == pytest.approx(2 * common / (len(answer) + len(official)))


def test_character_f1_ignores_order_and_counts_repeats_once_each() -> None:
    assert character_f1("甲乙", "乙甲") == 1.0
    assert character_f1("甲甲", "甲乙") == 0.5


def test_auroc_counts_ties_half() -> None:
    assert auroc([0.9, 0.8], [0.1, 0.2]) == 1.0
    assert auroc([0.5], [0.5]) == 0.5
    assert auroc([0.1], [0.9]) == 0.0
    assert auroc([0.9, 0.3], [0.5, 0.3]) == pytest.approx((1 + 1 + 0 + 0.5) / 4)


def test_auroc_of_one_kind_alone_is_not_a_number() -> None:
    assert math.isnan(auroc([0.5], []))


def test_the_curve_goes_from_answering_little_to_answering_all() -> None:
    curve = refusal_curve([0.9, 0.6], [0.7])

    assert [(point.answered, point.wrong) for point in curve] == [(0.5, 0.0), (0.5, 1.0), (1.0, 1.0)]
    assert curve[-1].wrong_among_answers == pytest.approx(1 / 3)


def test_a_percentile_is_a_value_that_occurred() -> None:
    assert percentile([1, 2, 3, 4], 0.5) == 2
    assert percentile([1, 2, 3, 4], 0.99) == 4
    assert percentile([], 0.5) == 0.0
