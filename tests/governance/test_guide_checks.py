"""Guides are linted and scored; over the 426 guides of the demo corpus the figures are known."""

import json
from collections import Counter
from collections.abc import Mapping
from importlib.resources import files

import pytest

from governance.guide_checks import completeness, elements_of, faults_of, guide_rules, workdays_in
from ingestion.guides import guide_reading

WHOLE = {
    "name": "高龄津贴",
    "matter_code": "440100000",
    "unit": "某市民政局",
    "legal_basis": "《某办法》第三条",
    "conditions": "年满80周岁。",
    "materials": "身份证",
    "procedure": "提交、审核、发放",
    "statutory_limit": "20(工作日)",
    "promised_limit": "5(工作日)",
    "fee": "不收费",
    "consult_phone": "020-1",
    "complaint_phone": "020-2",
    "place": "某路1号",
    "opening_hours": "工作日9:00-17:00",
    "visits": "1",
}


def codes(elements: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(fault.code, fault.element) for fault in faults_of(elements)]


def test_a_whole_guide_has_no_fault() -> None:
    found = completeness(WHOLE)

    assert faults_of(WHOLE) == []
    assert (found.score, found.missing, found.is_deficient) == (1.0, (), False)


@pytest.mark.parametrize(
    ("element", "words", "code"),
    [
        ("materials", "身份证\n其他材料", "open_materials"),
        ("materials", "户口簿、收入证明等材料", "open_materials"),
        ("materials", "有关证明材料", "open_materials"),
        ("conditions", "法律法规规定的其他条件", "open_conditions"),
        ("procedure", "视情况安排现场核查", "as_the_case_may_be"),
        ("materials", "根据需要补充", "as_the_case_may_be"),
        ("fee", "", "empty"),
        ("opening_hours", " ", "empty"),
        ("consult_phone", "", "empty"),
        ("promised_limit", "30(工作日)", "promise_too_long"),
    ],
)
def test_each_fault_is_found_at_its_element(element: str, words: str, code: str) -> None:
    assert (code, element) in codes(WHOLE | {element: words})


@pytest.mark.parametrize("words", ["与申请有关的材料清单", "放弃国籍的有关材料或证明"])
def test_words_that_say_which_material_are_no_fault(words: str) -> None:
    assert codes(WHOLE | {"materials": words}) == []


def test_a_fault_tells_the_editor_what_to_do() -> None:
    (fault,) = faults_of(WHOLE | {"materials": "身份证、其他材料"})

    assert fault.sentence == "申请材料中的“其他材料”没有写明是什么材料：指南之外不得要求其他材料"


def test_four_key_elements_missing_count_against_the_site() -> None:
    emptied = WHOLE | dict.fromkeys(("fee", "place", "procedure"), "")

    assert not completeness(emptied).is_deficient
    assert completeness(emptied | {"legal_basis": ""}).is_deficient


@pytest.mark.parametrize(
    ("words", "days"),
    [("20(工作日)", 20), ("7（自然日）", 5), ("即办", 0), ("当场办结", 0), ("", None), ("无", None), ("30分钟", 0)],
)
def test_a_limit_is_read_in_working_days(words: str, days: float | None) -> None:
    assert workdays_in(words) == days


def test_the_figures_over_the_guides_of_the_demo_corpus() -> None:
    guides = list(demo_guides())
    scores = [completeness(guide) for guide in guides]
    faulty = Counter(fault.code for guide in guides for fault in faults_of(guide) if fault.code != "empty")

    missing = Counter(key for score in scores for key in score.missing)
    assert len(guides) == 426
    # The source publishes neither basis, procedure, fee nor opening hours: four key elements, of every single guide.
    assert all(score.is_deficient for score in scores)
    assert missing == {
        **dict.fromkeys(("legal_basis", "procedure", "fee", "opening_hours"), 426),
        "matter_code": 265,
        "statutory_limit": 7,
        "promised_limit": 3,
    }
    assert round(sum(score.score for score in scores) / 426, 3) == 0.690
    assert faulty == {"open_materials": 6}


def test_every_rule_has_its_sentence() -> None:
    rules = guide_rules()

    assert {code for code, _, _ in rules.vague} | {"empty", "promise_too_long"} == set(rules.sentences)


def demo_guides() -> list[dict[str, str]]:
    lines = files("demo").joinpath("gd_service_guides.jsonl").read_text("utf-8").splitlines()
    readings = (guide_reading(json.loads(line), key="g", media_type="", source_digest="0", url=None) for line in lines)
    return [elements_of(reading.text, reading.clauses) for reading in readings]
