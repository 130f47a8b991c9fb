"""What a document says about its own term: 自…起施行, 有效期5年, 有效期至…, 试行两年.

A sentence is read part by part between commas. It speaks of the document from the part that begins with 本办法,
本通知 and the like, and goes on to as long as every part continues the statement. So 居住证有效期, 合同有效期,
本办法所称证书，有效期三年 and 有效期届满 name nothing here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ingestion.dates import DATE, find_day, last_day_of_term
from ingestion.relations import sentences
from kb.numerals import CHINESE_NUMERALS, to_int

_KINDS = (
    "通知|通告|公告|意见|办法|细则|规定|方案|措施|政策|决定|规则|规程|标准|指引|指南|条例|法|"
    "文件|函|清单|目录|规划|计划|预案|令"
)
SELF = rf"(?:[本此](?:[\u4e00-\u9fff]{{2,4}}?)?(?:{_KINDS})|(?:以上|上述)(?:[\u4e00-\u9fff]{{0,4}})(?:{_KINDS}))"
_OWN_DAY = r"(?:印发|公布|发布|颁布|下发|发文|签发|通过|公告)之?日"
_COMING = r"(?:正式|开始|全面)?(?:施行|实施|执行|生效|试行|实行)"
_FROM = re.compile(
    rf"(?:并|拟)?(?:自|从|于)?(?P<from>{DATE}|{_OWN_DAY})(?:起|开始)?(?:满)?(?:(?P<delay>\d{{1,3}})日(?:后|起|后起))?(?:开始)?{_COMING}"
)
_COUNTED_FROM = re.compile(rf"(?:自|从)(?P<from>{DATE}|{_OWN_DAY})起?(?:计算|起算|算起)")
_VALID = r"(?:有效期限?|施行期限?|实施期限?|执行期限?|试行期限?|暂行期限?|有效时间|执行时间|政策期限)"
_TERM = rf"(?P<count>[0-9０-９{CHINESE_NUMERALS}]{{1,3}})\s*(?P<unit>年|个月)"
_LASTS = re.compile(rf"(?:并|且|的)?(?:{_VALID}|试行)(?:限)?(?:暂定|定|暂)?(?:为|是)?\s*{_TERM}(?!以|或|的|至|[、—-])")
_UNTIL = re.compile(
    rf"(?:并|且|的)?(?:{_VALID})?(?:暂定|定|截止|截)?(?:为|是)?\s*(?:(?:自|从)?(?P<from>{DATE}|[\u4e00-\u9fff]{{0,6}}{_OWN_DAY})起?)?"
    rf"(?:截止|截|止)?(?:至|到|于)\s*(?P<until>{DATE})(?:止|废止|失效|终止)?$"
)
_ENDS = re.compile(rf"(?:并|且)?(?:至|于|自)?(?P<until>{DATE})(?:起)?(?:废止|失效|终止)$")
# Parts that may stand between without changing what the sentence is about.
_NEUTRAL = re.compile(
    r"由[^，]{2,60}(?:解释|负责)|(?:已)?经[^，]{2,40}(?:同意|批准|通过)|现予?(?:公布|发布|印发|颁布)|国家|法律|省|市|上级|其他|如|若"
)
_LEAD = re.compile(r"^.*?(?=" + SELF + r")")
_LABEL_BEFORE = re.compile(r"^(?:.*[\s、）)：:.．条]|)$")
_ENACTED = re.compile(r"现予?(?:以)?(?:公布|发布|颁布|印发)$|予以(?:公布|发布)$")
_NO_SUBJECT = re.compile(
    rf"^\s*(?:第\S{{1,6}}条\s*|\S{{1,3}}、\s*|[（(]\S{{1,3}}[)）]\s*)?(?=(?:自|从)(?:{DATE}|{_OWN_DAY}))"
)
_CHANGED = re.compile(rf"{_VALID}(?:统一)?(?:调整|延长|延续|顺延|变更|续期|修改)(?:至|为|到)\s*(?P<until>{DATE})")
_TITLE = re.compile(r"《([^《》]*(?:《[^《》]*》[^《》]*)*)》")
_REISSUED = re.compile(r"重新(?:发布|印发|公布)|继续(?:施行|实施|执行|有效)")
_LONGEST_SENTENCE = 600


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
        """The day the words name, or the day that words such as 印发之日 mean; the other one where that is unknown."""
        stated = find_day(words)
        if stated or not words:
            return stated
        return (
            (self.published or self.issued)
            if re.search("公布|发布|颁布|公告", words)
            else (self.issued or self.published)
        )


@dataclass(frozen=True, slots=True)
class _Said:
    """What one sentence says: parts of the days, as printed."""

    start: int
    end: int
    since: str = ""
    delay: int = 0
    count: int = 0
    unit: str = ""
    until: str = ""

    @property
    def is_term(self) -> bool:
        return bool(self.count or self.until)


def find_effective(text: str, own: OwnDays) -> Statement | None:
    """From when the document is in force by its own words, None when it does not say or the day is unknown."""
    for said in _statements(text):
        day = _since(said, own)
        if day:
            return _statement(text, said, day)
    return None


def find_expiry(
    text: str, own: OwnDays, effective: date | None, *, own_titles: tuple[str, ...] = ()
) -> Statement | None:
    """The last day in force by the document's own words; a later change of the term counts more.

    A term in years runs from the day the same sentence names, else from effective, else from the day of issue
    (last_day_of_term). own_titles: what the document and the document it issues are called.
    """
    for start, end in sentences(text):
        changed = _CHANGED.search(text, start, end)
        day = find_day(changed["until"]) if changed and concerns_itself(text[start:end], own_titles) else None
        if day:
            return _statement(text, _Said(start, end), day)
    for said in _statements(text):
        last = _last_day(said, own, effective) if said.is_term else None
        if last:
            return _statement(text, said, last)
    return None


def foreign_changes(text: str, own_titles: tuple[str, ...]) -> list[tuple[int, int]]:
    """Spans of sentences that change the term of another document."""
    spans = [(a, b) for a, b in sentences(text) if _CHANGED.search(text, a, b)]
    return [(a, b) for a, b in spans if not concerns_itself(text[a:b], own_titles)]


def concerns_itself(sentence: str, own_titles: tuple[str, ...]) -> bool:
    """True when a sentence about a changed term means the document it stands in."""
    named = [re.sub(r"\s", "", title) for title in _TITLE.findall(sentence)]
    if re.search(SELF, sentence) or _REISSUED.search(sentence) or not named:
        return True
    return any(title == re.sub(r"\s", "", own) for own in own_titles for title in named)


def _statements(text: str) -> Iterator[_Said]:
    """What every sentence about the document itself says; 有效期5年。 alone continues the sentence before it."""
    before: _Said | None = None
    for start, end in sentences(text):
        if end - start > _LONGEST_SENTENCE:
            before = None
            continue
        words = text[start:end].strip()
        continues = before is not None and bool(re.match(_VALID, words))
        said = _read(words, _Said(start, end), is_own=continues)
        if said and continues and before and not said.since:
            said = replace(said, since=before.since, delay=before.delay)
        before = said
        if said:
            yield said


def _read(words: str, said: _Said, *, is_own: bool) -> _Said | None:
    """Part by part; None when the sentence says nothing about the document's own days."""
    begun = said
    for printed in re.split(r"[，,；;。]|(?<=[施实执]行)、", words):
        own_words = _own_words(printed)
        part = printed if own_words is None else own_words
        is_own = is_own or own_words is not None
        if _ENACTED.search(part):
            is_own = True
        elif is_own:
            read = _part(part.strip(), said)
            is_own = read is not None or bool(_NEUTRAL.match(part.strip()))
            said = read or said
    return said if said != begun else None


