"""The parts of passages held against a question: what each has of it, and what its sentence has."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from bot.quantities import wanted_quantity
from bot.understanding import Aspect
from kb.question_terms import WeightedTerm, fold, stretches_of
from kb.sentences import Span, parts, sentences

FEATURES = (
    "coverage",  # share of the question's terms, by rarity, in the part
    "before",  # the same for the part before it in its sentence
    "after",
    "phrases",  # share of the question's three-character stretches in the part
    "sentence",  # share of the question's terms in its sentence
    "sentence_phrases",
    "sentence_gap",  # how far its sentence falls short of the best sentence of all passages
    "phrases_gap",
    "is_best_sentence",  # of all passages, by terms and stretches together
    "is_best_part",  # of its sentence
    "follows_best",  # it comes after the best part of its sentence
    "precedes_best",
    "after_best_sentence",  # its sentence follows the best one
    "precision",  # share of its sentence's characters that some term of the question covers
    "part_precision",
    "novelty",  # share of its characters that the question does not have
    "length",  # in hundreds of characters
    "sentence_length",
    "cue",  # it holds what the kind of question asks for: a number, a day, a unit, …
    "cue_in_best",  # the same, inside the best sentence
    "sentence_cue",  # its sentence holds it
    "lead_in",  # it ends in a colon
    "after_lead_in",  # the part before it ends in a colon
    "heading",  # its words stand in the heading above it
    "opening",  # it opens its passage
    "rank",  # place of its passage among those of the document, 0 the best
    "passage_gap",  # how far its passage falls short of the best
    "context",  # share of the question's terms in the headings above it
    "lists",  # the question asks for a list and its sentence is the best
)


# What a part must hold to answer a kind of question; Chinese numerals count where a unit follows them.
_NUMBER = r"[0-9０-９一二三四五六七八九十百千万亿两半]+"

_CUES: dict[Aspect, re.Pattern[str]] = {
    Aspect.AMOUNT: re.compile(
        r"\d|[一二三四五六七八九十百千万两]+(次|个|人|名|倍|元|户|项|家|份|种|类|级|岁|成)|%|％|百分之"
    ),
    Aspect.FEE: re.compile(r"\d+(\.\d+)?\s*(元|万元)|不收费|免费|不收取|工本费|收费"),
    Aspect.DURATION: re.compile(rf"{_NUMBER}\s*(个)?(工作日|日|天|个月|月|年|小时|分钟|周)"),
    Aspect.TIME: re.compile(r"\d+\s*(年|月|日|时|点)|自.{2,12}起|之日|期间|每年|每月|每周|截至|截止"),
    Aspect.WHO: re.compile(
        r"责任单位|负责|主管|牵头|由.{2,20}(承担|组织|办理|实施|受理|负责)|局|委员会|办公室|部门|人民政府|公司"
    ),
    Aspect.PHONE: re.compile(r"\d{3,4}[-—－) ）]?\d{7,8}|\d{7,8}|1\d{4}(?!\d)|电话|热线"),
    Aspect.PLACE: re.compile(r"地址|路|街|号|楼|窗口|大厅|中心|网站|平台|公众号|APP|app|网点|http|www"),
    Aspect.MATERIALS: re.compile(r"材料|证明|证件|身份证|户口|申请表|复印件|原件|证书|资料|执照|合同|照片|表格"),
    Aspect.CONDITIONS: re.compile(
        r"条件|符合|具有|具备|满足|以上|以下|周岁|户籍|不得|应当|的(家庭|人员|单位|企业|居民|学生)"
    ),
    Aspect.PROCEDURE: re.compile(r"申请|提交|办理|登录|通过|受理|审核|填写|向.{2,20}提出|步骤|流程|方式|采取"),
    Aspect.PERMISSION: re.compile(r"可以|可|不得|应当|必须|允许|禁止|无需|不需|不予|属于|视为|有权|免"),
    Aspect.DEFINITION: re.compile(r"是指|指的是|所称|即|包括"),
    Aspect.PENALTY: re.compile(r"罚款|处.{0,30}(以下|以上)|责令|没收|吊销|拘留|追究|警告|处分|赔偿|违法"),
    Aspect.VALIDITY: re.compile(r"有效期|施行|废止|失效"),
    Aspect.LIST: re.compile(r"[、；;]|包括|以下|下列|一是|二是|（一）|\(一\)"),
}


@dataclass(frozen=True, slots=True)
class Source:
    """Words that may be quoted: text[start:end] of a version.

    score: 0..1, how well the passage fits the question. is_table: its units stand in the header, not beside numbers.
    """

    text: str
    start: int
    end: int
    context: str
    score: float
    is_table: bool = False


@dataclass(frozen=True)
class Asked:
    """What the question brings to choosing: its terms with their rarity, and the kinds of answer it wants.

    text: in its official reading (kb.vocabulary), so that official words count as the question's.
    """

    text: str
    terms: tuple[WeightedTerm, ...]
    aspects: frozenset[Aspect]

    @cached_property
    def quantity(self) -> re.Pattern[str] | None:
        """What must be held to answer a question for a number."""
        return wanted_quantity(fold(self.text))

    @cached_property
    def stretches(self) -> tuple[str, ...]:
        """Its runs of three characters."""
        return stretches_of(self.text)


@dataclass(frozen=True, slots=True)
class Measured:
    """The parts of one source and their features, (parts, len(FEATURES))."""

    spans: tuple[Span, ...]
    features: NDArray[np.float64]


def measure(sources: Sequence[Source], asked: Asked) -> list[Measured | None]:
    """The parts of every source against the question and against each other; None for a source without words."""
    cut = [_Cut(source, asked) if source.text[source.start : source.end].strip() else None for source in sources]
    held = [one for one in cut if one is not None]
    if not held:
        return [None for _ in sources]
    best = max((float((one.by_sentence + one.phrases_by_sentence).max()) for one in held), default=0.0)
    top = (max(float(o.by_sentence.max()) for o in held), max(float(o.phrases_by_sentence.max()) for o in held), best)
    first = max(source.score for source in sources)
    return [
        Measured(one.spans, one.features(asked, rank=rank, top=top, passage_gap=first - one.source.score))
        if one is not None
        else None
        for rank, one in enumerate(cut)
    ]


class _Cut:
    """One source cut into parts, with what each part and each sentence has of the question."""

    def __init__(self, source: Source, asked: Asked) -> None:
        self.source = source
        self.spans = tuple(parts(source.text, start=source.start, end=source.end))
        self.texts = [fold(span.of(source.text)) for span in self.spans]
        self.owner = sentence_of(source, self.spans)
        self.coverage, self.by_sentence = self._shares(
            [term.stands_in for term in asked.terms], np.array([term.rarity for term in asked.terms])
        )
        self.sizes = np.array([len(text) for text in self.texts], dtype=float)
        self.covered = np.array([_covered(text, asked.terms) for text in self.texts], dtype=float)
        self.phrases, self.phrases_by_sentence = self._shares(
            [partial(_holds, stretch) for stretch in asked.stretches], np.ones(len(asked.stretches))
        )

    def _shares(
        self, tests: Sequence[Callable[[str], bool]], weights: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """How much of what is tested for each part holds, and each sentence."""
        ideal = max(float(weights.sum()), 1e-6)
        present = np.array([[test(text) for test in tests] for text in self.texts], dtype=float).reshape(
            len(self.texts), len(tests)
        )
        union = np.zeros((int(self.owner[-1]) + 1, len(tests)))
        np.maximum.at(union, self.owner, present)
        return present @ weights / ideal, union @ weights / ideal

    def features(
        self, asked: Asked, *, rank: int, top: tuple[float, float, float], passage_gap: float
    ) -> NDArray[np.float64]:
        """(parts, len(FEATURES)) in the order of FEATURES. top: best sentence by terms, by stretches, by both."""
        owner, count, coverage = self.owner, len(self.texts), self.coverage
        sentence, phrases = self.by_sentence[owner], self.phrases_by_sentence[owner]
        best_sentence = sentence + phrases >= top[2] - 1e-9
        position = np.arange(count)
        best_part = _best_part_of_each(coverage + self.phrases, owner)
        cue = np.array([float(any(p.search(t) for a, p in _CUES.items() if a in asked.aspects)) for t in self.texts])
        sentence_cue = np.zeros(int(owner[-1]) + 1)
        np.maximum.at(sentence_cue, owner, cue)
        best_owner = int(owner[int(np.argmax(sentence + phrases))])
        ends_in_colon = np.array([float(text.endswith((":", "："))) for text in self.texts])
        same_before = np.r_[False, owner[1:] == owner[:-1]]
        same_after = np.r_[owner[1:] == owner[:-1], False]
        lengths = np.array([len(text) for text in self.texts]) / 100.0
        context = fold(self.source.context)
        ideal = max(sum(t.rarity for t in asked.terms), 1e-6)
        in_context = sum(t.rarity for t in asked.terms if t.stands_in(context)) / ideal
        characters = set(fold(asked.text))
        return np.column_stack(
            [
                coverage,
                np.r_[0.0, coverage[:-1]] * same_before,
                np.r_[coverage[1:], 0.0] * same_after,
                self.phrases,
                sentence,
                phrases,
                top[0] - sentence,
                top[1] - phrases,
                best_sentence,
                position == best_part[owner],
                position > best_part[owner],
                position < best_part[owner],
                (owner == best_owner + 1) & (top[2] - (sentence + phrases)[owner == best_owner].max() < 1e-9),
                (np.bincount(owner, weights=self.covered) / np.maximum(np.bincount(owner, weights=self.sizes), 1))[
                    owner
                ],
                self.covered / np.maximum(self.sizes, 1),
                [sum(char not in characters for char in text) / max(len(text), 1) for text in self.texts],
                lengths,
                np.bincount(owner, weights=lengths)[owner],
                cue,
                cue * best_sentence,
                sentence_cue[owner],
                ends_in_colon,
                np.r_[0.0, ends_in_colon[:-1]],
                [float(len(text) > 3 and text.strip("。，,.:： ") in context) for text in self.texts],
                position == 0,
                np.full(count, float(rank)),
                np.full(count, passage_gap),
                np.full(count, in_context),
                best_sentence * float(Aspect.LIST in asked.aspects),
            ]
        ).astype(float)


def sentence_of(source: Source, spans: Sequence[Span]) -> NDArray[np.int64]:
    """Ordinal of the sentence of each part."""
    ends = [sentence.end for sentence in sentences(source.text, start=source.start, end=source.end)]
    found = np.searchsorted(np.array(ends), np.array([span.end for span in spans]), side="left").clip(0, len(ends) - 1)
    return np.asarray(np.unique(found, return_inverse=True)[1], dtype=np.int64)


def _best_part_of_each(values: NDArray[np.float64], owner: NDArray[np.int64]) -> NDArray[np.int64]:
    """Index of the best part of each sentence."""
    best = np.zeros(int(owner[-1]) + 1, dtype=np.int64)
    for sentence in range(len(best)):
        inside = np.flatnonzero(owner == sentence)
        best[sentence] = inside[int(values[inside].argmax())] if len(inside) else 0
    return best


def _covered(text: str, terms: Sequence[WeightedTerm]) -> int:
    """How many characters of the text lie in an occurrence of some term."""
    held: set[int] = set()
    for word in (word for term in terms for word in (term.text, *term.alternatives)):
        begin = text.find(word)
        while begin >= 0:
            held.update(range(begin, begin + len(word)))
            begin = text.find(word, begin + 1)
    return len(held)


def _holds(stretch: str, text: str) -> bool:
    return stretch in text
