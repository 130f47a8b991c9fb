"""The demo corpus is whole, says where everything comes from, and ships nothing twice."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from kb.documents import Fact, RelationKind, Validity

DEMO = Path(__file__).parent.parent / "demo"
LIMIT_BYTES = 12_000_000
RECORD_FILES = [
    "bj_policies.jsonl",
    "national_admin_regs.jsonl",
    "local_regs_version_pairs.jsonl",
    "gd_service_guides.jsonl",
]


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DEMO / name).read_text(encoding="utf-8").splitlines()]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def page(name: str) -> str:
    return squeezed(str(html.fromstring((DEMO / name).read_bytes().decode("utf-8")).text_content()))


def known_documents() -> set[str]:
    keys = {row["id"] for name in RECORD_FILES for row in lines(name)}
    keys |= {row["law"] for row in lines("china_law_articles_subset.jsonl")}
    for row in lines("manifest.jsonl"):
        keys |= {Path(row["path"]).stem, row.get("doc_no", "")}
    return keys - {""}


def test_every_shipped_file_has_a_line_with_source_and_licence() -> None:
    listed = {row["path"]: row for row in lines("manifest.jsonl")}
    about = {"manifest.jsonl", "units.jsonl", "corrections.jsonl", "examples.toml", "README.md"}
    shipped = {
        path.relative_to(DEMO).as_posix()
        for path in DEMO.rglob("*")
        if path.is_file() and path.suffix not in {".py", ".pyc"}
    }

    assert shipped - about == set(listed)
    assert all(row["source"] and row["licence"] for row in listed.values())


def test_the_corpus_stays_small_enough_to_clone() -> None:
    assert (
        sum(path.stat().st_size for path in DEMO.rglob("*") if path.suffix != ".pyc" and path.is_file()) <= LIMIT_BYTES
    )


def test_about_two_thousand_records_are_shipped() -> None:
    rows = lines("manifest.jsonl")

    assert sum(row.get("records", 1) for row in rows) >= 1_850


def test_no_document_is_shipped_twice() -> None:
    titles = [row["title"] for row in lines("manifest.jsonl") if "records" not in row]
    for name in ["bj_policies.jsonl", "national_admin_regs.jsonl"]:
        titles += [row["title"] for row in lines(name)]
    titles += list({row["title"] for row in lines("local_regs_version_pairs.jsonl")})
    titles += list({row["law"] for row in lines("china_law_articles_subset.jsonl")})

    assert sorted(titles) == sorted(set(titles))


@pytest.mark.parametrize(
    "row", [row for row in lines("manifest.jsonl") if row["path"].startswith("html/")], ids=lambda r: r["path"]
)
def test_a_page_holds_the_title_and_number_its_line_states(row: dict[str, Any]) -> None:
    text = page(row["path"])

    assert squeezed(row.get("doc_no", "")) in text
    assert squeezed(row["title"]).replace("（转载）", "") in text


def test_guides_have_unique_ids() -> None:
    ids = [row["id"] for row in lines("gd_service_guides.jsonl")]

    assert len(ids) == len(set(ids)) == 426


def test_units_are_named_once_and_a_phone_says_where_it_stands() -> None:
    units = lines("units.jsonl")

    assert len({unit["name"] for unit in units}) == len(units)
    assert all(unit["phone"] is None or unit["phone_source"] for unit in units)


def test_a_phone_of_a_unit_stands_in_the_named_file() -> None:
    for unit in lines("units.jsonl"):
        if unit["phone"] is None:
            continue
        name = unit["phone_source"].split()[0]
        text = page(name) if name.endswith(".html") else (DEMO / name).read_text(encoding="utf-8")
        digits = re.sub(r"\D", "", unit["phone"])
        assert digits in re.sub(r"[-()（）]", "", text), unit["name"]


def test_corrections_name_known_documents_facts_and_states() -> None:
    known = known_documents()
    for row in lines("corrections.jsonl"):
        assert row["by"] == "演示编辑"
        assert row["reason"]
        assert Fact(row["fact"])
        if row["fact"] == Fact.VALIDITY.value:
            assert Validity(row["value"])
        if "relation" in row:
            assert RelationKind(row["relation"]["kind"])
            assert row["relation"]["by_document"] in known
        else:
            assert row["document"] in known


def test_the_2025_relief_standards_are_left_unconfirmed() -> None:
    assert all(row.get("document") != "穗民规字〔2025〕2号" for row in lines("corrections.jsonl"))


def test_the_repeal_clause_that_was_confirmed_stands_on_its_page() -> None:
    assert "（穗民规字〔2024〕5号）同时废止" in page("html/gz-26.html")


def test_the_example_interpretation_says_it_is_ours_and_quotes_rightly() -> None:
    text = (DEMO / "interpretation/public-rental-housing.md").read_text(encoding="utf-8")
    document = page("html/gz-11.html")

    assert "非官方" in text
    quotes = re.findall("“([^”]+)”", text)
    assert len(quotes) >= 4
    assert all(squeezed(quote) in document for quote in quotes)
