"""The shipped questions keep their promises: every answer stands in a shipped file, every refusal is one.

The words are taken out of the files here by the simplest means, independent of our readers.
"""

import json
import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from lxml import html

from bot.answers import AnswerStatus
from scripts.reader.data import Passage

ROOT = Path(__file__).parent.parent.parent
DEMO = ROOT / "demo"
QUESTIONS = ROOT / "evals" / "questions"
READING = ROOT / "scripts" / "reader" / "questions.jsonl"
INVENTED = READING.with_name("documents.jsonl")
TERMS = ROOT / "kb" / "terms"
KINDS = {
    "document_words",
    "citizen_words",
    "unanswerable",
    "ended",
    "follow_up",
    "exact",
    "emergency",
    "other_channel",
    "out_of_scope",
}
LEAST = {"citizen_words": 60, "unanswerable": 40, "ended": 20, "follow_up": 20, "exact": 15}


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b\ufeff]", "", text)


def words_of(value: object) -> str:
    if isinstance(value, dict):
        return "\n".join(words_of(part) for part in value.values())
    if isinstance(value, list):
        return "\n".join(words_of(part) for part in value)
    return str(value)


def file_words(path: Path) -> str:
    if path.suffix == ".html":
        return str(html.fromstring(path.read_bytes().decode("utf-8")).text_content())
    if path.suffix == ".pdf":
        pages = (page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(str(path)))
        # The browser printed its own first and last line on every page.
        return re.sub(r"(?m)^\d{4}/\d+/\d+ \d+:\d+.*$|https://www\.gov\.cn\S+ \d+/\d+", "", "\n".join(pages))
    return path.read_text(encoding="utf-8")


@cache
def corpus() -> dict[str, str]:
    """The words of each document under every key a question may name it by, blanks removed."""
    words: dict[str, str] = {}
    for row in lines(DEMO / "manifest.jsonl"):
        if "records" not in row:
            text = squeezed(file_words(DEMO / row["path"]))
            words |= {key: text for key in (row["title"], row.get("doc_no", "")) if key}
            continue
        for record in lines(DEMO / row["path"]):
            text = squeezed(words_of(record))
            if "law" in record:
                words[record["law"]] = words.get(record["law"], "") + text
            else:
                words |= {key: text for key in (record.get("doc_no"), record.get("title"), record["id"]) if key}
    return words


def demo_questions() -> list[dict[str, Any]]:
    return lines(QUESTIONS / "demo.jsonl")


def training_questions() -> list[dict[str, Any]]:
    return lines(QUESTIONS / "training.jsonl")


def answers(row: dict[str, Any]) -> list[str]:
    answer: str | list[str] = row["answer"]
    return answer if isinstance(answer, list) else [answer]


ALL = demo_questions() + training_questions()


@pytest.mark.parametrize("row", [row for row in ALL if row["answerable"]], ids=lambda row: row["id"])
def test_the_answer_stands_word_for_word_in_a_named_document(row: dict[str, Any]) -> None:
    texts = [corpus()[key] for key in row["documents"]]

    assert answers(row)
    for answer in answers(row):
        assert any(squeezed(answer) in text for text in texts), answer


@pytest.mark.parametrize("row", [row for row in ALL if not row["answerable"]], ids=lambda row: row["id"])
def test_what_an_unanswerable_question_asks_for_is_nowhere_published(row: dict[str, Any]) -> None:
    texts = [corpus()[key] for key in row["documents"]] or list(corpus().values())

    assert not row["answer"]
    assert row["absent"] or row["kind"] != "unanswerable"
    for words in row["absent"]:
        assert not any(words in text for text in texts), words


@cache
def words_of_file(name: str) -> str:
    path = INVENTED if name == INVENTED.name else DEMO / name
    if path.suffix == ".jsonl":
        return squeezed("\n".join(words_of(record) for record in lines(path)))
    return squeezed(file_words(path))


