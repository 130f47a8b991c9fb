"""Documents and passages as JSON objects: every fact with its source, every clause, every relation."""

from datetime import date

from channels.client.addresses import source_path
from channels.words import word
from kb.cards import ChangeByOther, DocumentCard, FoundPassage, Link, MadeClaim, StoredDocument, Version
from kb.citations import cite_labels
from kb.documents import Claim, Clause, Fact, current_values
from kb.validity import validity_on
from service.views import View

CONTEXT_CHARACTERS = 300


class FactView(View):
    """One claim about a document; counts is true for the one that is in force."""

    fact: str
    label: str
    value: str
    origin: str
    origin_label: str
    evidence: str
    start: int | None
    end: int | None
    counts: bool
    made_by: str | None
    reason: str | None


class ValidityView(View):
    """The standing of a document on a day, and why."""

    status: str
    on: date
    basis: str
    evidence: str
    confirmed: bool
    ended_on: date | None
    by_document: str | None


class ClauseView(View):
    """A clause with its path as cited."""

    path: str
    labels: list[str]
    heading: str
    start: int
    end: int
    unit: str | None
    page: int | None


class RelationView(View):
    """What this document says of another, or another of this (heard)."""

    kind: str
    label: str
    speaker_id: str
    other_id: str | None
    target_number: str | None
    target_title: str
    evidence: str
    confirmed_by: str | None


class DocumentLine(View):
    """A document in a list."""

    id: str
    kind: str
    title: str
    doc_no: str | None
    issuing_body: str | None
    state: str
    validity: str


class DocumentPage(View):
    """A page of the list; next_offset asks for the following page, null on the last."""

    documents: list[DocumentLine]
    next_offset: int | None


class DocumentView(View):
    """A whole document: facts with their sources, clauses, relations and the text that spans count in."""

    id: str
    kind: str
    title: str
    doc_no: str | None
    url: str | None
    version_id: str
    version: int
    source_digest: str
    media_type: str
    validity: ValidityView
    facts: list[FactView]
    clauses: list[ClauseView]
    relations: list[RelationView]
    text: str


class QuoteView(View):
    """Words of a version with what stands before and after them."""

    version_id: str
    before: str
    quote: str
    start: int
    end: int
    after: str


class PassageView(View):
    """A passage; start, end: its span. quote: the words asked for in place, the whole passage by default."""

    id: str
    document_id: str
    version_id: str
    title: str
    doc_no: str | None
    clause_path: str
    start: int
    end: int
    quote: QuoteView
    validity: ValidityView
    url: str | None
    source_path: str


def document_view(document: StoredDocument, on: date) -> DocumentView:
    """A whole document as it stands on a day."""
    card = document.card
    counting = set(map(id, current_values(tuple(made.claim for made in document.claims)).values()))
    return DocumentView(
        id=card.id,
        kind=card.kind.value,
        title=card.title,
        doc_no=card.number,
        url=card.text(Fact.URL) or None,
        version_id=document.version.id,
        version=document.version.number,
        source_digest=document.version.source_digest,
        media_type=document.version.media_type,
        validity=validity_view(card, document.changes, on),
        facts=[_fact_view(made, counts=id(made.claim) in counting) for made in document.claims],
        clauses=[_clause_view(clause) for clause in document.clauses],
        relations=[_relation_view(link) for link in (*document.said, *document.heard)],
        text=document.version.text,
    )


def document_line(card: DocumentCard, changes: tuple[ChangeByOther, ...], on: date) -> DocumentLine:
    """One line of a list, with the standing of the document on a day."""
    return DocumentLine(
        id=card.id,
        kind=card.kind.value,
        title=card.title,
        doc_no=card.number,
        issuing_body=card.text(Fact.ISSUING_BODY) or None,
        state=card.state.value,
        validity=validity_on(card, changes, on).status.value,
    )


def passage_view(found: FoundPassage, version: Version, quote: tuple[int, int], on: date) -> PassageView:
    """A passage with the words around the quotation; quote: span in the text of the version."""
    start, end = quote
    card = found.card
    return PassageView(
        id=found.passage.id,
        document_id=card.id,
        version_id=version.id,
        title=card.title,
        doc_no=card.number,
        clause_path=cite_labels(found.passage.labels),
        start=found.passage.start,
        end=found.passage.end,
        quote=quote_view(version, start, end),
        validity=validity_view(card, found.changes, on),
        url=card.text(Fact.URL) or None,
        source_path=source_path(card.id, version.id, start, end),
    )


def quote_view(version: Version, start: int, end: int) -> QuoteView:
    """The words of a span in place."""
    text = version.text
    before, after = text[max(0, start - CONTEXT_CHARACTERS) : start], text[end : end + CONTEXT_CHARACTERS]
    return QuoteView(version_id=version.id, before=before, quote=text[start:end], start=start, end=end, after=after)


def validity_view(card: DocumentCard, changes: tuple[ChangeByOther, ...], on: date) -> ValidityView:
    """The standing of a document on a day."""
    found = validity_on(card, changes, on)
    return ValidityView(
        status=found.status.value,
        on=on,
        basis=found.basis,
        evidence=found.evidence,
        confirmed=found.confirmed,
        ended_on=found.ended_on,
        by_document=found.by_document,
    )


def _fact_view(made: MadeClaim, *, counts: bool) -> FactView:
    claim: Claim = made.claim
    return FactView(
        fact=claim.fact.value,
        label=word(claim.fact),
        value=claim.value,
        origin=claim.origin.value,
        origin_label=word(claim.origin),
        evidence=claim.evidence,
        start=claim.start,
        end=claim.end,
        counts=counts,
        made_by=made.made_by,
        reason=made.reason,
    )


def _clause_view(clause: Clause) -> ClauseView:
    return ClauseView(
        path=cite_labels(clause.labels),
        labels=list(clause.labels),
        heading=clause.headings[-1] if clause.headings else "",
        start=clause.start,
        end=clause.end,
        unit=clause.unit,
        page=clause.page,
    )


def _relation_view(link: Link) -> RelationView:
    relation = link.relation
    return RelationView(
        kind=relation.kind.value,
        label=word(relation.kind),
        speaker_id=link.speaker_id,
        other_id=link.other_id,
        target_number=relation.target_number,
        target_title=relation.target_title,
        evidence=relation.evidence,
        confirmed_by=link.confirmed_by,
    )
