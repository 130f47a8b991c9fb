"""Where a text to be published names private persons' data, and the same text with it struck out (R§3.8).

A question is masked unseen (kb.masking); of a document a person decides place by place, so here are spans. What
belongs to an office stays: its telephone, its address, the name of who signs.
"""

import re
from dataclasses import dataclass
from enum import Enum

from kb.masking import CARD, DOOR, EMAIL, MOBILE, OLD_ID_NUMBER, WECHAT_ID, is_day, is_id_number, passes_luhn

STRUCK = "＊"

# How many characters before a place are looked at for whose it is.
_BEFORE = 24
# Official papers are full of doors of offices and of the word 本人: here only what is announced as a person's counts.
_HOME = re.compile(r"(?:家庭|户籍|居住|现住?|常住)(?:住址|地址|地)|住址|家住|现居|住在|居住于|住于")
_NAME = re.compile(r"(姓\s{0,2}名\s{0,2}[:：]\s{0,3})[一-鿿·]{2,4}(?=[，,。；;、\s]|$|性别|男|女|身份|电话|手机)")
_OFFICE_DESK = re.compile(r"(?:咨询|联系|办公|服务|监督|投诉|举报|值班)(?:电话|热线|人|方式)|热线|传真")


class PersonalKind(Enum):
    """What kind of personal data it is."""

    ID_NUMBER = "id_number"
    MOBILE = "mobile"
    BANK_CARD = "bank_card"
    EMAIL = "email"
    ACCOUNT = "account"
    NAME = "name"
    HOME_ADDRESS = "home_address"


@dataclass(frozen=True, slots=True)
class PersonalData:
    """A place that names personal data. is_of_office: an office gives it out as its own, as far as one can see."""

    kind: PersonalKind
    start: int
    end: int
    is_of_office: bool


def find_personal_data(text: str) -> list[PersonalData]:
    """Every place in order and without overlaps; the stricter kind wins where two begin together."""
    found: list[PersonalData] = []
    for place in sorted(_places(text), key=lambda place: place.start):
        if not found or place.start >= found[-1].end:
            found.append(place)
    return found


def struck_out(text: str, spans: list[tuple[int, int]]) -> str:
    """The text of the same length with these spans unreadable, so that every other span still holds.

    Raises ValueError for a span outside the text.
    """
    for start, end in spans:
        if not 0 <= start < end <= len(text):
            raise ValueError(f"a span {start} to {end} in a text of {len(text)} characters")
        text = text[:start] + STRUCK * (end - start) + text[end:]
    return text


def _places(text: str) -> list[PersonalData]:
    places = [_place(PersonalKind.ID_NUMBER, m, text) for m in _id_numbers(text)]
    places += [_place(PersonalKind.MOBILE, m, text) for m in MOBILE.finditer(text)]
    places += [_place(PersonalKind.BANK_CARD, m, text) for m in CARD.finditer(text) if passes_luhn(m.group())]
    places += [_place(PersonalKind.EMAIL, m, text) for m in EMAIL.finditer(text)]
    places += [_behind(PersonalKind.ACCOUNT, m, text) for m in WECHAT_ID.finditer(text)]
    places += [_behind(PersonalKind.NAME, m, text) for m in _NAME.finditer(text)]
    places += [
        _place(PersonalKind.HOME_ADDRESS, m, text) for m in DOOR.finditer(text) if _HOME.search(_before(text, m))
    ]
    return places


def _id_numbers(text: str) -> list[re.Match[str]]:
    long = [m for m in re.finditer(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])", text) if is_id_number(m.group())]
    old = [m for m in OLD_ID_NUMBER.finditer(text) if is_day(1900 + int(m[1]), int(m[2]), int(m[3]))]
    return long + old


def _place(kind: PersonalKind, match: re.Match[str], text: str) -> PersonalData:
    return PersonalData(kind, match.start(), match.end(), _is_of_office(kind, match, text))


def _behind(kind: PersonalKind, match: re.Match[str], text: str) -> PersonalData:
    """What stands behind the words that announce it."""
    return PersonalData(kind, match.end(1), match.end(), _is_of_office(kind, match, text))


def _is_of_office(kind: PersonalKind, match: re.Match[str], text: str) -> bool:
    if kind is PersonalKind.EMAIL and match.group().lower().endswith("gov.cn"):
        return True
    reachable = kind in (PersonalKind.MOBILE, PersonalKind.EMAIL, PersonalKind.ACCOUNT)
    return reachable and bool(_OFFICE_DESK.search(_before(text, match)))


def _before(text: str, match: re.Match[str]) -> str:
    """What stands before the place on its line."""
    return text[max(text.rfind("\n", 0, match.start()) + 1, match.start() - _BEFORE) : match.start()]
