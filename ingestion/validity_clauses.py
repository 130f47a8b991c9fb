"""What a document says about its own term: 自…起施行, 有效期5年, 有效期至…, 试行两年.

Only sentences whose subject is the document itself count; 居住证有效期, 合同有效期, 有效期届满 speak of other things.
"""

import re
from dataclasses import dataclass
from datetime import date

from ingestion.dates import DATE, find_day, last_day_of_term
from kb.numerals import CHINESE_NUMERALS, to_int

_SELF = (
    r"(?:本|此|该)(?:通知|通告|公告|意见|实施意见|指导意见|办法|实施办法|管理办法|试行办法|细则|实施细则|规定|暂行规定|方案|实施方案|措施|若干措施|"
    r"政策措施|政策|决定|规则|规程|标准|指引|指南|条例|法|文件|函|清单|目录|规划|计划)"
)
_TERM = rf"(?P<count>[0-9０-９{CHINESE_NUMERALS}]{{1,3}})\s*(?P<unit>年|个月)"
_COMING = r"(?:正式|开始|全面)?(?:施行|实施|执行|生效|试行|实行)"
_OWN_DAY = r"(?:印发|公布|发布|颁布|下发|发文|签发|通过|公告)之?日"
_FROM = rf"(?:自|从)?(?P<from>{DATE}|{_OWN_DAY})(?:起|开始)?[，,]?{_COMING}"
_UNTIL = rf"(?P<until>{DATE})"
_VALID = r"(?:有效期限?|施行期限?|实施期限?|执行期限?|试行期限?|暂行期限?|有效时间|执行时间)"

_EFFECTIVE = (
    re.compile(rf"{_SELF}[^，。；;\n]{{0,6}}{_FROM}"),
    re.compile(rf"(?:现予(?:公布|发布|颁布|印发)|现(?:予以)?(?:公布|发布|印发)[^。\n]{{0,20}})[，,]\s*{_FROM}"),
    re.compile(rf"(?:^|(?<=[。；;\n]))\s*(?:第\S{{1,6}}条\s*|[一二三四五六七八九十]+、\s*|以上\S{{0,8}})?{_FROM}"),
)
_EXPIRY = (
    re.compile(rf"{_SELF}\s*(?:的)?{_VALID}(?:限)?(?:暂定)?(?:为|是)?\s*{_TERM}"),
    re.compile(rf"{_FROM}[，,、；;]?\s*(?:并)?(?:{_VALID})?(?:限)?(?:暂定)?(?:为|是)?\s*(?:试行)?\s*{_TERM}(?!以)"),
    re.compile(rf"{_SELF}\s*(?:的)?{_VALID}[^，。；;\n]{{0,24}}?至\s*{_UNTIL}"),
    re.compile(
        rf"{_FROM}[，,、；;]?\s*(?:{_VALID})?(?:暂定)?(?:为|截)?至?\s*(?:至|到|止于)?\s*{_UNTIL}(?:止|废止|失效)?"
    ),
    re.compile(rf"{_SELF}[^，。；;\n]{{0,6}}自(?P<from>{DATE}|{_OWN_DAY})起?\s*至\s*{_UNTIL}"),
)
_CHANGED = re.compile(rf"{_VALID}(?:统一)?(?:调整|延长|延续|顺延|变更|续期|修改)(?:至|为|到)\s*{_UNTIL}")
_TITLE = re.compile(r"《([^《》]*(?:《[^《》]*》[^《》]*)*)》")
_REISSUED = re.compile(r"重新(?:发布|印发|公布)|继续(?:施行|实施|执行|有效)")


@dataclass(frozen=True, slots=True)
class Statement:
    """A day a sentence states or lets compute, with the sentence and its span."""

    day: date
    evidence: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class OwnDays:
    """The days 自印发之日起 and 自公布之日起 stand for, as far as known."""

    issued: date | None = None  # 印发
    published: date | None = None  # 公布, 发布

    def of(self, words: str) -> date | None:
        """The day words such as 印发之日 mean; the other one where that is unknown."""
        if re.match(r"公布|发布|颁布|公告", words):
            return self.published or self.issued
        return self.issued or self.published


def find_effective(text: str, own: OwnDays) -> Statement | None:
    """From when the document is in force by its own words, None when it does not say or the day is unknown."""
    for pattern in _EFFECTIVE:
        for match in pattern.finditer(text):
            day = find_day(match["from"]) or own.of(match["from"])
            if day:
                return _statement(text, match, day)
    return None


def find_expiry(
    text: str, own: OwnDays, effective: date | None, *, own_titles: tuple[str, ...] = ()
) -> Statement | None:
    """The last day in force by the document's own words; a later change of the term counts more.

    A term in years runs from the day the same sentence names, else from effective, else from the day of issue
    (last_day_of_term). own_titles: what the document and the document it issues are called.
    """
    for match in _CHANGED.finditer(text):
        if _concerns_itself(_sentence(text, match)[0], own_titles):
            changed = find_day(match["until"])
            if changed:
                return _statement(text, match, changed)
    for pattern in _EXPIRY:
        for match in pattern.finditer(text):
            last = _last_day(match, own, effective)
            if last:
                return _statement(text, match, last)
    return None


def foreign_extensions(text: str, own_titles: tuple[str, ...]) -> list[tuple[str, int, int]]:
    """Sentences that change the term of another document, with their spans."""
    found = [_sentence(text, match) for match in _CHANGED.finditer(text)]
    return [(words, a, b) for words, a, b in found if not _concerns_itself(words, own_titles)]


def _last_day(match: re.Match[str], own: OwnDays, effective: date | None) -> date | None:
    groups = match.groupdict()
    if groups.get("until"):
        return find_day(groups["until"])
    written_from = groups.get("from") or ""
    start = (find_day(written_from) or own.of(written_from)) if written_from else effective or own.of("")
    count = to_int(match["count"])
    if start is None or not count or count > 30:
        return None
    return last_day_of_term(start, years=count) if match["unit"] == "年" else last_day_of_term(start, months=count)


def _concerns_itself(sentence: str, own_titles: tuple[str, ...]) -> bool:
    named = [re.sub(r"\s", "", title) for title in _TITLE.findall(sentence)]
    if re.search(_SELF, sentence) or _REISSUED.search(sentence) or not named:
        return True
    return any(title == re.sub(r"\s", "", own) for own in own_titles for title in named)


def _statement(text: str, match: re.Match[str], day: date) -> Statement:
    words, start, end = _sentence(text, match)
    return Statement(day, words, start, end)


def _sentence(text: str, match: re.Match[str]) -> tuple[str, int, int]:
    begin = max(text.rfind(mark, 0, match.start()) for mark in "。；\n") + 1
    ends = [at for mark in "。；\n" if (at := text.find(mark, match.end())) >= 0]
    end = min(ends, default=len(text))
    end += 1 if end < len(text) and text[end] != "\n" else 0
    begin += len(text[begin:end]) - len(text[begin:end].lstrip())
    return text[begin:end], begin, end
