"""Decides whether what was found answers the question, and which document may speak."""

import re
from collections.abc import Iterable
from dataclasses import replace

from bot.answers import AnswerStatus
from bot.deciding import Thresholds
from bot.standing import Standing
from bot.understanding import Aspect
from bot.walk import Walk
from bot.wording import Wording
from kb.documents import DocumentKind, Fact, PassageKind, Validity
from kb.search import Hit

_ENDED = (Validity.REPEALED, Validity.EXPIRED)
# What a question about validity may ask for besides; with anything else it is a question about the content.
_BESIDE_VALIDITY = {Aspect.VALIDITY, Aspect.PERMISSION, Aspect.TIME, Aspect.PROCEDURE}


class DecideEvidence:
    """Chooses the document that answers, or the honest reason why none does."""

    name = "decide"

    def __init__(self, thresholds: Thresholds, standing: Standing, wording: Wording) -> None:
        self._limits = thresholds
        self._standing = standing
        self._wording = wording

    def take(self, walk: Walk) -> Walk:
        """The walk with its evidence, or ended with the reason."""
        best = _best_of_each(walk.hits)
        walk = walk.noting(self.name, confidence=round(best[0].score, 4) if best else 0.0)
        if not best:
            return self._nothing(walk)
        if self._asks_validity(walk, best[0]):
            return self._standing.tell(walk, best[0].found.card)
        past = bool(self._limits.past_cue.search(walk.text))
        able = [hit for hit in best if past or self._may_speak(hit)]
        chosen = self._chosen(able, named=walk.only is not None)
        if chosen is not None:
            return self._with_evidence(walk, chosen, past=past)
        return self._refused(walk, best)

    def _asks_validity(self, walk: Walk, hit: Hit) -> bool:
        asked = walk.understood.aspects
        return (
            Aspect.VALIDITY in asked
            and asked <= {Aspect.VALIDITY, Aspect.PERMISSION, Aspect.TIME}
            and (hit.parts.get("title_coverage", 0.0) >= self._limits.title_named)
        )

    @staticmethod
    def _may_speak(hit: Hit) -> bool:
        return hit.validity.status not in (*_ENDED, Validity.NOT_YET_IN_FORCE)

    def _chosen(self, able: list[Hit], *, named: bool) -> Hit | None:
        """The document to quote: good enough, of the place asked about, rather than its interpretation."""
        fitting = [
            hit
            for hit in able
            if named or (hit.score >= self._limits.enough and hit.parts["region"] >= 0 and hit.parts["year"] >= 0)
        ]
        if not fitting:
            return None
        first = fitting[0]
        if first.found.card.kind is DocumentKind.INTERPRETATION:
            return self._interpreted(first, able) or first
        return first

    def _interpreted(self, interpretation: Hit, able: Iterable[Hit]) -> Hit | None:
        """The document it interprets, when that was found too: the document prevails (R§2.9)."""
        target = interpretation.found.card.text(Fact.INTERPRETS)
        floor = self._limits.document_share * interpretation.score
        for hit in able:
            if target and target in (hit.found.card.number, hit.found.card.title) and hit.score >= floor:
                return hit
        return None

    def _with_evidence(self, walk: Walk, chosen: Hit, *, past: bool) -> Walk:
        passages = [
            hit
            for hit in walk.hits
            if hit.document_id == chosen.document_id and hit.passage.kind is not PassageKind.NAME
        ]
        card = chosen.found.card
        if not passages:
            return self._nothing(walk)
        lead = self._reservation(chosen, walk, past=past)
        return replace(
            walk, evidence=tuple(passages[: self._limits.passages]), subject=card, lead=walk.lead + lead
        ).noting("evidence", document=card.id, title=card.title, passages=[hit.passage.id for hit in passages[:5]])

    def _reservation(self, hit: Hit, walk: Walk, *, past: bool) -> tuple[str, ...]:
        """What must be said before quoting a document that is not plainly in force (R§3.3)."""
        card, standing = hit.found.card, hit.validity
        unit = (card.text(Fact.ISSUING_BODY) or card.text(Fact.RESPONSIBLE_UNIT)).split(" ")[0] or "发文机关"
        if standing.status is Validity.UNCONFIRMED:
            key = "repealed" if standing.by_document else "expired"
            return (self._wording.say("reservation", key, basis=standing.basis, evidence=standing.evidence, unit=unit),)
        if standing.status is Validity.AMENDED:
            return (self._wording.say("reservation", "amended"),)
        if past and standing.status in _ENDED:
            return (self._wording.say("reservation", "past", validity=standing.status.value, basis=standing.basis),)
        if card.kind is DocumentKind.INTERPRETATION:
            return (self._wording.say("reservation", "interpretation"),)
        return ()

    def _refused(self, walk: Walk, best: list[Hit]) -> Walk:
        """The most telling of the near misses, else that nothing was found."""
        for hit in best:
            if hit.score < self._limits.enough:
                continue
            if hit.parts["region"] < 0:
                return self._other(walk, hit, AnswerStatus.OTHER_REGION)
            if hit.parts["year"] < 0:
                return self._other(walk, hit, AnswerStatus.OTHER_YEAR)
            if hit.validity.status in _ENDED:
                return self._told(walk, hit, AnswerStatus.NO_LONGER_IN_FORCE)
            if hit.validity.status is Validity.NOT_YET_IN_FORCE:
                return self._told(walk, hit, AnswerStatus.NOT_YET_IN_FORCE)
        return self._nothing(walk)

    def _other(self, walk: Walk, hit: Hit, status: AnswerStatus) -> Walk:
        understood, card = walk.understood, hit.found.card
        asked = "、".join(understood.regions) if status is AnswerStatus.OTHER_REGION else understood.years[0]
        found = card.text(Fact.REGION) if status is AnswerStatus.OTHER_REGION else _year_of(card.title)
        sentence = self._wording.say(
            "status", status.value, asked=asked, found=found, title=card.title, number=_bracketed(card.number)
        )
        return replace(walk, subject=card if status is AnswerStatus.OTHER_YEAR else None).end(status, sentence)

    def _told(self, walk: Walk, hit: Hit, status: AnswerStatus) -> Walk:
        card = hit.found.card
        sentence = self._wording.say(
            "status",
            status.value,
            title=card.title,
            number=_bracketed(card.number),
            validity=hit.validity.status.value,
            basis=hit.validity.basis,
        )
        return replace(walk, subject=card).end(status, sentence)

    def _nothing(self, walk: Walk) -> Walk:
        return walk.end(AnswerStatus.NO_POLICY_FOUND, self._wording.say("status", "no_policy_found"))


def _best_of_each(hits: Iterable[Hit]) -> list[Hit]:
    first: dict[str, Hit] = {}
    for hit in hits:
        first.setdefault(hit.document_id, hit)
    return list(first.values())


def _bracketed(number: str | None) -> str:
    return f"（{number}）" if number else ""


def _year_of(title: str) -> str:
    found = re.search(r"20\d{2}", title)
    return found.group() if found else ""
