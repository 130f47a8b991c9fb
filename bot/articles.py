"""Questions for an article by its number: 劳动合同法第39条, 《失业保险条例》第十四条怎么说."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.documents import Clause
from kb.numerals import CHINESE_NUMERALS, to_int

_NUMERAL = rf"[0-9０-９{CHINESE_NUMERALS}]{{1,8}}"
_LABEL = re.compile(rf"第?\s*({_NUMERAL})\s*条(?:\s*之\s*([{CHINESE_NUMERALS}]))?")
# What may stand beside title and label when the wording itself is asked for.
_BESIDE = re.compile(
    r"请问|你好|根据|按照|依照|依据|查一?下|看一?下|规定了?|的?(具体|全部|完整)?(内容|原文|条文|全文|文本)|"
    r"是?怎么(说|写|规定|讲)的?|讲(的|了)?|说(的|了)?|写(的|了)?|是?(什么|啥|哪些)|有|是|里|中|的|吗|呢|第|款|项|[\s,.?!:;，。？！：；《》“”\"'（）()]"
)
_LONGEST_TITLE, _SHORTEST_TITLE = 40, 3
_NATION = "中华人民共和国"
# A text with fewer numbered articles is not one that is cited by them.
_FEWEST_ARTICLES = 3


@dataclass(frozen=True, slots=True)
class Article:
    """An article named by number. inserted: 1 for 第…条之一. written: as the question has it."""

    number: int
    inserted: int | None
    written: str


@dataclass(frozen=True, slots=True)
class NamedArticle:
    """An article and the words before it, among which its law is named; rest: what follows."""

    article: Article
    before: str
    rest: str


def article_in(text: str) -> NamedArticle | None:
    """The first article a question names, None when it names none or only after nothing."""
    found = _LABEL.search(text)
    number = to_int(found[1]) if found else None
    if found is None or number is None or not text[: found.start()].strip():
        return None
    inserted = to_int(found[2]) if found[2] else None
    article = Article(number, inserted, found[0].strip())
    return NamedArticle(article, text[: found.start()], text[found.end() :])


def titles_named(named: NamedArticle) -> Iterator[str]:
    """Every title the words before the article may name, longest first, where its wording is all that is asked for."""
    words = re.sub(r"[《》\s“”]", "", named.before)[-_LONGEST_TITLE:]
    words = re.sub(r"的$|[（(][^（）()]*[)）]$", "", words)
    for start in range(max(0, len(words) - _SHORTEST_TITLE + 1)):
        title = words[start:]
        if _BESIDE.sub("", words[:start] + named.rest):
            continue
        yield title
        if not title.startswith(_NATION):
            yield _NATION + title


def clause_of(article: Article, clauses: Sequence[Clause]) -> Clause | None:
    """The clause that is this article."""
    for clause in clauses:
        numbered = _number_of(clause)
        if numbered == (article.number, article.inserted):
            return clause
    return None


def is_cited_by_articles(clauses: Sequence[Clause]) -> bool:
    """Whether the text has articles at all, so that one that is absent does not exist."""
    return sum(_number_of(clause) is not None for clause in clauses) >= _FEWEST_ARTICLES


def _number_of(clause: Clause) -> tuple[int, int | None] | None:
    found = _LABEL.fullmatch(clause.labels[-1]) if clause.labels else None
    number = to_int(found[1]) if found else None
    return None if found is None or number is None else (number, to_int(found[2]) if found[2] else None)
