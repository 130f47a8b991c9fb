"""Choosing what to quote: one to three spans, word for word, that answer the question and no more than it.

Passages are cut into parts at commas and sentence ends. A small model says of each part how likely it belongs to the
answer; the stretch of neighbouring parts with the largest sum above a threshold is quoted. Weights: quoting.json.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from bot.quantities import wanted_quantity
from bot.understanding import Aspect
from kb.ranking import WeightedTerm, fold, stretches_of
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

# Parts of this many characters count in full in the sum of a stretch; longer ones do not say more.
_FULL_LENGTH = 20.0
# A sentence without the number asked for is quoted only when nothing else comes near.
_WITHOUT_NUMBER = 0.25

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
class QuotingWeights:
    """A logistic model over FEATURES, and what a stretch must reach.

    threshold: a part below this chance shortens the sum of the stretch it lies in. second: share of the best stretch's
    sum that another sentence must reach to be quoted beside it.
    """

    bias: float
    weights: Mapping[str, float]
    threshold: float
    second: float

    def chances(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n,) in 0..1: whether each part belongs to the answer."""
        vector = np.array([self.weights.get(name, 0.0) for name in FEATURES])
        return np.asarray(1.0 / (1.0 + np.exp(-(self.bias + features @ vector))))


def load_quoting_weights() -> QuotingWeights:
    """The weights shipped with the project."""
    table = json.loads(files("bot").joinpath("quoting.json").read_text("utf-8"))
    return QuotingWeights(table["bias"], table["weights"], table["threshold"], table["second"])


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


def beyond_title(text: str, start: int, end: int, *, title: str) -> int:
    """Where the words begin once the title, if the span opens with or near it, has been passed; start otherwise.

    A title holds the question's words and answers nothing.
    """
    at = text.find(title, start, end) if len(title) > 4 else -1
    beyond = at + len(title)
    return beyond if at >= 0 and at - start <= 40 and text[beyond:end].strip() else start


@dataclass(frozen=True, slots=True)
class Support:
    """How well the sentence around a stretch carries the answer: what bot/steps/judge.py decides on.

    coverage, phrases: shares of the question's terms and three-character stretches in the sentence. precision: share
    of the sentence that the question speaks of. chance: of the best part. cue: it holds what was asked for.
    """

    coverage: float
    phrases: float
    precision: float
    chance: float
    cue: float


@dataclass(frozen=True, slots=True)
class Chosen:
    """A stretch to quote: which source, its span in the version's text, the sum that chose it, and its support."""

    source: int
    start: int
    end: int
    weight: float
    support: Support


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


def choose(sources: Sequence[Source], asked: Asked, weights: QuotingWeights, *, most: int = 3) -> list[Chosen]:
    """One to most stretches, the best first; none when the sources hold no words."""
    found: list[Chosen] = []
    for index, measured in enumerate(measure(sources, asked)):
        if measured is not None:
            chances = weights.chances(measured.features) * _fitness(sources[index], measured.spans, asked)
            # Numbers belong to their own sentence each; other answers may run over several.
            pieces = _sentence_of(sources[index], measured.spans)
            breaks = pieces if asked.quantity else np.zeros_like(pieces)
            stretches = _stretches(measured.spans, chances, weights, breaks=breaks)
            for span, value in stretches:
                support = _support(measured, chances, span)
                found.append(Chosen(index, span.start, span.end, value, support))
    found.sort(key=lambda chosen: -chosen.weight)
    if not found:
        return []
    best = found[0]
    kept = [chosen for chosen in found[1:most] if chosen.weight >= weights.second * best.weight]
    return [best, *kept]


def _fitness(source: Source, spans: Sequence[Span], asked: Asked) -> NDArray[np.float64]:
    """1 for parts whose sentence can answer a question for a number, a quarter for the others."""
    if asked.quantity is None or source.is_table:
        return np.ones(len(spans))
    owner = _sentence_of(source, spans)
    texts = [""] * (int(owner[-1]) + 1)
    for span, index in zip(spans, owner, strict=True):
        texts[index] += fold(span.of(source.text))
    fits = np.array([1.0 if asked.quantity.search(text) else _WITHOUT_NUMBER for text in texts])
    return np.asarray(fits[owner])


def _support(measured: "Measured", chances: NDArray[np.float64], span: Span) -> Support:
    inside = [i for i, part in enumerate(measured.spans) if part.start < span.end and span.start < part.end]
    best = inside[int(chances[inside].argmax())]
    row = dict(zip(FEATURES, measured.features[best].tolist(), strict=True))
    cue = float(measured.features[inside, FEATURES.index("sentence_cue")].max())
    return Support(row["sentence"], row["sentence_phrases"], row["precision"], float(chances[best]), cue)


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
        self.owner = _sentence_of(source, self.spans)
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


def _holds(stretch: str, text: str) -> bool:
    return stretch in text


def _covered(text: str, terms: Sequence[WeightedTerm]) -> int:
    """How many characters of the text lie in an occurrence of some term."""
    held: set[int] = set()
    for word in (word for term in terms for word in (term.text, *term.alternatives)):
        begin = text.find(word)
        while begin >= 0:
            held.update(range(begin, begin + len(word)))
            begin = text.find(word, begin + 1)
    return len(held)


def _best_part_of_each(values: NDArray[np.float64], owner: NDArray[np.int64]) -> NDArray[np.int64]:
    """Index of the best part of each sentence."""
    best = np.zeros(int(owner[-1]) + 1, dtype=np.int64)
    for sentence in range(len(best)):
        inside = np.flatnonzero(owner == sentence)
        best[sentence] = inside[int(values[inside].argmax())] if len(inside) else 0
    return best


def _sentence_of(source: Source, spans: Sequence[Span]) -> NDArray[np.int64]:
    """Ordinal of the sentence of each part."""
    ends = [sentence.end for sentence in sentences(source.text, start=source.start, end=source.end)]
    found = np.searchsorted(np.array(ends), np.array([span.end for span in spans]), side="left").clip(0, len(ends) - 1)
    return np.asarray(np.unique(found, return_inverse=True)[1], dtype=np.int64)


def _stretches(
    spans: Sequence[Span], chances: NDArray[np.float64], weights: QuotingWeights, *, breaks: NDArray[np.int64]
) -> list[tuple[Span, float]]:
    """The stretches with the largest sums of (chance - threshold) by length; at most two, at least one.

    breaks: ordinal of the piece each part lies in; no stretch goes over from one piece into the next.
    """
    lengths = np.array([span.end - span.start for span in spans], dtype=float)
    gains = (chances - weights.threshold) * np.minimum(lengths, _FULL_LENGTH)
    found: list[tuple[int, int, float]] = []
    for piece in np.unique(breaks):
        free = breaks == piece
        while (best := _largest_run(np.where(free, gains, -1e9))) is not None and len(found) < 2 * len(spans):
            found.append(best)
            free[best[0] : best[1] + 1] = False
    if not found:
        top = int(chances.argmax())
        found.append((top, top, float(gains[top])))
    found.sort(key=lambda run: -run[2])
    return [(Span(spans[first].start, spans[last].end), value) for first, last, value in found[:3]]


def _largest_run(gains: NDArray[np.float64]) -> tuple[int, int, float] | None:
    best: tuple[int, int, float] | None = None
    start, total = 0, 0.0
    for index, gain in enumerate(gains):
        if total <= 0:
            start, total = index, 0.0
        total += float(gain)
        if total > 0 and (best is None or total > best[2]):
            best = (start, index, total)
    return best
