"""Makes a quoted stretch stand on its own: what it refers to is taken in, list items keep their lead-in."""

import re

from kb.sentences import Span, parts, sentences

# A stretch that opens so refers to what stands before it.
_REFERS = re.compile(
    r"^[（(“]?(其|该|此|上述|前款|前述|这|并|且|但|同时|或者?|以及|不足|超过|以上|以下|由此|其中|对此|的|等|除外)"
)
# A line that is one item of a list.
_ITEM = re.compile(
    r"^[（(]?[一二三四五六七八九十\d]{1,3}[）)]?[、.．）)]|^[（(][一二三四五六七八九十\d]{1,3}[）)]|^[①-⑳]"
)
_LEADS_IN = re.compile(r"[:：]\s*$")
# Below this many characters a stretch says too little without the rest of its sentence.
SHORTEST = 16
# A sentence up to this length is quoted whole rather than in part.
WHOLE_SENTENCE = 60
LONGEST_LEAD_IN = 120


def completed(text: str, span: Span, *, floor: int, ceiling: int) -> Span:
    """The span widened, inside [floor, ceiling), until it can be understood alone."""
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
    return Span(start, end)


def lead_in(text: str, span: Span, *, floor: int) -> Span | None:
    """The words with a colon that a list item stands under, when they come shortly before; None for other stretches."""
    if not _ITEM.match(text[span.start : span.end]):
        return None
    for part in reversed(sentences(text, start=floor, end=span.start)):
        words = text[part.start : part.end]
        if _LEADS_IN.search(words):
            clauses = parts(text, start=part.start, end=part.end)
            return part if part.end - part.start <= LONGEST_LEAD_IN else clauses[-1]
        if not _ITEM.match(words):
            return None
    return None
