"""How single questions are shown in a report: one row each, the columns the same for all of a measure."""

from collections.abc import Mapping

from evals.answers import Scored, expected_status
from evals.asking import Asked
from evals.report import Case
from evals.retrieval import Ranked

_SHOWN_DOCUMENTS = 5


def shown(row: Ranked) -> list[str]:
    """The documents whose titles a case shows."""
    return [*sorted(row.right)[:_SHOWN_DOCUMENTS], *row.documents[:_SHOWN_DOCUMENTS]]


def ranked_case(row: Ranked, titles: Mapping[str, str]) -> Case:
    """A question with the place of the first right document and what stood before it."""
    place = next((n for n, document in enumerate(row.documents, start=1) if document in row.right), None)
    return {
        "id": row.question.id,
        "question": row.question.text,
        "place": place,
        "right": [titles.get(identity, identity) for identity in sorted(row.right)[:_SHOWN_DOCUMENTS]],
        "found": [
            f"{score:.3f} {titles.get(identity, identity)}"
            for identity, score in zip(row.documents[:_SHOWN_DOCUMENTS], row.scores, strict=False)
        ],
    }


def scored_case(row: Scored) -> Case:
    """A question with what was quoted beside what should have been."""
    asked = row.asked
    return {
        "id": asked.question.id,
        "kind": asked.question.kind,
        "question": "／".join((*asked.question.history, asked.question.text)),
        "official": asked.question.answer,
        "quoted": [citation.quote for citation in asked.answer.citations],
        "from": [f"{c.title} {c.doc_no or ''} {c.clause_path}" for c in asked.answer.citations],
        "status": asked.answer.status.value,
        "expected": expected_status(asked),
        "rouge_l": row.rouge_l,
        "f1": row.f1,
        "right_document": row.right_document,
        "right_clause": row.right_clause,
        "confidence": asked.confidence,
    }


def badness(row: Scored) -> tuple[float, float]:
    """Orders the worst first: broken quotations, then wrong kinds of answer, then by overlap."""
    broken = row.verified < len(row.asked.answer.citations)
    worth = -2.0 if broken else -1.0 if row.right_family is False else 0.0
    return (worth, 1.0 if row.rouge_l is None else row.rouge_l)


def refusal_case(asked: Asked, *, answerable: bool) -> Case:
    """A question with how sure the engine was."""
    return {
        "id": asked.question.id,
        "question": asked.question.text,
        "answerable": answerable,
        "confidence": asked.confidence,
        "status": asked.answer.status.value,
        "quoted": [citation.quote for citation in asked.answer.citations],
        "from": [citation.title for citation in asked.answer.citations],
        "official": asked.question.answer,
    }


def misjudged(case: Case) -> float:
    """How wrong the confidence was; orders the worst first when reversed."""
    confidence = case["confidence"]
    sure = confidence if isinstance(confidence, float) else 0.0
    return 1 - sure if case["answerable"] else sure
