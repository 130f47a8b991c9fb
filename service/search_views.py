"""What a search gives: passages as they are published, with the standing of their document."""

from channels.client.addresses import source_path
from kb.citations import cite_labels
from kb.documents import Fact
from kb.search import Hit
from service.views import View


class HitView(View):
    """A passage that may answer; text is the document's version at start to end.

    score: 0..1, the estimated chance that its document answers the question.
    """

    document_id: str
    version_id: str
    passage_id: str
    kind: str
    title: str
    doc_no: str | None
    issuing_body: str | None
    clause_path: str
    text: str
    start: int
    end: int
    page: int | None
    validity: str
    validity_basis: str
    score: float
    url: str | None
    source_path: str


class SearchPage(View):
    """The passages found, the best document first with its passages together."""

    hits: list[HitView]


def search_page(hits: list[Hit]) -> SearchPage:
    """The hits as everyone outside gets them."""
    return SearchPage(hits=[_hit_view(hit) for hit in hits])


def _hit_view(hit: Hit) -> HitView:
    passage, card = hit.passage, hit.found.card
    return HitView(
        document_id=card.id,
        version_id=passage.version_id,
        passage_id=passage.id,
        kind=card.kind.value,
        title=card.title,
        doc_no=card.number,
        issuing_body=card.text(Fact.ISSUING_BODY) or None,
        clause_path=cite_labels(passage.labels),
        text=passage.text,
        start=passage.start,
        end=passage.end,
        page=passage.page,
        validity=hit.validity.status.value,
        validity_basis=hit.validity.basis,
        score=round(hit.score, 4),
        url=card.text(Fact.URL) or None,
        source_path=source_path(card.id, passage.version_id, passage.start, passage.end),
    )
