"""Whom to ask about a document: the unit and telephone its own text names."""

import re
from dataclasses import dataclass

_PHONE = re.compile(
    r"(?P<label>(?:联系|咨询|服务|举报|监督|投诉|办公|热线|业务)?(?:服务)?(?:电话|热线)(?:号码)?)(?:[（(][^（）()]{0,12}[)）])?"
    r"\s*(?:为|是)?\s*[:：]?\s*"
    r"(?P<number>(?:[（(]0\d{2,3}[)）][-—－ ]?|0\d{2,3}[-—－ ]?)?"
    r"(?:\d{7,8}|\d{3,4}-\d{3,4}-\d{3,4}|12\d{3}|96\d{3}|95\d{3})"
    r"(?:[-转]\d{1,5})?"
    r"(?:\s*[、，,/；;]\s*(?:[（(]?0\d{2,3}[)）]?[-—－ ]?)?(?:\d{7,8}|12\d{3})(?![\d年月日]))*)(?!\d)"
)
_ASK = re.compile(
    r"(?:请(?:径|迳|直接|及时)?(?:向|与|联系)|径向|迳向)(?P<unit>[\u4e00-\u9fff、（）()]{2,60}?)(?:反映|反馈|咨询|联系|反应)(?=[。；;，,\n]|$)"
)
_EXPLAINS = re.compile(
    r"由(?P<unit>[\u4e00-\u9fff、（）()]{2,50}?)(?:会同[\u4e00-\u9fff、]{2,40}?)?(?:负责)?(?:承担)?(?:具体)?(?:负责)?解释(?=[。；;，,\n]|工作|$)"
)
_VAGUE = re.compile(r"有关|相关|各|上级|主管|本级|同级|所在|我们|当地|部门反映$")


@dataclass(frozen=True, slots=True)
class Contact:
    """value: unit or telephone as printed; the sentence that names it, and its span."""

    value: str
    evidence: str
    start: int
    end: int


def find_phones(text: str) -> list[Contact]:
    """Telephones with a label that says they are for asking; numbers without a label are left alone."""
    return [_contact(text, match, match["number"].strip()) for match in _PHONE.finditer(text)]


def find_responsible(text: str, *, place: str | None) -> Contact | None:
    """The unit to which questions go (请径向市民政局反映), else the one that explains (由…负责解释).

    place: where the issuing body sits; 市民政局 of a 广州市 document is 广州市民政局.
    """
    for pattern in (_ASK, _EXPLAINS):
        for match in pattern.finditer(text):
            unit = match["unit"].strip()
            if not _VAGUE.search(unit):
                return _contact(text, match, _in_full(unit, place))
    return None


def _in_full(unit: str, place: str | None) -> str:
    if place and place.endswith(("市", "省", "区", "县")):
        level = place[-1]
        return "、".join(place[:-1] + name if name.startswith(level) else name for name in unit.split("、"))
    return unit


def _contact(text: str, match: re.Match[str], value: str) -> Contact:
    begin = max(text.rfind(mark, 0, match.start()) for mark in "。；\n") + 1
    ends = [at for mark in "。；\n" if (at := text.find(mark, match.end())) >= 0]
    end = min(ends, default=len(text))
    return Contact(value, text[begin:end].strip(), match.start(), match.end())
