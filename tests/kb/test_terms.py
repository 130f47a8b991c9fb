"""The vocabulary files are well formed: no pair twice, no word that cannot help, every place under a known one."""

import json
from collections import Counter
from pathlib import Path

from kb.text import Segmenter, normalise

ROOT = Path(__file__).parent.parent.parent
TERMS = ROOT / "kb" / "terms"
DEMO = ROOT / "demo"

# Words that laws use often and that citizens use for something narrower, or for what the law calls by a longer name.
OF_BOTH = {"复议", "工伤", "公积金", "农民工工资", "养老保险", "救助站"}


def rows(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (TERMS / name).read_text(encoding="utf-8").splitlines()]


def dictionary() -> list[str]:
    return (TERMS / "words.txt").read_text(encoding="utf-8").splitlines()


def test_every_pair_has_the_three_fields_and_no_stray_blanks() -> None:
    for row in rows("colloquial.jsonl"):
        assert set(row) == {"colloquial", "official", "domain"}
        assert all(value and value == value.strip() for value in row.values())


def test_no_colloquial_word_stands_twice() -> None:
    times = Counter(normalise(row["colloquial"]) for row in rows("colloquial.jsonl"))

    assert [word for word, count in times.items() if count > 1] == []


def test_an_official_term_always_adds_something() -> None:
    assert [row for row in rows("colloquial.jsonl") if row["official"] in row["colloquial"]] == []


def test_many_domains_are_covered() -> None:
    pairs = rows("colloquial.jsonl")

    assert len(pairs) >= 5500
    assert len({row["domain"] for row in pairs}) >= 40


def texts(*names: str) -> str:
    return normalise("\n".join((DEMO / f"{name}.jsonl").read_text(encoding="utf-8") for name in names))


def test_a_citizens_word_is_seldom_the_language_of_laws() -> None:
    laws = texts("china_law_articles_subset", "national_admin_regs")
    words = {row["colloquial"] for row in rows("colloquial.jsonl")}

    assert {word for word in words if laws.count(normalise(word)) > 20} == OF_BOTH


def test_a_thousand_official_terms_stand_in_the_shipped_documents() -> None:
    shipped = texts("china_law_articles_subset", "national_admin_regs", "gd_service_guides", "bj_policies")
    pairs = Counter(normalise(row["official"]) for row in rows("colloquial.jsonl"))

    assert sum(times for official, times in pairs.items() if official in shipped) >= 1000


def test_a_citizens_word_has_two_characters_or_more_and_no_blank_inside() -> None:
    assert [row for row in rows("colloquial.jsonl") if len(row["colloquial"]) < 2 or " " in row["colloquial"]] == []


def test_places_are_named_once_and_stand_under_a_known_place() -> None:
    places = rows("places.jsonl")
    names = [place["name"] for place in places]

    assert len(names) == len(set(names))
    assert all(place["parent"] in names for place in places if place["level"] != "province")
    assert all(place["level"] in {"province", "city", "district"} for place in places)


def test_a_short_name_means_one_place_only() -> None:
    times = Counter(place["short"] for place in rows("places.jsonl") if place["short"])

    assert [name for name, count in times.items() if count > 1] == []


def test_all_prefecture_level_places_are_there() -> None:
    levels = Counter(place["level"] for place in rows("places.jsonl"))

    assert levels["province"] == 34
    assert levels["city"] >= 333


def test_the_dictionary_has_one_word_a_line_and_none_twice() -> None:
    words = dictionary()

    assert len(words) == len(set(words))
    assert all(word and word == word.strip() and " " not in word for word in words)


def test_official_terms_stay_whole_with_the_dictionary() -> None:
    segmenter = Segmenter(dictionary())

    for term in ["不动产权证书", "最低生活保障", "长期护理保险", "发文字号", "残疾人两项补贴"]:
        assert term in segmenter.words(f"办理{term}需要什么")
