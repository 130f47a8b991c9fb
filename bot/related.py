"""What else may help the person who asked: guides to the same matter, and interpretations of what was quoted."""

from dataclasses import dataclass
from datetime import date

from bot.engine import Engine
from bot.transcripts import KeptAnswer
from kb.cards import DocumentCard
from kb.documents import DocumentKind, RelationKind, Validity
from kb.library import Library
from kb.search import Hit

LIMIT = 3
# A guide is offered when it may well be meant and holds a fair part of the words asked with. Looked at on the demo
# corpus: below these, 护照 offers residence permits and 药店 offers the transport of firearms.
SCORE = 0.15
COVERAGE = 0.3
HITS_LOOKED_AT = 40


@dataclass(frozen=True, slots=True)
class Related:
    """Documents to offer beside an answer, best first."""

    guides: tuple[DocumentCard, ...] = ()
    interpretations: tuple[DocumentCard, ...] = ()


def related_to(kept: KeptAnswer, *, engine: Engine, library: Library, on: date) -> Related:
    """What citizens may see now that goes with the answer and is not quoted in it."""
    cited = {citation.document_id for citation in kept.answer.citations}
    if not cited:
        return Related()
    return Related(_guides(kept, engine, cited, on), _interpretations(library, cited))


def _guides(kept: KeptAnswer, engine: Engine, cited: set[str], on: date) -> tuple[DocumentCard, ...]:
    # A follow-up ("要多久？") says little by itself: what it was about stands beside it.
    queries = dict.fromkeys((kept.question, kept.subject))
    hits = [hit for text in queries if text for hit in engine.find(text, on=on, limit=HITS_LOOKED_AT)]
    cards = {hit.document_id: hit.found.card for hit in hits if _fits(hit) and hit.document_id not in cited}
    return tuple(cards.values())[:LIMIT]


def _fits(hit: Hit) -> bool:
    return (
        hit.found.card.kind is DocumentKind.GUIDE
        and hit.validity.status is not Validity.REPEALED
        and hit.score >= SCORE
        and hit.parts["coverage"] >= COVERAGE
    )


def _interpretations(library: Library, cited: set[str]) -> tuple[DocumentCard, ...]:
    speakers = [
        link.speaker_id
        for document_id in sorted(cited)
        if library.is_public(document_id)
        for link in library.document(document_id).heard
        if link.relation.kind is RelationKind.INTERPRETS and link.speaker_id not in cited
    ]
    cards = library.cards([speaker for speaker in dict.fromkeys(speakers) if library.is_public(speaker)])
    return tuple(cards[speaker] for speaker in dict.fromkeys(speakers) if speaker in cards)[:LIMIT]
