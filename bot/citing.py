"""From spans of stored versions to citations: the only place where a Citation is made."""

from itertools import pairwise

from bot.answers import Citation
from kb.cards import DocumentCard
from kb.citations import cite_labels
from kb.documents import Clause, Fact
from kb.passages import Passage
from kb.sentences import Span
from kb.validity import ValidityOn


def cite(
    card: DocumentCard,
    validity: ValidityOn,
    *,
    text: str,
    start: int,
    end: int,
    labels: tuple[str, ...],
    passage: Passage | None = None,
) -> Citation:
    """The quotation text[start:end] with everything a reader needs to check it. text: of the card's version."""
    return Citation(
        document_id=card.id,
        version_id=card.version_id,
        passage_id=passage.id if passage else "",
        kind=card.kind,
        title=card.title,
        doc_no=card.number,
        clause_path=cite_labels(labels),
        quote=text[start:end],
        start=start,
        end=end,
        validity=validity.status,
        validity_basis=validity.basis,
        issuing_body=card.text(Fact.ISSUING_BODY) or card.text(Fact.RESPONSIBLE_UNIT) or None,
        url=card.text(Fact.URL) or None,
        page=passage.page if passage else None,
    )


def labels_at(clauses: list[Clause], start: int, end: int) -> tuple[str, ...]:
    """The labels of the innermost clause that holds the whole span, () outside all clauses."""
    holding = [clause for clause in clauses if clause.start <= start and end <= clause.end]
    return max(holding, key=lambda clause: len(clause.labels)).labels if holding else ()


def cut_by_clause(clauses: list[Clause], span: Span, text: str) -> list[Span]:
    """The span in pieces, one for each clause that begins inside it; itself when none does."""
    begins = sorted({clause.start for clause in clauses if span.start < clause.start < span.end})
    edges = [span.start, *begins, span.end]
    pieces = [Span(start, start + len(text[start:end].rstrip())) for start, end in pairwise(edges)]
    return [piece for piece in pieces if piece.end > piece.start]
