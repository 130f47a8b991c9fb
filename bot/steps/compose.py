"""Has a model put the evidence into plain words; keeps what the evidence supports, else leaves the quotations."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.answers import Citation, Generated
from bot.citing import cite, labels_at
from bot.claims import Claim, claims_of
from bot.drafting import Draft, Supported, drafted
from bot.errors import ModelError
from bot.guarding import Guards
from bot.health import HealthWords
from bot.language_model import LanguageModel
from bot.prompting import LONGEST_MATERIAL, Prompt
from bot.quantities import wanted_quantity
from bot.supporting import Ground, SupportCheck
from bot.walk import Walk
from bot.wording import Wording
from kb.documents import DocumentKind, Fact
from kb.library import Library
from kb.masking import mask
from kb.question_terms import fold
from kb.search import Hit
from kb.text import normalise

_log = logging.getLogger(__name__)

# Of what the quotations hold of the question, the generated sentences must hold this share, or they evade it.
_TO_THE_POINT = 0.5
# A model of whose sentences fewer than this share is supported is not believed in the others.
_BELIEVED = 0.5
# What is kept of a reply for replay.
_KEPT_REPLY = 4000


@dataclass(frozen=True, slots=True)
class Filing:
    """Which filed model writes and who answers for it, as people are shown (R§8.7)."""

    model: str
    number: str
    producer: str


@dataclass(frozen=True, slots=True)
class Writer:
    """A model with all that stands around it. is_stopped: the switch that operators turn while the server runs."""

    model: LanguageModel
    filing: Filing
    prompt: Prompt
    check: SupportCheck
    guards: Guards
    health: HealthWords
    seconds: float
    is_stopped: Callable[[], bool]


class ComposeAnswer:
    """Replaces the quotations by generated sentences that rest on them; whatever goes wrong, the quotations stay."""

    name = "compose"

    def __init__(self, library: Library, wording: Wording, writer: Writer) -> None:
        self._library = library
        self._wording = wording
        self._writer = writer

    def take(self, walk: Walk) -> Walk:
        """The walk with its generated text and the citations that text rests on, or as it was."""
        shown = self._shown(walk)
        reason = self._declined(walk, shown)
        if reason:
            return self._noted(walk, used=False, reason=reason)
        try:
            reply = self._asked(walk, shown)
        except ModelError as error:
            _log.warning("the language model gave no text: %s", error)
            return self._noted(walk, used=False, reason=error.fault.value, problem=str(error))
        draft = drafted(claims_of(reply), lambda claim: self._supported(claim, shown))
        reason = self._unusable(walk, draft)
        walk = self._noted(
            walk,
            used=not reason,
            **({"reason": reason} if reason else {}),
            reply=reply[:_KEPT_REPLY],
            passages=[hit.passage.id for hit in shown],
            kept=len(draft.kept),
            dropped=[[claim.sentence, why] for claim, why in draft.dropped],
        )
        return walk if reason else self._told(walk, draft.kept)

    def _declined(self, walk: Walk, shown: Sequence[Hit]) -> str:
        """Why no model is asked; "" when one is."""
        if walk.status is None or not walk.status.has_quotations:
            return "no_quotation"
        if walk.approved is not None:
            # The unit's own words win over any model's (R§5.10).
            return "approved"
        if not walk.evidence:
            # Exact matches: whether a document is in force is told in fixed words.
            return "exact"
        if walk.evidence[0].found.card.kind is DocumentKind.GUIDE:
            # A guide is told as it is recorded: nothing is added and no item is left out (R§4.2).
            return "guide"
        if self._writer.is_stopped():
            return "stopped"
        return "" if shown else "no_passage"

    def _shown(self, walk: Walk) -> list[Hit]:
        """The evidence that fits, without passages that give orders to a program."""
        found, left = [], LONGEST_MATERIAL
        for hit in walk.evidence:
            if self._writer.guards.is_injection(f"{hit.passage.context}\n{hit.passage.text}"):
                _log.warning("passage %s gives orders to a program and is not shown to the model", hit.passage.id)
            elif len(hit.passage.text) <= left:
                found.append(hit)
                left -= len(hit.passage.text)
        return found

    def _asked(self, walk: Walk, shown: Sequence[Hit]) -> str:
        prompt = self._writer.prompt
        question = self._writer.health.mask(mask(walk.understood.text))
        material = prompt.filled(question, [ground_of(hit) for hit in shown])
        return self._writer.model.write(
            instructions=prompt.instructions, material=material, seconds=self._writer.seconds
        )

    def _supported(self, claim: Claim, shown: Sequence[Hit]) -> Supported | str:
        """Where the sentence stands, else why it may not be said."""
        if not self._writer.guards.may_be_said(claim.sentence):
            return "guard"
        pointed = [shown[number - 1] for number in claim.points_at if 1 <= number <= len(shown)]
        reason = "no_pointer"
        for hit in pointed:
            verdict = self._writer.check.judge(claim.sentence, ground_of(hit))
            if verdict.is_supported and verdict.span is not None:
                return Supported(claim.sentence, hit, verdict.span)
            reason = verdict.reason
        return reason

    @staticmethod
    def _unusable(walk: Walk, draft: Draft) -> str:
        """Why the draft cannot stand for the quotations; "" when it can."""
        if not draft.kept:
            return "unsupported"
        if len(draft.kept) < _BELIEVED * (len(draft.kept) + len(draft.dropped)):
            return "mostly_unsupported"
        quantity = wanted_quantity(normalise(walk.understood.text))
        if quantity and not any(quantity.search(fold(one.sentence)) for one in draft.kept):
            return "without_number"
        written = "\n".join(one.sentence + one.hit.passage.context for one in draft.kept)
        quoted = "\n".join(citation.quote for citation in walk.citations)
        return "evasive" if _held(walk, written) < _TO_THE_POINT * _held(walk, quoted) else ""

    def _told(self, walk: Walk, kept: Sequence[Supported]) -> Walk:
        """The walk with each sentence followed by the numbers of its citations."""
        citations: list[Citation] = []
        sentences = []
        for one in kept:
            citation = self._cited(one)
            if citation not in citations:
                citations.append(citation)
            sentences.append(f"{one.sentence}[{citations.index(citation) + 1}]。")
        filing, wording = self._writer.filing, self._wording
        generated = Generated(
            text="".join(sentences),
            label=wording.say("generated", "label"),
            model=filing.model,
            filing_number=filing.number,
            producer=filing.producer,
            prompt=self._writer.prompt.digest,
        )
        return replace(walk, generated=generated, citations=tuple(citations), labels=("",) * len(citations))

    def _cited(self, one: Supported) -> Citation:
        hit = one.hit
        text = self._library.version_text(hit.found.card.version_id)
        clauses = self._library.clauses_of(hit.document_id)
        start, end = hit.passage.start + one.span.start, hit.passage.start + one.span.end
        labels = labels_at(clauses, start, end) or hit.passage.labels
        return cite(hit.found.card, hit.validity, text=text, start=start, end=end, labels=labels, passage=hit.passage)

    def _noted(self, walk: Walk, **facts: object) -> Walk:
        writer = self._writer
        model = {"model": writer.model.name, "filing_number": writer.filing.number, "prompt": writer.prompt.digest}
        return walk.noting(self.name, **model, **facts)


def ground_of(hit: Hit) -> Ground:
    """What a sentence that points at this passage may rest on."""
    card = hit.found.card
    title = "" if card.title in hit.passage.context else f"{card.title}\n"
    around = f"{title}{card.text(Fact.REGION)}\n{hit.passage.context}"
    return Ground(hit.passage.text, around)


def _held(walk: Walk, text: str) -> float:
    """The share of the question's terms, by rarity, that stand in a text."""
    folded = fold(text)
    total = sum(term.rarity for term in walk.terms) or 1.0
    return sum(term.rarity for term in walk.terms if term.stands_in(folded)) / total
