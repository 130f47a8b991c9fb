"""The template of an interpretation is filled with the document's own words and nothing else."""

from importlib.resources import files

from governance.clause_diff import ClauseText, diff
from governance.interpretation_template import Element, Template, as_draft, prefill
from ingestion.blocks import RawDocument
from ingestion.interpreting import interpret
from ingestion.reading import read
from kb.documents import Reading


def shipped(path: str) -> Reading:
    raw = RawDocument(files("demo").joinpath(path).read_bytes(), path.rsplit("/", 1)[-1], path)
    return interpret(read(raw)[0], key=path, source_digest="0", url=None)


def filled(path: str) -> tuple[Reading, Template]:
    reading = shipped(path)
    return reading, prefill(reading.text, reading.clauses)


def test_a_real_notice_fills_its_elements() -> None:
    _, template = filled("html/gz-26.html")

    assert "保障困难群众基本生活权益" in template[Element.BACKGROUND][0].words
    assert [quoted.words for quoted in template[Element.CONTENT]] == ["社会救助标准", "标准执行时间"]
    assert ("一（一）", "（一）全市城乡最低生活保障标准为每人每月1309元。") in [
        (quoted.place, quoted.words) for quoted in template[Element.STANDARDS]
    ]
    assert any("有效期1年" in quoted.words for quoted in template[Element.MIND])


def test_everything_quoted_stands_in_the_document() -> None:
    for path in ("html/gz-26.html", "html/gz-33.html", "html/gz-36b.html"):
        reading, template = filled(path)
        text = reading.text.replace("\n", "")

        quoted = [one for element, held in template.items() if element is not Element.DIFFERENCES for one in held]

        assert quoted and all(one.words in text for one in quoted)


def test_differences_to_the_older_document_are_named_clause_by_clause() -> None:
    old, new = [ClauseText("第一条", "标准为每月1238元。")], [ClauseText("第一条", "标准为每月1309元。")]

    template = prefill("标准为每月1309元。", (), diff(old, new))

    (difference,) = template[Element.DIFFERENCES]
    assert difference.place == "第一条" and "〔-1238-〕〔+1309+〕" in difference.words


def test_an_empty_document_gives_an_empty_template() -> None:
    template = prefill("", ())

    assert list(template) == list(Element) and not any(template.values())


def test_a_draft_marks_every_quotation_with_its_place() -> None:
    _, template = filled("html/gz-26.html")

    draft = as_draft(template[Element.STANDARDS])

    assert draft.splitlines()[0] == "一（一）：“（一）全市城乡最低生活保障标准为每人每月1309元。”"
