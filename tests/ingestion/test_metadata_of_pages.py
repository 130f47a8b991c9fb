"""Facts of the real pages that the demo ships, against what a person or the site says of them."""

import json
from functools import cache
from pathlib import Path

import pytest

from ingestion.blocks import RawDocument
from ingestion.interpreting import interpret
from ingestion.limits import DEFAULT_LIMITS
from ingestion.readers.html import HtmlReader
from ingestion.regions import region_of_title
from kb.documents import Fact, Origin, Reading, RelationKind, current_values

ROOT = Path(__file__).parents[2]
EXPECTED = ROOT / "tests" / "data" / "metadata"
FACTS = (Fact.DOCUMENT_NUMBER, Fact.ISSUING_BODY, Fact.INDEX_NUMBER, Fact.WRITTEN_ON, Fact.PUBLISHED_ON)


def expected(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (EXPECTED / name).read_text("utf-8").splitlines()]


@cache
def reading_of(name: str) -> Reading:
    path = ROOT / "demo" / "html" / name
    [read] = HtmlReader(DEFAULT_LIMITS).read(RawDocument(path.read_bytes(), name, name))
    return interpret(read, key=name, source_digest="0" * 64, url=None)


def value(name: str, fact: Fact) -> str | None:
    claim = current_values(reading_of(name).claims).get(fact)
    return claim.value if claim else None


def test_at_least_98_percent_of_the_state_council_pages_are_right_in_every_fact() -> None:
    pages = expected("state_council.jsonl")

    wrong = {
        (page["file"], fact.value)
        for page in pages
        for fact in FACTS
        if value(str(page["file"]), fact) != page[fact.value]
    }

    assert len(pages) == 60
    assert len({file for file, _ in wrong}) <= 0.02 * len(pages), sorted(wrong)


def test_every_guangzhou_page_has_its_own_number_and_no_other() -> None:
    pages = expected("guangzhou.jsonl")

    found = {str(page["file"]): value(str(page["file"]), Fact.DOCUMENT_NUMBER) for page in pages}

    assert found == {page["file"]: page["doc_no"] for page in pages}


def test_terms_are_found_in_the_text_where_stated_and_nowhere_else() -> None:
    pages = expected("guangzhou.jsonl")

    stating = {
        str(page["file"])
        for page in pages
        for claim in reading_of(str(page["file"])).claims
        if claim.fact is Fact.EXPIRES_ON and claim.origin is Origin.TEXT
    }

    assert stating == {page["file"] for page in pages if page["states_term"]}


def test_every_repealed_document_is_named() -> None:
    pages = expected("guangzhou.jsonl")

    counts = {
        page["file"]: sum(r.kind is RelationKind.REPEALS for r in reading_of(str(page["file"])).relations)
        for page in pages
    }

    assert counts == {page["file"]: page["repeals"] for page in pages}


def test_evidence_of_the_text_is_the_text_at_its_span() -> None:
    for page in expected("guangzhou.jsonl"):
        reading = reading_of(str(page["file"]))
        for relation in reading.relations:
            assert reading.text[relation.start : relation.end].strip() == relation.evidence.strip()
        for claim in reading.claims:
            if claim.origin is Origin.TEXT and claim.fact in (Fact.EXPIRES_ON, Fact.EFFECTIVE_ON):
                assert reading.text[claim.start : claim.end] == claim.evidence


def test_the_source_of_a_page_is_not_taken_for_its_issuer() -> None:
    assert value("gz-06.html", Fact.ISSUING_BODY) == "广州市医疗保险服务中心"
    assert value("gz-11.html", Fact.ISSUING_BODY) == "广州市人民政府办公厅"
    assert value("gz-33.html", Fact.ISSUING_BODY) == "广州市人民政府"


def test_joint_issuers_are_all_named() -> None:
    assert value("gz-26.html", Fact.ISSUING_BODY) == "广州市民政局 广州市财政局"
    assert value("gz-17.html", Fact.ISSUING_BODY) == (
        "广州市天河区科技工业和信息化局 广州市天河区人力资源和社会保障局 中共广州市天河区委统战部"
    )


def test_regions_come_from_the_issuer() -> None:
    assert value("gz-12.html", Fact.REGION) == "广州市天河区"
    assert value("gz-37.html", Fact.REGION) == "全国"
    assert value("govcn-000.html", Fact.REGION) == "全国"


@pytest.mark.parametrize(
    ("title", "place"),
    [
        ("重庆省际包车全面恢复正常运转", "重庆市"),
        ("怀柔区城市管理委部署复工复产", "怀柔区"),
        ("关于南昌市物流企业通行的通知", "南昌市"),
        ("关于印发《广州市公租房管理办法》的通知", "广州市"),
        ("关于恢复我市交通运输秩序的通告", None),
        ("关于印发本区落实北京市措施的通知", None),
        ("致交道口地区居民的一封信", None),
        ("浙江重庆两地医学专家视频连线", None),
    ],
)
def test_without_an_issuer_the_place_the_title_begins_with_counts(title: str, place: str | None) -> None:
    assert region_of_title(title) == place
