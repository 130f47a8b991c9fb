"""What callers get: the answer as one strict JSON object, the same on the command line and over HTTP."""

from typing import Any

from pydantic import BaseModel, ConfigDict

from bot.answers import Answer, Citation
from bot.labelling import aigc_metadata
from channels.client.addresses import source_path


class View(BaseModel):
    """A frozen JSON object with no undeclared fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class CitationView(View):
    """Where quoted words stand; start and end count code points of the document's text."""

    document_id: str
    title: str
    doc_no: str | None
    clause_path: str
    quote: str
    start: int
    end: int
    validity: str
    url: str | None
    passage_id: str  # "" for words that stand in no passage, such as a repeal clause found by number
    version_id: str
    validity_basis: str
    kind: str
    issuing_body: str | None
    page: int | None
    source_path: str  # where this server shows the words in place


class UnitView(View):
    """Whom to ask further."""

    name: str
    phone: str | None


class GeneratedView(View):
    """What a language model wrote of the answer, which model that was, and the label it must carry (R§8.7, R§8.8)."""

    text: str
    label: str
    model: str
    filing_number: str
    aigc: dict[str, str]  # metadata that must travel with every export: GB 45438-2025


class AnswerView(View):
    """One answer. generated is null for quotations only; trace is there only when asked for."""

    id: str
    status: str
    text: str
    citations: list[CitationView]
    unit: UnitView | None
    related: list[str]
    generated: GeneratedView | None
    conversation_id: str
    timings_ms: dict[str, float]
    # Typed Any: each step notes what it likes.
    trace: list[dict[str, Any]] | None = None


class AskedView(AnswerView):
    """The answer just given. continued: false where earlier turns were asked for and are not known (any more)."""

    continued: bool


def asked_view(answer: Answer, *, explain: bool) -> AskedView:
    """The answer as the one who asked gets it."""
    view = answer_view(answer, explain=explain)
    return AskedView(**dict(view), continued=answer.continued)


def answer_view(answer: Answer, *, explain: bool) -> AnswerView:
    """The answer as everyone outside gets it."""
    return AnswerView(
        id=answer.id,
        status=answer.status.value,
        text=answer.text,
        citations=[citation_view(citation) for citation in answer.citations],
        unit=UnitView(name=answer.unit.name, phone=answer.unit.phone) if answer.unit else None,
        related=list(answer.related),
        generated=generated_view(answer),
        conversation_id=answer.conversation_id,
        timings_ms={step: round(spent, 3) for step, spent in answer.timings_ms.items()},
        trace=[dict(line) for line in answer.trace] if explain else None,
    )


def generated_view(answer: Answer) -> GeneratedView | None:
    """The generated part with its metadata, None for quotations only."""
    generated, aigc = answer.generated, aigc_metadata(answer)
    if generated is None or aigc is None:
        return None
    return GeneratedView(
        text=generated.text,
        label=generated.label,
        model=generated.model,
        filing_number=generated.filing_number,
        aigc=aigc,
    )


def citation_view(citation: Citation) -> CitationView:
    """A citation with the address where this server shows it."""
    return CitationView(
        document_id=citation.document_id,
        title=citation.title,
        doc_no=citation.doc_no,
        clause_path=citation.clause_path,
        quote=citation.quote,
        start=citation.start,
        end=citation.end,
        validity=citation.validity.value,
        url=citation.url,
        passage_id=citation.passage_id,
        version_id=citation.version_id,
        validity_basis=citation.validity_basis,
        kind=citation.kind.value,
        issuing_body=citation.issuing_body,
        page=citation.page,
        source_path=source_path(citation.document_id, citation.version_id, citation.start, citation.end),
    )
