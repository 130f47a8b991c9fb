"""From clauses to passages: cut at structure, 150-400 characters, with the headings they stand under.

Every character of prose lies in exactly one passage. Lines that are only headings lie in none: they are context.
"""

import re
from dataclasses import dataclass, field, replace

from ingestion.lines import Line, lines_within
from kb.documents import Clause, PassageDraft, PassageKind

# design.md §4: target 150-400 汉字. A clause from SMALL on stands alone; smaller neighbours share a passage.
SMALL, LARGEST = 150, 400
_SENTENCE_END = re.compile(r"[。！？；;!?]+[”’」』）)】]*|\n")
_PAUSE = re.compile(r"[，,、]")
_CONTEXT_LINE = 80


@dataclass(slots=True)
class _Node:
    labels: tuple[str, ...]
    headings: tuple[str, ...]
    start: int
    end: int
    children: list["_Node"] = field(default_factory=list)

    @property
    def is_article(self) -> bool:
        return bool(self.labels) and bool(re.fullmatch(r"第.+条(之.+)?", self.labels[-1]))


@dataclass(frozen=True, slots=True)
class _Piece:
    labels: tuple[str, ...]
    headings: tuple[str, ...]
    start: int
    end: int
    lead_in: str = ""

    @property
    def size(self) -> int:
        return self.end - self.start


def split(text: str, lines: list[Line], clauses: tuple[Clause, ...], *, title: str) -> tuple[PassageDraft, ...]:
    """The passages of a document in order of place, without the NAME passage and without the title standing alone."""
    root = _tree(text, clauses)
    drafts: list[PassageDraft] = []
    for piece in _pieces(root, text, lines):
        drafts.extend(_drafts(piece, text, lines, title))
    return tuple(d for d in drafts if _squeezed(text[d.start : d.end]) != _squeezed(title))


def name_passage(text: str, *, title: str, synonyms: tuple[str, ...] = ()) -> PassageDraft:
    """The passage a document is found by when its name is asked for; empty span when the text lacks the title."""
    start = text.find(title) if title else -1
    context = "\n".join(dict.fromkeys(filter(None, (title, *synonyms))))
    span = (start, start + len(title)) if start >= 0 else (0, 0)
    return PassageDraft(PassageKind.NAME, (), *span, context=context)


