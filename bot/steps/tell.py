"""Puts the answer into words: what must be said first, the quotations, where they stand, whom to ask."""

from dataclasses import replace

from bot.answers import AnswerStatus, Citation, Contact, Generated
from bot.contacts import contact_named, contact_of
from bot.walk import Walk
from bot.wording import Wording
from kb.documents import DocumentKind
from kb.units import Units

# Statuses that need no one else to be asked.
_COMPLETE = {AnswerStatus.EMERGENCY, AnswerStatus.UNUSABLE, AnswerStatus.OUT_OF_SCOPE, AnswerStatus.OTHER_CHANNEL}


class NameContact:
    """Names the unit responsible, else the hotline."""

    name = "contact"

    def __init__(self, units: Units, wording: Wording) -> None:
        self._units = units
        self._wording = wording

    def take(self, walk: Walk) -> Walk:
        """The walk with its unit."""
        if walk.status in _COMPLETE:
            return walk
        if walk.subject is None:
            return replace(walk, unit=self._wording.hotline)
        unit = contact_named(walk.responsible, walk.subject, self._units) or contact_of(walk.subject, self._units)
        return replace(walk, unit=unit or self._wording.hotline)


class TellAnswer:
    """Writes the text that every channel shows."""

    name = "tell"

    def __init__(self, wording: Wording) -> None:
        self._wording = wording

    def take(self, walk: Walk) -> Walk:
        """The walk with its text."""
        words = self._generated(walk, walk.generated) if walk.generated else self._quotations(walk)
        # The label stands before everything, where no channel that shortens can cut it off (R§8.8).
        label = [walk.generated.label] if walk.generated else []
        lines = [*label, *walk.lead, *words, *self._sources(walk.citations), *self._next(walk)]
        return replace(walk, told="\n".join(lines))

    def _quotations(self, walk: Walk) -> list[str]:
        if walk.approved and walk.citations:
            checked = self._wording.say("answer", "approved", day=walk.approved.checked_on)
            return [walk.approved.answer, checked]
        return [
            self._wording.say("answer", "element", element=label) + citation.quote if label else citation.quote
            for citation, label in zip(walk.citations, walk.labels, strict=True)
        ]

    def _generated(self, walk: Walk, generated: Generated) -> list[str]:
        """The generated words, who wrote them, and the published words they rest on."""
        model = self._wording.say("generated", "model", model=generated.model, filing_number=generated.filing_number)
        quotations = [
            self._wording.say("generated", "quotation", number=number, quote=citation.quote)
            for number, citation in enumerate(walk.citations, start=1)
        ]
        return [generated.text, model, *quotations]

    def _sources(self, citations: tuple[Citation, ...]) -> list[str]:
        """One line a document, with all its clauses."""
        together: dict[tuple[object, ...], list[Citation]] = {}
        for citation in citations:
            together.setdefault((citation.version_id, citation.validity), []).append(citation)
        return [self._source(held) for held in together.values()]

    def _source(self, citations: list[Citation]) -> str:
        citation = citations[0]
        key = {DocumentKind.GUIDE: "source_guide", DocumentKind.INTERPRETATION: "source_interpretation"}.get(
            citation.kind, "source"
        )
        return self._wording.say(
            "answer",
            key,
            title=citation.title,
            number=f"（{citation.doc_no}）" if citation.doc_no else "",
            clause="、".join(dict.fromkeys(one.clause_path for one in citations if one.clause_path)),
            validity=citation.validity.value,
            unit=citation.issuing_body or "",
        )

    def _next(self, walk: Walk) -> list[str]:
        if walk.unit is None:
            return []
        if walk.unit == self._wording.hotline:
            return [self._hotline(walk)]
        key = ("answer", "ask_unit") if walk.citations else ("next", "unit")
        return [self._wording.say(*key, name=walk.unit.name, phone=_phone(walk.unit))]

    def _hotline(self, walk: Walk) -> str:
        hotline = self._wording.hotline
        if walk.citations:
            return self._wording.say("answer", "ask_unit", name=hotline.name, phone=_phone(hotline))
        return self._wording.say("next", "hotline")


def _phone(unit: Contact) -> str:
    return f"，电话{unit.phone}" if unit.phone else ""
