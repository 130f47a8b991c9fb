"""Is the right thing quoted, word for word? Quotations against the official answer, span and status checked."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.answers import Answer, AnswerStatus
from evals.asking import Asked
from evals.measures import character_f1, mean, percentile, plain, rouge_l
from evals.retrieval import Right
from kb.library import Library
from kb.sentences import sentences

_POINTER = re.compile(r"\[\d+\]")
_QUOTED = frozenset(status.value for status in AnswerStatus if status.has_quotations)
# One refusal may be truer than another, but none of them misleads.
_REFUSED = frozenset({"no_policy_found", "other_region", "other_year", "element_not_published", "clarify"})


@dataclass(frozen=True, slots=True)
class Scored:
    """One answer with what it is worth. rouge_l, f1: None where no official answer is given.

    verified: how many of its quotations equal the stored text at their span and stand in the answer's text.
    written: ROUGE-L of what a language model wrote, None where none wrote or no official answer is given.
    right_document, right_clause: whether any citation is of a right one, None where that is not stated or nothing
    was to be quoted. right_status, right_family: as expected; of the same kind (quoted, refused) as expected.
    """

    asked: Asked
    quoted: str
    rouge_l: float | None
    f1: float | None
    sentences: int
    verified: int
    right_document: bool | None
    right_clause: bool | None
    right_status: bool | None
    right_family: bool | None
    written: float | None = None


def score(asked: Asked, *, right: frozenset[str], text_of: Callable[[str], str]) -> Scored:
    """text_of: the stored text of a version."""
    question, answer = asked.question, asked.answer
    quoted = "".join(citation.quote for citation in answer.citations)
    official = plain(question.answer)
    must_quote = question.answerable and bool(official)
    expected = expected_status(asked)
    return Scored(
        asked=asked,
        quoted=quoted,
        rouge_l=rouge_l(plain(quoted), official) if must_quote else None,
        f1=character_f1(plain(quoted), official) if must_quote else None,
        sentences=sum(len(sentences(citation.quote)) for citation in answer.citations),
        verified=_verified(answer, text_of),
        right_document=any(c.document_id in right for c in answer.citations) if must_quote and right else None,
        right_clause=_in_clause(asked, right) if must_quote and question.clauses else None,
        right_status=answer.status.value == expected if expected else None,
        right_family=_family(answer.status.value) == _family(expected) if expected else None,
        written=_written(answer, official) if must_quote else None,
    )


def _written(answer: Answer, official: str) -> float | None:
    if answer.generated is None:
        return None
    return rouge_l(plain(_POINTER.sub("", answer.generated.text)), official)


def expected_status(asked: Asked) -> str | None:
    """The status the question should end with; None where its set does not say."""
    question = asked.question
    if question.status or not question.kind:
        return question.status
    return AnswerStatus.ANSWERED.value if question.answerable else AnswerStatus.NO_POLICY_FOUND.value


def score_all(rows: Sequence[Asked], right: Right, library: Library) -> list[Scored]:
    """Every answer against the truth of its question and the stored texts."""
    texts: dict[str, str] = {}

    def text_of(version_id: str) -> str:
        if version_id not in texts:
            texts[version_id] = library.version_text(version_id)
        return texts[version_id]

    return [score(asked, right=right.get(asked.question.id, frozenset()), text_of=text_of) for asked in rows]


def summarise(rows: Sequence[Scored]) -> dict[str, float]:
    """The figures of a set. Shares are over the questions that state what is measured; absent where none does."""
    quoting = [row for row in rows if row.asked.answer.citations]
    quotations = sum(len(row.asked.answer.citations) for row in rows)
    times = [row.asked.milliseconds for row in rows]
    figures = {
        "n": float(len(rows)),
        "rouge_l": _share([row.rouge_l for row in rows]),
        "f1": _share([row.f1 for row in rows]),
        "rouge_l_when_quoting": _share([row.rouge_l for row in quoting]),
        "sentences": mean([row.sentences for row in quoting]),
        "characters": mean([len(row.quoted) for row in quoting]),
        "verbatim": sum(row.verified for row in rows) / quotations if quotations else None,
        "answered": mean([float(bool(row.asked.answer.citations)) for row in rows]),
        "document": _share([row.right_document for row in rows]),
        "clause": _share([row.right_clause for row in rows]),
        "status": _share([row.right_status for row in rows]),
        "status_family": _share([row.right_family for row in rows]),
        "generated": _share([row.asked.answer.generated is not None for row in rows]) or None,
        "generated_rouge_l": _share([row.written for row in rows]),
        "ask_p50_ms": percentile(times, 0.5),
        "ask_p99_ms": percentile(times, 0.99),
    }
    return {name: value for name, value in figures.items() if value is not None}


def by_kind(rows: Sequence[Scored]) -> dict[str, dict[str, float]]:
    """The figures of each kind of question, for sets that tell kinds."""
    kinds = dict.fromkeys(row.asked.question.kind for row in rows if row.asked.question.kind)
    return {kind: summarise([row for row in rows if row.asked.question.kind == kind]) for kind in kinds}


def _verified(answer: Answer, text_of: Callable[[str], str]) -> int:
    return sum(
        text_of(citation.version_id)[citation.start : citation.end] == citation.quote and citation.quote in answer.text
        for citation in answer.citations
    )


def _in_clause(asked: Asked, right: frozenset[str]) -> bool:
    """Whether a citation of a right document stands in a named clause or below it."""
    wanted = [_clause(path) for path in asked.question.clauses]
    cited = [_clause(c.clause_path) for c in asked.answer.citations if not right or c.document_id in right]
    return any(path.startswith(clause) for path in cited for clause in wanted)


def _clause(path: str) -> str:
    # The shipped truth names clauses within the document that a notice issues, without the part they are in.
    return plain(path.rpartition(" ")[2])


def _family(status: str) -> str:
    if status in _QUOTED:
        return "quoted"
    return "refused" if status in _REFUSED else status


def _share(values: Sequence[float | bool | None]) -> float | None:
    known = [float(value) for value in values if value is not None]
    return mean(known) if known else None
