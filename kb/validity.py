"""Whether a document is in force on a day, and on whose word (R§3.2-3.4).

Computed when asked: nothing stored depends on today. What a text says about its own end, or another document about
it, is a proposal until a person confirms it; what an editor says wins.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kb.cards import ChangeByOther, DocumentCard
from kb.documents import Fact, Origin, PublicationState, RelationKind, Validity

_ENDED = (Validity.REPEALED, Validity.EXPIRED)
_ENDING = (RelationKind.REPEALS, RelationKind.INTERPRETS)


@dataclass(frozen=True, slots=True)
class ValidityOn:
    """The standing of a document on one day.

    basis: why, in a sentence people read. evidence: the words it rests on. confirmed: a person, or the record of a
    law, says so. ended_on: the last day in force, where known. by_document: id of the document that ended or
    changed it.
    """

    status: Validity
    basis: str
    evidence: str = ""
    confirmed: bool = False
    ended_on: date | None = None
    by_document: str | None = None


@dataclass(frozen=True, slots=True)
class _End:
    """An end: the last day in force (None: unknown, taken as passed), and what it makes of the document."""

    last_day: date | None
    basis: str
    evidence: str
    by_document: str | None = None
    confirmed: bool = False
    status: Validity = Validity.REPEALED

    def reached(self, day: date) -> bool:
        return self.last_day is None or day > self.last_day


def validity_on(card: DocumentCard, changes: Sequence[ChangeByOther], day: date) -> ValidityOn:
    """The standing of a document on a day. changes: what published documents say about it."""
    stated = _stated(card)
    ends = _ends(card, changes)
    if stated in _ENDED and _is_final(card):
        return _ended(card, stated, ends, changes, day)
    final = _reached([end for end in ends if end.confirmed], day)
    if final:
        return ValidityOn(final.status, final.basis, final.evidence, True, final.last_day, final.by_document)
    if not_yet := _not_yet(card, stated, day):
        return not_yet
    if proposed := _reached(_open_questions(card, ends), day):
        return ValidityOn(
            Validity.UNCONFIRMED, proposed.basis, proposed.evidence, False, proposed.last_day, proposed.by_document
        )
    if stated in _ENDED or stated is Validity.UNCONFIRMED:
        claim = card.facts[Fact.VALIDITY]
        return ValidityOn(Validity.UNCONFIRMED, f"原文提示{stated.value}，尚未确认", claim.evidence or claim.value)
    return _in_force(card, stated, changes, day)


def final_end(card: DocumentCard, changes: Sequence[ChangeByOther], day: date) -> bool:
    """Whether the document has ended for good by that day: it then belongs to the index of the past."""
    return validity_on(card, changes, day).status in _ENDED


def ends_handed_down(card: DocumentCard, changes: Sequence[ChangeByOther]) -> tuple[ChangeByOther, ...]:
    """The ends of a document as its interpretations hear of them: they stand as long as what they explain."""
    stated = _stated(card)
    ends = _ends(card, changes)
    if stated in _ENDED and _is_final(card):
        return (_handed_down(card, _stated_end(card, stated, ends)),)
    asking = _open_questions(card, ends)
    handed = [end for end in ends if end.confirmed or end in asking]
    if stated in _ENDED or stated is Validity.UNCONFIRMED:
        claim = card.facts[Fact.VALIDITY]
        handed.append(_End(None, "", claim.evidence or claim.value))
    return tuple(_handed_down(card, end) for end in handed)


def _stated(card: DocumentCard) -> Validity | None:
    try:
        return Validity(card.text(Fact.VALIDITY))
    except ValueError:
        return None


def _is_final(card: DocumentCard) -> bool:
    # The words of the text are a proposal; the page head, the record and the editor are somebody's statement.
    claim = card.facts.get(Fact.VALIDITY)
    return claim is not None and claim.origin is not Origin.TEXT


def _by_editor(card: DocumentCard) -> bool:
    claim = card.facts.get(Fact.VALIDITY)
    return claim is not None and claim.origin is Origin.EDITOR


def _ends(card: DocumentCard, changes: Iterable[ChangeByOther]) -> list[_End]:
    """Every end that the text or a published document proposes, the earliest first, unknown days last."""
    ends = [_end_by_other(change) for change in changes if change.kind in _ENDING]
    if last := card.day(Fact.EXPIRES_ON):
        ends.append(_End(last, f"有效期至{_chinese(last)}", card.facts[Fact.EXPIRES_ON].evidence))
    return sorted(ends, key=lambda end: end.last_day or date.max)


def _end_by_other(change: ChangeByOther) -> _End:
    last_day = change.day - timedelta(days=1) if change.day else None
    if change.kind is RelationKind.INTERPRETS:
        # Nobody repeals an interpretation: it has lost what it explained.
        basis, status = f"所解读的{change.by_name}{_since(change.day) or '已'}不再有效", Validity.EXPIRED
    else:
        basis, status = f"{_since(change.day)}被{change.by_name}废止", Validity.REPEALED
    return _End(last_day, basis, change.evidence, change.by_document, change.confirmed, status)


def _handed_down(card: DocumentCard, end: _End) -> ChangeByOther:
    day = end.last_day + timedelta(days=1) if end.last_day else None
    # Of what was withdrawn no word is shown any more; that it ended stays true.
    evidence = end.evidence if card.state is PublicationState.PUBLISHED else ""
    return ChangeByOther(RelationKind.INTERPRETS, card.id, card.name, day, evidence, end.confirmed)


def _reached(ends: Iterable[_End], day: date) -> _End | None:
    return next((end for end in ends if end.reached(day)), None)


def _open_questions(card: DocumentCard, ends: Iterable[_End]) -> list[_End]:
    """The proposed ends that no person has judged yet.

    Who confirmed that a document is in force knew of the ends reached by then; a later end asks again.
    """
    if not (_by_editor(card) and card.confirmed_on):
        return list(ends)
    return [end for end in ends if end.last_day and end.last_day >= card.confirmed_on]


def _ended(
    card: DocumentCard, stated: Validity, ends: list[_End], changes: Sequence[ChangeByOther], day: date
) -> ValidityOn:
    end = _stated_end(card, stated, ends)
    if end.last_day and day <= end.last_day:
        before = _not_yet(card, None, day) or _in_force(card, None, changes, day)
        basis = f"至{_chinese(end.last_day)}有效，其后{stated.value}"
        return ValidityOn(before.status, basis, before.evidence, True, end.last_day)
    return ValidityOn(stated, end.basis, end.evidence, True, end.last_day, end.by_document)


def _stated_end(card: DocumentCard, stated: Validity, ends: list[_End]) -> _End:
    """The end that an editor or a record states, with the day and the words of the proposed end that it is."""
    claim = card.facts[Fact.VALIDITY]
    who = "经确认" if _by_editor(card) else "来源载明"
    end = _own_end(card, ends, stated)
    if end is None:
        return _End(None, f"{who}{stated.value}", claim.evidence or claim.value, None, True, stated)
    evidence = end.evidence or claim.evidence or claim.value
    return _End(end.last_day, f"{who}{stated.value}（{end.basis}）", evidence, end.by_document, True, stated)


def _own_end(card: DocumentCard, ends: list[_End], stated: Validity) -> _End | None:
    """Which of the proposed ends the confirmed one is: the day an editor gave, else the one of its kind."""
    expires = card.facts.get(Fact.EXPIRES_ON)
    repeal = next((end for end in ends if end.by_document), None)
    own = next((end for end in ends if not end.by_document), None)
    if expires and expires.origin is Origin.EDITOR and own:
        if stated is Validity.REPEALED and repeal:
            return _End(own.last_day, repeal.basis, repeal.evidence, repeal.by_document, True)
        return own
    return (repeal or own) if stated is Validity.REPEALED else (own or repeal)


def _not_yet(card: DocumentCard, stated: Validity | None, day: date) -> ValidityOn | None:
    effective = card.day(Fact.EFFECTIVE_ON)
    if effective:
        if day >= effective:
            return None
        basis = f"自{_chinese(effective)}起施行"
        return ValidityOn(Validity.NOT_YET_IN_FORCE, basis, card.facts[Fact.EFFECTIVE_ON].evidence, True)
    known = card.day(Fact.WRITTEN_ON) or card.day(Fact.PUBLISHED_ON)
    if known and day < known:
        return ValidityOn(Validity.NOT_YET_IN_FORCE, f"{_chinese(known)}才成文或发布", "", True)
    if stated is Validity.NOT_YET_IN_FORCE:
        return ValidityOn(stated, "来源载明尚未施行", card.facts[Fact.VALIDITY].evidence, _is_final(card))
    return None


def _in_force(card: DocumentCard, stated: Validity | None, changes: Iterable[ChangeByOther], day: date) -> ValidityOn:
    amended = [c for c in changes if c.kind is RelationKind.AMENDS and (c.day is None or c.day <= day)]
    if amended:
        last = amended[-1]
        basis = f"{_since(last.day)}被{last.by_name}修改"
        return ValidityOn(Validity.AMENDED, basis, last.evidence, last.confirmed, None, last.by_document)
    if stated in (Validity.IN_FORCE, Validity.AMENDED):
        claim = card.facts[Fact.VALIDITY]
        who = "经确认" if _by_editor(card) else "来源载明"
        return ValidityOn(stated, f"{who}{stated.value}", claim.evidence or claim.value, _is_final(card))
    if last_day := card.day(Fact.EXPIRES_ON):
        claim = card.facts[Fact.EXPIRES_ON]
        return ValidityOn(
            Validity.IN_FORCE, f"有效期至{_chinese(last_day)}", claim.evidence, claim.origin is Origin.EDITOR
        )
    return ValidityOn(Validity.IN_FORCE, "未载明期限")


def _since(day: date | None) -> str:
    return f"自{_chinese(day)}起" if day else ""


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
