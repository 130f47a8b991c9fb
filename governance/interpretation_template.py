"""The elements of an interpretation (R§2.7), each prefilled with the words of the document that belong in it.

Quotation only: what stands here are sentences of the document with the place they stand at. To explain them is the
drafter's work, and copying.py says when it was not done.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib.resources import files

from governance.clause_diff import ChangeKind, ClauseChange, PieceKind
from kb.citations import cite_labels
from kb.documents import Clause
from kb.sentences import Span, sentences

_MOST_HEADINGS = 20
_KEPT_AROUND = 20
_LONGEST_DIFFERENCE = 400
# Attachments come after the text and are no part of its outline.
_APART = re.compile(r"附件|附表|附录|《")


class InterpretationForm(Enum):
    """The forms an interpretation may take (R§2.6); the value is what people read."""

    PRESS_CONFERENCE = "新闻发布会"
    ONLINE_INTERVIEW = "在线访谈"
    CITIZENS_ASK = "市民问政"
    ARTICLE = "解读文章"
    CHART = "图解"
    MEDIA = "音视频"
    ANIMATION = "动漫"
    QUESTIONS_AND_ANSWERS = "一问一答"
    EXPERT = "专家解读"


class Element(Enum):
    """The elements of an interpretation (R§2.7), in order; the value is its heading."""

    BACKGROUND = "背景依据"
    AIMS = "目标任务"
    CONTENT = "主要内容"
    SCOPE = "适用范围"
    STANDARDS = "执行标准"
    MIND = "注意事项"
    TERMS = "关键词注释"
    BENEFITS = "惠民利民举措"
    DIFFERENCES = "新旧政策差异"


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of the document for an element. place: clause as cited, "" outside clauses; words: verbatim."""

    place: str
    words: str


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: re.Pattern[str]
    most: int
    within: int | None


Template = Mapping[Element, tuple[Quoted, ...]]


def prefill(text: str, clauses: Sequence[Clause], differences: Sequence[ClauseChange] = ()) -> Template:
    """Every element with the sentences of the text that belong in it, in reading order; () where none does.

    differences: against the document this one repeals or amends, from clause_diff.
    """
    spans = sentences(text)
    rules = _rules()
    filled = {
        element: _sentences(text, spans, clauses, rules[element.value]) for element in Element if element.value in rules
    }
    filled[Element.CONTENT] = _outline(text, clauses)
    filled[Element.DIFFERENCES] = tuple(_difference(change) for change in differences if _tells(change))
    return {element: filled[element] for element in Element}


def as_draft(quoted: Sequence[Quoted]) -> str:
    """The quotations as the text the drafter starts from: each on its line, with its place, in quotation marks."""
    return "\n".join(f"{one.place}：“{one.words}”" if one.place else f"“{one.words}”" for one in quoted)


def _sentences(text: str, spans: Sequence[Span], clauses: Sequence[Clause], rule: _Rule) -> tuple[Quoted, ...]:
    found = [
        Quoted(_place(clauses, span), span.of(text).replace("\n", ""))
        for span in spans
        if (rule.within is None or span.start < rule.within)
        # Rows of tables are no sentences.
        and "\t" not in span.of(text)
        and rule.pattern.search(span.of(text))
    ]
    return tuple(found[: rule.most])


def _outline(text: str, clauses: Sequence[Clause]) -> tuple[Quoted, ...]:
    """The headings of the first level, or of articles without chapters the first sentence of each."""
    top = [c for c in clauses if len(c.labels) == 1 and not _APART.match(c.labels[0])]
    headed = [c for c in top if c.headings[0].strip()]
    if headed:
        return tuple(Quoted(cite_labels(c.labels), c.headings[0].strip()) for c in headed[:_MOST_HEADINGS])
    first = top[:_MOST_HEADINGS]
    opened = ((c, next(iter(sentences(text, start=c.start, end=c.end)), None)) for c in first)
    return tuple(Quoted(cite_labels(c.labels), span.of(text)) for c, span in opened if span)


def _tells(change: ClauseChange) -> bool:
    return change.kind in (ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.CHANGED)


def _difference(change: ClauseChange) -> Quoted:
    """The clause with what was removed in 〔-…-〕 and what was added in 〔+…+〕, kept words where they carry these."""
    clause = change.new or change.old
    shown = []
    for piece in change.pieces:
        sign = {PieceKind.ADDED: "+", PieceKind.REMOVED: "-"}.get(piece.kind)
        shown.append(f"〔{sign}{piece.words}{sign}〕" if sign else _shortened(piece.words))
    words = "".join(shown).replace("\n", "")
    return Quoted(clause.label if clause else "", words[:_LONGEST_DIFFERENCE])


def _shortened(words: str) -> str:
    return words if len(words) <= 2 * _KEPT_AROUND else f"{words[:_KEPT_AROUND]}……{words[-_KEPT_AROUND:]}"


def _place(clauses: Sequence[Clause], span: Span) -> str:
    holding = [clause for clause in clauses if clause.start <= span.start and span.end <= clause.end]
    return cite_labels(max(holding, key=lambda clause: len(clause.labels)).labels) if holding else ""


@cache
def _rules() -> Mapping[str, _Rule]:
    table = tomllib.loads(files("governance").joinpath("elements.toml").read_text("utf-8"))
    return {name: _Rule(re.compile(row["pattern"]), row["most"], row.get("within")) for name, row in table.items()}
