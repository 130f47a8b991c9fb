"""Where a file's parts end and begin: a notice, its signature, the document it issues, its attachments.

Numbering starts anew in every part, so that 一 of an attachment never stands under the notice.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise, takewhile

from ingestion.lines import Line, lines_within
from ingestion.markers import FLAT_LINE_CHARACTERS, Level, Marker
from kb.numerals import CHINESE_NUMERALS

ORGAN_LINE = re.compile(
    r"[^，。；：:！？《》〈〉]{2,60}?(?:政府|办公[室厅]|委员会|委|局|厅|部|院|署|行|会|中心|办|处|组|所|队|社|联|馆|站|指挥部|"
    r"(?:[（(].{2,20}代章[)）]))"
)
DATE_LINE = re.compile(r"[（(]?\s*([12]\d{3}|二[〇○零O0]\S{2})\s*年\s*\S{1,3}\s*月\s*\S{1,3}\s*日\s*[)）]?")
TASK_OWNER = re.compile(
    r"[（(\[［]\s*(?:责任|牵头|主办|落实)(?:单位|部门)\s*[:：][^（）()]*(?:[（(][^（）()]*[)）][^（）()]*)*[)）\]］][。；;]?$"
)

_TAIL_LINE = re.compile(
    r"(?:信息)?公开(?:方式|形式|属性|类别)\s*[:：]|[（(]\s*(?:此件|本件|信息公开).{0,8}公开.{0,8}[)）]$|抄送\s*[:：]|"
    r".{0,40}[12]\d{3}年\d{1,2}月\d{1,2}日\s*印发$|扫一扫"
)
_ATTACHED_LIST = re.compile(r"附\s*件\s*[:：]|附件\s*\d*\s*\.(?:docx?|xlsx?|pdf|wps|zip|rar)$", re.IGNORECASE)
_LIST_ITEM = re.compile(r"\d{1,2}\s*[.．、]|[０-９]|附件|.{1,80}\.(?:docx?|xlsx?|pdf|wps|zip|rar)$", re.IGNORECASE)
_ATTACHMENT = re.compile(
    rf"(?P<label>附\s*[件表录]\s*(?:[0-9０-９]{{1,2}}|[{CHINESE_NUMERALS}]{{1,2}})?(?:[—-]\d{{1,2}})?)\s*[:：]?\s*(?P<heading>.{{0,60}})"
)
_EPILOGUE = re.compile(
    r"(?:本|此)(?:通知|通告|公告|意见|办法|细则|实施细则|规定|方案|措施|决定|规则|标准|文件)(?:自|从|有效|由|未尽|下发|印发)"
)


@dataclass(frozen=True, slots=True)
class Break:
    """Here everything open ends. label: what the part beginning here is cited by, "" for none.

    title: the name of the document that begins here, "" when none does.
    """

    start: int
    label: str = ""
    title: str = ""


def find_breaks(lines: list[Line], markers: list[Marker]) -> list[Break]:
    """Every place where a part ends or begins, in order."""
    numbered = {marker.start for marker in markers if not marker.inline}
    breaks: list[Break] = []
    signed = False
    for i, line in enumerate(lines):
        if line.is_row or len(line.text) > FLAT_LINE_CHARACTERS:
            signed = False
            continue
        signature = _signature(lines, i)
        found = _attachment(lines, i) or _tail(lines, i) or signature
        if found:
            breaks.append(found)
            signed = not found.label and (signed or found is signature)
        elif signed and line.start not in numbered and not DATE_LINE.fullmatch(line.text) and _is_title(line.text):
            breaks.append(Break(line.start, title=line.text))
            signed = False
        elif not _in_signature(lines, i):
            signed = False
        if not found and _is_epilogue(lines, i, markers):
            breaks.append(Break(line.start))
    return breaks


def find_restarts(lines: list[Line], markers: list[Marker], known: list[Break]) -> list[Break]:
    """Where a second document begins without a signature before it: a title, and the outer numbering starts again."""
    breaks = []
    outer = [m for m in markers if m.level in (Level.CHAPTER, Level.ARTICLE, Level.CHINESE) and not m.inline and m.sure]
    for before, marker in pairwise(outer):
        if marker.level is not before.level or marker.number != 1 or before.number == 1:
            continue
        last = markers[bisect_left(markers, marker.start, key=lambda m: m.start) - 1].start
        if any(last < b.start < marker.start and (b.label or b.title) for b in known):
            continue
        between = [line for line in lines_within(lines, last, marker.start) if line.start > last and not line.is_row]
        title = next((i for i, line in enumerate(between) if _is_title(line.text)), None)
        if title is not None:
            run = [line.text for line in takewhile(lambda line: _is_title(line.text), between[title:])]
            breaks.append(Break(between[title].start, title="".join(run)))
    return breaks


def attachment_list_spans(lines: list[Line]) -> list[tuple[int, int]]:
    """Where attachments are only named (附件：1.… 2.…): numbers there count files, not clauses."""
    spans = []
    for i, line in enumerate(lines):
        if _ATTACHED_LIST.match(line.text) and _names_files(lines, i):
            last = i
            while last + 1 < len(lines) and _LIST_ITEM.match(lines[last + 1].text) and len(lines[last + 1].text) < 100:
                last += 1
            spans.append((line.start, lines[last].end))
    return spans


def _names_files(lines: list[Line], i: int) -> bool:
    """附件： with words behind it, or with a numbered list or file names below."""
    rest = re.sub(r"^附\s*件\s*[:：]?", "", lines[i].text).strip()
    following = lines[i + 1].text if i + 1 < len(lines) else ""
    return bool(rest) or bool(_LIST_ITEM.match(following))


def _attachment(lines: list[Line], i: int) -> Break | None:
    line = lines[i]
    match = _ATTACHMENT.fullmatch(line.text.strip())
    if not match or (_ATTACHED_LIST.match(line.text) and _names_files(lines, i)):
        return None
    heading, label = match["heading"].strip(), re.sub(r"\s", "", match["label"])
    following = lines[i + 1].text if i + 1 < len(lines) else ""
    if heading.startswith("下载") or (
        heading and (label in ("附件", "附表", "附录") or heading.endswith(("。", "；")) or _LIST_ITEM.match(following))
    ):
        return None
    if not heading and not following:
        return None
    return Break(line.start, label, heading or (following if _is_title(following) else ""))


def _tail(lines: list[Line], i: int) -> Break | None:
    line = lines[i]
    is_list = _ATTACHED_LIST.match(line.text) and _names_files(lines, i)
    return Break(line.start) if is_list or _TAIL_LINE.match(line.text) else None


def _signature(lines: list[Line], i: int) -> Break | None:
    return Break(lines[i].start) if _in_signature(lines, i) and not (i and _in_signature(lines, i - 1)) else None


def _in_signature(lines: list[Line], i: int) -> bool:
    """True for a line with only names of organs, or a date, with a date at most twelve such lines below."""
    for line in lines[i : i + 13]:
        if DATE_LINE.fullmatch(line.text.strip()):
            return i > 0
        if line.is_row or not ORGAN_LINE.fullmatch(line.text.strip()):
            return False
    return False


def _is_title(text: str) -> bool:
    """True for words that may name a document: no sentence, remark, listed file or organ."""
    if not 4 <= len(text) <= 80 or ORGAN_LINE.fullmatch(text.strip()):
        return False
    return not re.search(r"[。；;：:，,]$", text) and not re.match(r"[（(]", text) and not _LIST_ITEM.match(text)


def _is_epilogue(lines: list[Line], i: int, markers: list[Marker]) -> bool:
    """A closing paragraph after the last numbered item: it speaks of the whole, not of that item."""
    if not i or not (_EPILOGUE.match(lines[i].text) or TASK_OWNER.search(lines[i - 1].text)):
        return False
    return not markers or markers[-1].start < lines[i].start
