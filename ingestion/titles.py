"""The title of a document: what the page calls it, else the words above the salutation."""

import re

from ingestion.blocks import BlockKind
from ingestion.lines import Line
from ingestion.markers import FLAT_LINE_CHARACTERS
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
_SALUTATION = re.compile(r"[:：]$")
_NO_TITLE = re.compile(
    r"第[一二三四五六七八九十百]+[章条节]|[一二三四五六七八九十]、|[（(].*[)）]$|.*[。；;，]$|目\s*录$|点击|附件"
)
_LONGEST = 160


def clean_title(title: str) -> str:
    """Without the name of the site behind it, a mark that it was forwarded, and doubled blanks."""
    words = _FORWARDED.sub("", re.sub(r"[\s\u3000\u00a0]+", " ", title).strip())
    return _SITE.sub("", words).strip()


def find_title(lines: list[Line]) -> tuple[str, int, int] | None:
    """The title as the text itself prints it, with its span; None when nothing looks like one."""
    marked = [line for line in lines if line.block.kind is BlockKind.TITLE]
    if marked:
        return clean_title(" ".join(line.text for line in marked[:1])), marked[0].start, marked[0].end
    if lines and len(lines[0].text) > FLAT_LINE_CHARACTERS:
        return _first_phrase(lines[0])
    return _above_salutation(lines)


def _above_salutation(lines: list[Line]) -> tuple[str, int, int] | None:
    """The short lines before the first sentence or salutation, joined; of several the run that ends like a title."""
    run: list[Line] = []
    for line in lines[:12]:
        words = line.text.strip()
        is_number = bool(find_numbers(words)) and len(words) < 30 and "关于" not in words
        if _SALUTATION.search(words) or _NO_TITLE.match(words) or line.is_row or len(words) > _LONGEST:
            if run:
                break
            continue
        if is_number:
            if run:
                break
            continue
        run.append(line)
        if _ENDS_LIKE_TITLE.search(words):
            break
    if not run or not (_ENDS_LIKE_TITLE.search(run[-1].text.strip()) or len(run) == 1):
        run = run[:1]
    if not run:
        return None
    title = "".join(_joint(line.text, i) for i, line in enumerate(run))
    return clean_title(title), run[0].start, run[-1].end


def _joint(words: str, place: int) -> str:
    """Two organs on two lines keep a blank between them; a title broken in the middle keeps none."""
    organ = re.search(r"(?:局|厅|部|委员会|政府|办公[室厅])$", words.strip())
    return words.strip() + (" " if organ and not place else "")


def _first_phrase(line: Line) -> tuple[str, int, int] | None:
    """Of a text that lost its line breaks: up to the first blank behind words that end like a title."""
    phrases = [(m.start(), m.end()) for m in re.finditer(r"\S+", line.text[: _LONGEST * 2])]
    if not phrases:
        return None
    begin, first_end = phrases[0]
    for _, end in phrases:
        words = line.text[begin:end]
        if end - begin > _LONGEST or re.search(r"[。：；]", words):
            break
        if _ENDS_LIKE_TITLE.search(words):
            return clean_title(words), line.start + begin, line.start + end
    end = min(first_end, begin + _LONGEST)
    return clean_title(line.text[begin:end]), line.start + begin, line.start + end
