import json
from pathlib import Path

from ingestion.blocks import ReadDocument
from ingestion.interpreting import interpret
from kb.documents import DocumentKind, Fact, PassageKind, Reading
from tests.ingestion.making import facts

RECORD: dict[str, object] = {
    "id": "gd-1",
    "name": "临时救助",
    "sub": "急难型",
    "dept": "广州市民政局",
    "area": "广东省广州市",
    "code": "11440100",
    "kind": "行政给付",
    "accept_standard": "遭遇突发事件的家庭。",
    "materials": ["身份证", "申请表"],
    "location": "办理地点：越秀区西湖路99号",
    "hours": "20(工作日)",
    "limit": "1(工作日)",
    "consult": "020-12345",
    "complain": "无",
    "audience": ["自然人"],
    "url": "http://example.gov.cn/",
}


def guide(**changes: object) -> Reading:
    read = ReadDocument((), "application/jsonl", record={**RECORD, **changes})
    return interpret(read, key="gd-1", source_digest="0" * 64, url=None)


def element(read: Reading, label: str) -> str:
    return next(read.text[c.start : c.end] for c in read.clauses if c.labels == (label,))


def test_a_guide_is_its_values_without_labels() -> None:
    read = guide()

    assert read.kind is DocumentKind.GUIDE
    assert element(read, "申请材料") == "身份证\n申请表"
    assert element(read, "办理地点") == "越秀区西湖路99号"


def test_limits_are_what_the_fields_mean_and_not_what_they_are_called() -> None:
    read = guide()

    assert (element(read, "法定办结时限"), element(read, "承诺办结时限")) == ("20(工作日)", "1(工作日)")


def test_what_says_nothing_is_absent() -> None:
    assert "监督投诉电话" not in {c.labels[0] for c in guide(consult="暂无").clauses}
    assert Fact.PHONE not in facts(guide(consult="暂无"))


def test_facts_of_a_guide_come_from_its_fields() -> None:
    found = facts(guide())

    assert found[Fact.RESPONSIBLE_UNIT] == "广州市民政局"
    assert found[Fact.MATTER_CODE] == "11440100"
    assert found[Fact.PHONE] == "020-12345"


def test_a_passage_for_the_name_and_one_for_each_group_of_elements() -> None:
    read = guide()

    assert [p.element for p in read.passages if p.kind is PassageKind.ELEMENT] == [
        "kind",
        "conditions",
        "materials",
        "statutory_limit",
        "place",
    ]
    assert read.passages[0].context == "临时救助\n急难型"


def test_the_context_of_an_element_says_what_it_is() -> None:
    materials = next(p for p in guide().passages if p.element == "materials")

    assert materials.context == "临时救助\n申请材料"


def test_columns_may_be_named_in_chinese() -> None:
    record: dict[str, object] = {
        "事项名称": "身份证补领",
        "申请材料": "户口簿\n照片",
        "咨询电话": "110",
        "收费标准": "40元/证",
    }
    read = interpret(ReadDocument((), "application/vnd.ms-excel", record=record), key="1", source_digest="", url=None)

    assert element(read, "收费标准") == "40元/证"


def test_every_guide_of_the_demo_is_read() -> None:
    path = Path(__file__).parents[2] / "demo" / "gd_service_guides.jsonl"
    records = [json.loads(line) for line in path.read_text("utf-8").splitlines()]

    readings = [interpret(ReadDocument((), "a", record=r), key=r["id"], source_digest="", url=None) for r in records]

    assert all(r.kind is DocumentKind.GUIDE and r.clauses for r in readings)
