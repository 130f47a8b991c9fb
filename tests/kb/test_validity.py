"""Whether a document is in force on a day, and on whose word: one row a case."""

from dataclasses import dataclass, replace
from datetime import date

import pytest

from kb.cards import ChangeByOther, DocumentCard
from kb.documents import Claim, DocumentKind, Fact, Origin, PublicationState, RelationKind, Validity
from kb.validity import ends_handed_down, final_end, validity_on

TODAY = date(2026, 6, 1)


def card(*claims: Claim, confirmed_on: date | None = None) -> DocumentCard:
    facts = {claim.fact: claim for claim in claims}
    return DocumentCard("d-1", 1, DocumentKind.POLICY, PublicationState.PUBLISHED, "v-1", facts, confirmed_on)


def said(fact: Fact, value: str, origin: Origin = Origin.TEXT) -> Claim:
    return Claim(fact, value, origin, evidence=f"原文：{value}")


def by_other(kind: RelationKind, day: date | None, *, confirmed: bool = False) -> ChangeByOther:
    return ChangeByOther(kind, "d-2", "某发〔2025〕9号", day, "某发〔2020〕1号同时废止。", confirmed)


def repealed(day: date | None, *, confirmed: bool = False) -> ChangeByOther:
    return by_other(RelationKind.REPEALS, day, confirmed=confirmed)


EXPIRES = said(Fact.EXPIRES_ON, "2025-05-29")
EFFECTIVE = said(Fact.EFFECTIVE_ON, "2020-05-30")


def stated(validity: Validity, origin: Origin) -> Claim:
    return said(Fact.VALIDITY, validity.value, origin)


@dataclass(frozen=True)
class Case:
    """What is known, the day asked, and what must come out."""

    name: str
    card: DocumentCard
    status: Validity
    basis: str
    changes: tuple[ChangeByOther, ...] = ()
    day: date = TODAY
    confirmed: bool = False
    ended_on: date | None = None


