"""What a generated sentence may only take over as it stands: numbers with their unit and bounds, names, codes, titles.

Everything here compares folded texts (kb.text.normalise).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

_UNIT = (
    r"%|‰|个百分点|万元|亿元|元|个工作日|工作日|个自然日|自然日|个月|月|日|年|天|小时|分钟|周岁|岁|人次|人|名|户|次|倍|平方米|平方公里|"
    r"公里|千米|米|吨|公斤|千克|亩|公顷|项|条|款|份|号|种|类|级|档|折|个|家|张|套|页|字|辆|台|间|所|处|季度|届|期|楼|层|栋|室|窗口|只|头|度"
)
_CHINESE_DIGITS = "零一二两三四五六七八九十百千万亿半"
_TOKEN = re.compile(
    r"(?P<date>\d{4}\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?|\d{1,2}\s*月\s*\d{1,2}\s*日|\d{4}[-/.]\d{1,2}[-/.]\d{1,2})"
    r"|(?P<clock>\d{1,2}:\d{2})"
    r"|(?P<phone>(?<![\d-])(?:\d{3,4}-\d{7,8}|400-?\d{3}-?\d{4}|1[3-9]\d{9})(?![\d-]))"
    rf"|(?P<digits>\d+(?:,\d{{3}})*(?:\.\d+)?)\s*(?P<unit>{_UNIT})?"
    rf"|(?P<chinese>第?[{_CHINESE_DIGITS}]+(?:分之[{_CHINESE_DIGITS}]+)?)(?P<chinese_unit>{_UNIT}|成)(?!性)"
    rf"|(?P<share>百分之[{_CHINESE_DIGITS}]+)"
)
# 一个 only introduces a noun.
_EMPTY = {"一个", "一项", "一种", "一类", "一名", "一家", "一人", "一次", "十分"}


class Bound(Enum):
    """What is said of a number beside it."""

    UPPER = "upper"  # 不超过, 以内
    LOWER = "lower"  # 不低于, 以上
    BEFORE = "before"  # 之前, 前


_BOUND_BEFORE = (
    (
        Bound.UPPER,
        re.compile(r"(?:不超过|不得超过|最高|最多|不高于|不多于|至多|不大于|封顶|上限为?|最长)[^\d，,。；;]{0,14}$"),
    ),
    (
        Bound.LOWER,
        re.compile(
            r"(?:不低于|不得低于|不少于|不得少于|至少|最低(?!生活|工资|收入)|最少|不小于)[^\d，,。；;]{0,14}$"
            r"|(?:满|超过|高于|大于)[^\d，,。；;]{0,4}$"
        ),
    ),
)
_BOUND_AFTER = (
    (Bound.UPPER, re.compile(r"^\s*(?:\(含\))?(?:以内|之内|以下|内|封顶|为限|为上限)")),
    (Bound.LOWER, re.compile(r"^\s*(?:\(含\))?(?:以上|及以上|起(?!草|诉|点))")),
    (Bound.BEFORE, re.compile(r"^\s*(?:之前|以前|前)")),
)
# 不超过 is found by 超过 as well: the longer word counts.
_NOT_LOWER = re.compile(r"(?:不|不得|未)(?:超过|高于|大于)[^\d，,。；;]{0,14}$")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, date, time or telephone number as written. value: without blanks and separators; unit may be ""."""

    value: str
    unit: str
    start: int
    end: int

    @property
    def kind(self) -> str:
        """Quantities of one kind could be mistaken for one another."""
        return self.unit.removeprefix("个").removeprefix("万").removeprefix("亿") or "number"


def quantities(text: str) -> list[Quantity]:
    """Every number of the text in order, with its unit; numbers in words only where they count something."""
    found = []
    for match in _TOKEN.finditer(text):
        if match["digits"]:
            value, unit = match["digits"].replace(",", ""), match["unit"] or ""
        elif match["chinese"]:
            value, unit = match["chinese"], match["chinese_unit"]
        else:
            value, unit = re.sub(r"\s", "", match.group()), match.lastgroup or ""
        if value + unit not in _EMPTY:
            found.append(Quantity(value, unit, match.start(), match.end()))
    return found


def is_held(quantity: Quantity, held: Sequence[Quantity], around: str) -> bool:
    """Whether the same number with the same unit is among those held.

    around: the text they are from; a table names the unit in its header and the number alone in its row.
    """
    for other in held:
        if other.value == quantity.value:
            if other.unit == quantity.unit or not quantity.unit:
                return True
            if not other.unit and quantity.unit in around:
                return True
    return False


def bounds_of(quantity: Quantity, text: str) -> frozenset[Bound]:
    """What the words beside a number make of it."""
    before, after = text[max(0, quantity.start - 20) : quantity.start], text[quantity.end : quantity.end + 6]
    found = {bound for bound, pattern in _BOUND_BEFORE if pattern.search(before)}
    if _NOT_LOWER.search(before):
        found = (found - {Bound.LOWER}) | {Bound.UPPER}
    return frozenset(found | {bound for bound, pattern in _BOUND_AFTER if pattern.search(after)})


_CODE = re.compile(r"[a-z][a-z0-9._-]*[a-z0-9]|[a-z]")
_TITLE = re.compile(r"《([^《》]{1,100})》")
# Nothing of this kind may come from a model at all: code writes addresses and document numbers.
_FOREIGN = re.compile(
    r"https?:|www\.|[a-z0-9-]+\.(?:com|cn|gov|org|net)|[\w.]+@[\w.]+|〔\d{4}〕|\[\d{4}\]\s*\d+号|微信|vx|qq|二维码|公众号"
)


def foreign_words(sentence: str) -> list[str]:
    """Addresses, accounts and document numbers, which only code may write."""
    return _FOREIGN.findall(sentence)


def codes(text: str) -> set[str]:
    """Words in Latin letters."""
    return set(_CODE.findall(text))


def titles(text: str) -> list[str]:
    """What stands in book marks."""
    return _TITLE.findall(text)


_BODY = re.compile(
    r"(?:人民政府|办公室|委员会|管委会|居委会|村委会|街道办事处|街道办|服务中心|中心|法院|检察院|公安局|分局|支队|总局|"
    r"部门|机关|[一-鿿]局|[一-鿿]厅|[一-鿿]委|银行|医院|学校|公司)"
)
# What makes 市民政局 another body than 区民政局.
_LEVEL = "国省市区县州镇乡旗盟"
_SHORTEST_NAME = 3


def bodies(text: str) -> Iterator[tuple[int, int]]:
    """Where each name of an office ends, and where its last word begins: (start of the last word, end)."""
    for match in _BODY.finditer(text):
        yield match.start(), match.end()


def names_a_body(sentence: str, start: int, end: int, sources: Iterable[str]) -> bool:
    """Whether an office named in the sentence is named in one of the sources, at the same level."""
    return any(_named_in(sentence, start, end, source) for source in sources)


def _named_in(sentence: str, start: int, end: int, source: str) -> bool:
    longest = start
    while longest > 0 and sentence[longest - 1 : end] in source:
        longest -= 1
    if sentence[longest:end] not in source or end - longest < _SHORTEST_NAME:
        return False
    return not (longest > 0 and sentence[longest - 1] in _LEVEL)
