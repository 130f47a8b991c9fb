"""Who signed a document and when: the names of organs above a date, or the organ a title begins with."""

import re
from dataclasses import dataclass
from datetime import date

from ingestion.dates import DATE, find_day
from ingestion.lines import Line
from ingestion.parts import DATE_LINE, ORGAN_LINE

_ORGAN = (
    r"(?:人民政府|政府|办公[室厅]|委员会|[\u4e00-\u9fff]委|局|厅|部|总署|院|行|协会|中心|指挥部|领导小组|工作组|小组|联合会|总工会|"
    r"管理处|大队|支队|总队|公司|法院|检察院|常务委员会)"
)
_ORGAN_NAME = re.compile(rf"[\u4e00-\u9fff（）()“”]{{2,40}}?{_ORGAN}")
# Where paragraphs were lost: names and day between blanks, behind the end of a sentence.
_INSIDE = re.compile(
    rf"(?:(?<=[。！；）)：:])|(?<=\s))\s*(?P<organs>(?:[\u4e00-\u9fff]{{2,30}}?{_ORGAN}[ \t\u3000]+){{1,8}})"
    rf"(?P<day>{DATE})(?=\s|$)"
)
_TITLE_ISSUERS = re.compile(r"^(.{2,120}?)(?:关于|印发|转发|批转|公告|令(?:第|（|\())")
_COUNTED = re.compile(r"等(?:[0-9一二三四五六七八九十]+)?(?:个)?(?:部门|单位|部委|局)$|等$")
_DEPUTY = re.compile(r"[（(].{2,30}代章[)）]$")


@dataclass(frozen=True, slots=True)
class Signature:
    """organs: full names in the order of signing, () where only a day stands; span of the lines in the text."""

    organs: tuple[str, ...]
    day: date
    start: int
    end: int


def find_signatures(text: str, lines: list[Line]) -> list[Signature]:
    """Every date that stands under names of organs, in order of place."""
    found = []
    for i, line in enumerate(lines):
        if line.is_row:
            continue
        day = find_day(line.text) if DATE_LINE.fullmatch(line.text.strip()) else None
        if day is None:
            found.extend(_inside(line))
            continue
        above = _organ_lines(lines[max(0, i - 12) : i])
        organs = tuple(organ for organ_line in above for organ in split_organs(organ_line.text))
        found.append(Signature(organs, day, above[0].start if above else line.start, line.end))
    return found


def split_organs(words: str) -> list[str]:
    """The organs a signature line or the beginning of a title names; [] when it is anything else."""
    words = _DEPUTY.sub("", words.strip())
    names = [name for name in re.split(r"[ \t\u00a0\u3000、]+", words) if name]
    # A name broken over a blank (广州市 财政局) is put together again.
    joined: list[str] = []
    for name in names:
        if joined and not _is_organ(joined[-1]):
            joined[-1] += name
        else:
            joined.append(name)
    return joined if joined and all(_is_organ(name) for name in joined) else []


def issuers_in_title(title: str) -> tuple[str, ...]:
    """The organs before 关于 or 印发; () when the title names none, or only the first of several."""
    match = _TITLE_ISSUERS.match(title)
    if not match or _COUNTED.search(match[1]):
        return ()
    return tuple(split_organs(match[1]))


def is_full_name(organ: str) -> bool:
    """True when the name can be understood outside its own city: 广州市民政局, not 市民政局 or 本网."""
    return _is_organ(organ) and not re.match(r"(?:本|省|市|区|县|州)(?!场监|政)", organ)


def _is_organ(name: str) -> bool:
    return bool(
        _ORGAN_NAME.fullmatch(name) or re.fullmatch(r"(?:中共.{2,20}|.{2,20})委(?:统战部|组织部|宣传部)?", name)
    ) or (name in ("国务院", "中央军委", "中共中央", "党中央"))


def _organ_lines(above: list[Line]) -> list[Line]:
    taken: list[Line] = []
    for line in reversed(above):
        words = line.text.strip()
        is_deputy = bool(re.fullmatch(r"[（(].{2,30}代章[)）]", words))
        if line.is_row or not (is_deputy or (ORGAN_LINE.fullmatch(words) and split_organs(words))):
            break
        taken.insert(0, line)
    return taken


def _inside(line: Line) -> list[Signature]:
    found = []
    for match in _INSIDE.finditer(line.text):
        day, organs = find_day(match["day"]), split_organs(match["organs"])
        if day and organs:
            found.append(Signature(tuple(organs), day, line.start + match.start("organs"), line.start + match.end()))
    return found
