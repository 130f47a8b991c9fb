"""Document numbers (发文字号): recognised in any of the ways people write them, written one way.

Two families: 代字〔2025〕2号; orders and notices an organ counts through, 国务院令第746号, 财政部公告2020年第8号.
A number is equal to another only when organ, year and serial all are.
"""

import re
from dataclasses import dataclass, field, replace

from kb.errors import DocumentNumberError
from kb.numerals import CHINESE_NUMERALS, to_int

_HAN = "\u4e00-\u9fff"
_OPEN, _CLOSE = r"[〔\[［【（(〈<﹝〖]", r"[〕\]］】）)〉>﹞〗]"
_B = r"[ \t\u00a0\u3000\n]{0,3}"
_YEAR = r"(?P<year>[12１２][0-9０-９]{3})"
_SERIAL = r"(?P<serial>[0-9０-９]{1,5}(?:[-—－][0-9]{1,3})?)"
# 3号楼, 5号线, 2号窗口 count other things.
_NOT_A_PLACE = r"(?![楼院线窗房门厅馆路柜台厂井])"

_LETTERED = re.compile(
    rf"(?P<code>[{_HAN}]{{1,30}}){_B}{_OPEN}{_B}{_YEAR}{_B}年?{_B}{_CLOSE}{_B}第?{_B}{_SERIAL}{_B}号{_NOT_A_PLACE}"
)
# Typed in a hurry, without brackets: only after a word that ends like a 代字.
_BARE = re.compile(
    rf"(?P<code>[{_HAN}]{{1,30}}[字发函规办文电]){_B}{_YEAR}{_B}(?:年{_B})?第?{_B}{_SERIAL}{_B}号{_NOT_A_PLACE}"
)
_ORDER = re.compile(
    rf"(?P<organ>[{_HAN}]{{1,30}}?){_B}(?P<kind>令|公告){_B}"
    rf"(?:{_OPEN}{_B}(?P<session>[{CHINESE_NUMERALS}]+届){_B}{_CLOSE}{_B})?"
    rf"{_OPEN}?{_B}(?:{_YEAR}{_B}年?{_B})?第{_B}(?P<serial>[0-9０-９{CHINESE_NUMERALS}]{{1,6}}){_B}号{_NOT_A_PLACE}"
)

# Words that stand before a number in running text and never inside a 代字. What follows the last of them
# is the number's own; without this 根据穗民规字〔2024〕5号 would name an organ called 根据穗民规字.
_BEFORE = re.compile(
    r"根据|依据|按照|依照|遵照|参照|印发了?|转发|发布|公布|颁布|下发|制定|修改|修订|废止|贯彻|落实|执行|关于|以及|或者|"
    r"文件|通知|意见|办法|规定|文号|字号|编号|请问|查询|查一下|帮我查|即为|详见|参见|现将|原有?|同时|有关|精神|适用|"
    r"号文|符合|撤销|提供|政府|我[省市区县]|确保|属于|违背|违反|比照|出台|下达|[了照从至年日的和与及或是在对将把被见按由以为问查看]|这个|那个|我想|现行|已经|替代|代替|取代"
)
_ORDER_BEFORE = re.compile(
    r"根据|依据|按照|依照|参照|印发|转发|发布|公布|颁布|废止|修改|修订|比照|请问|查询|以及|或者|中华人民共和国|[年月日的和与及由]"
)
# 财政部 税务总局公告2020年第8号 has two issuers.
_JOINT = re.compile(r"(?:[\u4e00-\u9fff]{2,12}(?:部|总局|总署|委|委员会|局|厅|行|院|署)[ \u3000、]{1,2})+$")
_LONGEST_CODE = 14

