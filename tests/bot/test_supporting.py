"""The check of generated sentences: what must agree word for word, and how well the whole of it tells apart."""

from pathlib import Path

import pytest

from bot.supporting import Ground, SupportCheck, load_support_weights
from evals.training.supported import EXAMPLES, read_examples
from kb.vocabulary import Vocabulary

HELD_OUT = EXAMPLES.with_name("supporting_held_out.jsonl")
ALLOWANCE = Ground(
    "高龄津贴：80至89周岁老年人每人每月100元，90至99周岁老年人每人每月200元。\n"
    "高龄津贴由街道办事处受理，区民政局审核发放。申请人应当提交居民身份证；拒不提交的，不予受理。\n"
    "生活补贴最高不超过3000元。除五保户外，不得重复享受。咨询电话：020-12345678。",
    "某某办法\n第三条",
)


@pytest.fixture(scope="module")
def check(vocabulary: Vocabulary) -> SupportCheck:
    return SupportCheck(vocabulary, load_support_weights())


@pytest.mark.parametrize(
    "sentence",
    [
        "80至89周岁老年人每人每月100元",
        "高龄津贴由街道办事处受理，区民政局审核发放",
        "申请人应当提交居民身份证",
        "拒不提交的，不予受理",
        "生活补贴最高不超过3000元",
        "除五保户外，不得重复享受",
        "咨询电话为020-12345678",
        "８０至８９周岁老年人每人每月１００元",
    ],
)
def test_what_the_passage_says_is_supported(check: SupportCheck, sentence: str) -> None:
    assert check.judge(sentence, ALLOWANCE).reason == ""


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("80至89周岁老年人每人每月150元", "number"),
        ("70至89周岁老年人每人每月100元", "number"),
        ("80至89周岁老年人每人每月200元", "misplaced"),
        ("生活补贴为3000元", "bound"),
        ("生活补贴最低3000元", "bound"),
        ("高龄津贴由市民政局审核发放", "body"),
        ("高龄津贴由区财政局审核发放", "body"),
        ("高龄津贴由区民政局受理", "body"),
        ("申请人不用提交居民身份证", "contrary"),
        ("申请人可以提交居民身份证", "contrary"),
        ("不得重复享受", "exception"),
        ("所有老年人每人每月100元", "widened"),
        ("上海市80至89周岁老年人每人每月100元", "place"),
        ("咨询电话为020-87654321", "number"),
        ("80至89周岁老年人每人每月100元，见www.example.com", "address"),
        ("依据某府〔2024〕1号，80至89周岁老年人每人每月100元", "address"),
        ("请加微信领取高龄津贴", "address"),
        ("依照《某某条例》，80至89周岁老年人每人每月100元", "title"),
        ("高龄津贴通过app申请", "code"),
        ("领取高龄津贴的老年人可以免费乘坐公交车并享受体检", "widened"),
        ("高龄津贴在次年春节后打入社保卡账户", "unlike"),
        ("", "empty"),
    ],
)
def test_what_it_does_not_say_is_not_and_the_reason_is_named(check: SupportCheck, sentence: str, reason: str) -> None:
    assert check.judge(sentence, ALLOWANCE).reason == reason


def test_the_span_holds_the_words_that_support_it(check: SupportCheck) -> None:
    verdict = check.judge("拒不提交的，不予受理", ALLOWANCE)

    assert verdict.span is not None
    assert verdict.span.of(ALLOWANCE.text) == "拒不提交的，不予受理。"


def test_an_empty_passage_supports_nothing(check: SupportCheck) -> None:
    assert not check.judge("每人每月100元", Ground("")).is_supported


@pytest.mark.parametrize("text", ["|" * 5000, "1" * 5000, "不" * 5000, "，。；\n" * 2000, "市民政局" * 1500, "\ud83d"])
def test_odd_and_large_texts_end_with_a_verdict(check: SupportCheck, text: str) -> None:
    check.judge(text[:200], Ground(text, text[:200]))


@pytest.mark.parametrize(
    ("path", "most_wrong", "least_right"), [(EXAMPLES, 0.02, 0.88), (HELD_OUT, 0.05, 0.85)], ids=["own", "held out"]
)
def test_labelled_sentences_are_told_apart_as_well_as_was_measured(
    check: SupportCheck, path: Path, most_wrong: float, least_right: float
) -> None:
    examples = read_examples(path)

    kept = [example for example in examples if check.judge(example.sentence, example.ground).is_supported]

    wrong = [example for example in kept if not example.supported]
    assert len(wrong) <= most_wrong * sum(not example.supported for example in examples), [e.sentence for e in wrong]
    assert len(kept) - len(wrong) >= least_right * sum(example.supported for example in examples)