CASES = [
    Case("no end stated", card(), Validity.IN_FORCE, "未载明期限"),
    Case("effective day to come", card(said(Fact.EFFECTIVE_ON, "2026-06-02")), Validity.NOT_YET_IN_FORCE,
         "自2026年6月2日起施行", confirmed=True),
    Case("effective today", card(said(Fact.EFFECTIVE_ON, "2026-06-01")), Validity.IN_FORCE, "未载明期限"),
    Case("asked as of before it was written", card(said(Fact.WRITTEN_ON, "2025-01-01")), Validity.NOT_YET_IN_FORCE,
         "2025年1月1日才成文或发布", day=date(2024, 1, 1), confirmed=True),
    Case("end in the text not reached on its last day", card(EXPIRES), Validity.IN_FORCE, "有效期至2025年5月29日",
         day=date(2025, 5, 29)),
    Case("end in the text reached the day after", card(EXPIRES), Validity.UNCONFIRMED, "有效期至2025年5月29日",
         day=date(2025, 5, 30), ended_on=date(2025, 5, 29)),
    Case("a day that is none is passed over", card(said(Fact.EXPIRES_ON, "五年")), Validity.IN_FORCE, "未载明期限"),
    Case("repeal by another before its day", card(), Validity.IN_FORCE, "未载明期限",
         (repealed(date(2026, 6, 2)),)),
    Case("repeal by another from its day", card(), Validity.UNCONFIRMED, "自2026年6月1日起被某发〔2025〕9号废止",
         (repealed(date(2026, 6, 1)),), ended_on=date(2026, 5, 31)),
    Case("repeal by another of unknown day", card(), Validity.UNCONFIRMED, "被某发〔2025〕9号废止", (repealed(None),)),
    Case("confirmed repeal from its day", card(), Validity.REPEALED, "自2026年6月1日起被某发〔2025〕9号废止",
         (repealed(date(2026, 6, 1), confirmed=True),), confirmed=True, ended_on=date(2026, 5, 31)),
    Case("confirmed repeal before its day", card(), Validity.IN_FORCE, "未载明期限",
         (repealed(date(2026, 6, 2), confirmed=True),)),
    Case("the earlier of two ends counts", card(EXPIRES), Validity.UNCONFIRMED, "有效期至2025年5月29日",
         (repealed(date(2026, 1, 1)),), ended_on=date(2025, 5, 29)),
    Case("amended from its day", card(), Validity.AMENDED, "自2026年1月1日起被某发〔2025〕9号修改",
         (by_other(RelationKind.AMENDS, date(2026, 1, 1)),)),
    Case("amended later", card(), Validity.IN_FORCE, "未载明期限", (by_other(RelationKind.AMENDS, date(2026, 7, 1)),)),
    Case("record says in force", card(stated(Validity.IN_FORCE, Origin.RECORD)), Validity.IN_FORCE,
         "来源载明现行有效", confirmed=True),
    Case("record says amended", card(stated(Validity.AMENDED, Origin.RECORD)), Validity.AMENDED, "来源载明已修改",
         confirmed=True),
    Case("record says repealed", card(stated(Validity.REPEALED, Origin.RECORD)), Validity.REPEALED, "来源载明已废止",
         confirmed=True),
    Case("record says in force, another document repeals", card(stated(Validity.IN_FORCE, Origin.RECORD)),
         Validity.UNCONFIRMED, "自2026年1月1日起被某发〔2025〕9号废止", (repealed(date(2026, 1, 1)),),
         ended_on=date(2025, 12, 31)),
    Case("record says not yet in force, no day", card(stated(Validity.NOT_YET_IN_FORCE, Origin.RECORD)),
         Validity.NOT_YET_IN_FORCE, "来源载明尚未施行", confirmed=True),
    Case("the text alone says repealed", card(stated(Validity.REPEALED, Origin.TEXT)), Validity.UNCONFIRMED,
         "原文提示已废止，尚未确认"),
    Case("editor says expired", card(EXPIRES, stated(Validity.EXPIRED, Origin.EDITOR), confirmed_on=TODAY),
         Validity.EXPIRED, "经确认已失效（有效期至2025年5月29日）", confirmed=True, ended_on=date(2025, 5, 29)),
    Case("editor says expired, asked as of before", card(EXPIRES, EFFECTIVE, stated(Validity.EXPIRED, Origin.EDITOR),
         confirmed_on=TODAY), Validity.IN_FORCE, "至2025年5月29日有效，其后已失效", day=date(2024, 1, 1),
         confirmed=True, ended_on=date(2025, 5, 29)),
    Case("editor says expired, asked as of before it took effect",
         card(EXPIRES, EFFECTIVE, stated(Validity.EXPIRED, Origin.EDITOR), confirmed_on=TODAY),
         Validity.NOT_YET_IN_FORCE, "至2025年5月29日有效，其后已失效", day=date(2020, 1, 1), confirmed=True,
         ended_on=date(2025, 5, 29)),
    Case("editor says repealed, the repeal gives the day", card(stated(Validity.REPEALED, Origin.EDITOR),
         confirmed_on=TODAY), Validity.REPEALED, "经确认已废止（自2025年1月1日起被某发〔2025〕9号废止）",
         (repealed(date(2025, 1, 1)),), confirmed=True, ended_on=date(2024, 12, 31)),
    Case("editor says repealed and gives the day himself",
         card(said(Fact.EXPIRES_ON, "2024-06-30", Origin.EDITOR), stated(Validity.REPEALED, Origin.EDITOR),
              confirmed_on=TODAY), Validity.REPEALED, "经确认已废止（自2025年1月1日起被某发〔2025〕9号废止）",
         (repealed(date(2025, 1, 1)),), confirmed=True, ended_on=date(2024, 6, 30)),
    Case("editor says still in force after the end in the text",
         card(EXPIRES, stated(Validity.IN_FORCE, Origin.EDITOR), confirmed_on=date(2025, 7, 1)), Validity.IN_FORCE,
         "经确认现行有效", confirmed=True),
    Case("a repeal after the editor's word asks again",
         card(EXPIRES, stated(Validity.IN_FORCE, Origin.EDITOR), confirmed_on=date(2025, 7, 1)), Validity.UNCONFIRMED,
         "自2026年1月1日起被某发〔2025〕9号废止", (repealed(date(2026, 1, 1)),), ended_on=date(2025, 12, 31)),
    Case("an end in the text after the editor's word asks again",
         card(EXPIRES, stated(Validity.IN_FORCE, Origin.EDITOR), confirmed_on=date(2025, 1, 1)), Validity.UNCONFIRMED,
         "有效期至2025年5月29日", ended_on=date(2025, 5, 29)),
    Case("what it explains ended, confirmed", card(), Validity.EXPIRED,
         "所解读的某发〔2025〕9号自2026年6月1日起不再有效",
         (by_other(RelationKind.INTERPRETS, date(2026, 6, 1), confirmed=True),), confirmed=True,
         ended_on=date(2026, 5, 31)),
    Case("what it explains ends later", card(), Validity.IN_FORCE, "未载明期限",
         (by_other(RelationKind.INTERPRETS, date(2026, 6, 2), confirmed=True),)),
    Case("what it explains ended, unconfirmed, on no known day", card(), Validity.UNCONFIRMED,
         "所解读的某发〔2025〕9号已不再有效", (by_other(RelationKind.INTERPRETS, None),)),
    Case("editor says it is open", card(stated(Validity.UNCONFIRMED, Origin.EDITOR), confirmed_on=TODAY),
         Validity.UNCONFIRMED, "原文提示待确认，尚未确认"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_standing_of_a_document_on_a_day(case: Case) -> None:
    standing = validity_on(case.card, case.changes, case.day)

    assert (standing.status, standing.basis) == (case.status, case.basis)
    assert (standing.confirmed, standing.ended_on) == (case.confirmed, case.ended_on)


def test_a_repeal_is_shown_with_the_document_and_the_words_that_say_so() -> None:
    standing = validity_on(card(), [repealed(date(2025, 1, 1))], TODAY)

    assert (standing.by_document, standing.evidence) == ("d-2", "某发〔2020〕1号同时废止。")


@pytest.mark.parametrize(
    ("known", "past"),
    [
        (card(stated(Validity.EXPIRED, Origin.EDITOR)), True),
        (card(stated(Validity.REPEALED, Origin.RECORD)), True),
        (card(EXPIRES), False),
        (card(stated(Validity.AMENDED, Origin.RECORD)), False),
    ],
)
def test_only_a_confirmed_end_files_a_document_under_the_past(known: DocumentCard, past: bool) -> None:
    assert final_end(known, [], TODAY) is past


def handed_down(known: DocumentCard, *changes: ChangeByOther) -> list[tuple[date | None, bool]]:
    """The first days on which its interpretations hear that it is over, each with whether that is confirmed."""
    handed = ends_handed_down(known, changes)
    assert {(one.kind, one.by_document) for one in handed} <= {(RelationKind.INTERPRETS, "d-1")}
    return [(one.day, one.confirmed) for one in handed]


IN_FORCE_BY_EDITOR = stated(Validity.IN_FORCE, Origin.EDITOR)


@pytest.mark.parametrize(
    ("known", "changes", "expected"),
    [
        (card(), (), []),
        (card(), (by_other(RelationKind.AMENDS, date(2026, 1, 1)),), []),
        (card(EXPIRES), (), [(date(2025, 5, 30), False)]),
        (card(), (repealed(date(2026, 1, 1), confirmed=True),), [(date(2026, 1, 1), True)]),
        (card(EXPIRES), (repealed(None),), [(date(2025, 5, 30), False), (None, False)]),
        (card(stated(Validity.REPEALED, Origin.RECORD)), (), [(None, True)]),
        (card(EXPIRES, stated(Validity.EXPIRED, Origin.EDITOR)), (repealed(None),), [(date(2025, 5, 30), True)]),
        (card(stated(Validity.REPEALED, Origin.TEXT)), (), [(None, False)]),
        (card(EXPIRES, IN_FORCE_BY_EDITOR, confirmed_on=date(2025, 7, 1)), (), []),
        (card(EXPIRES, IN_FORCE_BY_EDITOR, confirmed_on=date(2025, 1, 1)), (), [(date(2025, 5, 30), False)]),
        (card(IN_FORCE_BY_EDITOR, confirmed_on=TODAY), (repealed(None, confirmed=True),), [(None, True)]),
    ],
)
def test_an_interpretation_hears_of_the_ends_that_count(
    known: DocumentCard, changes: tuple[ChangeByOther, ...], expected: list[tuple[date | None, bool]]
) -> None:
    assert handed_down(known, *changes) == expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_interpretation_ends_on_the_day_on_which_what_it_explains_does(case: Case) -> None:
    over = (Validity.REPEALED, Validity.EXPIRED, Validity.UNCONFIRMED)
    explaining = replace(card(), id="d-9", kind=DocumentKind.INTERPRETATION)

    standing = validity_on(explaining, ends_handed_down(case.card, case.changes), case.day)

    assert (standing.status in over) == (case.status in over)
    assert (standing.status is Validity.UNCONFIRMED) == (case.status is Validity.UNCONFIRMED)
