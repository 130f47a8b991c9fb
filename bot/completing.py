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
# A stretch that breaks off at a comma takes in the rest of its sentence up to this length.
LONGEST_SENTENCE = 200


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
    if text[end - 1] in "，,、" and last.end - start <= LONGEST_SENTENCE:
        end = last.end
    if _CASES.search(text[start:end]):
        rest = _REST.match(text, end, min(ceiling, start + LONGEST_SENTENCE))
        end = rest.end() if rest else end
    if first != last and "；" in text[start : end - 1] and end - first.start <= LONGEST_SENTENCE:
        # 年休假5天；… says for whom before it: the first case is told with what it holds for.
        start = first.start
    if _LEADS_IN.search(text[start:end]):
        end = items_after(text, end)
    return Span(start, end)
