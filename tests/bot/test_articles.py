"""An article asked for by its number: read out of the question, quoted whole, or said not to exist."""

import pytest

from bot.answers import AnswerStatus
from bot.articles import Article, article_in, clause_of, titles_named
from kb.documents import Clause
from tests.bot.conftest import Ask

READ = {
    "劳动合同法第39条": (39, None, "劳动合同法"),
    "《劳动合同法》第三十九条规定了什么？": (39, None, "劳动合同法"),
    "请问劳动合同法第 三十九 条的内容": (39, None, "劳动合同法"),
    "中华人民共和国刑法第一百二十条之一是什么": (120, 1, "中华人民共和国刑法"),
    "根据信访条例２２条怎么说的": (22, None, "信访条例"),
}


@pytest.mark.parametrize(("question", "meant"), READ.items())
def test_an_article_is_read_with_its_law(question: str, meant: tuple[int, int | None, str]) -> None:
    named = article_in(question)

    assert named is not None
    assert (named.article.number, named.article.inserted) == meant[:2]
    assert meant[2] in titles_named(named)


@pytest.mark.parametrize(
    "question", ["第三条是什么", "有三条意见", "这个条例还有效吗", "", "条条", "一条龙服务怎么申请"]
)
def test_what_names_no_law_names_no_article(question: str) -> None:
    named = article_in(question)

    assert named is None or not any(title.endswith("法") for title in titles_named(named))


def test_a_question_about_more_than_the_wording_is_no_request_for_it() -> None:
    named = article_in("劳动合同法第三十九条规定的情形能拿经济补偿吗")

    assert named is not None
    assert not list(titles_named(named))


def test_an_inserted_article_is_not_the_one_it_follows() -> None:
    clauses = [Clause((label,), ("",), 0, 1) for label in ("第十条", "第十条之一", "第十一条")]

    assert clause_of(Article(10, None, ""), clauses) is clauses[0]
    assert clause_of(Article(10, 1, ""), clauses) is clauses[1]
    assert clause_of(Article(10, 2, ""), clauses) is None


LAW = "职工带薪年休假条例"


def test_the_article_is_quoted_whole(ask: Ask) -> None:
    answer = ask(f"{LAW}第二条是什么？")

    assert answer.status is AnswerStatus.ANSWERED
    assert [(c.clause_path, c.quote.startswith("第二条")) for c in answer.citations] == [("第二条", True)]


def test_an_article_that_does_not_exist_is_said_not_to(ask: Ask) -> None:
    answer = ask(f"《{LAW}》第九十九条是什么？")

    assert answer.status is AnswerStatus.ELEMENT_NOT_PUBLISHED
    assert "没有“第九十九条”" in answer.text
    assert answer.citations == ()
