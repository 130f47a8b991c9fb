"""Decides which document may speak, in force on the day asked about and for the place and year named."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.answers import AnswerStatus
from bot.deciding import Thresholds
from bot.quantities import wanted_quantity
from bot.refusing import ENDED, Refusals, best_of_each, near_miss
from bot.walk import Walk
from bot.wording import Wording
from kb.cards import DocumentCard
from kb.documents import DocumentKind, Fact, PassageKind, Validity
from kb.question_terms import WeightedTerm, fold
from kb.search import Hit
from kb.sentences import sentences
from kb.text import normalise


class DecideEvidence:
    """Chooses the document to quote, or ends with the reason why none may be."""

    name = "decide"

    def __init__(self, thresholds: Thresholds, refusals: Refusals, wording: Wording) -> None:
        self._limits = thresholds
        self._refusals = refusals
        self._wording = wording

    def take(self, walk: Walk) -> Walk:
        """The walk with its evidence, or ended with the reason."""
        best = best_of_each(walk.hits)
        past = bool(self._limits.past_cue.search(walk.text))
        chosen = self._chosen(best, past=past, named=walk.only is not None)
        chosen = self._with_number(walk, chosen, best) if chosen else None
        # A document of another place or year, or one that ended, may fit as well as can be and answers nothing.
        walk = walk.noting(self.name, confidence=round(chosen.score, 4) if chosen else 0.0)
        if chosen is None or (self._is_unlikely_guide(chosen) and walk.only is None):
            return self._refusals.refuse(walk)
        return self._with_evidence(walk, chosen)

    def _is_unlikely_guide(self, hit: Hit) -> bool:
        return hit.found.card.kind is DocumentKind.GUIDE and hit.score < self._limits.guide

    def _chosen(self, best: list[Hit], *, past: bool, named: bool) -> Hit | None:
        """The best document that may answer, when nothing much better may not.

        past: the question asks about the past, where ended documents may speak. named: it names the document.
        """
        for hit in best:
            miss = near_miss(hit)
            elsewhere = named and miss in (AnswerStatus.OTHER_REGION, AnswerStatus.OTHER_YEAR)
            if not (miss is None or elsewhere or (past and hit.validity.status in ENDED)):
                continue
            if hit.score < self._share(best[0]) * best[0].score and not named:
                return None
            return self._document_of(hit, best) if hit.found.card.kind is DocumentKind.INTERPRETATION else hit
        return None

    def _with_number(self, walk: Walk, chosen: Hit, best: Iterable[Hit]) -> Hit:
        """For a question for a number, the next document nearly as likely that holds one, where the chosen has none.

        A law says that each place sets the amount; the notice of the place says how much it is.
        """
        quantity = wanted_quantity(normalise(walk.understood.text))
        if quantity is None or walk.only is not None or chosen.found.card.kind is DocumentKind.GUIDE:
            return chosen
        likely = [
            hit for hit in best if hit.score >= self._limits.other_share * chosen.score and near_miss(hit) is None
        ]
        return next((hit for hit in (chosen, *likely) if _holds_one(walk, hit.document_id, quantity)), chosen)

    def _share(self, first: Hit) -> float:
        # A document that ended mostly has a successor that says it in other words; another year or place has none.
        return self._limits.successor_share if first.validity.status in ENDED else self._limits.other_share

    def _document_of(self, interpretation: Hit, best: Iterable[Hit]) -> Hit:
        """The document it interprets, when that was found too: the document prevails (R§2.9)."""
        target = interpretation.found.card.text(Fact.INTERPRETS)
        floor, standing = self._limits.document_share * interpretation.score, near_miss(interpretation)
        for hit in best:
            named = target and target in (hit.found.card.number, hit.found.card.title)
            if named and hit.score >= floor and near_miss(hit) is standing:
                return hit
        return interpretation

    def _with_evidence(self, walk: Walk, chosen: Hit) -> Walk:
        passages = [
            hit
            for hit in walk.hits
            if hit.document_id == chosen.document_id and hit.passage.kind is not PassageKind.NAME
        ]
        if not passages:
            return self._refusals.refuse(walk)
        card, evidence = chosen.found.card, tuple(_with_number_first(passages, walk)[: self._limits.passages])
        return replace(
            walk, evidence=evidence, subject=card, lead=walk.lead + self._reservation(chosen) + self._place(walk, card)
        ).noting("evidence", document=card.id, title=card.title, passages=[hit.passage.id for hit in evidence])

    def _place(self, walk: Walk, card: DocumentCard) -> tuple[str, ...]:
        """Whose rules are quoted, where the question left it open; guides are told with their unit."""
        if not card.place or walk.understood.regions or walk.only is not None or card.kind is DocumentKind.GUIDE:
            return ()
        return (self._wording.say("reservation", "place", place=card.place),)

    def _reservation(self, hit: Hit) -> tuple[str, ...]:
        """What must be said before quoting a document that is not plainly in force (R§3.3)."""
        card, standing = hit.found.card, hit.validity
        explains = card.kind is DocumentKind.INTERPRETATION
        unit = (card.text(Fact.ISSUING_BODY) or card.text(Fact.RESPONSIBLE_UNIT)).split(" ")[0] or "发文机关"
        if standing.status is Validity.UNCONFIRMED:
            by_other = "interpreted" if explains else "repealed"
            key = by_other if standing.by_document else "expired"
            return (self._wording.say("reservation", key, basis=standing.basis, evidence=standing.evidence, unit=unit),)
        if standing.status is Validity.AMENDED:
            return (self._wording.say("reservation", "amended"),)
        if standing.status in ENDED:
            key = "past_interpretation" if explains else "past"
            return (self._wording.say("reservation", key, validity=standing.status.value, basis=standing.basis),)
        if standing.status is Validity.NOT_YET_IN_FORCE:
            return (self._wording.say("reservation", "not_yet", basis=standing.basis),)
        if explains:
            return (self._wording.say("reservation", "interpretation"),)
        return ()


def _holds_one(walk: Walk, document_id: str, quantity: re.Pattern[str]) -> bool:
    """Whether a passage of the document tells such a number."""
    return any(_tells(hit, quantity, walk.terms) for hit in walk.hits if hit.document_id == document_id)


def _tells(hit: Hit, quantity: re.Pattern[str], terms: Sequence[WeightedTerm]) -> bool:
    """Whether some sentence of the passage holds such a number, and half of the question's terms by rarity."""
    text = hit.passage.text
    if hit.passage.kind is PassageKind.NAME or not quantity.search(fold(text)):
        return False
    if hit.passage.kind is PassageKind.TABLE:
        return True
    half = sum(term.rarity for term in terms) / 2
    cut = (fold(span.of(text)) for span in sentences(text))
    return any(sum(t.rarity for t in terms if t.stands_in(one)) >= half for one in cut if quantity.search(one))


def _with_number_first(passages: list[Hit], walk: Walk) -> list[Hit]:
    """For a question for a number, passages that hold one of its kind before those that hold none."""
    quantity = wanted_quantity(normalise(walk.understood.text))
    if quantity is None:
        return passages
    return sorted(passages, key=lambda hit: not quantity.search(fold(hit.passage.text)))
