"""The title of a document: what the page calls it, else the words above the salutation."""

import re

from ingestion.blocks import BlockKind
from ingestion.lines import Line
from ingestion.parts import DATE_LINE
from ingestion.signatures import split_organs
from kb.numbers import find_numbers

_SITE = re.compile(r"\s*[-_—|–]{1,2}\s*[^-_—|–]{2,30}(?:网站?|门户|平台|政府|网信息公开.*|人民政府门户网站)\s*$")
_FORWARDED = re.compile(r"^\s*[（(【\[]\s*(?:转载|转发|置顶|图文|重磅)\s*[)）】\]]\s*")
_KINDS = (
    "通知|通告|公告|意见|办法|细则|规定|方案|措施|决定|决议|规划|计划|条例|法|函|批复|报告|通报|公报|令|指南|要点|清单|目录|"
    "规则|规程|标准|准则|纲要|解读|说明|问答|倡议书|承诺书|公示|预案|举措|政策|答复|须知|指引|提示|通令|工作安排|安排"
)
_ENDS_LIKE_TITLE = re.compile(
    rf"(?:{_KINDS})(?:[（(〔【](?:试行|暂行|修订|征求意见稿|修订稿|草案|.{{1,20}}(?:年|版|修订|号))[)）〕】])*$"
)
_ORDER = re.compile(r"(?:令|公告)\s*$")
_SKIPPED = re.compile(r"点击|当前位置|[〔【\[].{1,12}[〕】\]]第?\d*号?$|第\d+号$|-{3,}|—{3,}")
# A clause, a bracketed remark, a salutation or a sentence: the title is above it or nowhere.
_NO_TITLE = re.compile(
    r"^第[一二三四五六七八九十百]+[章条节]|^[一二三四五六七八九十]、|^[（(][一二三四五六七八九十]+[)）]|^\d{1,2}[.、．]|"
    r"^[（(].*[)）]$|[。；;，,：:]$|。|目\s*录$|^附件"
)
# What issues another document is not at its end with that document's name.
_UNFINISHED = re.compile(r"(?:印发|转发|公布|发布)(?!.*(?:通知|公告|通告|决定|函|意见|令)$)")
_SENTENCE_BEGINS = re.compile(r"为|根据|按照|近日|近年来|经|自|现将|(?:\d+月)?\d+日|记者")
_LONGEST = 160
_LONGEST_PHRASE = 80
_SHORTEST_PHRASE = 8
_HEAD_LINES = 8


def clean_title(title: str) -> str:
    """Without the name of the site behind it, a mark that it was forwarded, and doubled blanks."""
    words = _FORWARDED.sub("", re.sub(r"[\s\u3000\u00a0]+", " ", title).strip())
    return _SITE.sub("", words).strip()


def find_title(lines: list[Line]) -> tuple[str, int, int] | None:
    """The title as the text itself prints it, with its span; None when nothing looks like one."""
    marked = next((line for line in lines if line.block.kind is BlockKind.TITLE), None)
    if marked:
        return clean_title(marked.text), marked.start, marked.end
    if not lines:
        return None
    if len(lines[0].text) > _LONGEST:
        return _opening_phrases(lines)
    return _behind_order(lines) or _above_salutation(lines) or _opening_phrases(lines) or _order_itself(lines[0])


def _behind_order(lines: list[Line]) -> tuple[str, int, int] | None:
    """Of an order or a congress's notice: the first title under the day on which it was signed."""
    if not lines or not _ORDER.search(lines[0].text):
        return None
    signed = next((i for i, line in enumerate(lines[:20]) if DATE_LINE.fullmatch(line.text.strip())), None)
    for line in lines[signed + 1 : signed + 4] if signed is not None else []:
        if _ENDS_LIKE_TITLE.search(line.text) and len(line.text) <= _LONGEST:
            return clean_title(line.text), line.start, line.end
    return None


def _order_itself(first: Line) -> tuple[str, int, int] | None:
    """指挥部令（第1号）that issues nothing but itself."""
    return (clean_title(first.text), first.start, first.end) if _is_number(first.text) and "令" in first.text else None


def _above_salutation(lines: list[Line]) -> tuple[str, int, int] | None:
    """The short lines before the salutation or the first sentence, joined when together they end like a title.

    A first line that names no organ and ends no sentence is a title even when it ends otherwise (news, appeals).
    """
    run: list[Line] = []
    for line in lines[:_HEAD_LINES]:
        words = line.text.strip()
        if _SKIPPED.match(words) or (not run and _is_number(words)):
            continue
        if _NO_TITLE.search(words) or line.is_row or len(words) > _LONGEST or _is_number(words):
            break
        run.append(line)
        if _ENDS_LIKE_TITLE.search(words) and not _UNFINISHED.search("".join(part.text for part in run)):
            title = "".join(_joint(part.text, i) for i, part in enumerate(run))
            return (clean_title(title), run[0].start, line.end) if len(title) <= _LONGEST else None
    first = run[0] if run and run[0] is lines[0] else None
    if first is None or split_organs(first.text) or DATE_LINE.fullmatch(first.text.strip()):
        return None
    return clean_title(first.text), first.start, first.end


def _is_number(words: str) -> bool:
    return len(words) < 40 and bool(find_numbers(words)) and "关于" not in words


def _joint(words: str, place: int) -> str:
    """Two organs on two lines keep a blank between them; a title broken in the middle keeps none."""
    organ = re.search(r"(?:局|厅|部|委员会|政府|办公[室厅])$", words.strip())
    return words.strip() + (" " if organ and not place else "")


def _opening_phrases(lines: list[Line]) -> tuple[str, int, int] | None:
    """Of a text that lost its line breaks: up to the first blank behind words that end like a title, else the first."""
    phrases = [
        (line.start + match.start(), line.start + match.end(), match[0])
        for line in lines[:3]
        for match in re.finditer(r"\S+", line.text[: _LONGEST * 2])
    ]
    if phrases and _is_number(phrases[0][2]):
        phrases = phrases[1:]
    for i, (_, end, words) in enumerate(phrases):
        if end - phrases[0][0] > _LONGEST or re.search(r"[。；]|[：:]$", words):
            break
        if len(words) >= _SHORTEST_PHRASE and _ENDS_LIKE_TITLE.search(words):
            return clean_title(" ".join(phrase[2] for phrase in phrases[: i + 1])), phrases[0][0], end
    return _first_phrase(*phrases[0]) if phrases else None


def _first_phrase(start: int, end: int, words: str) -> tuple[str, int, int] | None:
    opening = find_numbers(words)
    if opening and opening[0][1] == 0 and opening[0][2] < len(words):
        start, words = start + opening[0][2], words[opening[0][2] :]
    is_sentence = _SENTENCE_BEGINS.match(words) or re.search(r"[。]|[，；：、]$|^[（(].*[)）]$", words)
    if len(words) > _LONGEST_PHRASE or is_sentence or split_organs(words):
        return None
    return clean_title(words), start, end
