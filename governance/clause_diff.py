"""What changed between two wordings of a document, clause by clause, with the changed words marked.

Pure: two lists of clauses in, a list of changes out. Clauses are paired by their words, not by their numbers: an
article put in between renumbers all that follow, and that is no change of theirs.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

from kb.citations import cite_labels
from kb.documents import Clause

# Two clauses that share less than this part of their character pairs are two clauses, not one that was changed.
LEAST_ALIKE = 0.4
# Above this many pairs between two anchors clauses are paired by number alone: time stays bounded.
MOST_PAIRS = 40_000
# Above this many characters the changed words of a clause are marked by sentence.
MOST_CHARACTERS = 4_000
# A kept run of fewer characters between two changed ones reads as noise and goes with them.
LEAST_KEPT = 2

_ARTICLE = re.compile(r"第.+条(之.+)?")
_TOKEN = re.compile(r"\d+(?:\.\d+)?|[A-Za-z]+|\s+|.", re.DOTALL)
_SENTENCE = re.compile(r"[^。；\n]*[。；\n]?")


class ChangeKind(Enum):
    """What became of a clause."""

    SAME = "same"
    RENUMBERED = "renumbered"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


class PieceKind(Enum):
    """What became of some words of a clause."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class ClauseText:
    """A clause as it is compared: its number as cited ("" outside numbered clauses) and its words without it."""

    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a changed clause."""

    kind: PieceKind
    words: str


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """One clause then and now. pieces: in reading order; without the removed ones they are the new words."""

    kind: ChangeKind
    old: ClauseText | None
    new: ClauseText | None
    pieces: tuple[Piece, ...]


def clause_texts(text: str, clauses: Sequence[Clause]) -> list[ClauseText]:
    """The document as clauses in reading order: whole articles, else each numbered part with its own words.

    Words outside every clause come as clauses without a number, a line each.
    """
    parts: list[tuple[int, int, tuple[str, ...]]] = []
    inside = 0
    for index, clause in enumerate(clauses):
        if clause.start < inside:
            continue
        is_article = bool(clause.labels) and bool(_ARTICLE.fullmatch(clause.labels[-1]))
        end = clause.end if is_article else _own_end(clause, clauses[index + 1 :])
        parts.append((clause.start, end, clause.labels))
        inside = end
    return [part for part in _with_gaps(text, parts) if part.words]


def diff(old: Sequence[ClauseText], new: Sequence[ClauseText]) -> list[ClauseChange]:
    """Every clause of both wordings in the order of the new one; what was removed stands where it stood."""
    changes: list[ClauseChange] = []
    for before, after in _paired(old, new):
        if before is None and after is not None:
            changes.append(ClauseChange(ChangeKind.ADDED, None, after, (Piece(PieceKind.ADDED, after.words),)))
        elif after is None and before is not None:
            changes.append(ClauseChange(ChangeKind.REMOVED, before, None, (Piece(PieceKind.REMOVED, before.words),)))
        elif before is not None and after is not None:
            changes.append(_compared(before, after))
    return changes


def mark_words(old: str, new: str) -> tuple[Piece, ...]:
    """The new words with what was added marked, and what was removed where it stood."""
    tokens = _TOKEN if max(len(old), len(new)) <= MOST_CHARACTERS else _SENTENCE
    before, after = tokens.findall(old), tokens.findall(new)
    pieces: list[Piece] = []
    for tag, a, b, c, d in _smoothed(SequenceMatcher(None, before, after, autojunk=False).get_opcodes()):
        if tag == "equal":
            pieces.append(Piece(PieceKind.KEPT, "".join(after[c:d])))
            continue
        pieces += [Piece(PieceKind.REMOVED, "".join(before[a:b]))] if a < b else []
        pieces += [Piece(PieceKind.ADDED, "".join(after[c:d]))] if c < d else []
    return tuple(pieces)


def _own_end(clause: Clause, following: Sequence[Clause]) -> int:
    child = next((other for other in following if other.start >= clause.start), None)
    return child.start if child is not None and child.start < clause.end and child.start > clause.start else clause.end


def _with_gaps(text: str, parts: Sequence[tuple[int, int, tuple[str, ...]]]) -> list[ClauseText]:
    found: list[ClauseText] = []
    position = 0
    for start, end, labels in [*parts, (len(text), len(text), ())]:
        found += [ClauseText("", line.strip()) for line in text[position:start].splitlines() if line.strip()]
        if labels:
            found.append(ClauseText(cite_labels(labels), _without_label(text[start:end], labels[-1])))
        position = max(position, end)
    return found


def _without_label(words: str, label: str) -> str:
    return re.sub(rf"^\s*{re.escape(label)}[\s\u3000、.．,，]*", "", words).strip()


def _compared(before: ClauseText, after: ClauseText) -> ClauseChange:
    if _squeezed(before.words) == _squeezed(after.words):
        kind = ChangeKind.SAME if before.label == after.label else ChangeKind.RENUMBERED
        return ClauseChange(kind, before, after, (Piece(PieceKind.KEPT, after.words),))
    return ClauseChange(ChangeKind.CHANGED, before, after, mark_words(before.words, after.words))


_Pair = tuple[ClauseText | None, ClauseText | None]


def _paired(old: Sequence[ClauseText], new: Sequence[ClauseText]) -> list[_Pair]:
    """Clauses of the same words are anchors; between two of them the most alike are paired, in order."""
    pairs: list[_Pair] = []
    matcher = SequenceMatcher(None, [_squeezed(c.words) for c in old], [_squeezed(c.words) for c in new], False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            pairs += zip(old[a:b], new[c:d], strict=True)
        else:
            pairs += _paired_between(old[a:b], new[c:d])
    return pairs


def _paired_between(old: Sequence[ClauseText], new: Sequence[ClauseText]) -> list[_Pair]:
    """The pairing in order with the greatest sum of likeness."""
    alike = _likeness(old, new)
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            skip = max(best[i + 1][j], best[i][j + 1])
            best[i][j] = max(skip, alike[i][j] + best[i + 1][j + 1] if alike[i][j] else 0.0)
    pairs: list[_Pair] = []
    i = j = 0
    while i < len(old) and j < len(new):
        if alike[i][j] and best[i][j] == alike[i][j] + best[i + 1][j + 1]:
            pairs.append((old[i], new[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            pairs.append((old[i], None))
            i += 1
        else:
            pairs.append((None, new[j]))
            j += 1
    return [*pairs, *((clause, None) for clause in old[i:]), *((None, clause) for clause in new[j:])]


def _likeness(old: Sequence[ClauseText], new: Sequence[ClauseText]) -> list[list[float]]:
    """0..1 for each pair, 0 for those that are not one clause."""
    if len(old) * len(new) > MOST_PAIRS:
        return [[1.0 if a.label and a.label == b.label else 0.0 for b in new] for a in old]
    before, after = [_pairs_of(c.words) for c in old], [_pairs_of(c.words) for c in new]
    return [[_dice(a, b) for b in after] for a in before]


def _pairs_of(words: str) -> Counter[str]:
    plain = _squeezed(words)
    return Counter(plain[i : i + 2] for i in range(max(1, len(plain) - 1)))


def _dice(a: Counter[str], b: Counter[str]) -> float:
    together, least = a.total() + b.total(), min(a.total(), b.total())
    if 2 * least < LEAST_ALIKE * together:
        return 0.0
    alike = 2 * (a & b).total() / together
    return alike if alike >= LEAST_ALIKE else 0.0


def _smoothed(opcodes: Sequence[tuple[str, int, int, int, int]]) -> list[tuple[str, int, int, int, int]]:
    """The steps with short kept runs between two changes made part of them."""
    smooth: list[tuple[str, int, int, int, int]] = []
    for index, (tag, a, b, c, d) in enumerate(opcodes):
        between = 0 < index < len(opcodes) - 1
        kind = "change" if tag != "equal" or (between and b - a < LEAST_KEPT) else "equal"
        joined = smooth.pop() if smooth and smooth[-1][0] == kind == "change" else (kind, a, b, c, d)
        smooth.append((kind, joined[1], b, joined[3], d))
    return smooth


def _squeezed(words: str) -> str:
    return re.sub(r"\s+", "", words)
