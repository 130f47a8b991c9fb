"""Makes a quoted stretch stand on its own: what it refers to is taken in, list items keep their lead-in."""

import re

from bot.lists import items_after, lead_in
from kb.sentences import Span, parts, sentences

__all__ = ["completed", "lead_in"]

# A stretch that opens so refers to what stands before it.
_REFERS = re.compile(
    r"^[（(“]?(其|该|此|上述|前款|前述|这|并|且|但|同时|或者?|以及|不足|超过|以上|以下|由此|其中|对此|的|等|除外)"
)
# Two cases or more of one line (…5天；…10天；), and what is left of them: who quotes two of three leaves one out.
_CASES = re.compile(r"；[^\n]*；$")
_REST = re.compile(r"[^\n。]*。")
_LEADS_IN = re.compile(r"[:：]\s*$")
# Below this many characters a stretch says too little without the rest of its sentence.
SHORTEST = 16
# A sentence up to this length is quoted whole rather than in part.
WHOLE_SENTENCE = 60
# Up to this length a stretch takes in the rest of its sentence where it needs it.
LONGEST_SENTENCE = 200
_COMMA = "，,"
# What breaks off so says nothing yet: 对…的，; 三十日内，; a subject without what it does.
_UNFINISHED = re.compile(r"(的|时|后|前|下|内|外|期间|之间|[程动作期]中|(?<![\d余多几一])起|如|若)[，,]$")
_SAYS = re.compile(r"[\d应可由为是有予免得将已须需不请给发设开停办凭从至达含]")
# What goes on so takes some of it back or sets it a bound: …，但…除外; …，最高不超过五万元.
_PROVISO = re.compile(
    r"除外|另有规定|从其规定|依照其规定|不受.{0,4}限|不在此限|不适用|视同|可以?延长|顺延|封顶"
    r"|(最高|最多|最长|最低|累计|合计|总额)?不(得)?超过"
    r"|(^|[，,])(但|不过|除(?![夕尘雪湿草名])|其中[^，,]{0,8}不|否则|逾期|不含|不包括|确[因需有]|特殊情况|情节)"
)


def completed(text: str, span: Span, *, floor: int, ceiling: int) -> Span:
    """The span widened, inside [floor, ceiling), until it can be understood alone, less a comma at its end.

    Only a list goes beyond the ceiling: words that lead one in are never quoted without it.
    """
    around = sentences(text, start=floor, end=ceiling)
    first = next((s for s in around if s.start <= span.start < s.end), span)
    last = next((s for s in around if s.start < span.end <= s.end), span)
    start, end = span.start, span.end
    inside = first == last
    if inside and (last.end - first.start <= WHOLE_SENTENCE or end - start < SHORTEST):
        start, end = first.start, last.end
    if _REFERS.match(text[start:end]):
        start = first.start
        index = around.index(first) if first in around else 0
        if index and _REFERS.match(text[start:end]):
            start = around[index - 1].start
    start = _with_its_condition(text, start, first)
    if text[end - 1] in _COMMA:
        end = _to_its_end(text, start, end, last)
    if _CASES.search(text[start:end]):
        rest = _REST.match(text, end, min(ceiling, start + LONGEST_SENTENCE))
        end = rest.end() if rest else end
    if first != last and "；" in text[start : end - 1] and end - first.start <= LONGEST_SENTENCE:
        # 年休假5天；… says for whom before it: the first case is told with what it holds for.
        start = first.start
    # Who quotes the words that lead a list in with some of its items tells the others as well.
    leading = [one.end for one in around if start <= one.start and one.end < end and _LEADS_IN.search(one.of(text))]
    if leading or _LEADS_IN.search(text[start:end]):
        end = max(end, items_after(text, leading[0] if leading else end))
    return Span(start, end - 1 if text[end - 1] in _COMMA and end - 1 > start else end)


def _with_its_condition(text: str, start: int, first: Span) -> int:
    """Where a stretch starts that a condition stands before (违反规定的，处二百元罚款): it holds for no one else."""
    before = parts(text, start=first.start, end=max(start, first.start))
    while before and _UNFINISHED.search(text, before[-1].start, before[-1].end):
        start = before.pop().start
    return start


def _to_its_end(text: str, start: int, end: int, last: Span) -> int:
    """Where a stretch ends that breaks off at a comma of its last sentence: there, unless it needs what follows."""
    rest = text[end : last.end]
    if last.end - last.start <= WHOLE_SENTENCE:
        return last.end
    if last.end - start <= LONGEST_SENTENCE and (_PROVISO.search(rest) or _is_unfinished(text[start:end])):
        return last.end
    following = iter(parts(text, start=end, end=min(last.end, start + LONGEST_SENTENCE)))
    while _is_unfinished(text[start:end]) and (part := next(following, None)):
        end = part.end
    return end


def _is_unfinished(said: str) -> bool:
    return bool(_UNFINISHED.search(said)) or not _SAYS.search(said)
