"""What is carried from step to step while a question becomes an answer."""

from dataclasses import dataclass, field, replace
from typing import Protocol

from bot.answers import AnswerStatus, Citation, Contact, Generated
from bot.articles import Article
from bot.conversation import Question
from bot.quotation_support import Support
from bot.understanding import Understanding
from kb.approved import ApprovedAnswer
from kb.cards import DocumentCard
from kb.question_terms import WeightedTerm
from kb.search import Hit


@dataclass(frozen=True)
class Walk:
    """The question and everything found out so far; each step returns a new one.

    text: the question with identifiers masked. status: None while no step has ended the search.
    lead: sentences said before the quotations. trace: what the steps did, in order, for --explain and replay.
    """

    question: Question
    text: str
    understanding: Understanding | None = None
    only: frozenset[str] | None = None  # documents named exactly: no other may answer
    article: Article | None = None  # named exactly, and nothing but its wording asked for
    hits: tuple[Hit, ...] = ()
    terms: tuple[WeightedTerm, ...] = ()
    evidence: tuple[Hit, ...] = ()  # the passages that may be quoted
    subject: DocumentCard | None = None  # the document the answer is about, also when it cannot be quoted
    status: AnswerStatus | None = None
    lead: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    labels: tuple[str, ...] = ()  # what stands before each quotation ("申请材料"), as many as citations
    support: Support | None = None  # how well the first quotation carries the answer, for prose
    approved: ApprovedAnswer | None = None  # what a unit approved for this question, told word for word
    generated: Generated | None = None  # what a model wrote from the evidence, checked sentence by sentence
    related: tuple[str, ...] = ()
    responsible: str = ""  # 责任单位 of the task quoted from, as printed
    unit: Contact | None = None
    told: str = ""
    trace: tuple[dict[str, object], ...] = field(default=())

    def end(self, status: AnswerStatus, *lead: str) -> "Walk":
        """The search ends here with this status; nothing but telling it remains."""
        return replace(self, status=status, lead=self.lead + lead)

    def noting(self, step: str, **facts: object) -> "Walk":
        """The same walk with one more line in its trace."""
        return replace(self, trace=(*self.trace, {"step": step, **facts}))

    def with_trace(self, lines: tuple[dict[str, object], ...]) -> "Walk":
        """The same walk with these lines as its trace."""
        return replace(self, trace=lines)

    @property
    def understood(self) -> Understanding:
        """What the question asks for; only steps after Understand may ask."""
        if self.understanding is None:
            raise RuntimeError("the question has not been understood yet")
        return self.understanding


class Step(Protocol):
    """One step of the way from question to answer. name is the key in timings and traces."""

    name: str

    def take(self, walk: Walk) -> Walk:
        """The walk after this step."""
        ...