def sentence_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences of a span, each with its closing mark; only blanks lie between them."""
    spans, begin = [], start
    for match in _SENTENCE_END.finditer(text, start, end):
        spans.append((begin, match.end()))
        begin = match.end()
    spans.append((begin, end))
    return [span for a, b in spans if (span := _trimmed(text, a, b))[0] < span[1]]


def _tree(text: str, clauses: tuple[Clause, ...]) -> _Node:
    root = _Node((), (), 0, len(text))
    open_nodes = [root]
    for clause in clauses:
        while open_nodes[-1] is not root and clause.start >= open_nodes[-1].end:
            open_nodes.pop()
        node = _Node(clause.labels, clause.headings, clause.start, clause.end)
        open_nodes[-1].children.append(node)
        open_nodes.append(node)
    return root


def _pieces(node: _Node, text: str, lines: list[Line]) -> list[_Piece]:
    """What of a clause becomes passages: all of it when it fits, else its lead-in and its children in turn."""
    has_articles = any(child.is_article for child in node.children)
    if node.labels and (not node.children or (node.end - node.start <= LARGEST and not has_articles)):
        return [_Piece(node.labels, node.headings, node.start, node.end)]
    pieces: list[_Piece] = []
    position = node.start
    for child in node.children:
        pieces.extend(_own(node, text, position, child.start, is_lead_in=child is node.children[0]))
        pieces.extend(_pieces(child, text, lines))
        position = max(position, child.end)
    pieces.extend(_own(node, text, position, node.end, is_lead_in=False))
    # Articles stand alone whatever their size: a citizen asks for 第五条, not for 第四条 to 第六条.
    return pieces if has_articles else _gathered(node, pieces, text)


def _own(node: _Node, text: str, start: int, end: int, *, is_lead_in: bool) -> list[_Piece]:
    start, end = _trimmed(text, start, end)
    if start >= end or (is_lead_in and node.labels and _only_heading(text[start:end], node)):
        return []
    return [_Piece(node.labels, node.headings, start, end)]


def _only_heading(words: str, node: _Node) -> bool:
    heading = re.sub(r"\s", "", node.headings[-1])
    rest = re.sub(r"\s", "", words)
    return "\n" not in words and (bool(heading) and len(rest) <= len(heading) + 8)


def _gathered(node: _Node, pieces: list[_Piece], text: str) -> list[_Piece]:
    """Small neighbours under one parent joined while they fit; later ones remember the words that led them in."""
    lead_in = _lead_in(node, pieces, text)
    result: list[_Piece] = []
    for piece in pieces:
        held = result[-1] if result else None
        if held and _joinable(held, piece, node):
            result[-1] = replace(held, end=piece.end, labels=node.labels, headings=node.headings)
        elif result and lead_in and len(piece.labels) > len(node.labels) and not piece.lead_in:
            result.append(replace(piece, lead_in=lead_in))
        else:
            result.append(piece)
    return result


def _joinable(held: _Piece, piece: _Piece, node: _Node) -> bool:
    # What lies deeper was gathered under its own parent.
    is_deep = any(len(part.labels) > len(node.labels) + 1 for part in (held, piece))
    if is_deep or piece.end - held.start > LARGEST:
        return False
    if not node.labels and (held.labels or piece.labels):
        # 一、申请材料 and 二、办理时间 answer different questions, however short they are.
        if any(part.headings and part.headings[-1] for part in (held, piece)):
            return False
        return held.size < SMALL and piece.size < SMALL and bool(held.labels) == bool(piece.labels)
    leads_in = held.labels == node.labels and held.size < SMALL
    return leads_in or (held.size < SMALL and piece.size < SMALL) or held.size + piece.size < SMALL


def _lead_in(node: _Node, pieces: list[_Piece], text: str) -> str:
    first = pieces[0] if pieces else None
    if not node.labels or first is None or first.labels != node.labels or first.size > SMALL:
        return ""
    return text[first.start : first.end].replace("\n", " ")


def _drafts(piece: _Piece, text: str, lines: list[Line], title: str) -> list[PassageDraft]:
    context = _context(piece, title)
    drafts: list[PassageDraft] = []
    for is_table, inside in _runs(piece, lines):
        if is_table:
            drafts.extend(_table_drafts(piece, inside, lines, context))
            continue
        start, end = _trimmed(text, max(piece.start, inside[0].start), min(piece.end, inside[-1].end))
        for a, b in cut(text, start, end):
            drafts.append(PassageDraft(PassageKind.PROSE, piece.labels, a, b, context, page=_page_at(a, inside)))
    return drafts


def _runs(piece: _Piece, lines: list[Line]) -> list[tuple[bool, list[Line]]]:
    runs: list[tuple[bool, list[Line]]] = []
    for line in lines_within(lines, piece.start, piece.end):
        table = line.block.table if line.is_row else None
        if runs and runs[-1][0] == line.is_row and (not line.is_row or runs[-1][1][-1].block.table == table):
            runs[-1][1].append(line)
        else:
            runs.append((line.is_row, [line]))
    return runs


def _table_drafts(piece: _Piece, rows: list[Line], lines: list[Line], context: str) -> list[PassageDraft]:
    headers = [line for line in lines if line.block.is_header and line.block.table == rows[0].block.table]
    header = (headers[0].start, headers[-1].end) if headers else None
    names = " ".join(line.text.replace("\t", " ") for line in headers)[: _CONTEXT_LINE * 2]
    described = "\n".join(filter(None, (context, names)))
    body = [row for row in rows if not row.block.is_header] or rows
    groups: list[list[Line]] = []
    for row in body:
        if groups and row.end - groups[-1][0].start <= LARGEST:
            groups[-1].append(row)
        else:
            groups.append([row])
    return [
        PassageDraft(
            PassageKind.TABLE, piece.labels, g[0].start, g[-1].end, described, header=header, page=g[0].block.page
        )
        for g in groups
    ]


def cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The span in passages of about equal size, cut at sentence ends."""
    if end - start <= LARGEST:
        return [(start, end)] if start < end else []
    sentences = [part for span in sentence_spans(text, start, end) for part in _bounded(text, *span)]
    count = -(-(end - start) // LARGEST)
    target = (end - start) / count
    cut: list[tuple[int, int]] = []
    for a, b in sentences:
        begin = cut[-1][0] if cut else a
        if cut and b - begin <= LARGEST and a - begin < target:
            cut[-1] = (begin, b)
        else:
            cut.append((a, b))
    return cut


def _bounded(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A sentence beyond twice the size is cut at commas, and without commas by force."""
    parts = []
    while end - start > 2 * LARGEST:
        pauses = [match.end() for match in _PAUSE.finditer(text, start + SMALL, start + LARGEST)]
        middle = pauses[-1] if pauses else start + LARGEST
        parts.append((start, middle))
        start = middle
    return [*parts, (start, end)]


def _context(piece: _Piece, title: str) -> str:
    path = [
        f"{label} {heading}".strip()
        for label, heading in zip(piece.labels, piece.headings, strict=True)
        if heading or label.startswith(("第", "附"))
    ]
    return "\n".join(filter(None, [title, *(line[:_CONTEXT_LINE] for line in path), piece.lead_in]))


def _page_at(position: int, lines: list[Line]) -> int | None:
    return next((line.block.page for line in lines if line.start <= position < line.end), lines[0].block.page)


def _squeezed(words: str) -> str:
    return re.sub(r"\s", "", words)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    return start, max(start, start + len(words.strip()))