def test_every_answer_of_the_reading_questions_stands_in_its_document() -> None:
    rows = [(row["document"].partition("#")[0], answer) for row in lines(READING) for answer in row["answer"]]

    missing = [(name, answer) for name, answer in rows if squeezed(answer) not in words_of_file(name)]

    assert len(rows) > 20_000
    # A sentence may run over the end of a printed page, with the page's own lines in its midst.
    assert len(missing) < 10
    assert all(name.endswith(".pdf") for name, _ in missing)


def test_no_reading_question_gives_away_an_answer_that_is_measured() -> None:
    measured = [words for row in demo_questions() for answer in answers(row) if len(words := squeezed(answer)) > 8]
    asked = {row["question"] for row in demo_questions()}

    for row in lines(READING):
        assert row["question"] not in asked
        for answer in map(squeezed, row["answer"]):
            assert not any(words in answer or (len(answer) > 8 and answer in words) for words in measured), row


@pytest.mark.parametrize(("name", "least", "key"), [("judging.jsonl", 800, "demo:{}"), ("notices.jsonl", 450, "{}")])
def test_the_questions_for_judging_are_of_documents_the_reader_has_not_learnt(name: str, least: int, key: str) -> None:
    written = {(row["question"], *row["answer"]): row["document"] for row in lines(READING)}
    judged = lines(QUESTIONS / name)

    assert len(judged) > least
    for row in judged:
        document = key.format(written[(row["question"], *answers(row))])
        passage = Passage("", document, "", "", ())
        assert passage.is_held_out
        assert passage.is_invented is (name == "notices.jsonl")


def test_invented_documents_say_so_and_take_no_place_that_is() -> None:
    documents = lines(INVENTED)
    rows = (*lines(TERMS / "places.jsonl"), *lines(TERMS / "districts.jsonl"))
    # 城区 and 矿区 are names as well as words.
    places = {name for row in rows for name in (row["name"], row["parent"]) if len(name) > 2}

    assert all(row["invented"] for row in documents)
    assert not [row["id"] for row in documents if any(name in row["title"] + row["issuer"] for name in places)]


def test_no_invented_document_is_written_twice() -> None:
    documents = lines(INVENTED)

    assert len(documents) > 500
    assert len({row["text"] for row in documents}) == len(documents) == len({row["id"] for row in documents})


def test_every_line_has_the_documented_form() -> None:
    for row in ALL:
        assert row["kind"] in KINDS
        assert row["question"].strip() == row["question"]
        assert AnswerStatus(row.get("status", "answered"))
        assert date.fromisoformat(row.get("asked_on", "2026-11-23"))
        assert all(isinstance(turn, str) for turn in row.get("history", []))


def test_no_question_stands_twice() -> None:
    asked = Counter((row["question"], *row.get("history", [])) for row in ALL)

    assert [question for question, times in asked.items() if times > 1] == []
    assert len({row["id"] for row in ALL}) == len(ALL)


def test_the_evaluation_set_holds_enough_of_every_kind() -> None:
    kinds = Counter(row["kind"] for row in demo_questions())

    assert sum(kinds.values()) >= 240
    assert {kind: kinds[kind] for kind in LEAST if kinds[kind] < LEAST[kind]} == {}


def test_follow_ups_have_a_history() -> None:
    assert all(row["history"] for row in demo_questions() if row["kind"] == "follow_up")


def test_the_training_set_is_large_and_half_in_citizens_words() -> None:
    kinds = Counter(row["kind"] for row in training_questions())

    assert sum(kinds.values()) >= 300
    assert 0.4 <= kinds["citizen_words"] / sum(kinds.values()) <= 0.6


def test_no_training_answer_is_an_evaluation_answer() -> None:
    asked = {(key, squeezed(answer)) for row in demo_questions() for key in row["documents"] for answer in answers(row)}
    trained = {
        (key, squeezed(answer)) for row in training_questions() for key in row["documents"] for answer in answers(row)
    }
    of_documents = {(key, answer) for key, answer in asked & trained if not key.startswith("gd-")}

    assert of_documents == set()