# How gazettes shorten the organ of an order in their heads.
_SHORT_ORDERS = {"国令": "国务院令"}


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A number in normal form.

    issuer: the 代字 (穗民规字) or, for orders, the organ with 令 or 公告 (国务院令); year: None where none is printed;
    session: 届 of a congress whose notices count by it. printed: the organ in the short form it was printed in, kept
    for showing only (国令第707号 and 国务院令第707号 are the same number, and equal).
    """

    issuer: str
    year: int | None
    serial: str
    is_order: bool = False
    session: str | None = None
    printed: str | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if not self.issuer or not re.fullmatch(r"[1-9]\d{0,4}(-\d{1,3})?", self.serial):
            raise DocumentNumberError(f"不是发文字号：{self.issuer}{self.serial}")
        if not self.is_order and self.year is None:
            raise DocumentNumberError(f"发文字号缺少年份：{self.issuer}{self.serial}号")

    def __str__(self) -> str:
        return self._with(self.printed or self.issuer)

    @property
    def key(self) -> str:
        """One string for all writings of the number, for looking it up; str() shows it as printed."""
        return self._with(self.issuer)

    def _with(self, issuer: str) -> str:
        if not self.is_order:
            return f"{issuer}〔{self.year}〕{self.serial}号"
        session = f"〔{self.session}〕" if self.session else ""
        year = f"{self.year}年" if self.year else ""
        return f"{issuer}{session}{year}第{self.serial}号"

    @classmethod
    def parse(cls, text: str) -> "DocumentNumber":
        """The number that text is, in any accepted writing; blanks around and inside do not matter.

        Raises DocumentNumberError when text is anything else or more than one number.
        """
        squeezed = re.sub(r"\s+", "", text)
        found = find_numbers(squeezed)
        if len(found) != 1 or found[0][1:] != (0, len(squeezed)):
            raise DocumentNumberError(f"不是发文字号：{text[:60]!r}，应形如 穗民规字〔2025〕2号")
        return found[0][0]


def find_numbers(text: str) -> list[tuple[DocumentNumber, int, int]]:
    """Every number in running text with its span, in order and without overlaps; spans leave out leading words."""
    found: list[tuple[DocumentNumber, int, int]] = []
    for start, end, number in sorted(_candidates(text), key=lambda c: (c[1], c[0])):
        if not found or start >= found[-1][2]:
            found.append((number, start, end))
    return found


def _candidates(text: str) -> list[tuple[int, int, DocumentNumber]]:
    candidates = []
    for pattern in (_ORDER, _LETTERED, _BARE):
        for match in pattern.finditer(text):
            candidate = _order(match) if pattern is _ORDER else _lettered(match)
            if candidate is not None:
                candidates.append(candidate)
    return candidates


def _lettered(match: re.Match[str]) -> tuple[int, int, DocumentNumber] | None:
    code, offset = _after_words(match["code"], _BEFORE)
    if not 2 <= len(code) <= _LONGEST_CODE or code.endswith(("令", "公告")):
        return None
    number = _number(code, match["year"], match["serial"], is_order=False, session=None)
    return (match.start("code") + offset, match.end(), number) if number else None


def _order(match: re.Match[str]) -> tuple[int, int, DocumentNumber] | None:
    organ, offset = _after_words(match["organ"], _ORDER_BEFORE)
    if len(organ) < 2 and organ + match["kind"] not in _SHORT_ORDERS:
        return None
    number = _number(organ + match["kind"], match["year"], match["serial"], is_order=True, session=match["session"])
    start = match.start("organ") + offset
    republic = "中华人民共和国"
    if match["organ"][:offset].endswith(republic):
        start -= len(republic)
    elif not offset and number and (joint := _JOINT.search(match.string[max(0, start - 60) : start])):
        others, _ = _after_words(joint[0], _ORDER_BEFORE)
        issuer = re.sub(r"[\s、]", "", others) + number.issuer
        number, start = replace(number, issuer=issuer), start - len(others)
    return (start, _closing_bracket(match), number) if number else None


def _closing_bracket(match: re.Match[str]) -> int:
    """令（第83号）: the bracket opened inside the number closes inside it."""
    opened = re.search(_OPEN, match.group().replace(f"〔{match['session']}〕", ""))
    end = match.end()
    following = match.string[end : end + 1]
    return end + 1 if opened and re.match(_CLOSE, following) else end


def _number(
    issuer: str, year: str | None, serial: str, *, is_order: bool, session: str | None
) -> DocumentNumber | None:
    head, _, tail = re.sub(r"[—－]", "-", serial).partition("-")
    value = to_int(head)
    if not value:
        return None
    written = f"{value}-{int(tail)}" if tail else str(value)
    full = _SHORT_ORDERS.get(issuer, issuer)
    printed = issuer if full != issuer else None
    return DocumentNumber(full, int(year) if year else None, written, is_order, session, printed)


def _after_words(run: str, words: re.Pattern[str]) -> tuple[str, int]:
    """What follows the last of the words that cannot belong to the number, and where it begins."""
    offset = 0
    for match in words.finditer(run):
        if match.end() < len(run):
            offset = match.end()
    return run[offset:], offset
