import json
from datetime import date
from pathlib import Path

import pytest

from evals.errors import EvaluationError
from evals.forms import read_documents, read_questions


def written(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("row", "names"),
    [
        ({"question": "问", "document_ids": ["a", "b"]}, ("a", "b")),
        ({"question": "问", "docid": "d1"}, ("d1",)),
        ({"question": "问", "matter_ids": ["gd-1"]}, ("gd-1",)),
        ({"question": "问", "gold": [705, 49282], "gold_names": ["甲", "乙"]}, ("705", "49282")),
        ({"question": "问", "documents": ["国发〔2019〕5号"]}, ("国发〔2019〕5号",)),
    ],
)
def test_every_known_form_names_its_right_documents(tmp_path: Path, row: dict[str, object], names: tuple[str]) -> None:
    [question] = read_questions(written(tmp_path / "q.jsonl", row))

    assert question.documents == names


def test_a_question_keeps_its_day_its_earlier_turns_and_its_joined_answer(tmp_path: Path) -> None:
    row = {
        "id": "x",
        "question": "那要带什么？",
        "asked_on": "2024-05-01",
        "history": ["怎么申请？"],
        "answer": ["甲。", "乙。"],
        "answerable": True,
        "status": "answered_past",
    }

    [question] = read_questions(written(tmp_path / "q.jsonl", row))

    assert (question.asked_on, question.history) == (date(2024, 5, 1), ("怎么申请？",))
    assert (question.answer, question.status) == ("甲。乙。", "answered_past")


def test_an_answer_that_is_no_number_is_none(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('{"question": "监护资格撤销后可以恢复吗？", "gold": [689], "answer": NaN}', "utf-8")

    assert read_questions(path)[0].answer == ""


def test_a_line_that_is_no_question_is_named(tmp_path: Path) -> None:
    file = written(tmp_path / "q.jsonl", {"question": "好"}, {"text": "没有问题"})

    with pytest.raises(EvaluationError, match=r"line 2: question"):
        read_questions(file)


def test_documents_are_called_by_the_id_their_source_gave_them(tmp_path: Path) -> None:
    file = written(
        tmp_path / "d.jsonl",
        {"id": 705, "name": "民法典第五十四条", "text": "自然人从事工商业经营。"},
        {"docid": "ab", "text": "关于防控的通知 各单位："},
        {"id": "gd-1", "TASK_NAME": "办证", "handle_location": "大厅", "material_intro": ["身份证"]},
    )

    assert [document.name for document in read_documents([file])] == ["705", "ab", "gd-1"]


def test_the_articles_of_a_law_are_one_document_called_by_its_name(tmp_path: Path) -> None:
    rows = [{"law": "某法", "law_id": "1", "article": f"第{n}条", "text": "内容。"} for n in "一二"]

    [document] = read_documents([written(tmp_path / "d.jsonl", *rows)])

    assert document.name == "某法"


def test_the_same_record_in_two_files_is_one_document(tmp_path: Path) -> None:
    files = [written(tmp_path / f"{n}.jsonl", {"id": "a", "text": "正文。"}) for n in (1, 2)]

    assert len(read_documents(files)) == 1


def test_two_records_with_one_id_are_refused(tmp_path: Path) -> None:
    file = written(tmp_path / "d.jsonl", {"id": "a", "text": "正文。"}, {"id": "a", "text": "别的。"})

    with pytest.raises(EvaluationError, match="'a' names two records"):
        read_documents([file])


def test_a_file_that_is_absent_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match=r"nowhere\.jsonl cannot be read"):
        read_documents([tmp_path / "nowhere.jsonl"])


def test_an_empty_cell_of_a_table_is_no_answer(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text('{"question": "问", "gold": [1], "answer": NaN}\n', encoding="utf-8")

    assert read_questions(path)[0].answer == ""
