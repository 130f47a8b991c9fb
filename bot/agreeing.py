"""Whether a generated part of a sentence says the same as the words it is taken from: yes or no, may or must, to whom.

Everything here compares folded texts (kb.text.normalise).
"""

import re
from collections.abc import Sequence

_NEGATED = re.compile(
    r"不(?!超过|得超过|少于|得少于|低于|得低于|高于|小于|大于|多于|足|满|论|同|动产|断|仅|限|定期|良|锈|管|分|符|一)|"
    r"无(?!人抚养|障碍|线|人机|形|论|害|缝|纸|锡|党派)|未(?!来|成年)|没有|没(?=[^收])|免(?!疫|费教育|税店)|除外|非(?!法|常|遗|物质|公|机动|盈利|营利|税|凡)|"
    r"禁止|严禁|拒绝|停止|取消|暂停|废止|失效|撤销"
)
_MUST = re.compile(
    r"应当|必须|须(?!知)|需要|需(?!求)|应(?!急|用|届|对|聘|付|收|税|征|邀|答|有|力|变|季|纳)|要(?!求|素|件|点|闻|么)"
)
_MAY = re.compile(
    r"可以|可(?!能|靠|行|见|持续|再生|回收|燃|视|操作)|能够|能(?!力|源|效|量|否|耗)|有权|允许|准予|自愿|鼓励"
)
_NOT = re.compile(r"不得|不能|不可|不予|不应|禁止|严禁|不准|不许|无权|不允许")

# Words that widen or narrow what is said. A sentence may use one only when its source uses one of the same row.
_SCOPES = [
    r"所有|全部|任何|凡|一律|每个|不论|无论|都可|均可|人人|全市|全国|全省",
    r"仅|只有|只能|只限|限于|唯一",
    r"永久|终身|长期",
    r"立即|当场|即时|随时|当天|当日|马上",
    r"免费|不收费|免收|无偿|不收取|不交费",
    r"最新|目前|现在|今年|去年|明年",
    r"一定|肯定|保证|必然|绝对|无条件|自动",
    r"优先|直接|提前|加急",
    r"或者?|任选|之一|其一",
    r"本人|代办|代为|委托|代理",
    r"每月|按月|逐月|月均",
    r"每年|按年|年度|每一年|一年一次",
    r"每人|人均|每户|户均",
    r"一次性",
]
_SCOPE_PATTERNS = [re.compile(words) for words in _SCOPES]
_EXCEPTION = re.compile(r"除[^，。；]{1,30}外|除外|不包括|不含|不适用|另有规定")


_ASIDE = re.compile(r"\([^()]*\)|（[^（）]*）")


def says_how(text: str) -> bool:
    """Whether the words themselves deny, forbid, allow or demand."""
    return any(pattern.search(text) for pattern in (_NEGATED, _MUST, _MAY, _NOT))


def contradicts(part: str, source: str) -> bool:
    """Whether one of the two denies, forbids, allows or demands what the other does not; asides do not count."""
    part, source = _ASIDE.sub("", part), _ASIDE.sub("", source)
    if bool(_NEGATED.search(part)) != bool(_NEGATED.search(source)):
        return True
    if _NOT.search(part) or _NOT.search(source):
        return bool(_NOT.search(part)) != bool(_NOT.search(source)) and _speaks_of_leave(part, source)
    may, must = bool(_MAY.search(part)), bool(_MUST.search(part))
    may_there, must_there = bool(_MAY.search(source)), bool(_MUST.search(source))
    return (may and not must and must_there and not may_there) or (must and not may and may_there and not must_there)


def _speaks_of_leave(part: str, source: str) -> bool:
    return bool(_MAY.search(part) or _MUST.search(part) or _MAY.search(source) or _MUST.search(source))


def widened(sentence: str, source: str) -> str:
    """The first word by which the sentence says more, or less, than its source; "" for none."""
    for pattern in _SCOPE_PATTERNS:
        found = pattern.search(sentence)
        if found and not pattern.search(source):
            return found.group()
    return ""


def drops_exception(sentence: str, sources: Sequence[str]) -> bool:
    """Whether a source sentence it rests on makes an exception of which the sentence says nothing."""
    return any(_EXCEPTION.search(source) for source in sources) and not _EXCEPTION.search(sentence)
