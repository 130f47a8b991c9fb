"""Answers from several documents to one question, for a person who chooses which of them to say."""

import tomllib
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from importlib.resources import files

from bot.answers import Answer, AnswerStatus
from bot.deciding import load_thresholds
from bot.pipeline import Pipeline
from bot.refusing import best_of_each
from bot.walk import Walk


class OfferKind(Enum):
    """How far an offered answer may be relied on."""

    OWN = "own"  # the one answer that every channel gives
    OTHER = "other"  # another document's words, judged to answer as well
    LEAD = "lead"  # words about the matter that were not judged to answer it: to look into, with that said


@dataclass(frozen=True, slots=True)
class Offer:
    """An answer that may be given; nothing of it is stored until it is chosen.

    lead, labels: the sentences before the quotations, and what stands before each of them ("申请材料").
    approved: the answer the unit responsible has approved, word for word, "" where none is; it is said as it is.
    is_verdict: the lead itself answers whether a document is in force; the quotation only bears it out.
    question: with identifiers masked. subject: what a follow-up may go on from.
    """

    kind: OfferKind
    answer: Answer
    lead: tuple[str, ...]
    labels: tuple[str, ...]
    approved: str
    is_verdict: bool
    question: str
    subject: str
    on: date
    channel: str


@dataclass(frozen=True, slots=True)
class OfferLimits:
    """What another document must reach to be offered.

    near: chance (0..1) of being about the matter. shortest: characters quoted, all quotations together.
    """

    near: float
    shortest: int


def load_offer_limits() -> OfferLimits:
    """The values shipped with the project."""
    table = tomllib.loads(files("bot").joinpath("offering.toml").read_text("utf-8"))
    return OfferLimits(load_thresholds().near, table["shortest_characters"])


def walks_of_others(walk: Walk, pipeline: Pipeline, *, limit: int, limits: OfferLimits) -> list[tuple[OfferKind, Walk]]:
    """Finished walks of other documents than the walk quoted, best first; what was found is not searched again.

    Documents that may not speak are left out. Where the one answer is a refusal, no other document answers either:
    what they say are leads.
    """
    taken = {citation.document_id for citation in walk.citations}
    found: list[tuple[OfferKind, Walk]] = []
    for hit in best_of_each(walk.hits):
        if len(found) == limit:
            break
        if hit.document_id in taken or hit.score < limits.near:
            continue
        other = _quoted_alone(walk, pipeline, hit.document_id)
        if other is None or sum(len(citation.quote) for citation in other[1].citations) < limits.shortest:
            continue
        found.append(other if walk.citations else (OfferKind.LEAD, other[1]))
    return sorted(found, key=lambda one: one[0] is OfferKind.LEAD)


def _quoted_alone(walk: Walk, pipeline: Pipeline, document_id: str) -> tuple[OfferKind, Walk] | None:
    """The walk as if only this document had been found; judged beside all that was."""
    hits = tuple(hit for hit in walk.hits if hit.document_id == document_id)
    alone = Walk(walk.question, walk.text, walk.understanding, hits=hits, terms=walk.terms)
    quoted = pipeline.answered_from(alone)
    if not quoted.citations or quoted.status is None or not quoted.status.has_quotations:
        return None
    judged = pipeline.checked(replace(quoted, hits=walk.hits))
    if judged.citations:
        return OfferKind.OTHER, pipeline.told(judged)
    # What is named is not judged: the words are only checked to stand where they are said to be.
    named = pipeline.checked(replace(quoted, only=frozenset({document_id})))
    return (OfferKind.LEAD, pipeline.told(named)) if named.status is not AnswerStatus.NO_POLICY_FOUND else None