def _own_words(part: str) -> str | None:
    """What follows 本办法 at the beginning of a part, or a part that begins with 自…起; None for other parts."""
    lead = _LEAD.match(part)
    if lead and _LABEL_BEFORE.match(lead[0]):
        return re.sub(rf"^{SELF}", "", part[lead.end() :])
    bare = _NO_SUBJECT.match(part)
    rest = part[bare.end() :].strip() if bare else ""
    coming = _FROM.match(rest)
    return rest if coming and re.search(r"[施实执试]行|实施$", coming[0]) else None


def _part(part: str, said: _Said) -> _Said | None:
    """said with what this part adds; None when it is about something else."""
    for pattern in (_FROM, _COUNTED_FROM):
        match = pattern.match(part)
        if match and (not (rest := part[match.end() :].strip()) or _LASTS.match(rest) or _UNTIL.match(rest)):
            delay = int(match.groupdict().get("delay") or 0)
            moved = replace(said, since=match["from"], delay=delay)
            return (_part(rest, moved) or moved) if rest else moved
    lasts = _LASTS.match(part)
    if lasts:
        return replace(said, count=to_int(lasts["count"]) or 0, unit=lasts["unit"])
    until = _UNTIL.match(part) or _ENDS.match(part)
    return replace(said, until=until["until"]) if until else None


def _since(said: _Said, own: OwnDays) -> date | None:
    day = own.of(said.since)
    return day + timedelta(days=said.delay) if day else None


def _last_day(said: _Said, own: OwnDays, effective: date | None) -> date | None:
    if said.until:
        return find_day(said.until)
    start = _since(said, own) or effective or own.issued or own.published
    if start is None or not 0 < said.count <= 60:
        return None
    years, months = (said.count, 0) if said.unit == "年" else (0, said.count)
    return last_day_of_term(start, years=years, months=months)


def _statement(text: str, said: _Said, day: date) -> Statement:
    words = text[said.start : said.end]
    start = said.start + len(words) - len(words.lstrip())
    return Statement(day, words.strip(), start, start + len(words.strip()))
