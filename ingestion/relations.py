"""What a document says about others: repeals, changes, explains, rests on."""

import re

from ingestion.dates import DATE, find_day
from kb.documents import Relation, RelationKind
from kb.numbers import find_numbers

# A title may name a title: 《…印发〈…办法〉的通知》, and some type 《 inside 《.
_NAMED = re.compile(r"《(?P<title>(?:[^《》]|《[^《》]*》)+)》(?:\s*[（(](?P<behind>[^《》]{0,80}?[号）)])[)）]?)?")
_ENDED = re.compile(
    r"(?:同时|即行|予以|一并|自行|相应|即日起|之日起|起|均|全部|现)?\s*(?:废止|停止执行|停止施行|停止使用|不再执行|不再施行|失效)(?:执行)?(?=[。；;，,\n]|$)"
)
_NOT_NOW = re.compile(r"(?:修[改订]|制定)[、或和]|是否|如果|已(?:被|经)?废止的|被废止|未废止|废止(?:前|后|的)")
_FROM_DAY = re.compile(rf"自\s*({DATE})\s*起")
_CHANGES = re.compile(
    r"(?:修改为|修订为|作(?:出)?(?:如下|以下)(?:修改|调整)|作(?:相应)?修改|予以修改|删去|增加一[条款项])"
)
_BASIS = re.compile(r"(?:根据|依据|按照|依照|遵照)[^。；\n]*?《")
_PURPOSE = re.compile(r"制定|特作|如下|现(?:将|就|提出|予)|经[^，。]{2,20}同意|印发|结合")
_SENTENCE_MARK = re.compile(r"[\n《》。；;]")
_BASIS_WITHIN = 3000
_SHORTEST_TITLE = 3


def find_relations(text: str, *, title: str, own_number: str | None) -> tuple[Relation, ...]:
    """Every relation the text states, in order of place; a document is never related to itself."""
    relations = [
        *_amended_by_title(text, title),
        *_in_sentences(text),
        *_basis(text),
    ]
    kept: dict[tuple[RelationKind, str | None, str], Relation] = {}
    for relation in sorted(relations, key=lambda r: r.start):
        same_name = relation.target_number is None and _squeezed(relation.target_title) == _squeezed(title)
        # 《办法》 alone is the short name of something named in full elsewhere.
        if relation.target_number is None and len(relation.target_title) < _SHORTEST_TITLE:
            continue
        if (own_number and relation.target_number == own_number) or same_name:
            continue
        kept.setdefault((relation.kind, relation.target_number, relation.target_title), relation)
    return tuple(kept.values())


def amending(text: str, start: int, end: int) -> tuple[Relation, ...]:
    """The documents that a sentence known to change others names."""
    return tuple(_targets(RelationKind.AMENDS, text[start:end], text[start:end], start, end))


def interpreted(text: str, title: str) -> Relation | None:
    """Of an interpretation: the document it explains, by title and, where the text gives it, by number."""
    named = _NAMED.search(title)
    if named is None:
        return None
    wanted = _squeezed(named["title"])
    number, start, end = None, 0, 0
    for match in _NAMED.finditer(text):
        if _squeezed(match["title"]).find(wanted) >= 0 or wanted.find(_squeezed(match["title"])) >= 0:
            start, end = (match.start(), match.end()) if not end else (start, end)
            number = number or _number(match)
    return Relation(RelationKind.INTERPRETS, number, named["title"], title, start, end)


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans between full stops, semicolons and line breaks, but never cut inside 《》."""
    spans, begin, depth = [], 0, 0
    for match in _SENTENCE_MARK.finditer(text):
        mark, at = match[0], match.start()
        if mark in "《》":
            depth = max(0, depth + (1 if mark == "《" else -1))
            continue
        if mark != "\n" and depth:
            continue
        spans.append((begin, at if mark == "\n" else at + 1))
        begin, depth = at + 1, 0
    return [(a, b) for a, b in [*spans, (begin, len(text))] if text[a:b].strip()]


def _in_sentences(text: str) -> list[Relation]:
    found: list[Relation] = []
    for start, end in sentences(text):
        words = text[start:end]
        ended = _ENDED.search(words)
        if ended and not _NOT_NOW.search(words):
            found.extend(_repealed(words[: ended.start()], words, start, end))
        elif _CHANGES.search(words):
            found.extend(
                _targets(RelationKind.AMENDS, words[: words.find("修改为") + 1 or None], words, start, end)[:1]
            )
    return found


def _repealed(before: str, words: str, start: int, end: int) -> list[Relation]:
    # 根据《立法法》…，《X》同时废止: what a sentence rests on is not what it ends.
    basis = re.match(r"\s*(?:根据|依据|按照|依照|违反)[^，]*，", before)
    before = before[basis.end() :] if basis else before
    day = _FROM_DAY.search(words)
    targets = _targets(RelationKind.REPEALS, before, words, start, end)
    from_day = find_day(day[1]) if day else None
    if from_day is None:
        return targets
    return [
        Relation(r.kind, r.target_number, r.target_title, r.evidence, r.start, r.end, from_day.isoformat())
        for r in targets
    ]


def _targets(kind: RelationKind, part: str, words: str, start: int, end: int) -> list[Relation]:
    """Everything named in part of a sentence: titles with the number behind, and numbers standing alone."""
    found, covered = [], []
    begin = start + len(words) - len(words.lstrip())
    evidence = words.strip()
    for match in _NAMED.finditer(part):
        covered.append(match.span())
        found.append(Relation(kind, _number(match), match["title"].strip(), evidence, begin, end))
    for number, a, b in find_numbers(part):
        if not any(x <= a and b <= y for x, y in covered) and not re.search(r"[（(]$", part[:a]):
            found.append(Relation(kind, str(number), "", evidence, begin, end))
    return found


def _number(match: re.Match[str]) -> str | None:
    numbers = find_numbers(match["behind"] or "")
    return str(numbers[0][0]) if len(numbers) == 1 else None


def _amended_by_title(text: str, title: str) -> list[Relation]:
    match = re.search(r"关于(?:修改|修订|修正|废止|调整|延长)\s*(?=《)(.*)", title)
    if not match:
        return []
    kind = RelationKind.REPEALS if title[match.start() : match.start() + 4] == "关于废止" else RelationKind.AMENDS
    at = max(text.find(title), 0)
    return [Relation(kind, _number(m), m["title"], title, at, at + len(title)) for m in _NAMED.finditer(match[1])]


def _basis(text: str) -> list[Relation]:
    found: list[Relation] = []
    for start, end in sentences(text[:_BASIS_WITHIN]):
        words = text[start:end]
        match = _BASIS.search(words)
        if match and _PURPOSE.search(words):
            stop = re.search(
                r"(?:要求|规定|精神|部署|安排|等文件|有关法律|》[）)]?)[^《》]{0,40}?[，,](?!《)",
                words[match.start() :],
            )
            part = words[match.start() : match.start() + stop.end() if stop else None]
            found.extend(_targets(RelationKind.BASED_ON, part, words, start, end))
    return found


def _squeezed(title: str) -> str:
    return re.sub(r"[\s《》〈〉<>]", "", title)
