"""Whom to ask: the unit responsible for a document, with a telephone number where one was published."""

import re

from bot.answers import Contact
from kb.cards import DocumentCard
from kb.documents import Fact
from kb.units import Units

_JOINED = re.compile(r"[\s、，,;；]+")
# Bodies that make law and take no questions.
_ISSUES_ONLY = re.compile(
    r"(?:中华人民共和国)?(?:国务院(?:办公厅)?|(?:中共)?中央.{0,12}|中国共产党.*|国家主席|主席|.{0,12}人民代表大会(?:常务委员会)?|"
    r".{0,8}人大(?:常委会)?)"
)

_UNIT_ENDINGS = ("局", "委", "办", "厅", "部", "中心", "办公室", "委员会", "署", "院")
_VAGUE = re.compile(r"有关|相关|各|所属|部门")


def contact_of(card: DocumentCard, units: Units) -> Contact | None:
    """The unit a document names, else its drafter, else the first body that issued it.

    None when none is known, or only one that answers no citizen's call.
    """
    for fact in (Fact.RESPONSIBLE_UNIT, Fact.DRAFTING_UNIT, Fact.ISSUING_BODY):
        names = [name for name in _JOINED.split(card.text(fact)) if name and not _ISSUES_ONLY.fullmatch(name)]
        if names:
            own_phone = card.text(Fact.PHONE) or None
            known = units.by_name(names[0], region=card.text(Fact.REGION))
            return Contact(known.name if known else names[0], own_phone or (known.phone if known else None))
    return None


def contact_named(unit: str, card: DocumentCard, units: Units) -> Contact | None:
    """The first of the 责任单位 of a task, in full where the directory knows it; None for 有关部门 and the like."""
    for name in _JOINED.split(unit):
        if name.endswith(_UNIT_ENDINGS) and not _VAGUE.search(name):
            known = units.by_name(name, region=card.text(Fact.REGION))
            return Contact(known.name if known else name, known.phone if known else None)
    return None
