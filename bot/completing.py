"""Makes a quoted stretch stand on its own: what it refers to is taken in, list items keep their lead-in."""

import re

from bot.lists import items_after, lead_in
from kb.sentences import Span, sentences

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
# A stretch takes in the rest of its sentence up to this length.
LONGEST_SENTENCE = 200
_COMMA = "，,、"
# What breaks off so says nothing yet (对…的，), and what goes on so takes some of it back (…，但…除外).
_UNFINISHED = re.compile(r"(的|时|后|前|下|中|内|外|起|者|间|如|若)[，,、]$")
_PROVISO = re.compile(r"(?:^|[，,])(但|除|其中|否则|逾期|不含|不包括)")


def completed(text: str, span: Span, *, floor: int, ceiling: int) -> Span:
    """The span widened, inside [floor, ceiling), until it can be understood alone.

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
    breaks_off = text[end - 1] in _COMMA and last.end - start <= LONGEST_SENTENCE
    if breaks_off and (_UNFINISHED.search(text, start, end) or _PROVISO.search(text[end : last.end])):
        end = last.end
    if _CASES.search(text[start:end]):
        rest = _REST.match(text, end, min(ceiling, start + LONGEST_SENTENCE))
        end = rest.end() if rest else end
    if first != last and "；" in text[start : end - 1] and end - first.start <= LONGEST_SENTENCE:
        # 年休假5天；… says for whom before it: the first case is told with what it holds for.
        start = first.start
    if _LEADS_IN.search(text[start:end]):
        end = items_after(text, end)
    # Of a sentence that says more than was asked, what answers stands alone, without the comma behind it.
    return Span(start, end - 1 if text[end - 1] in _COMMA else end)
